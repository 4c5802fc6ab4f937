// A connection that broke and came back: Gradio loads the page anew, so what stood there is kept for that moment.
"use strict";

const assistantReconnecting = (() => {
  const KEY = "assistant-before-reconnecting"; // of this tab only, and gone once it is read
  const LEFT_MS = 1000; // for a page that said it leaves and did not: a download, say
  let lost = false;
  let leaving = false; // what a page had under way as it leaves breaks off too, and no connection was lost

  const keep = () => {
    if (!lost) return;
    try {
      const kept = { question: assistantQuestion.box()?.value ?? "", conversation: assistantHistory.current() };
      sessionStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // a browser may refuse to remember anything
    }
  };
  const kept = () => {
    try {
      const found = sessionStorage.getItem(KEY);
      sessionStorage.removeItem(KEY);
      return JSON.parse(found) ?? {};
    } catch {
      return {};
    }
  };
  // Gradio empties the box once more while it sets it up, so the words come behind the conversation.
  const restore = () => {
    const { question, conversation } = kept();
    const there = conversation ? assistantPage.reopen(conversation) : assistantDialogue.begin();
    if (question) there.then(() => assistantFrames.after(() => assistantQuestion.fill(question)));
  };

  window.addEventListener("beforeunload", () => {
    leaving = true;
    setTimeout(() => (leaving = false), LEFT_MS);
  });
  window.addEventListener("pagehide", keep);
  return { restore, noteLost: () => (lost ||= !leaving), noteThere: () => (lost = false) };
})();
