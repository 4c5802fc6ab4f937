// Judging by keys. 1-5 the verdict, A S D the citation in focus, arrows the next citation, Q W E R T the reasons,
// / the right clause, N the note, X example, C case, K skip, Z the one before, Enter saves and goes on.
"use strict";

(() => {
  const form = document.querySelector("[data-judge]");
  if (!form) return;
  const missing = form.querySelector("[data-missing]");
  const cited = [...form.querySelectorAll("[data-cited]")];
  const example = form.elements.make_example;
  const exampleQuestion = form.querySelector(".example-question");
  const CASE_WITHOUT_UNIT = new Set(["right", "should_have_refused"]);
  let focused = -1;

  const focus = (place) => {
    if (!cited.length) return;
    focused = (place + cited.length) % cited.length;
    cited.forEach((article, number) => article.classList.toggle("focused", number === focused));
    cited[focused].scrollIntoView({ block: "nearest" });
  };
  const judgement = () => form.elements.judgement.value;
  const follow = () => {
    // What the verdict asks for is shown; what it does not stays out of the way.
    const said = judgement();
    form.dataset.said = said;
    const unit = form.elements.right_unit.value;
    example.disabled = !unit && said !== "should_have_refused";
    form.elements.make_case.disabled = !unit && !CASE_WITHOUT_UNIT.has(said);
    if (example.disabled) example.checked = false;
    if (form.elements.make_case.disabled) form.elements.make_case.checked = false;
    exampleQuestion.hidden = !example.checked;
    if (said) missing.hidden = true;
  };
  const toggle = (input) => {
    if (!input || input.disabled) return;
    if (input.type === "radio" && input.name.startsWith("citation") && input.checked) input.checked = false;
    else input.checked = input.type === "radio" ? true : !input.checked;
    follow();
  };
  const save = () => {
    if (!judgement()) {
      missing.hidden = false;
      return;
    }
    form.requestSubmit();
  };
  const go = (path) => {
    if (path) location.assign(path);
  };
  const isTyping = (target) => target.matches('input[type="text"], input[type="search"], textarea, select');

  const keys = {
    Enter: save,
    "/": () => form.querySelector("#unit-search").focus(),
    n: () => form.elements.note.focus(),
    k: () => go(form.dataset.skip),
    z: () => go(form.dataset.last),
    ArrowRight: () => focus(focused + 1),
    ArrowLeft: () => focus(focused - 1),
    x: () => toggle(example),
    c: () => toggle(form.elements.make_case),
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    if (isTyping(target)) {
      if (event.key === "Escape") target.blur();
      if (event.key === "Enter" && target.name !== undefined && target.type === "text" && target.id !== "unit-search") {
        event.preventDefault();
        save();
      }
      return;
    }
    if (event.key === "Enter" && target.closest("a, button, summary")) return; // does what it says
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if ("asd".includes(key) && key.length === 1) {
      event.preventDefault();
      const all = event.shiftKey ? cited : cited.slice(Math.max(0, focused), Math.max(0, focused) + 1);
      for (const article of all) {
        const input = article.querySelector(`[data-key="${key}"]`);
        if (event.shiftKey) input.checked = true;
        else toggle(input);
      }
      if (!event.shiftKey && focused < cited.length - 1) focus(focused + 1);
      return;
    }
    const choice = form.querySelector(`.verdict [data-key="${CSS.escape(key)}"]`);
    if (keys[key] || choice) event.preventDefault();
    if (keys[key]) keys[key]();
    else if (choice) toggle(choice);
  });
  form.addEventListener("change", follow);
  form.addEventListener("picked", () => {
    follow();
    if (form.elements.right_unit.value && !judgement()) {
      const meant = form.dataset.status === "not_covered" ? "should_have_answered" : "wrong";
      form.querySelector(`[name="judgement"][value="${meant}"]`).checked = true;
      follow();
    }
    document.activeElement.blur();
  });
  form.addEventListener("submit", (event) => {
    if (!judgement()) {
      event.preventDefault();
      missing.hidden = false;
      return;
    }
    form.classList.add("sending");
  });
  // The card's markers lead to the units beside it.
  form.addEventListener("click", (event) => {
    const marker = event.target.closest(".seen [data-citation]");
    const copy = event.target.closest(".seen .copy");
    if (marker) focus(cited.findIndex((article) => article.dataset.cited === marker.dataset.citation));
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy);
  });
  for (const [number, article] of cited.entries()) {
    article.addEventListener("click", () => {
      focused = number;
      cited.forEach((each, place) => each.classList.toggle("focused", place === number));
    });
  }
  if (cited.length) {
    focused = 0;
    cited[0].classList.add("focused");
  }
  follow();
})();
