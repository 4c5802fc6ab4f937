// The box to type in: what was asked before comes back by the arrows.
"use strict";

const assistantQuestion = (() => {
  const box = () => document.querySelector("#question textarea");
  const fill = (text) => {
    const field = box();
    if (!field || field.value === text) return;
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true })); // nothing is suggested for it
  };

  // The box is empty as soon as its question is sent: what is typed after that is the next one's. Questions behind the one that is
  // answered wait in a row, above the box. No answer comes: the words of the first come back, unless others stand there by then.
  let underWay = "";
  let waiting = [];
  const drawWaiting = () => {
    let line = document.querySelector("#waiting-line");
    if (!line) {
      if (!waiting.length) return;
      line = document.createElement("div");
      line.id = "waiting-line";
      line.setAttribute("role", "status");
      document.querySelector("#modes")?.before(line);
    }
    line.textContent = waiting.length ? `接下来问：${waiting.join("；")}` : "";
  };
  const choose = (question) => {
    underWay = question;
    note(question);
  };
  const hold = (question) => {
    if (question === (waiting.at(-1) ?? underWay)) return; // pressed twice
    waiting.push(question);
    note(question);
    drawWaiting();
  };
  const next = () => {
    underWay = waiting.shift() ?? "";
    drawWaiting();
    return underWay;
  };
  const arrived = () => (underWay = "");
  const leave = () => {
    arrived();
    waiting = [];
    drawWaiting();
  };
  const bringBack = () => {
    const first = underWay || waiting[0];
    if (first && !box()?.value) fill(first);
    leave();
  };

  // The arrows bring back what was asked before, where the box is empty or holds such a question.
  const asked = [];
  let recalled = 0; // its place in what was asked; behind the last stands the empty box
  const note = (question) => {
    if (question.trim() && asked.at(-1) !== question) asked.push(question);
    recalled = asked.length;
  };
  const recall = (step) => {
    const field = box();
    if (!field.value) recalled = asked.length; // emptied by hand
    if (document.querySelector("#suggestions") || field.value !== (asked[recalled] ?? "")) return false;
    const wanted = recalled + step;
    if (wanted < 0 || wanted > asked.length) return false;
    recalled = wanted;
    fill(asked[recalled] ?? "");
    return true;
  };

  // Escape leaves what was brought back, for the empty box it was brought into; what lies over the page goes first, and what was
  // changed in the box stays.
  const covered = () => document.querySelector("#suggestions, [data-menu][aria-expanded=true]")
    || ["#source-column", "#history-column"].some((one) => {
      const style = getComputedStyle(document.querySelector(one));
      return style.position === "fixed" && style.display !== "none" && style.visibility !== "hidden";
    });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.target !== box()) return;
    if (recalled >= asked.length || event.target.value !== asked[recalled] || covered()) return;
    event.preventDefault();
    recalled = asked.length;
    fill("");
  }, true);

  // Of all units: the selector says so before the question is on its way.
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-all-units]")) assistantModes.useScope("");
  }, true);

  // What is typed, or else what was asked and not answered yet.
  const unanswered = () => box()?.value || [underWay, ...waiting].filter(Boolean).join("\n");

  return { box, fill, unanswered, empty: () => fill(""), recall, choose, hold, next, arrived, leave, bringBack };
})();
