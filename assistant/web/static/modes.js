// Whether a question is asked or wording checked, by whose regulations (remembered), and the box a draft is checked from.
"use strict";

const assistantModes = (() => {
  const SCOPE_KEY = "assistant-scope";
  const PAUSE_MS = 350; // between keystrokes; what is pasted is checked at once
  const root = document.documentElement;
  let chosenScope = "";
  try {
    chosenScope = localStorage.getItem(SCOPE_KEY) ?? "";
  } catch {
    // a browser may refuse to remember anything
  }

  const draftBox = () => document.querySelector("#draft textarea");
  const selector = () => document.querySelector("#modes [data-scope]");
  // What a link asked for, for this page only; the server says so if there is no such name.
  let given = "";
  const offerGiven = () => {
    if (given && selector() && ![...selector().options].some((one) => one.value === given || one.text === given)) selector().add(new Option(given, given));
  };
  // Only what can be chosen now: an organisation may have left with its regulations. A link, or a browser of old, may name a regulation by
  // its title instead of its id.
  const scope = () => {
    const options = [...(selector()?.options ?? [])];
    return (options.find((one) => one.value === chosenScope) ?? options.find((one) => one.value && one.text === chosenScope))?.value ?? "";
  };

  const mark = () => {
    const mode = root.dataset.mode ?? "ask";
    document.querySelectorAll("#modes [data-mode]").forEach((button) =>
      button.setAttribute("aria-pressed", String(button.dataset.mode === mode)));
    offerGiven();
    if (selector()) selector().value = scope();
  };
  const useScope = (name) => {
    given = name;
    chosenScope = name;
    mark();
  };
  const choose = (mode) => {
    if (mode !== (root.dataset.mode ?? "ask")) assistantSource.changeMode(mode);
    root.dataset.mode = mode;
    root.classList.remove("source-open");
    mark();
    (mode === "check" ? draftBox() : document.querySelector("#question textarea"))?.focus();
  };

  const draft = () => draftBox()?.value ?? "";
  const fillDraft = (text) => {
    if (!draftBox() || draft() === text) return;
    draftBox().value = text;
    draftBox().dispatchEvent(new InputEvent("input", { bubbles: true })); // and it is checked
  };

  let check = () => {};

  const connect = (view, watch) => {
    mark();
    watch("value", mark);
    view.addEventListener("click", (event) => {
      const pressed = event.target.closest("[data-mode]");
      if (pressed) choose(pressed.dataset.mode);
    });
    view.addEventListener("change", (event) => {
      if (!event.target.matches("[data-scope]")) return;
      chosenScope = event.target.value;
      try {
        localStorage.setItem(SCOPE_KEY, chosenScope);
      } catch {
        // then the choice lasts as long as the page
      }
      if (root.dataset.mode === "check") check();
    });
  };

  const connectDraft = (view, trigger) => {
    let timer = 0;
    check = () => {
      clearTimeout(timer);
      assistantWaiting.clear();
      trigger("submit", { draft: draftBox().value, scope: scope() });
    };
    view.addEventListener("input", (event) => {
      if (event.isComposing) return;
      clearTimeout(timer);
      timer = setTimeout(check, event.inputType === "insertFromPaste" ? 0 : PAUSE_MS);
    });
    view.addEventListener("compositionend", () => {
      clearTimeout(timer);
      timer = setTimeout(check, PAUSE_MS);
    });
    view.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      check();
    });
    view.addEventListener("click", (event) => {
      if (event.target.closest("[data-check]")) check();
    });
  };

  return { choose, connect, connectDraft, draft, fillDraft, scope, useScope };
})();
