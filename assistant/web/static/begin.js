// A conversation that begins, anew or again, is the server's a moment later. A question asked in that moment waits: else it would be
// answered in the old conversation, and put away with it.
"use strict";

const assistantBegin = (() => {
  let beginning = 0;
  let held = null;
  const begin = () => {
    beginning += 1;
    held = null;
  };
  const begun = () => {
    beginning = Math.max(0, beginning - 1);
    if (beginning || !held) return;
    const ask = held;
    held = null;
    ask();
  };
  const giveUp = () => {
    beginning = 0;
    held = null; // its words are still in the box
  };
  const hold = (event, ask) => {
    if (!beginning) return false;
    event?.preventDefault();
    event?.stopPropagation();
    held = ask;
    assistantWaiting.start();
    return true;
  };

  return { begin, begun, giveUp, hold, isUnderWay: () => beginning > 0 };
})();
