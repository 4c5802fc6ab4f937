"""The style sheet of the page a document is checked by."""

STYLE = """
:root{--paper:#fbfaf7;--ink:#26241f;--soft:#77726a;--line:#e4e0d7;--panel:#fff;--b0:#eaf1f8;--b1:#f1f6e9;--edge0:#9dbbd8;--edge1:#b4cd8e;--noise:#a29d94;
--heading:#7a4b12;--heading-bg:#fbf0dc;--repaired:#0f6b4a;--repaired-bg:#d9f2e4;--damaged:#a3231c;--damaged-bg:#fbdedb;--link:#245a92}
@media(prefers-color-scheme:dark){:root{--paper:#1c1d1f;--ink:#e6e3dc;--soft:#9a958b;--line:#35363a;--panel:#232427;--b0:#22303e;--b1:#2a3322;--edge0:#4d7194;
--edge1:#6c8647;--noise:#77746d;--heading:#e8bd7c;--heading-bg:#3a2f1e;--repaired:#8fdcb6;--repaired-bg:#1e3b2e;--damaged:#ff9d95;--damaged-bg:#4a2523;--link:#8ab8ea}}
*{box-sizing:border-box}html{scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.75 "Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
header{padding:1.2rem 2rem .9rem;border-bottom:1px solid var(--line);background:var(--panel)}
h1{margin:0;font-size:1.25rem;font-weight:600;overflow-wrap:anywhere}header p{margin:.25rem 0;color:var(--soft);font-size:.875rem}
.bar{display:flex;height:.5rem;margin:.6rem 0 .4rem;border-radius:3px;overflow:hidden;background:var(--line)}
.bar .kept{background:var(--edge0)}.bar .noise{background:var(--noise)}.bar .repaired{background:var(--repaired)}.bar .blank{background:var(--line)}.bar .damaged{background:var(--damaged)}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1rem;margin:.5rem 0 0;padding:0;list-style:none;font-size:.8125rem}
main{display:grid;grid-template-columns:minmax(0,1fr) 21rem;align-items:start}
article{padding:1rem 1.5rem 4rem;min-width:0}
h2{margin:1.6rem 0 .5rem;padding:.35rem .75rem;border-left:4px solid var(--heading);background:var(--heading-bg);font-size:1rem;font-weight:600}
h2:first-child{margin-top:0}h2 small{margin-left:.75rem;color:var(--soft);font-weight:400;font-size:.8125rem}
.row{display:grid;grid-template-columns:2.75rem 10.5rem minmax(0,1fr);gap:.75rem;padding:.05rem 0}
.empty{height:.6rem;overflow:hidden}.empty .no{visibility:hidden}
.row:target{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}span:target{outline:2px solid var(--link)}
.no{text-align:right;font-size:.75rem;line-height:1.6rem;font-variant-numeric:tabular-nums}.no a{color:var(--soft)}
.loc{text-align:right;color:var(--link);font-size:.8125rem;line-height:1.6rem;overflow-wrap:anywhere}
.src{padding-left:.6rem;border-left:3px solid transparent;white-space:pre-wrap;overflow-wrap:anywhere;min-height:.6rem}
.unit{padding:.1em 0;box-decoration-break:clone;-webkit-box-decoration-break:clone}
.b0{background:var(--b0)}.b1{background:var(--b1)}.e0{border-left-color:var(--edge0)}.e1{border-left-color:var(--edge1)}
.heading{color:var(--heading);font-weight:600}.title{background:var(--heading-bg);color:var(--heading);font-weight:700}
.noise{color:var(--noise);text-decoration:line-through;text-decoration-thickness:1px}
.repaired{background:var(--repaired-bg);color:var(--soft);text-decoration:line-through}
ins{background:var(--repaired-bg);color:var(--repaired);text-decoration:none;font-weight:600;padding:0 .15em}
.damaged,.unread{background:var(--damaged-bg);color:var(--damaged);border-bottom:2px dotted var(--damaged)}
aside{position:sticky;top:0;max-height:100vh;overflow-y:auto;padding:1rem 1.5rem 2rem 0;font-size:.8125rem;line-height:1.55}
section{margin-bottom:.8rem;padding:.6rem .8rem;border:1px solid var(--line);border-radius:6px;background:var(--panel)}
h3{margin:0 0 .2rem;font-size:.875rem;font-weight:600}h3 b{color:var(--damaged);font-weight:600}
section:first-child h3 b,section:nth-last-child(-n+2) h3 b{color:var(--soft)}
aside ul{margin:0;padding:0;list-style:none;max-height:26rem;overflow-y:auto}aside li{padding:.1rem 0;overflow-wrap:anywhere}
em{color:var(--soft);font-style:normal}.none{margin:0;color:var(--soft)}
@media(max-width:60rem){main{display:flex;flex-direction:column-reverse}aside{position:static;max-height:none;padding:1rem 1.5rem 0;width:100%}article{padding:1rem;width:100%}
.row{grid-template-columns:2rem minmax(0,1fr)}.loc{grid-column:2;text-align:left;line-height:1.2}.src{grid-column:2}.loc:empty{display:none}}
@media print{aside{display:none}main{display:block}}
"""
