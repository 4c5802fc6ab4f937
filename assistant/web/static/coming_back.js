// Who comes back to the page finds what stood there: after loading it anew, by hand or by Gradio once a lost connection is back, after
// another of our pages, after logging in again. Who comes from elsewhere, or with a question in the address, begins anew.
"use strict";

const assistantComingBack = (() => {
  const KEY = "assistant-left"; // of this tab only
  const account = () => document.querySelector("meta[name=account]")?.content ?? "";

  let logsOut = false; // then nothing that a customer said stays in the browser
  const keep = () => {
    try {
      if (logsOut) return sessionStorage.removeItem(KEY);
      const left = { question: assistantQuestion.box()?.value ?? "", conversation: assistantHistory.current(), account: account() };
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
  // Gradio empties the box once more while it sets it up, so the words come behind the conversation.
  const restore = (asksAnew) => {
    const { question, conversation, account: whose } = left();
    if (asksAnew || !comesBack() || whose !== account()) return assistantDialogue.begin();
    const there = conversation ? assistantPage.reopen(conversation) : assistantDialogue.begin();
    if (question) there.then(() => assistantFrames.after(() => assistantQuestion.fill(question)));
  };

  document.addEventListener("submit", (event) => (logsOut = event.target.getAttribute("action") === "/logout"), true);
  window.addEventListener("pagehide", keep);
  return { restore };
})();
