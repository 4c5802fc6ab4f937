// Keeps the list of examples on their way into effect up to date while any of them is being tried.
"use strict";

(() => {
  const EVERY_MS = 1500;
  const list = document.querySelector("[data-trials]");
  const waiting = document.querySelector("[data-reload]");
  const back = encodeURIComponent(location.pathname);

  const link = (href, text) => {
    const made = document.createElement("a");
    made.href = href;
    made.textContent = text;
    return made;
  };
  const part = (name, text) => {
    const made = document.createElement("span");
    made.className = name;
    made.textContent = text;
    return made;
  };
  const draw = (trials) => {
    const waiting = trials.filter((trial) => trial.waits).length;
    list.replaceChildren(
      ...trials.filter((trial) => !trial.waits).map((trial) => {
        const row = document.createElement("li");
        row.dataset.trial = trial.trial_id;
        row.dataset.state = trial.state;
        const count = trial.under_way && trial.total ? ` ${trial.done} / ${trial.total}` : "";
        const version = trial.state === "in_effect" ? ` · 版本 ${trial.version}` : "";
        row.append(part("asked", `“${trial.question}”`), part("target", `→ ${trial.target}`), part("words", trial.words + count + version));
        const path = `/trainer/examples/trials/${trial.trial_id}?back=${back}`;
        if (trial.state === "asks") row.append(link(path, `看 ${trial.changes} 处变化`));
        if (trial.state === "in_effect") row.append(link(`/trainer/examples/${trial.trial_id}`, "查看"));
        return row;
      }),
    );
    if (!waiting) return;
    const row = document.createElement("li");
    row.dataset.state = "running";
    row.append(part("target", `${waiting} 个例句排队等候核对，可以接着判定。`));
    list.append(row);
  };
  const look = async () => {
    let trials;
    try {
      const response = await fetch("/trainer/examples/trials", { headers: { accept: "application/json" } });
      if (!response.ok) return;
      ({ trials } = await response.json());
    } catch {
      setTimeout(look, EVERY_MS * 4);
      return;
    }
    if (waiting) {
      const own = trials.find((trial) => trial.trial_id === waiting.dataset.reload);
      if (!own || !own.under_way) {
        location.reload();
        return;
      }
      const bar = waiting.querySelector("progress");
      bar.max = own.total || 1;
      bar.value = own.done;
    }
    if (list) draw(trials);
    if (trials.some((trial) => trial.under_way)) setTimeout(look, EVERY_MS);
  };
  if (waiting || (list && list.querySelector('[data-state="running"]'))) setTimeout(look, EVERY_MS);
})();
