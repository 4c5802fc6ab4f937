// What the chat page does in the browser: passes clicks and keys on to what they are for, keeps the newest answer in view.
// It draws nothing of an answer; the server does.
"use strict";

const assistantPage = (() => {
  const root = document.documentElement;

  // An answer that comes in parts is moved to once; then the person scrolls.
  let newestShown = "";
  let reopening = false;
  const showNewestTurn = () => {
    const column = document.querySelector("#conversation");
    const newest = document.querySelector("#conversation .turn:last-of-type");
    const before = newestShown;
    newestShown = newest?.dataset.turn ?? "";
    if (newest && newestShown !== before) column.scrollTop += newest.getBoundingClientRect().top - column.getBoundingClientRect().top - 16;
  };

  document.addEventListener("click", (event) => {
    if (assistantSource.isBeside(event.target)) assistantSource.close();
    const menu = event.target.closest("[data-menu]");
    assistantBar.openMenu(menu ? menu.getAttribute("aria-expanded") !== "true" : false);
    const pressed = event.target.closest("button");
    if (!pressed) return;
    if (pressed.dataset.copy !== undefined) assistantCopying.copy(pressed);
    if (pressed.closest(".feedback")) assistantOpinions.press(pressed);
    if (pressed.dataset.close === "source") assistantSource.close();
    if (pressed.closest("#question")) {
      assistantQuestion.note(assistantQuestion.box().value);
      assistantWaiting.start();
    }
    if (pressed.id === "new-conversation") {
      assistantBegin.begin();
      assistantSource.forget();
      assistantQuestion.empty();
      assistantModes.choose("ask");
      root.classList.remove("source-open");
      assistantQuestion.box()?.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#question button") && assistantQuestion.box().value.trim()) assistantBegin.hold(event, assistantQuestion.send);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") assistantBar.openMenu(false);
    if (event.key === "Escape" && root.classList.contains("source-open")) assistantSource.close();
    const asks = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    const asked = asks && event.target === assistantQuestion.box();
    if (asked && event.target.value.trim() && assistantBegin.hold(event, assistantQuestion.send)) return;
    if (asked) {
      assistantQuestion.note(assistantQuestion.box().value);
      assistantWaiting.start();
    }
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const plain = !event.isComposing && !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (step && plain && event.target === assistantQuestion.box() && assistantQuestion.recall(step)) event.preventDefault();
    if (event.altKey && event.code === "KeyC" && assistantCopying.copyByKey()) event.preventDefault();
    if (asks && event.target.matches?.(".feedback input")) assistantOpinions.press(event.target.nextElementSibling);
  }, true);

  // Asks a question that was chosen instead of typed; there once the conversation stands in the page.
  let ask = () => {};

  // A link such as /?q=…&scope=… opens the page with that question asked: once, not again when it is reloaded.
  const askFromAddress = () => {
    const wanted = new URLSearchParams(location.search);
    const question = wanted.get("q")?.trim();
    const scope = wanted.get("scope")?.trim();
    if (!question && !scope) return;
    history.replaceState(history.state, "", location.pathname);
    const begin = () => {
      if (!document.querySelector("#modes [data-scope]")) return requestAnimationFrame(begin); // not drawn yet
      if (scope) assistantModes.useScope(scope);
      if (question) ask(question);
    };
    begin();
  };

  let restored = false; // once, however often Gradio connects the page
  // Called by Gradio for each of the two views once it stands in the page.
  const connect = (view, trigger, watch) => {
    if (view.closest("#conversation")) {
      assistantWaiting.watch();
      assistantBar.showPages();
      assistantBar.showAccount();
      ask = (question) => {
        if (assistantBegin.hold(null, () => ask(question))) return;
        assistantQuestion.note(question);
        assistantWaiting.start();
        assistantBegin.ask();
        trigger("submit", { question, scope: assistantModes.scope() });
        assistantQuestion.box()?.focus();
      };
      assistantOutdated.start();
      if (!restored) assistantReconnecting.restore();
      restored = true;
      askFromAddress();
    }
    if (view.closest("#source")) assistantSource.connect(trigger);
    view.addEventListener("click", (event) => {
      const pressed = event.target.closest("button");
      if (!pressed) return;
      const { turn, citation, near, question, unit, quote } = pressed.dataset;
      if (unit !== undefined) {
        root.classList.add("source-open");
        trigger("select", { unit, quote });
      } else if (question !== undefined) {
        ask(question);
      } else if (citation !== undefined || near !== undefined) {
        const inTurn = turn ?? pressed.closest(".turn")?.dataset.turn;
        root.classList.add("source-open");
        trigger("select", { turn: Number(inTurn), citation: Number(citation ?? 0), near: Number(near ?? 0) });
      }
    });
    watch("value", () => {
      if (view.querySelector(".source-header")) assistantFrames.before(assistantSource.showTarget);
      else if (view.closest("#conversation")) {
        assistantWaiting.stop();
        assistantQuestion.arrived();
        assistantReconnecting.noteThere();
        assistantFrames.before(showNewestTurn);
        assistantOpinions.note(reopening);
        reopening = false;
        assistantOutdated.note();
        assistantHistory.mark();
      }
      assistantSource.mark();
    });
  };

  // What is answered from is drawn by the server, anew when another version is published.
  let redrawExtent = () => {};
  const connectExtent = (trigger) => {
    redrawExtent = () => trigger("submit", {});
  };

  // A past conversation takes the place of the one that is open.
  const reopen = () => {
    assistantBegin.begin();
    assistantSource.forget();
    reopening = true;
    newestShown = "";
    assistantModes.choose("ask");
  };

  return { connect, connectExtent, redrawExtent: () => redrawExtent(), reopen, ask: (question) => ask(question) };
})();
