// What the chat page does in the browser: passes clicks on, copies wording, opens and closes the source panel,
// keeps the newest answer in view, tells the server what became of an answer. It draws nothing of an answer; the server does.
"use strict";

const assistantPage = (() => {
  const WAIT_SHOWN_MS = 250; // an answer usually comes sooner; a notice that only flashes disturbs
  const WAIT_TOO_LONG_MS = 10000;
  const COPIED_SHOWN_MS = 1600;
  const THEME_KEY = "assistant-theme";
  const root = document.documentElement;

  // Theme: the system's unless the person chose one. Set before the first paint; Gradio's own mark follows.
  const systemDark = window.matchMedia("(prefers-color-scheme: dark)");
  const chosenTheme = () => {
    try {
      return localStorage.getItem(THEME_KEY);
    } catch {
      return null; // a browser may refuse to remember anything
    }
  };
  const chooseTheme = (theme) => {
    root.dataset.theme = theme;
    try {
      localStorage.setItem(THEME_KEY, theme);
    } catch {
      // then the choice lasts as long as the page
    }
    markTheme();
  };
  const markTheme = () => document.body?.classList.toggle("dark", root.dataset.theme === "dark");
  const applyTheme = () => {
    root.dataset.theme = chosenTheme() || (systemDark.matches ? "dark" : "light");
    markTheme();
  };
  applyTheme();
  systemDark.addEventListener("change", applyTheme);
  document.addEventListener("DOMContentLoaded", () => {
    markTheme();
    new MutationObserver(() => {
      if (document.body.classList.contains("dark") !== (root.dataset.theme === "dark")) markTheme();
    }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  });

  const questionBox = () => document.querySelector("#question textarea");

  // One line under the conversation: shown only where the answer takes its time, and never for ever.
  let waiting = [];
  const clearNotices = () => document.querySelectorAll("#conversation .waiting").forEach((notice) => notice.remove());
  const stopWaiting = () => {
    waiting.forEach(clearTimeout);
    waiting = [];
    clearNotices();
  };
  const showNotice = (text) => {
    clearNotices();
    const place = document.querySelector("#conversation .turns, #conversation .welcome");
    if (!place) return;
    const notice = document.createElement("p");
    notice.className = "waiting";
    notice.setAttribute("role", "status");
    notice.textContent = text;
    place.append(notice);
    const column = document.querySelector("#conversation");
    column.scrollTop = column.scrollHeight;
  };
  const startWaiting = () => {
    stopWaiting();
    root.classList.remove("source-open");
    waiting.push(setTimeout(() => showNotice("正在查规定…"), WAIT_SHOWN_MS));
    waiting.push(setTimeout(() => showNotice("还没有收到回答。请检查网络和服务是否正常，然后重新提问。"), WAIT_TOO_LONG_MS));
  };
  // After a shift's length one logs in again; the page says so instead of calling the service busy.
  const sessionIsOver = () => fetch("/api/suggest").then((answer) => answer.status === 401, () => false);
  const failure = (over, lost) => {
    if (over) return "登录已过期，请刷新页面重新登录。";
    if (lost) return "与服务的连接断开了，正在重新连接。接通后请重新提问。";
    return "这次没有成功：问题太长，或服务正忙。请缩短问题，或稍后重试。";
  };
  // Gradio reports failures in toasts, in English; the page says what happened in its own words instead.
  const watchFailures = () => {
    new MutationObserver((changes) => {
      const toast = changes.flatMap((change) => [...change.addedNodes]).find((node) => node.textContent?.trim());
      if (!toast) return;
      stopWaiting();
      const lost = toast.textContent.includes("onnection");
      sessionIsOver().then((over) => showNotice(failure(over, lost)));
    }).observe(document.querySelector(".toast-wrap"), { childList: true, subtree: true });
  };

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
  const markOpinion = (foot) => {
    const opinion = opinions.get(foot.dataset.answer) ?? {};
    foot.querySelectorAll("[data-signal]").forEach((button) =>
      button.setAttribute("aria-pressed", String(button.dataset.signal === opinion.kind)));
    foot.querySelectorAll("[data-reason]").forEach((button) =>
      button.setAttribute("aria-pressed", String(button.dataset.reason === opinion.reason)));
    const why = foot.querySelector(".why");
    why.hidden = !opinion.open;
    foot.querySelector("[data-signal=useless]").setAttribute("aria-expanded", String(!why.hidden));
    foot.querySelector(".said").textContent = opinion.said ?? "";
  };
  let reopening = false;
  const noteAnswers = () => document.querySelectorAll("#conversation .feedback").forEach((foot) => {
    const { answer } = foot.dataset;
    if (!shown.has(answer)) {
      shown.add(answer);
      if (reopening) return markOpinion(foot); // it was shown when it was given
      signal(answer, "shown");
      assistantHistory.refresh();
    }
    markOpinion(foot);
  });
  const giveOpinion = async (foot, opinion, more) => {
    const { answer, thanks, failed } = foot.dataset;
    const noted = await signal(answer, opinion.kind, more);
    opinions.set(answer, { ...opinion, said: noted ? thanks : failed });
    document.querySelectorAll("#conversation .feedback").forEach(markOpinion);
  };
  const pressFeedback = (button) => {
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
      giveOpinion(foot, { ...before, open: false }, { reason: before.reason, note }).then(() => questionBox()?.focus());
    }
  };

  const copy = async (button) => {
    const wording = button.dataset.copy;
    const answer = button.closest(".turn")?.querySelector(".feedback")?.dataset.answer;
    const citation = Number(button.closest("li")?.querySelector(".marker")?.dataset.citation) || undefined;
    if (answer) signal(answer, "copied", { citation });
    try {
      await navigator.clipboard.writeText(wording);
    } catch {
      // Browsers offer no clipboard to pages without TLS on other machines.
      const field = document.createElement("textarea");
      field.value = wording;
      field.style.position = "fixed";
      field.style.opacity = "0";
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), COPIED_SHOWN_MS);
  };

  // By keys: Alt and C copies what is to be said, the next wording at the next press.
  let copiedLast = null;
  const copyByKey = () => {
    const wordings = [...document.querySelectorAll("#conversation .turn:last-of-type .part-say .copy")];
    if (!wordings.length) return false;
    copiedLast = wordings[(wordings.indexOf(copiedLast) + 1) % wordings.length];
    copiedLast.scrollIntoView({ block: "nearest" });
    copy(copiedLast);
    return true;
  };

  // The arrows bring back what was asked before, where the box is empty or holds such a question.
  const asked = [];
  let recalled = 0; // its place in what was asked; behind the last stands the empty box
  const noteAsked = (question) => {
    if (question.trim() && asked.at(-1) !== question) asked.push(question);
    recalled = asked.length;
  };
  const recall = (step) => {
    const box = questionBox();
    if (document.querySelector("#suggestions") || box.value !== (asked[recalled] ?? "")) return false;
    const wanted = recalled + step;
    if (wanted < 0 || wanted > asked.length) return false;
    recalled = wanted;
    box.value = asked[recalled] ?? "";
    box.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true })); // nothing is suggested for it
    return true;
  };

  const closeSource = () => {
    root.classList.remove("source-open");
    questionBox()?.focus();
  };

  const showTarget = () => {
    const target = document.querySelector("#source mark") || document.querySelector("#source .unit-target");
    const units = document.querySelector("#source .units");
    if (!target || !units) return;
    const away = target.getBoundingClientRect().top - units.getBoundingClientRect().top;
    units.scrollTop += away - units.clientHeight / 3;
  };

  // Which citation the panel shows is marked on the card, so that eye and panel agree.
  const markShown = () => {
    const shown = document.querySelector("#source .units")?.dataset ?? {};
    document.querySelectorAll("#conversation .shown").forEach((one) => one.classList.remove("shown"));
    if (!shown.turn) return;
    const turn = document.querySelector(`#conversation .turn[data-turn="${Number(shown.turn)}"]`);
    turn?.querySelectorAll(`[data-citation="${Number(shown.citation)}"]`).forEach((one) => one.classList.add("shown"));
  };

  // An answer that comes in parts is moved to once; then the person scrolls.
  let newestShown = "";
  const showNewestTurn = () => {
    const column = document.querySelector("#conversation");
    const newest = document.querySelector("#conversation .turn:last-of-type");
    const before = newestShown;
    newestShown = newest?.dataset.turn ?? "";
    if (newest && newestShown !== before) column.scrollTop += newest.getBoundingClientRect().top - column.getBoundingClientRect().top - 16;
  };

  // In a narrow window the source lies over the conversation; a click beside it puts it away.
  const isBesideSource = (target) => root.classList.contains("source-open")
    && getComputedStyle(document.querySelector("#source-column")).position === "fixed"
    && !target.closest("#source-column, [data-citation], [data-near], [data-unit]");

  document.addEventListener("click", (event) => {
    if (isBesideSource(event.target)) closeSource();
    const menu = event.target.closest("[data-menu]");
    openMenu(menu ? menu.getAttribute("aria-expanded") !== "true" : false);
    const pressed = event.target.closest("button");
    if (!pressed) return;
    if (pressed.dataset.copy !== undefined) copy(pressed);
    if (pressed.closest(".feedback")) pressFeedback(pressed);
    if (pressed.dataset.close === "source") closeSource();
    if (pressed.dataset.themeSwitch !== undefined) {
      chooseTheme(root.dataset.theme === "dark" ? "light" : "dark");
    }
    if (pressed.closest("#question")) {
      noteAsked(questionBox().value);
      startWaiting();
    }
    if (pressed.id === "new-conversation") {
      assistantModes.choose("ask");
      root.classList.remove("source-open");
      questionBox()?.focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") openMenu(false);
    if (event.key === "Escape" && root.classList.contains("source-open")) closeSource();
    const asks = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (asks && event.target === questionBox()) {
      noteAsked(questionBox().value);
      startWaiting();
    }
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const plain = !event.isComposing && !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (step && plain && event.target === questionBox() && recall(step)) event.preventDefault();
    if (event.altKey && event.code === "KeyC" && copyByKey()) event.preventDefault();
    if (asks && event.target.matches?.(".feedback input")) pressFeedback(event.target.nextElementSibling);
  }, true);

  // Who is logged in, and the way out; the page says nothing where nobody needs to log in.
  const showAccount = () => {
    const account = document.querySelector("meta[name=account]");
    const place = document.querySelector("#tools .account");
    if (!account || !place || place.firstChild) return;
    const form = document.createElement("form");
    form.method = "post";
    form.action = "/logout";
    const token = document.createElement("input");
    token.type = "hidden";
    token.name = "form_token";
    token.value = account.dataset.formToken;
    const name = document.createElement("span");
    name.textContent = account.content;
    const leave = document.createElement("button");
    leave.textContent = "退出";
    form.append(token, name, leave);
    place.append(form);
  };

  // The pages one may open: a row in the bar, a menu where there is no room for it.
  const showPages = () => {
    const pages = document.querySelector("template#pages");
    const place = document.querySelector("#brand .pages");
    if (pages && place && !place.firstChild) place.append(pages.content.cloneNode(true));
  };
  const openMenu = (open) => {
    const menu = document.querySelector("#brand [data-menu]");
    if (!menu || (menu.getAttribute("aria-expanded") === "true") === open) return;
    menu.setAttribute("aria-expanded", String(open));
    if (open) document.querySelector("#site-pages a")?.focus();
    else if (document.activeElement?.closest("#site-pages")) menu.focus();
  };

  // Asks a question that was chosen instead of typed; there once the conversation stands in the page.
  let ask = () => {};

  // A link such as /?q=…&scope=… opens the page with that question asked: once, not again when it is reloaded.
  const askFromAddress = () => {
    const wanted = new URLSearchParams(location.search);
    const question = wanted.get("q")?.trim();
    const scope = wanted.get("scope")?.trim();
    if (!question && !scope) return;
    history.replaceState(history.state, "", location.pathname);
    const begin = () => {
      if (!document.querySelector("#modes [data-scope]")) return requestAnimationFrame(begin); // not drawn yet
      if (scope) assistantModes.useScope(scope);
      if (question) ask(question);
    };
    begin();
  };

  // Called by Gradio for each of the two views once it stands in the page.
  const connect = (view, trigger, watch) => {
    if (view.closest("#conversation")) {
      watchFailures();
      showPages();
      showAccount();
      ask = (question) => {
        noteAsked(question);
        startWaiting();
        trigger("submit", { question, scope: assistantModes.scope() });
        questionBox()?.focus();
      };
      assistantOutdated.start();
      askFromAddress();
    }
    view.addEventListener("click", (event) => {
      const pressed = event.target.closest("button");
      if (!pressed) return;
      const { turn, citation, near, question, unit, quote } = pressed.dataset;
      if (unit !== undefined) {
        root.classList.add("source-open");
        trigger("select", { unit, quote });
      } else if (question !== undefined) {
        ask(question);
      } else if (citation !== undefined || near !== undefined) {
        const inTurn = turn ?? pressed.closest(".turn")?.dataset.turn;
        root.classList.add("source-open");
        trigger("select", { turn: Number(inTurn), citation: Number(citation ?? 0), near: Number(near ?? 0) });
      }
    });
    watch("value", () => {
      if (view.querySelector(".source-header")) showTarget();
      else if (view.closest("#conversation")) {
        stopWaiting();
        showNewestTurn();
        noteAnswers();
        reopening = false;
        assistantOutdated.note();
        assistantHistory.mark();
      }
      markShown();
    });
  };

  // What is answered from is drawn by the server, anew when another version is published.
  let redrawExtent = () => {};
  const connectExtent = (trigger) => {
    redrawExtent = () => trigger("submit", {});
  };

  // A past conversation takes the place of the one that is open.
  const reopen = () => {
    reopening = true;
    newestShown = "";
    assistantModes.choose("ask");
  };

  return { connect, connectExtent, redrawExtent: () => redrawExtent(), reopen, ask: (question) => ask(question) };
})();
