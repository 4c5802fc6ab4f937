// Questions suggested while one is typed: a list below the box. Arrow keys choose, Enter asks, Escape puts it away.
"use strict";

(() => {
  const PAUSE_MS = 90; // between keystrokes; nobody reads a list that changes with every letter
  const SHOWN = 4;
  const LONGEST_TYPED = 60; // characters; the server looks at no more, and an address holds no page of text
  let list = null;
  let chosen = -1;
  let typedBy = 0; // counts keystrokes, so that a late answer to an earlier one is dropped
  let timer = 0;

  const box = () => document.querySelector("#question textarea");
  const rows = () => [...(list?.children ?? [])];

  const close = () => {
    typedBy += 1;
    clearTimeout(timer);
    chosen = -1;
    list?.remove();
    list = null;
    box()?.removeAttribute("aria-activedescendant");
    if (box()?.role) box().setAttribute("aria-expanded", "false"); // only a combobox has it
  };

  const row = (question, typed, place) => {
    const item = document.createElement("li");
    item.id = `suggestion-${place}`;
    item.setAttribute("role", "option");
    item.title = question;
    const at = question.indexOf(typed);
    if (at < 0) item.textContent = question;
    else {
      const mark = document.createElement("mark");
      mark.textContent = typed;
      item.append(question.slice(0, at), mark, question.slice(at + typed.length));
    }
    // Before the box loses the focus.
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      ask(question);
    });
    return item;
  };

  const show = (questions, typed) => {
    if (!questions.length) return close();
    if (!list) {
      list = document.createElement("ul");
      list.id = "suggestions";
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", "联想问题");
      document.querySelector("#question").after(list);
      box().setAttribute("role", "combobox");
      box().setAttribute("aria-controls", "suggestions");
    }
    chosen = -1;
    list.replaceChildren(...questions.map((question, place) => row(question, typed, place)));
    box().setAttribute("aria-expanded", "true");
  };

  const ask = (question) => {
    close();
    assistantQuestion.empty();
    assistantPage.ask(question);
  };

  const choose = (place) => {
    chosen = (place + rows().length + 1) % (rows().length + 1);
    if (chosen === rows().length) chosen = -1; // behind the last row stands the box again
    rows().forEach((item, number) => item.setAttribute("aria-selected", String(number === chosen)));
    if (chosen < 0) box().removeAttribute("aria-activedescendant");
    else box().setAttribute("aria-activedescendant", rows()[chosen].id);
  };

  const look = async () => {
    const typed = box()?.value.trim() ?? "";
    const mine = (typedBy += 1);
    if (typed.length < 2 || typed.includes("\n")) return close();
    try {
      const asked = new URLSearchParams({ limit: SHOWN, q: typed.slice(0, LONGEST_TYPED) });
      if (assistantModes.scope()) asked.set("scope", assistantModes.scope());
      const response = await fetch(`/api/suggest?${asked}`);
      const { suggestions } = await response.json();
      if (mine === typedBy && document.activeElement === box()) show(suggestions.map((one) => one.question), typed);
    } catch {
      close(); // suggestions are an extra: without them the page works as before
    }
  };

  document.addEventListener("input", (event) => {
    if (event.target !== box() || event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MS);
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target !== box()) return;
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MS);
  });
  // The list stands in the flow: put away between press and release, it would move what is clicked from under the pointer.
  let pressed = null; // what of the page, but for the box and the list
  const released = () => {
    if (pressed) setTimeout(close); // behind the click
    pressed = null;
  };
  document.addEventListener("pointerdown", (event) => {
    pressed = event.target === box() || list?.contains(event.target) ? null : event.target;
  }, true);
  document.addEventListener("pointerup", released, true);
  document.addEventListener("pointercancel", released, true);
  document.addEventListener("dragend", released, true); // a drag of words sends no pointerup
  document.addEventListener("focusout", (event) => {
    if (event.target === box() && !pressed) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target !== box() || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey && chosen < 0) return close();
    if (!list) return;
    const question = rows()[chosen]?.title;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? rows().length - 1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && question !== undefined) ask(question);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
})();
