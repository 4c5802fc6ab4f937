// Reading regulations: filters the list, finds words in a text, leads to the marked unit, says where in the contents one is.
"use strict";

(() => {
  // Traditional characters and their Simplified ones, from the server, which compares by the same table; without it, as written.
  const simplified = new Map();
  const learnScripts = (again) => fetch("/browse/simplified.json").then((answer) => answer.json()).then((table) => {
    const simple = [...table.simplified];
    [...table.traditional].forEach((character, place) => simplified.set(character, simple[place]));
    again();
  }).catch(() => {});

  // Compared without blanks, width, case and script; each kept character knows where it stands.
  const folded = (text) => {
    let form = "";
    const places = [];
    let at = 0;
    for (const character of text) {
      for (const one of character.normalize("NFKC").toLowerCase()) {
        if (/\s/.test(one)) continue;
        const plain = simplified.get(one) ?? one;
        form += plain;
        for (let unit = 0; unit < plain.length; unit += 1) places.push(at);
      }
      at += character.length;
    }
    return { form, places };
  };

  // The list of all regulations.
  const filter = document.querySelector("[data-filter]");
  const applyFilter = () => {
    const wanted = folded(filter.querySelector("input").value).form;
    const rows = [...document.querySelectorAll("[data-row]")];
    rows.forEach((row) => {
      row.hidden = !folded(row.dataset.row).form.includes(wanted);
    });
    document.querySelectorAll("[data-group]").forEach((group) => {
      group.hidden = !group.querySelector("[data-row]:not([hidden])");
    });
    const left = rows.filter((row) => !row.hidden).length;
    filter.querySelector("[data-count]").textContent = wanted ? `${left} 部` : "";
    document.querySelector("[data-none]").hidden = left > 0;
  };
  filter?.addEventListener("input", applyFilter);
  filter?.addEventListener("submit", (event) => {
    event.preventDefault();
    const left = document.querySelectorAll("[data-row]:not([hidden]) a");
    if (left.length === 1) left[0].click();
  });
  const filterKept = () => { if (filter.querySelector("input").value) applyFilter(); }; // a browser may have kept what was typed
  if (filter) {
    filterKept();
    learnScripts(filterKept);
  }

  // Find in the text of one regulation.
  const find = document.querySelector("[data-find]");
  let hits = [];
  let shown = -1;
  const clearHits = () => {
    document.querySelectorAll(".text mark").forEach((mark) => {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    });
    hits = [];
    shown = -1;
  };
  const markIn = (node, wanted) => {
    const { form, places } = folded(node.data);
    const found = [];
    for (let at = form.indexOf(wanted); at >= 0; at = form.indexOf(wanted, at + wanted.length)) {
      const last = places[at + wanted.length - 1];
      found.push([places[at], last + String.fromCodePoint(node.data.codePointAt(last)).length]);
    }
    const marks = [];
    for (const [begin, end] of found.reverse()) { // from the end, so that earlier places stay right
      const range = document.createRange();
      range.setStart(node, begin);
      range.setEnd(node, end);
      const mark = document.createElement("mark");
      range.surroundContents(mark);
      marks.unshift(mark);
    }
    return marks;
  };
  const showHit = (place) => {
    hits[shown]?.classList.remove("now");
    shown = hits.length ? (place + hits.length) % hits.length : -1;
    hits[shown]?.classList.add("now");
    hits[shown]?.scrollIntoView({ block: "center" });
    const typed = find.querySelector("input").value.trim();
    find.querySelector("[data-count]").textContent = hits.length ? `${shown + 1}/${hits.length}` : typed ? "没有找到" : "";
    find.querySelectorAll("button").forEach((button) => { button.disabled = !hits.length; });
  };
  const search = () => {
    clearHits();
    const wanted = folded(find.querySelector("input").value).form;
    if (wanted) {
      const walker = document.createTreeWalker(document.querySelector(".text"), NodeFilter.SHOW_TEXT, (node) =>
        node.parentElement.closest(".words, .heading, .context, .locator") ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP);
      const nodes = [];
      while (walker.nextNode()) nodes.push(walker.currentNode);
      hits = nodes.flatMap((node) => markIn(node, wanted));
    }
    showHit(0);
  };
  if (find) {
    const box = find.querySelector("input");
    let composing = false;
    learnScripts(() => { if (box.value && !composing) search(); });
    box.addEventListener("compositionstart", () => { composing = true; });
    box.addEventListener("compositionend", () => { composing = false; search(); });
    box.addEventListener("input", () => { if (!composing) search(); });
    find.addEventListener("submit", (event) => event.preventDefault());
    find.addEventListener("click", (event) => {
      const button = event.target.closest("[data-step]");
      if (button) showHit(shown + Number(button.dataset.step));
    });
    box.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter") {
        event.preventDefault();
        showHit(shown + (event.shiftKey ? -1 : 1));
      } else if (event.key === "Escape" && box.value) {
        event.preventDefault();
        box.value = "";
        search();
      }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
      event.preventDefault();
      box.focus();
      box.select();
    });
  }

  // In a narrow window the contents are put away until they are wanted.
  const contents = document.querySelector("details.contents");
  const narrow = window.matchMedia("(max-width: 820px)");
  const fold = () => { contents.open = !narrow.matches; };
  if (contents) {
    fold();
    narrow.addEventListener("change", fold);
    contents.addEventListener("click", (event) => {
      if (narrow.matches && event.target.closest("a")) contents.open = false;
    });
  }

  // The unit that the address names.
  const target = document.querySelector("[data-target]");
  if (target && !location.hash) {
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  }

  // Where in the contents one is.
  const links = new Map([...document.querySelectorAll(".contents a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const places = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  const UNDER_BARS = 130; // pixels that the bars cover, and a line
  let current = null;
  const follow = () => {
    let last = null;
    for (const place of places) {
      if (place.getBoundingClientRect().top > UNDER_BARS && last) break;
      last = place;
    }
    const link = last && links.get(last.id);
    if (!link || link === current) return;
    current?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "location");
    current = link;
    if (narrow.matches) return;
    const box = contents.getBoundingClientRect();
    const line = link.getBoundingClientRect();
    if (line.top < box.top || line.bottom > box.bottom) contents.scrollTop += line.top - box.top - box.height / 3;
  };
  if (places.length) {
    let waiting = false;
    document.addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        follow();
      });
    }, { passive: true });
    follow();
  }
})();
