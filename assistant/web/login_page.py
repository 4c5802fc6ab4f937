"""Draws the page to log in on. Values in, HTML out."""

from __future__ import annotations

from assistant.web.escaping import escape

TITLE = "客服规定助手"
HOW_TO_ADD = "还没有账号。请在服务器上运行 assistant user add 账号名 --role maintainer 添加一个。"


def draw_login(
    form_token: str,
    after: str,
    name: str = "",
    trouble: str = "",
    *,
    accounts_exist: bool = True,
    elsewhere: bool = False,
) -> str:
    """Draw the login.

    :param form_token: Shows that the form was sent by this page.
    :param after: Where to go afterwards.
    :param name: What was typed before.
    :param trouble: Why it did not work, in one line; empty the first time.
    :param accounts_exist: Whether there is anybody to log in as.
    :param elsewhere: Whether to offer a window of its own, since this place keeps no login.
    :return: A whole page in which everything that was typed is escaped.
    """
    line = trouble or ("" if accounts_exist else HOW_TO_ADD)
    opens = f' <a href="{escape(after)}" target="_blank" rel="noopener">在新窗口打开</a>' if elsewhere else ""
    told = f'<p class="trouble" role="alert" id="trouble">{escape(line)}{opens}</p>' if line else ""
    described = ' aria-describedby="trouble"' if line else ""
    focus_name, focus_password = ("", " autofocus") if name else (" autofocus", "")
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>登录 · {TITLE}</title>"
        '<link rel="icon" type="image/svg+xml" href="/page/icon.svg">'
        '<link rel="stylesheet" href="/page/colours.css"><link rel="stylesheet" href="/page/chat_frame.css">'
        '<link rel="stylesheet" href="/page/login.css"><script src="/page/theme.js"></script></head>'
        '<body class="login"><main><form method="post" action="/login">'
        f'<h1><span class="mark" aria-hidden="true"></span>{TITLE}</h1>{told}'
        '<label for="name">账号</label>'
        f'<input id="name" name="name" value="{escape(name)}" autocomplete="username" autocapitalize="none"'
        f' spellcheck="false" maxlength="64" required{described}{focus_name}>'
        '<label for="password">密码</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password"'
        f' maxlength="1000" required{focus_password}>'
        f'<input type="hidden" name="form_token" value="{escape(form_token)}">'
        f'<input type="hidden" name="next" value="{escape(after)}">'
        '<button type="submit">登录</button></form>'
        '<p class="quiet">忘记密码请联系维护人员重设。</p></main></body></html>'
    )
