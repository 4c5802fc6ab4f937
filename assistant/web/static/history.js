// The list of past conversations: at the left where there is room, else over the page. What is chosen, the server opens again.
"use strict";

const assistantHistory = (() => {
  const KEY = "assistant-history"; // "closed" where the person put the list away
  const PAUSE_MS = 200; // between keystrokes
  const LOGGED_MS = 600; // an answer is in the log a moment after it is shown
  const BEFORE_MATCH = 12; // characters shown before what was searched for
  const root = document.documentElement;
  const roomy = window.matchMedia("(min-width: 1200px)");
  let view = null;
  let timer = 0;
  let asked = 0; // counts requests, so that a late answer to an earlier one is dropped

  const isOpen = () => root.classList.contains("history-open");
  const chosen = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // a browser may refuse to remember anything
    }
  };
  const current = () => document.querySelector("#conversation .turns")?.dataset.conversation ?? "";
  const mark = () => view?.querySelectorAll("[data-conversation]").forEach((button) => {
    if (button.dataset.conversation === current()) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  });

  const part = (name, ...content) => {
    const made = document.createElement(name === "marked" ? "mark" : "span");
    if (name !== "marked") made.className = name;
    made.append(...content);
    return made;
  };
  // Of a long question the stretch around what was searched for, which is marked wherever it stands in it.
  const marked = (text, searched) => {
    const wanted = searched.toLowerCase();
    const places = (from) => {
      const at = wanted ? text.toLowerCase().indexOf(wanted, from) : -1;
      return at < 0 ? [text.slice(from)] : [text.slice(from, at), part("marked", text.slice(at, at + wanted.length)), ...places(at + wanted.length)];
    };
    const first = wanted ? text.toLowerCase().indexOf(wanted) : -1;
    if (first <= BEFORE_MATCH) return places(0);
    return ["…", ...places(first - BEFORE_MATCH)];
  };
  // What was searched for stands where the title else stands; the title below it, where it is another question.
  const row = (one, searched) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const found = searched ? one.found || one.title : one.title;
    button.type = "button";
    button.dataset.conversation = one.conversation_id;
    button.title = found;
    const more = found.trim().startsWith(one.title) ? `${one.questions} 个问题` : `始于：${one.title}`;
    button.append(part("asked", ...marked(found, searched)), part("when", part("time", one.time), part("more", more)));
    item.append(button);
    return item;
  };
  const draw = (conversations, searched) => {
    const list = view.querySelector(".list");
    if (!conversations.length) {
      const none = document.createElement("p");
      none.className = "quiet";
      none.textContent = searched ? "没有符合的对话。" : "还没有对话。";
      list.replaceChildren(none);
      return;
    }
    const parts = [];
    let day = "";
    for (const one of conversations) {
      if (one.day !== day) {
        day = one.day;
        const heading = document.createElement("h3");
        heading.textContent = day;
        parts.push(heading, document.createElement("ul"));
      }
      parts.at(-1).append(row(one, searched));
    }
    list.replaceChildren(...parts);
    mark();
  };
  const load = async () => {
    if (!view || !isOpen()) return;
    const turn = (asked += 1);
    const searched = view.querySelector("input").value.trim();
    const found = await fetch(`/api/conversations?q=${encodeURIComponent(searched)}`)
      .then((answer) => (answer.ok ? answer.json() : null), () => null);
    if (found && turn === asked) draw(found.conversations, searched);
  };
  const later = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(load, milliseconds);
  };

  const open = (wanted) => {
    root.classList.toggle("history-open", wanted);
    document.querySelector("[data-history]")?.setAttribute("aria-expanded", String(wanted));
    if (wanted) load();
  };
  const toggle = () => {
    const wanted = !isOpen();
    open(wanted);
    if (wanted) view?.querySelector("input").focus();
    if (!roomy.matches) return; // what lies over the page is not kept open
    try {
      localStorage.setItem(KEY, wanted ? "open" : "closed");
    } catch {
      // then the choice lasts as long as the page
    }
  };
  const fit = () => open(roomy.matches && chosen() !== "closed");

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-history]")) toggle();
    else if (isOpen() && !roomy.matches && !event.target.closest("#history-column")) open(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen() || roomy.matches) return;
    open(false);
    document.querySelector("[data-history]")?.focus();
  });

  // Called by Gradio once the list stands in the page.
  const connect = (element) => {
    view = element;
    view.addEventListener("input", () => later(PAUSE_MS));
    view.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-conversation]");
      if (!button) return;
      assistantPage.reopen(button.dataset.conversation);
      if (!roomy.matches) open(false);
    });
    roomy.addEventListener("change", fit);
    fit();
  };

  return { connect, current, mark, refresh: () => later(LOGGED_MS) };
})();
