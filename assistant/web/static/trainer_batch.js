// Shows how far a piece of work in the background has come, and opens its result when it is there.
"use strict";

const PAUSE = 700; // milliseconds between two looks

const follow = async (place) => {
  try {
    const answer = await fetch(place.dataset.progress, { headers: { accept: "application/json" } });
    if (answer.redirected) return location.reload();
    const work = await answer.json();
    if (work.state === "running" || work.state === "waiting") {
      const bar = place.querySelector("progress");
      bar.max = work.total || 1;
      if (work.total) bar.value = work.done;
      else bar.removeAttribute("value");
      place.querySelector("[data-done]").textContent = work.done;
      const counted = place.querySelector("[data-counted]");
      if (counted) counted.hidden = !work.total; // nobody can say yet
      const total = place.querySelector("[data-total]");
      if (total) total.textContent = work.total;
      const left = place.querySelector("[data-left]");
      if (left) {
        left.textContent = work.left;
        place.querySelector("[data-left-part]").hidden = !work.left;
      }
      place.querySelector("[data-said]").textContent =
        work.state === "waiting" ? "前面还有别的表，排队中" : work.step || "正在处理";
    } else {
      return location.reload();
    }
  } catch {
    place.querySelector("[data-said]").textContent = "连不上服务，正在重试"; // it may be starting again
  }
  setTimeout(follow, PAUSE, place);
};

document.querySelectorAll("[data-progress]").forEach((place) => setTimeout(follow, PAUSE, place));
