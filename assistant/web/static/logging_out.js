// Who logs out leaves nothing of a customer's in the browser, from whatever page. What is kept while one is logged in: coming_back.js.
"use strict";

const assistantLoggingOut = (() => {
  const LEFT = "assistant-left";
  let underWay = false;
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") !== "/logout") return;
    underWay = true;
    try {
      sessionStorage.removeItem(LEFT);
    } catch {
      // a browser may refuse to remember anything
    }
  }, true);
  return { LEFT, isUnderWay: () => underWay };
})();
