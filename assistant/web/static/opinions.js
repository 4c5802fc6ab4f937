// Tells the server what became of an answer: shown, copied, of use or not and why.
"use strict";

const assistantOpinions = (() => {
  // What became of an answer goes into the log; what was said of it stays marked when the conversation is drawn anew.
  const shown = new Set();
  const opinions = new Map();
  const signal = (answer_id, kind, more = {}) =>
    fetch("/api/signal", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ answer_id, kind, ...more }),
      keepalive: true,
    }).then((answer) => answer.ok, () => false);
  // What the server knows was said before, in a conversation that is opened again.
  const drawnIn = (foot) => ({
    kind: foot.querySelector("[data-signal][aria-pressed=true]")?.dataset.signal,
    reason: foot.querySelector("[data-reason][aria-pressed=true]")?.dataset.reason,
  });
  const markOpinion = (foot) => {
    if (!opinions.has(foot.dataset.answer)) opinions.set(foot.dataset.answer, drawnIn(foot));
    const opinion = opinions.get(foot.dataset.answer);
    foot.querySelectorAll("[data-signal]").forEach((button) =>
      button.setAttribute("aria-pressed", String(button.dataset.signal === opinion.kind)));
    foot.querySelectorAll("[data-reason]").forEach((button) =>
      button.setAttribute("aria-pressed", String(button.dataset.reason === opinion.reason)));
    const why = foot.querySelector(".why");
    why.hidden = !opinion.open;
    foot.querySelector("[data-signal=useless]").setAttribute("aria-expanded", String(!why.hidden));
    foot.querySelector(".said").textContent = opinion.said ?? "";
  };
  const note = (reopening) => document.querySelectorAll("#conversation .feedback").forEach((foot) => {
    const { answer } = foot.dataset;
    if (!shown.has(answer)) {
      shown.add(answer);
      if (reopening) return markOpinion(foot); // it was shown when it was given
      assistantFrames.after(() => {
        signal(answer, "shown");
        assistantHistory.refresh();
      });
    }
    markOpinion(foot);
  });
  const giveOpinion = async (foot, opinion, more) => {
    const { answer, thanks, failed } = foot.dataset;
    const noted = await signal(answer, opinion.kind, more);
    opinions.set(answer, { ...opinion, said: noted ? thanks : failed });
    document.querySelectorAll("#conversation .feedback").forEach(markOpinion);
  };
  const press = (button) => {
    const foot = button.closest(".feedback");
    const before = opinions.get(foot.dataset.answer) ?? {};
    const { signal: kind, reason } = button.dataset;
    if (kind === "useful") giveOpinion(foot, { kind });
    else if (kind === "useless") giveOpinion(foot, { ...before, kind, open: true }).then(() => {
      foot.querySelector(".why").scrollIntoView({ block: "nearest" });
      foot.querySelector("[data-reason]").focus({ preventScroll: true });
    });
    else if (reason) {
      opinions.set(foot.dataset.answer, { ...before, reason: before.reason === reason ? undefined : reason });
      markOpinion(foot);
    } else {
      const note = foot.querySelector("input").value;
      giveOpinion(foot, { ...before, open: false }, { reason: before.reason, note }).then(() => assistantQuestion.box()?.focus());
    }
  };

  return { note, press, signal };
})();
