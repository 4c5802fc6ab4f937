// The overview: how many answers a spot check of the chosen days and precision would hold.
"use strict";

(() => {
  const form = document.querySelector("[data-draw]");
  if (!form) return;
  const told = form.querySelector("[data-size]");
  let asked = 0;
  form.addEventListener("change", async () => {
    const mine = (asked += 1);
    told.textContent = "正在计算…";
    const wanted = new URLSearchParams({ days: form.elements.days.value, precision: form.elements.precision.value });
    try {
      const response = await fetch(`/trainer/checks/size?${wanted}`);
      const { text } = await response.json();
      if (mine === asked) told.textContent = text;
    } catch {
      if (mine === asked) told.textContent = "现在算不出数量，仍可抽取。";
    }
  });
})();
