// What the chat says while an answer takes its time, or where none came: one line under the conversation.
"use strict";

const assistantWaiting = (() => {
  const WAIT_SHOWN_MS = 250; // an answer usually comes sooner; a notice that only flashes disturbs
  const WAIT_TOO_LONG_MS = 10000;
  const LOST_SHOWN_MS = 2000; // at least: that a connection was lost can be read, though it came back at once

  const OVER = "登录已过期，请重新登录，再回到这里继续。";
  const wayToLogin = () => {
    const way = document.createElement("a");
    way.href = "/login";
    way.target = "_blank";
    way.textContent = "登录";
    return way;
  };

  // One line under the conversation: shown only where the answer takes its time, and never for ever.
  let waiting = [];
  let check = null; // in sight while wording is checked, in place of the conversation
  const clearNotices = () => document.querySelectorAll("#conversation .waiting, #check .waiting").forEach((notice) => notice.remove());
  const stop = () => {
    waiting.forEach(clearTimeout);
    waiting = [];
    clearNotices();
  };
  const showNotice = (text, ofCheck = false) => {
    clearNotices();
    const place = ofCheck ? check.querySelector(".welcome, .report") : document.querySelector("#conversation .turns, #conversation .welcome");
    if (!place) return;
    const notice = document.createElement("p");
    notice.className = "waiting";
    notice.setAttribute("role", "status");
    notice.textContent = text;
    if (text === OVER) notice.append(" ", wayToLogin());
    place.append(notice);
    const column = document.querySelector(ofCheck ? "#check" : "#conversation");
    column.scrollTop = column.scrollHeight;
  };
  const start = () => {
    stop();
    document.documentElement.classList.remove("source-open");
    waiting.push(setTimeout(() => showNotice("正在查规定…"), WAIT_SHOWN_MS));
    waiting.push(setTimeout(() => showNotice("还没有收到回答。请检查网络和服务是否正常；一直没有，就刷新页面重新提问。"), WAIT_TOO_LONG_MS));
  };
  // After a shift's length one logs in again; the page says so instead of calling the service busy.
  const reason = (status, message, failed, then) => {
    if (status === 401) return OVER;
    if (status) return message || failed;
    return `与服务的连接断开了。${then}`; // nothing was answered at all
  };
  const fail = ({ status, message }, ofCheck = false) => {
    stop();
    const failed = ofCheck ? "这次没有核对成，请稍后重试。" : "这次没有成功：问题太长，或服务正忙。请缩短问题，或稍后重试。";
    showNotice(reason(status, message, failed, ofCheck ? "接通后请重新核对。" : "接通后请重新提问。"), ofCheck);
    if (!status) document.querySelectorAll(".waiting").forEach((notice) => (notice.dataset.lost = Date.now()));
  };
  const reachable = () => document.querySelectorAll(".waiting[data-lost]").forEach((notice) => {
    if (Date.now() - Number(notice.dataset.lost) < LOST_SHOWN_MS) return;
    notice.textContent = notice.closest("#check") ? "连接已恢复，可以重新核对。" : "连接已恢复，可以重新提问。";
    delete notice.dataset.lost;
  });
  // Gradio reports failures of its own events, such as a check, in toasts, in English, and loads the page anew once a lost connection is back; the page
  // says what happened in its own words instead.
  const sessionIsOver = () => fetch("/api/suggest").then((answer) => answer.status === 401, () => false);
  const watch = (view) => {
    check = view;
    new MutationObserver((changes) => {
      const toast = changes.flatMap((change) => [...change.addedNodes]).find((node) => node.textContent?.trim());
      if (!toast) return;
      const lost = toast.textContent.includes("onnection");
      const ofCheck = document.documentElement.dataset.mode === "check";
      sessionIsOver().then((over) => fail(lost && !over ? {} : { status: over ? 401 : 500 }, ofCheck));
    }).observe(document.querySelector(".toast-wrap"), { childList: true, subtree: true });
  };

  return { clear: clearNotices, fail, reachable, reason, say: showNotice, start, stop, watch };
})();
