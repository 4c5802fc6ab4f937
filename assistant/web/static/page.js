// What the chat page does in the browser: passes clicks and keys on to what they are for. It draws nothing of an answer; the server does.
"use strict";

const assistantPage = (() => {
  const root = document.documentElement;

  document.addEventListener("click", (event) => {
    if (assistantSource.isBeside(event.target)) assistantSource.close();
    const menu = event.target.closest("[data-menu]");
    assistantBar.openMenu(menu ? menu.getAttribute("aria-expanded") !== "true" : false);
    const pressed = event.target.closest("button");
    if (!pressed) return;
    if (pressed.dataset.copy !== undefined) assistantCopying.copy(pressed);
    if (pressed.closest(".feedback")) assistantOpinions.press(pressed);
    if (pressed.dataset.close === "source") assistantSource.close();
    if (pressed.closest("#question")) assistantDialogue.askTyped();
    if (pressed.id === "new-conversation") {
      assistantSource.forget();
      assistantQuestion.empty();
      assistantModes.choose("ask");
      assistantDialogue.begin();
      root.classList.remove("source-open");
      assistantQuestion.box()?.focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") assistantBar.openMenu(false);
    if (event.key === "Escape" && root.classList.contains("source-open")) assistantSource.close();
    const asks = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (asks && event.target === assistantQuestion.box() && !document.querySelector("#suggestions [aria-selected=true]")) {
      event.preventDefault();
      assistantDialogue.askTyped();
    }
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const plain = !event.isComposing && !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (step && plain && event.target === assistantQuestion.box() && assistantQuestion.recall(step)) event.preventDefault();
    if (event.altKey && event.code === "KeyC" && assistantCopying.copyByKey()) event.preventDefault();
    if (asks && event.target.matches?.(".feedback input")) assistantOpinions.press(event.target.nextElementSibling);
  }, true);

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
      if (question) assistantDialogue.ask(question);
    };
    begin();
  };

  let opened = false; // once, however often Gradio connects the page
  // Called by Gradio for each of the three views once it stands in the page.
  const connect = (view) => {
    if (view.closest("#conversation")) {
      assistantBar.showPages();
      assistantBar.showAccount();
      assistantOutdated.start();
    }
    if (view.closest("#check")) assistantWaiting.watch(view);
    if (assistantDialogue.connect(view)) {
      if (opened) assistantDialogue.redraw();
      else assistantComingBack.restore(new URLSearchParams(location.search).has("q"));
      opened = true;
      askFromAddress();
    }
    view.addEventListener("click", (event) => {
      const pressed = event.target.closest("button");
      if (!pressed) return;
      const { turn, citation, near, question, unit, quote } = pressed.dataset;
      if (unit !== undefined) {
        root.classList.add("source-open");
        assistantDialogue.showClause(unit, quote);
      } else if (question !== undefined) {
        assistantDialogue.ask(question);
      } else if (citation !== undefined || near !== undefined) {
        const inTurn = turn ?? pressed.closest(".turn")?.dataset.turn;
        root.classList.add("source-open");
        assistantDialogue.showSource({ turn: Number(inTurn), citation: Number(citation ?? 0), near: Number(near ?? 0) });
      }
    });
  };

  // What is answered from is drawn by the server, anew when another version is published.
  let redrawExtent = () => {};
  const connectExtent = (trigger) => {
    redrawExtent = () => trigger("submit", {});
  };

  // A past conversation takes the place of the one that is open.
  const reopen = (conversation) => {
    assistantSource.forget();
    assistantModes.choose("ask");
    return assistantDialogue.open(conversation);
  };

  return { connect, connectExtent, redrawExtent: () => redrawExtent(), reopen, ask: (question) => assistantDialogue.ask(question) };
})();
