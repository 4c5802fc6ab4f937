// Who comes back to the page finds what stood there: after loading it anew, by hand or by Gradio once a lost connection is back, after
// another of our pages, after logging in again. Who comes from elsewhere, or with a question in the address, begins anew.
"use strict";

const assistantComingBack = (() => {
  const KEY = assistantLoggingOut.LEFT; // of this tab only
  const account = () => document.querySelector("meta[name=account]")?.content ?? "";
  const SETTLED_MS = 2000; // by then Gradio has set its page up, on a slow machine too
  const LOOK_MS = 50;
  let restored = false; // before that the page has nothing of its own to keep: it may be loaded anew once more

  const keep = () => {
    if (!restored || assistantLoggingOut.isUnderWay()) return;
    const left = {
      question: assistantQuestion.unanswered(),
      draft: assistantModes.draft(),
      mode: document.documentElement.dataset.mode ?? "ask",
      scope: assistantModes.scope(),
      conversation: assistantDialogue.conversation(),
      account: account(),
    };
    try {
      sessionStorage.setItem(KEY, JSON.stringify(left));
    } catch {
      // a browser may refuse to remember anything
    }
  };
  const left = () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
    } catch {
      return {};
    }
  };
  const comesBack = () => {
    const [navigation] = performance.getEntriesByType("navigation");
    const fromOurs = document.referrer.startsWith(`${location.origin}/`);
    return navigation?.type === "reload" || navigation?.type === "back_forward" || fromOurs;
  };
  // Gradio empties the boxes once more while it sets them up, sooner or later: the words are put back until they stay, or somebody
  // acts; never over what was typed since.
  const putBack = (fill) => {
    const until = performance.now() + SETTLED_MS;
    let acted = false;
    for (const act of ["keydown", "pointerdown", "input"]) addEventListener(act, (event) => (acted ||= event.isTrusted), true);
    const again = () => {
      if (acted) return;
      fill();
      if (performance.now() < until) setTimeout(again, LOOK_MS);
    };
    again();
  };
  const restore = (asksAnew) => {
    const { question, draft, mode, scope, conversation, account: whose } = left();
    if (asksAnew || !comesBack() || whose !== account()) {
      restored = true;
      return assistantDialogue.begin();
    }
    if (scope !== undefined) assistantModes.useScope(scope); // a link may have asked for another than is remembered
    const there = conversation ? assistantPage.reopen(conversation) : assistantDialogue.begin();
    there.then(() => assistantFrames.after(() => {
      restored = true;
      if (question) putBack(() => assistantQuestion.box()?.value || assistantQuestion.fill(question));
      if (draft) putBack(() => assistantModes.draft() || assistantModes.fillDraft(draft));
      if (mode === "check") assistantModes.choose(mode);
    }));
  };

  window.addEventListener("pagehide", keep);
  return { restore };
})();
