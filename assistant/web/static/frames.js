// When something is done as the page is drawn: just before the next frame, where measuring costs no layout of its own, or behind it,
// where nobody waits for it.
"use strict";

const assistantFrames = (() => {
  const before = (work) => requestAnimationFrame(work);
  const after = (work) => requestAnimationFrame(() => setTimeout(work));
  return { before, after };
})();
