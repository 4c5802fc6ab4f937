// Loads what takes a moment after the page is there: the questions nobody answers, put together by their meaning.
"use strict";

document.querySelectorAll("[data-load]").forEach(async (place) => {
  try {
    const answer = await fetch(place.dataset.load, { headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...page.body.childNodes);
  } catch {
    place.textContent = "没有归并成功，请稍后刷新再看。";
  }
});
