// The theme: the system's unless the person chose one. Loaded in the head, before the first paint.
"use strict";

(() => {
  const KEY = "assistant-theme";
  const root = document.documentElement;
  const systemDark = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // a browser may refuse to remember anything
    }
  };
  const apply = () => {
    root.dataset.theme = chosen() || (systemDark.matches ? "dark" : "light");
  };
  apply();
  systemDark.addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem(KEY, root.dataset.theme);
    } catch {
      // then the choice lasts as long as the page
    }
  });
})();
