// Copies the wording of an answer, by a button or by keys.
"use strict";

const assistantCopying = (() => {
  const COPIED_SHOWN_MS = 1600;

  // Browsers offer no clipboard to pages without TLS on other machines, nor inside another site's page.
  const copyBySelecting = (wording) => {
    const focused = document.activeElement;
    const field = document.createElement("textarea");
    field.value = wording;
    field.style.position = "fixed";
    field.style.opacity = "0";
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    focused?.focus({ preventScroll: true }); // who copies by keys goes on typing
    return copied;
  };

  const copy = async (button) => {
    const wording = button.dataset.copy;
    const answer = button.closest(".turn")?.querySelector(".feedback")?.dataset.answer;
    const citation = Number(button.closest("li")?.querySelector(".marker")?.dataset.citation) || undefined;
    try {
      await navigator.clipboard.writeText(wording);
    } catch {
      if (!copyBySelecting(wording)) return; // then nothing says that it was
    }
    if (answer) assistantOpinions.signal(answer, "copied", { citation });
    button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), COPIED_SHOWN_MS);
  };

  // By keys: Alt and C copies what is to be said, the next wording at the next press.
  let copiedLast = null;
  const copyByKey = () => {
    const wordings = [...document.querySelectorAll("#conversation .turn:last-of-type .part-say .copy")];
    if (!wordings.length) return false;
    copiedLast = wordings[(wordings.indexOf(copiedLast) + 1) % wordings.length];
    copiedLast.scrollIntoView({ block: "nearest" });
    copy(copiedLast);
    return true;
  };

  return { copy, copyByKey };
})();
