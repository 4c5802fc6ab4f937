// Who comes back to the page finds what stood there: after loading it anew, by hand or by Gradio once a lost connection is back, after
// another of our pages, after logging in again. Who comes from elsewhere, or with a question in the address, begins anew.
"use strict";

const assistantComingBack = (() => {
  const KEY = assistantLoggingOut.LEFT; // of this tab only
  const account = () => document.querySelector("meta[name=account]")?.content ?? "";
  let restored = false; // before that the page has nothing of its own to keep: it may be loaded anew once more

  const keep = () => {
    if (!restored || assistantLoggingOut.isUnderWay()) return;
    const left = {
      question: assistantQuestion.unanswered(),
      draft: assistantModes.draft(),
      mode: document.documentElement.dataset.mode ?? "ask",
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
  // Gradio empties the boxes once more while it sets them up, so the words come behind the conversation.
  const restore = (asksAnew) => {
    const { question, draft, mode, conversation, account: whose } = left();
    if (asksAnew || !comesBack() || whose !== account()) {
      restored = true;
      return assistantDialogue.begin();
    }
    const there = conversation ? assistantPage.reopen(conversation) : assistantDialogue.begin();
    there.then(() => assistantFrames.after(() => {
      restored = true;
      if (question) assistantQuestion.fill(question);
      if (draft) assistantModes.fillDraft(draft);
      if (mode === "check") assistantModes.choose(mode);
    }));
  };

  window.addEventListener("pagehide", keep);
  return { restore };
})();
