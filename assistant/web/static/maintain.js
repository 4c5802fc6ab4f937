// The maintainers' pages: draws the bar of work under way, checks sizes before sending, and writes corrections for selected words.
"use strict";

(() => {
  const POLL_MS = 700;

  const follow = async (bar) => {
    const progress = bar.querySelector("progress");
    const step = bar.querySelector("[data-step]");
    const count = bar.querySelector("[data-count]");
    try {
      const response = await fetch(bar.dataset.poll, { headers: { accept: "application/json" } });
      const work = response.ok ? await response.json() : null;
      if (work && work.state !== "running") {
        location.reload(); // the page says what came of it
        return;
      }
      if (work) {
        step.textContent = work.step;
        count.textContent = work.total ? `${work.done} / ${work.total}` : "";
        if (work.total) {
          progress.max = work.total;
          progress.value = work.done;
        } else {
          progress.removeAttribute("value");
        }
      }
    } catch {
      step.textContent = "连接不上服务，接通后接着显示"; // the next look may find it
    }
    setTimeout(follow, POLL_MS, bar);
  };

  const checkUpload = (form) => {
    const trouble = form.querySelector("[data-trouble]");
    const busy = form.querySelector("[data-busy]");
    const largest = Number(form.dataset.largest);
    form.addEventListener("submit", (event) => {
      const files = [...form.elements.files.files];
      const large = files.find((file) => file.size > largest);
      const sum = files.reduce((bytes, file) => bytes + file.size, 0);
      trouble.hidden = true;
      if (large || sum > 28_000_000) {
        event.preventDefault();
        trouble.textContent = large
          ? `${large.name} 超过 ${largest / 1_000_000} MB，请拆成几个文件再上传。`
          : "这些文件一共超过 28 MB，请分几次上传。";
        trouble.hidden = false;
        return;
      }
      busy.hidden = false;
    });
  };

  // Words selected in the source become an entry of the corrections; a line break in them would not be found in one line of TOML.
  const offerCorrections = (pick) => {
    const area = document.querySelector("#corrections-text");
    const source = document.querySelector(".source");
    let chosen = "";
    const textOf = (selection) => {
      const part = selection.getRangeAt(0).cloneContents();
      for (const aside of part.querySelectorAll(".no, .loc, ins, h2")) aside.remove();
      return part.textContent.replace(/\s+/g, " ").trim();
    };
    const take = () => {
      const selection = document.getSelection();
      if (!selection.rangeCount || selection.isCollapsed) return;
      if (source.contains(selection.anchorNode) && source.contains(selection.focusNode)) chosen = textOf(selection);
    };
    document.addEventListener("selectionchange", take);
    take(); // a long source can be read, and words in it selected, before this script has run
    pick.addEventListener("click", (event) => {
      const action = event.target.dataset.action;
      if (!action) return;
      const lines = ["[[correction]]", `action = "${action}"`, `text = ${JSON.stringify(chosen || "原文里的文字")}`];
      if (action === "replace") lines.push(`with = ${JSON.stringify(chosen || "应有的文字")}`);
      const before = area.value.trimEnd();
      area.value = `${before}${before ? "\n\n" : ""}${lines.join("\n")}\n`;
      area.rows = Math.max(area.rows, Math.min(24, area.value.split("\n").length + 1));
      area.focus();
      const end = area.value.length - 2;
      area.setSelectionRange(action === "replace" ? area.value.lastIndexOf('"', end - 1) + 1 : end, end);
    });
    pick.disabled = false; // until here a click would do nothing, and look as if it had
  };

  for (const bar of document.querySelectorAll("[data-poll]")) setTimeout(follow, POLL_MS, bar);
  for (const form of document.querySelectorAll("form[data-upload]")) checkUpload(form);
  for (const pick of document.querySelectorAll("[data-pick]")) offerCorrections(pick);
})();
