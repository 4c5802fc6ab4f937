// The moment a question is asked, the server is told: it begins the answer while Gradio is still getting the question ready to send.
"use strict";

const assistantAhead = (() => {
  const begin = (question) => {
    if (!question.trim()) return;
    fetch("/api/ahead", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ question, conversation: assistantHistory.current(), scope: assistantModes.scope() }),
      priority: "high",
    }).catch(() => {}); // the question itself comes after, and says what is wrong
  };

  return { begin };
})();
