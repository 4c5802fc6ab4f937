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

  // Which citation the panel shows is marked on the card, so that eye and panel agree.
  const mark = () => {
    const shown = document.querySelector("#source .units")?.dataset ?? {};
    document.querySelectorAll("#conversation .shown").forEach((one) => one.classList.remove("shown"));
    if (!shown.turn) return;
    const turn = document.querySelector(`#conversation .turn[data-turn="${Number(shown.turn)}"]`);
    turn?.querySelectorAll(`[data-citation="${Number(shown.citation)}"]`).forEach((one) => one.classList.add("shown"));
  };

  // Checking wording shows no clause of an answer, and asking none that wording breaks; the answer's comes back.
  let select = () => {};
  let leftAt = null; // which citation the panel showed
  const shownNow = () => {
    const { turn, citation, near } = document.querySelector("#source .units")?.dataset ?? {};
    return turn ? { turn: Number(turn), citation: Number(citation ?? 0), near: Number(near ?? 0), again: true } : null;
  };
  const changeMode = (mode) => {
    if (mode === "check") {
      leftAt = shownNow();
      select({});
    } else if (!assistantBegin.isUnderWay()) {
      select(leftAt ?? {});
    }
  };

  // Another version is published: what the panel shows is drawn anew. A clause opened from checked wording the page cannot ask for
  // again; there the panel says that it may be old.
  const refresh = () => {
    if (assistantBegin.isUnderWay()) return;
    const units = document.querySelector("#source .units");
    if (!units || shownNow()) {
      scrolledTo = units?.scrollTop ?? null;
      select(shownNow() ?? {});
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

  const connect = (trigger) => {
    select = (aim) => trigger("select", aim);
  };
  const forget = () => {
    leftAt = null;
  };

  return { changeMode, close, connect, forget, isBeside, mark, refresh, showTarget };
})();
