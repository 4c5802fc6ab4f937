// A conversation that begins, anew or again, is the server's a moment later, and so is one that a question goes on with. A question
// asked in that moment waits: else it would be answered in the conversation as it was before, and put away with it.
"use strict";

const assistantBegin = (() => {
  let beginning = 0;
  let asking = false;
  let held = null;
  const begin = () => {
    beginning += 1;
    asking = false; // what was asked in the conversation before is waited for no more
    held = null;
  };
  const goOn = () => {
    if (beginning || asking || !held) return;
    const ask = held;
    held = null;
    ask();
  };
  const begun = () => {
    beginning = Math.max(0, beginning - 1);
    goOn();
  };
  const answered = () => {
    asking = false;
    goOn();
  };
  const giveUp = () => {
    beginning = 0;
    asking = false;
    held = null; // its words are still in the box
  };
  const hold = (event, ask) => {
    if (!beginning && !asking) return false;
    event?.preventDefault();
    event?.stopPropagation();
    held = ask;
    assistantWaiting.start();
    return true;
  };

  return { begin, begun, ask: () => (asking = true), answered, giveUp, hold, isUnderWay: () => beginning > 0 };
})();
