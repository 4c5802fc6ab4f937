// Picks one unit of the regulations: by words, by number, or from the contents; then the sentences of it that count.
// Found units are a list; the contents of a regulation are a tree, whose headings open and close.
"use strict";

(() => {
  const WAIT_MS = 160;
  const AT_A_GLANCE = 12; // units of a regulation
  const DEEPEST = 4; // levels that are drawn further in

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
    let found = []; // what can be marked, in its order: units, and headings of the contents
    let tree = null;
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
      const rows = [...results.querySelectorAll('[role="option"], [role="treeitem"]')];
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
    const show = (rows, count, role) => {
      results.setAttribute("role", role);
      search.setAttribute("aria-haspopup", role);
      results.replaceChildren(...rows);
      results.hidden = count === 0;
      none.hidden = count > 0 || !search.value.trim();
      search.setAttribute("aria-expanded", String(count > 0));
    };
    const unitRow = (unit, role, named) => {
      const row = element("li", "result");
      row.setAttribute("role", role);
      row.dataset.unit = unit.unit_id;
      const where = element("span", "where");
      if (named) where.append(element("span", "regulation", unit.regulation), " ");
      where.append(element("span", "locator", unit.locator));
      row.append(where, element("span", "text", unit.text));
      return row;
    };
    const onPress = (row, act) =>
      row.addEventListener("mousedown", (event) => {
        event.preventDefault(); // keeps the focus where it is
        act();
      });
    const draw = (units, above) => {
      found = units.map((unit) => ({ unit }));
      const rows = found.map(({ unit }, number) => {
        const row = unitRow(unit, "option", true);
        row.id = `unit-result-${number}`;
        onPress(row, () => choose(unit));
        return row;
      });
      if (above && units.length) rows.unshift(element("li", "results-note", above));
      show(rows, units.length, "listbox");
      mark(units.length && search.value.trim() ? 0 : -1);
      results.scrollTop = 0;
    };
    // The contents: headings with what stands beneath them, closed at first where there is more than fits at a glance.
    const branchesOf = (units) => {
      const top = { below: [], level: 0 };
      let open = [top];
      for (const unit of units) {
        let depth = 1;
        while (depth < open.length && unit.path[depth - 1] === open[depth].heading) depth += 1;
        open = open.slice(0, depth);
        for (const heading of unit.path.slice(depth - 1)) {
          const branch = { heading, below: [], level: open.length, open: units.length <= AT_A_GLANCE };
          open.at(-1).below.push(branch);
          open.push(branch);
        }
        open.at(-1).below.push({ unit, level: open.length });
      }
      return top;
    };
    const unitsUnder = (branch) => branch.below.reduce((count, each) => count + (each.unit ? 1 : unitsUnder(each)), 0);
    const drawTree = (top, place) => {
      const visible = (branch) =>
        branch.below.flatMap((each) => [each, ...(each.below && each.open ? visible(each) : [])]);
      found = visible(top);
      const rows = found.map((each, number) => {
        const row = each.unit ? unitRow(each.unit, "treeitem", false) : element("li", "result results-heading");
        row.id = `unit-result-${number}`;
        row.setAttribute("aria-level", String(each.level));
        row.dataset.level = String(Math.min(each.level, DEEPEST));
        if (each.unit) onPress(row, () => choose(each.unit));
        else {
          row.setAttribute("role", "treeitem");
          row.setAttribute("aria-expanded", String(each.open));
          row.append(element("span", "", each.heading), " ", element("span", "quiet", String(unitsUnder(each))));
          onPress(row, () => toggle(each, !each.open));
        }
        return row;
      });
      show(rows, found.length, "tree");
      mark(place);
    };
    const toggle = (branch, open) => {
      const { scrollTop } = results;
      branch.open = open;
      drawTree(tree, found.indexOf(branch));
      results.scrollTop = scrollTop;
      results.querySelector('[aria-selected="true"]').scrollIntoView({ block: "nearest" });
    };
    const take = () => {
      const each = found[at];
      if (each.unit) choose(each.unit);
      else toggle(each, !each.open);
      return Boolean(each.unit);
    };
    const ask = async (wanted, above = "") => {
      const mine = (asked += 1);
      try {
        const response = await fetch(`/trainer/units?${new URLSearchParams(wanted)}`);
        const { units } = await response.json();
        if (mine !== asked) return;
        if (!wanted.regulation) draw(units, above);
        else {
          tree = branchesOf(units);
          drawTree(tree, -1);
          results.scrollTop = 0;
        }
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
        if (!results.hidden && at >= 0 && take()) search.blur();
      } else if ((event.key === "ArrowRight" || event.key === "ArrowLeft") && found[at]?.below && !results.hidden) {
        event.preventDefault();
        const open = event.key === "ArrowRight";
        if (found[at].open !== open) toggle(found[at], open);
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
      if (event.relatedTarget !== search && !results.contains(event.relatedTarget)) close();
    });
    contents.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && found.length && !results.hidden) {
        event.preventDefault();
        event.stopPropagation();
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
