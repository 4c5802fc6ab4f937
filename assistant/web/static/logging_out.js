// Who logs out leaves nothing of a customer's in this browser, from whatever page: the other tabs forget what they hold and are loaded
// anew, which leads them to the login. What is kept while one is logged in: coming_back.js.
"use strict";

const assistantLoggingOut = (() => {
  const LEFT = "assistant-left";
  const LAST = "assistant-logged-out"; // when; other tabs hear of it as it changes
  const LOGGED_OUT_MS = 1500; // by then the server has ended the session
  let underWay = false;
  const forget = () => {
    underWay = true;
    try {
      sessionStorage.removeItem(LEFT);
    } catch {
      // a browser may refuse to remember anything
    }
  };
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") !== "/logout") return;
    forget();
    try {
      localStorage.setItem(LAST, String(Date.now()));
    } catch {
      // then each tab is left by itself
    }
  }, true);
  window.addEventListener("storage", (event) => {
    if (event.key !== LAST) return;
    forget();
    setTimeout(() => location.reload(), LOGGED_OUT_MS);
  });
  window.addEventListener("pageshow", () => (underWay = false)); // Back, where logging out came to nothing
  return { LEFT, isUnderWay: () => underWay };
})();
