// 规定已更新: when another version is published, or a new day begins, the server is asked whether what is cited on the page
// still holds; an answer for which it does not says so.
"use strict";

const assistantOutdated = (() => {
  const LOOK_MS = 30000;
  const CHINA_MS = 8 * 3600 * 1000;
  let heard = ""; // version and day in China
  let lookedAt = 0;
  const outdated = new Map(); // by what is cited: what became of it
  const markOutdated = () => document.querySelectorAll("#conversation .outdated").forEach((notice) => {
    const found = outdated.get(notice.dataset.cited);
    if (!found?.changed && !found?.withdrawn) return;
    notice.querySelector("[data-changed]").hidden = !found.changed;
    notice.querySelector("[data-withdrawn]").hidden = !found.withdrawn;
    notice.closest(".card").prepend(notice);
    notice.hidden = false;
  });
  const compareCited = async (notices) => {
    const cited = [...new Set(notices.map((notice) => notice.dataset.cited))];
    for (const one of cited) {
      const answer = await fetch("/api/changed", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: `{"cited":${one}}`,
      }).then((response) => (response.ok ? response.json() : null), () => null);
      if (answer) outdated.set(one, { changed: answer.changed.length > 0, withdrawn: answer.withdrawn.length > 0 });
    }
    markOutdated();
  };
  const look = async () => {
    lookedAt = Date.now();
    const health = await fetch("/api/health").then((answer) => (answer.ok ? answer.json() : null), () => null);
    if (!health) return;
    const day = new Date(Date.now() + CHINA_MS).toISOString().slice(0, 10);
    const before = heard;
    heard = `${health.index_version} ${day}`;
    if (before && before !== heard) {
      assistantPage.redrawExtent();
      compareCited([...document.querySelectorAll("#conversation .outdated")]);
    }
  };
  // A conversation of another day, opened again, may rest on an older version.
  const note = () => {
    markOutdated();
    const version = heard.split(" ")[0];
    const older = [...document.querySelectorAll("#conversation .outdated[hidden]")]
      .filter((notice) => version && notice.dataset.version !== version && !outdated.has(notice.dataset.cited));
    if (older.length) compareCited(older);
  };
  const start = () => {
    if (lookedAt) return; // once, however often Gradio connects the page
    look();
    setInterval(() => document.hidden || look(), LOOK_MS);
    for (const event of ["focus", "visibilitychange"]) {
      window.addEventListener(event, () => document.hidden || Date.now() - lookedAt < 1000 || look());
    }
  };

  return { start, note };
})();
