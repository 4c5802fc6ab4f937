// Gradio marks the theme on the body; here it follows the mark that theme.js sets, whatever Gradio thinks.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const root = document.documentElement;
  const follow = () => {
    const dark = root.dataset.theme === "dark";
    if (document.body.classList.contains("dark") !== dark) document.body.classList.toggle("dark", dark);
  };
  follow();
  new MutationObserver(follow).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  new MutationObserver(follow).observe(document.body, { attributes: true, attributeFilter: ["class"] });
});
