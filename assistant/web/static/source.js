// The panel of sources: put away, moved to the marked words, changed with what one does.
"use strict";

const assistantSource = (() => {
  const root = document.documentElement;

  const close = () => {
    root.classList.remove("source-open");
    assistantQuestion.box()?.focus();
  };

  let scrolledTo = null; // where the panel stood that is only drawn anew
  const showTarget = () => {
    const target = document.querySelector("#source mark") || document.querySelector("#source .unit-target");
    const units = document.querySelector("#source .units");
    if (!target || !units) return;
    const stayed = scrolledTo;
    scrolledTo = null;
    if (stayed !== null) return void (units.scrollTop = stayed);
    const away = target.getBoundingClientRect().top - units.getBoundingClientRect().top;
    units.scrollTop += away - units.clientHeight / 3;
  };

  // Who steps from citation to citation by keys stays on the step; where there is none further, in the panel.
  const focusAgain = (name) => {
    const panel = document.querySelector("#source");
    const same = name && panel.querySelector(`.${name.trim().split(/\s+/).join(".")}:not(:disabled)`);
    (same || panel.querySelector(".step:not(:disabled), .units, .close"))?.focus({ preventScroll: true });
  };

  // Which citation the panel shows is marked on the card, so that eye and panel agree.
  const mark = () => {
    const shown = document.querySelector("#source .units")?.dataset ?? {};
    document.querySelectorAll("#conversation .shown").forEach((one) => one.classList.remove("shown"));
    if (!shown.turn) return;
    const turn = document.querySelector(`#conversation .turn[data-turn="${Number(shown.turn)}"]`);
    turn?.querySelectorAll(`[data-citation="${Number(shown.citation)}"]`).forEach((one) => one.classList.add("shown"));
  };

  // Checking wording shows no clause of an answer, and asking none that wording breaks; the answer's comes back.
  let leftAt = null; // which citation the panel showed
  const shownNow = () => {
    const { turn, citation, near } = document.querySelector("#source .units")?.dataset ?? {};
    return turn ? { turn: Number(turn), citation: Number(citation ?? 0), near: Number(near ?? 0), again: true } : null;
  };
  let put = ""; // what came with an answer while wording was checked
  const show = (html) => {
    if (root.dataset.mode === "check") put = html;
    else assistantDialogue.drawSource(html);
  };
  const changeMode = (mode) => {
    if (mode === "check") {
      leftAt = shownNow();
      assistantDialogue.showSource({});
    } else if (put) {
      root.dataset.mode = mode;
      show(put);
      put = "";
    } else {
      assistantDialogue.showSource(leftAt ?? {});
    }
  };

  // A clause that could not be fetched: nothing else may stand there as if it were that one.
  const fail = ({ status, message }) => {
    const panel = document.createElement("template");
    panel.innerHTML = `<header class="source-header"><div><h2>原文</h2></div>
      <button type="button" class="close" data-close="source" title="关闭" aria-label="关闭原文"></button></header><p class="plain" role="status"></p>`;
    panel.content.querySelector("p").textContent = assistantWaiting.reason(status, message, "没有取到原文，请再点一次。", "接通后请再点一次。");
    assistantDialogue.drawSource(panel.innerHTML);
  };

  // Another version is published: what the panel shows is drawn anew. A clause opened from checked wording the page cannot ask for
  // again; there the panel says that it may be old.
  const refresh = () => {
    if (put) { // what came while wording was checked is old too: it is fetched anew with its turn
      put = "";
      leftAt = { turn: Number([...document.querySelectorAll("#conversation .turn")].at(-1)?.dataset.turn ?? 0), citation: 1, again: true };
    }
    const units = document.querySelector("#source .units");
    if (!units || shownNow()) {
      scrolledTo = units?.scrollTop ?? null;
      assistantDialogue.showSource(shownNow() ?? {});
    } else if (!document.querySelector("#source .changed")) {
      const note = document.createElement("p");
      note.className = "changed";
      note.setAttribute("role", "status");
      note.textContent = "规定已更新：下面可能是以前的文字，请重新打开。";
      units.before(note);
    }
  };

  // In a narrow window the source lies over the conversation; a click beside it puts it away.
  const isBeside = (target) => root.classList.contains("source-open")
    && getComputedStyle(document.querySelector("#source-column")).position === "fixed"
    && !target.closest("#source-column, [data-citation], [data-near], [data-unit]");

  const forget = () => {
    leftAt = null;
    put = "";
  };

  return { changeMode, close, fail, focusAgain, forget, isBeside, mark, refresh, show, showTarget };
})();
