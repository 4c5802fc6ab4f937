// What the chat says while an answer takes its time, or where none came: one line under the conversation.
"use strict";

const assistantWaiting = (() => {
  const WAIT_SHOWN_MS = 250; // an answer usually comes sooner; a notice that only flashes disturbs
  const WAIT_TOO_LONG_MS = 10000;

  // One line under the conversation: shown only where the answer takes its time, and never for ever.
  let waiting = [];
  const clearNotices = () => document.querySelectorAll("#conversation .waiting").forEach((notice) => notice.remove());
  const stop = () => {
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
  const start = () => {
    stop();
    document.documentElement.classList.remove("source-open");
    waiting.push(setTimeout(() => showNotice("正在查规定…"), WAIT_SHOWN_MS));
    waiting.push(setTimeout(() => showNotice("还没有收到回答。请检查网络和服务是否正常；一直没有，就刷新页面重新提问。"), WAIT_TOO_LONG_MS));
  };
  // After a shift's length one logs in again; the page says so instead of calling the service busy.
  const sessionIsOver = () => fetch("/api/suggest").then((answer) => answer.status === 401, () => false);
  const failure = (over, lost) => {
    if (over) return "登录已过期，请刷新页面重新登录。";
    if (lost) return "与服务的连接断开了，正在重新连接。接通后请重新提问。";
    return "这次没有成功：问题太长，或服务正忙。请缩短问题，或稍后重试。";
  };
  // Gradio reports failures in toasts, in English; the page says what happened in its own words instead.
  const watch = () => {
    new MutationObserver((changes) => {
      const toast = changes.flatMap((change) => [...change.addedNodes]).find((node) => node.textContent?.trim());
      if (!toast) return;
      stop();
      assistantBegin.giveUp();
      assistantQuestion.bringBack();
      const lost = toast.textContent.includes("onnection");
      if (lost) assistantReconnecting.noteLost();
      sessionIsOver().then((over) => showNotice(failure(over, lost)));
    }).observe(document.querySelector(".toast-wrap"), { childList: true, subtree: true });
  };

  return { start, stop, watch };
})();
