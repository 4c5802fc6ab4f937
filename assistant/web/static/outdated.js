// 规定已更新: when another version is published, or a new day begins, the server is asked whether what is cited on the page
// still holds. An answer for which it does not says so; its wording is struck through and copied no more, and a line above the box
// leads there, for who reads further down.
"use strict";

const assistantOutdated = (() => {
  const LOOK_MS = 5000; // a version counts as old everywhere soon after the publishing
  const CHINA_MS = 8 * 3600 * 1000;
  let heard = ""; // version and day in China
  let ahead = ""; // the version of an answer that came before it was heard of
  let lookedAt = 0;
  const outdated = new Map(); // by version and what is cited: which units are changed, which withdrawn, which have other numbers now
  const citedBy = (notice) => `${notice.dataset.version} ${notice.dataset.cited}`;

  // What a card says of a citation: the wording before its marker, its row among the sources, what another rule asks for; or a clause
  // that is merely near.
  const placesOf = (card, number) => number.startsWith("near-") ? [...card.querySelectorAll(`[data-near="${Number(number.slice(5))}"]`)] : [...card.querySelectorAll(`[data-citation="${Number(number)}"]`)].flatMap((one) => {
    if (one.matches(".marker")) return one.closest("li, p.plain") ?? [];
    return one.nextElementSibling?.matches(".asked") ? [one, one.nextElementSibling] : [one];
  });
  const restore = (card) => {
    card.querySelectorAll(".fate").forEach((one) => one.remove());
    card.querySelectorAll(".stale, .renumbered").forEach((one) => one.classList.remove("stale", "renumbered"));
    card.querySelectorAll(".copy-stopped").forEach((one) => {
      one.disabled = false;
      one.classList.replace("copy-stopped", "copy"); // by which the keys find it
    });
  };
  const say = (place, fate) => {
    const said = document.createElement("span");
    said.className = "fate";
    said.textContent = fate;
    place.append(said);
  };
  const strike = (place, fate) => {
    if (place.classList.contains("stale")) return;
    place.classList.add("stale");
    place.querySelectorAll(".copy").forEach((one) => {
      one.disabled = true;
      one.classList.replace("copy", "copy-stopped");
    });
    if (place.matches(".asked")) return; // its citation stands above, and says it
    say(place.querySelector(".where") ?? place, fate);
  };
  // Its words hold, its number does not.
  const renumber = (place, fate) => {
    const where = place.querySelector(".where");
    if (!where || place.classList.contains("renumbered")) return;
    place.classList.add("renumbered");
    say(where, fate);
  };
  const markOutdated = () => {
    document.querySelectorAll("#conversation .outdated").forEach((notice) => {
      const found = outdated.get(citedBy(notice));
      if (!found) return;
      const card = notice.closest(".card");
      const [changed, withdrawn, renumbered] = ["changed", "withdrawn", "renumbered"].map((fate) => notice.querySelector(`[data-${fate}]`));
      restore(card);
      changed.hidden = !found.changed.length;
      withdrawn.hidden = !found.withdrawn.length;
      renumbered.hidden = !Object.keys(found.renumbered).length;
      notice.hidden = changed.hidden && withdrawn.hidden && renumbered.hidden; // after a roll back it holds again
      if (notice.hidden) return;
      card.prepend(notice);
      for (const [number, unit] of Object.entries(JSON.parse(notice.dataset.units))) {
        if (found.withdrawn.includes(unit)) placesOf(card, number).forEach((one) => strike(one, withdrawn.dataset.withdrawn));
        else if (found.changed.includes(unit)) placesOf(card, number).forEach((one) => strike(one, changed.dataset.changed));
        else if (found.renumbered[unit]) placesOf(card, number).forEach((one) => renumber(one, renumbered.dataset.renumbered + found.renumbered[unit]));
      }
    });
    drawLine();
  };

  // The line above the box: how many answers say so that were not gone to yet, the lowest first.
  const goneTo = new Set();
  const keyOf = (notice) => [
    assistantHistory.current(),
    notice.closest(".turn").dataset.turn,
    JSON.stringify(outdated.get(citedBy(notice))),
  ].join(" ");
  const unread = () => [...document.querySelectorAll("#conversation .outdated:not([hidden])")].filter((one) => !goneTo.has(keyOf(one)));
  const line = () => {
    const there = document.querySelector("#outdated-line");
    if (there) return there;
    const made = document.createElement("div");
    made.id = "outdated-line";
    made.setAttribute("role", "status");
    document.querySelector("#modes")?.before(made);
    return made;
  };
  const drawLine = () => {
    const count = unread().length;
    if (!count && !document.querySelector("#outdated-line")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `规定已更新，上面 ${count} 个回答所引的条款有变`;
    line().replaceChildren(...(count ? [button] : []));
  };
  const goThere = () => {
    const notice = unread().at(-1);
    if (!notice) return;
    goneTo.add(keyOf(notice));
    const column = document.querySelector("#conversation");
    column.scrollTop += notice.closest(".turn").getBoundingClientRect().top - column.getBoundingClientRect().top - 16;
    notice.querySelector("button")?.focus({ preventScroll: true });
    drawLine();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("#outdated-line button")) goThere();
    const again = event.target.closest("#conversation .outdated button");
    if (!again) return;
    goneTo.add(keyOf(again.closest(".outdated"))); // who asks again has seen it
    drawLine();
  });

  const compareCited = async (notices) => {
    const asked = new Map(notices.map((notice) => [citedBy(notice), notice.dataset]));
    for (const [key, { version, cited }] of asked) {
      const answer = await fetch("/api/changed", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: `{"version":${JSON.stringify(version)},"cited":${cited}}`,
      }).then((response) => (response.ok ? response.json() : null), () => null);
      if (answer) outdated.set(key, { changed: answer.changed, withdrawn: answer.withdrawn, renumbered: answer.renumbered });
    }
    markOutdated();
  };
  const look = async () => {
    lookedAt = Date.now();
    const health = await fetch("/api/health").then((answer) => (answer.ok ? answer.json() : null), () => null);
    if (!health) return;
    assistantWaiting.reachable();
    const day = new Date(Date.now() + CHINA_MS).toISOString().slice(0, 10);
    const before = heard;
    heard = `${health.index_version} ${day}`;
    if (!before) return note(true); // what was opened meanwhile
    if (before !== heard) {
      assistantPage.redrawExtent();
      assistantSource.refresh();
      outdated.clear(); // also of what is not on the page now and may be opened again
      compareCited([...document.querySelectorAll("#conversation .outdated")]);
    }
  };
  // A conversation of another day, opened again, may rest on an older version.
  const note = (reopened) => {
    markOutdated();
    const version = heard.split(" ")[0];
    const newest = [...document.querySelectorAll("#conversation .outdated")].at(-1)?.dataset.version;
    if (!reopened && version && newest && newest !== version && newest !== ahead) {
      ahead = newest; // asked once: another version may be published behind this answer
      look(); // an answer of a version that was not heard of: what stands above it may be old
    }
    const older = [...document.querySelectorAll("#conversation .outdated[hidden]")]
      .filter((notice) => version && notice.dataset.version !== version && !outdated.has(citedBy(notice)));
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
