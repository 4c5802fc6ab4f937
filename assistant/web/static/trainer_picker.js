// Picks one unit of the regulations: by words, by number, or from the contents; then the sentences of it that count.
"use strict";

(() => {
  const WAIT_MS = 160;

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  for (const picker of document.querySelectorAll("[data-picker]")) {
    const search = picker.querySelector("#unit-search");
    const contents = picker.querySelector("#unit-contents");
    const results = picker.querySelector("#unit-results");
    const none = picker.querySelector(".picker-none");
    const picked = picker.querySelector(".picker-picked");
    const chosen = picker.querySelector('[name="right_unit"]');
    const name = picker.querySelector("[data-picked-name]");
    const sentences = picker.querySelector("[data-sentences]");
    let found = [];
    let at = -1;
    let asked = 0;
    let timer = 0;

    const close = () => {
      results.hidden = true;
      none.hidden = true;
      search.setAttribute("aria-expanded", "false");
      search.removeAttribute("aria-activedescendant");
      at = -1;
    };
    const mark = (place) => {
      const rows = results.querySelectorAll('[role="option"]');
      rows.forEach((row, number) => row.setAttribute("aria-selected", String(number === place)));
      at = place;
      if (place < 0) return;
      search.setAttribute("aria-activedescendant", rows[place].id);
      rows[place].scrollIntoView({ block: "nearest" });
    };
    const choose = (unit) => {
      chosen.value = unit.unit_id;
      name.textContent = `${unit.regulation} ${unit.locator}`;
      const plain = picker.dataset.plain !== undefined; // where no sentence can be chosen, the clause is only shown
      if (plain) sentences.replaceChildren(element("p", "quiet", unit.text));
      else sentences.replaceChildren(
        ...unit.sentences.map((sentence) => {
          const label = element("label", "sentence");
          const box = element("input");
          box.type = "checkbox";
          box.name = "sentence";
          box.value = sentence;
          label.append(box, element("span", "", sentence));
          return label;
        }),
      );
      picked.hidden = false;
      search.value = "";
      contents.value = "";
      close();
      picker.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: unit }));
    };
    const draw = (units, above) => {
      found = units;
      let path = "";
      const rows = [];
      if (above && units.length) rows.push(element("li", "results-note", above));
      units.forEach((unit, number) => {
        const headings = unit.path.join(" › ");
        if (contents.value && headings !== path) rows.push(element("li", "results-heading", headings || unit.regulation));
        path = headings;
        const row = element("li", "result");
        row.id = `unit-result-${number}`;
        row.setAttribute("role", "option");
        row.dataset.unit = unit.unit_id;
        const where = element("span", "where");
        if (!contents.value) where.append(element("span", "regulation", unit.regulation), " ");
        where.append(element("span", "locator", unit.locator));
        row.append(where, element("span", "text", unit.text));
        row.addEventListener("mousedown", (event) => {
          event.preventDefault(); // keeps the focus where it is
          choose(unit);
        });
        rows.push(row);
      });
      results.replaceChildren(...rows);
      results.hidden = units.length === 0;
      none.hidden = units.length > 0 || !search.value.trim();
      search.setAttribute("aria-expanded", String(units.length > 0));
      mark(units.length && search.value.trim() ? 0 : -1);
      results.scrollTop = 0;
    };
    const ask = async (wanted, above = "") => {
      const mine = (asked += 1);
      try {
        const response = await fetch(`/trainer/units?${new URLSearchParams(wanted)}`);
        const { units } = await response.json();
        if (mine === asked) draw(units, above);
      } catch {
        if (mine === asked) close();
      }
    };
    const offer = () => {
      if (picker.dataset.answer) ask({ answer: picker.dataset.answer }, "检索到的条款");
    };

    search.addEventListener("input", () => {
      clearTimeout(timer);
      contents.value = "";
      const typed = search.value.trim();
      if (!typed) {
        close();
        offer();
        return;
      }
      timer = setTimeout(() => ask({ q: typed }), WAIT_MS);
    });
    search.addEventListener("focus", () => {
      if (results.hidden && !search.value.trim()) offer();
    });
    search.addEventListener("blur", () => {
      if (!contents.matches(":focus")) close();
    });
    search.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        if (found.length && !results.hidden) mark((at + step + found.length) % found.length);
      } else if (event.key === "Enter") {
        event.preventDefault();
        event.stopPropagation();
        if (!results.hidden && at >= 0) {
          choose(found[at]);
          search.blur();
        }
      } else if (event.key === "Escape") {
        close();
        search.blur();
      }
    });
    contents.addEventListener("change", () => {
      search.value = "";
      if (contents.value) ask({ regulation: contents.value });
      else close();
      results.tabIndex = -1;
    });
    contents.addEventListener("blur", (event) => {
      if (!results.contains(event.relatedTarget)) close();
    });
    contents.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && found.length && !results.hidden) {
        event.preventDefault();
        search.focus(); // the list stays: the arrows go through it
        mark(0);
      }
    });
    picker.querySelector("[data-unpick]").addEventListener("click", () => {
      chosen.value = "";
      sentences.replaceChildren();
      picked.hidden = true;
      picker.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: null }));
      search.focus();
    });
  }
})();
