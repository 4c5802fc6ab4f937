// Asks the server, and puts what it draws into the page: a turn of the conversation, a whole conversation, a clause in the panel.
// One question after the other, since each goes on from the one before; what was asked in a conversation that was left is drawn no more.
"use strict";

const assistantDialogue = (() => {
  let view = null;
  let source = null;
  let conversation = ""; // its id on the server; empty: the next question begins one
  let underWay = null; // the question, or the opening, that is waited for
  let welcome = null; // what stood there last where nothing was asked
  let beginnings = 0; // so that a welcome that comes late takes nobody's answer away
  let sourcesAsked = 0; // nor a clause that comes late the one opened after it

  const call = async (path, content, signal) => {
    const response = await fetch(path, content && {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(content),
      signal,
    });
    if (response.ok) return response;
    const { text } = response.status === 429 || response.status === 503 ? await response.json().catch(() => ({})) : {};
    throw Object.assign(new Error(text ?? ""), { status: response.status });
  };
  // One part a line, as they come.
  async function* partsOf(response) {
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const lines = (rest + decoder.decode(read.value, { stream: true })).split("\n");
      rest = lines.pop();
      for (const line of lines) yield JSON.parse(line);
    }
  }

  const shown = () => view.querySelector(".turns")?.dataset.conversation ?? ""; // whose citations stand in the page
  const drawSource = (html) => {
    sourcesAsked += 1;
    const focused = source.contains(document.activeElement) ? document.activeElement.className : "";
    source.innerHTML = html;
    if (focused) assistantSource.focusAgain(focused);
    assistantFrames.before(assistantSource.showTarget);
    assistantSource.mark();
  };
  // An answer that comes in parts is moved to once; then the person scrolls.
  const showNewest = () => {
    const column = document.querySelector("#conversation");
    const newest = column.querySelector(".turn:last-of-type");
    if (newest) column.scrollTop += newest.getBoundingClientRect().top - column.getBoundingClientRect().top - 16;
  };
  const drawn = (reopened) => {
    assistantWaiting.stop();
    assistantOpinions.note(reopened);
    assistantOutdated.note(reopened);
    assistantHistory.mark();
    assistantSource.mark();
  };
  const drawAll = ({ turns, source: html }, reopened) => {
    view.innerHTML = turns;
    drawSource(html);
    assistantFrames.before(showNewest);
    drawn(reopened);
  };
  // What came before of the same answer makes room for it; the oldest turns are let go where the server let go of them.
  const drawPart = (part, before) => {
    const lost = conversation && part.conversation !== conversation;
    if (shown() !== part.conversation) view.innerHTML = part.frame;
    const turns = view.querySelector(".turns");
    conversation = part.conversation;
    turns.querySelectorAll(".following, .older").forEach((one) => one.remove());
    const made = document.createElement("template");
    made.innerHTML = part.turn;
    const turn = made.content.firstElementChild;
    if (before) before.replaceWith(turn);
    else {
      turns.append(turn);
      assistantFrames.before(showNewest);
    }
    turns.querySelectorAll(".turn").forEach((one) => Number(one.dataset.turn) < part.first_turn && one.remove());
    turns.insertAdjacentHTML("afterbegin", part.older);
    turns.insertAdjacentHTML("beforeend", part.below);
    if (part.source !== null) assistantSource.show(part.source);
    drawn(false);
    if (lost) assistantWaiting.say("原来的对话已不能接着问，这是新的对话。"); // another account has logged in, say
    return turn;
  };

  const goOn = () => {
    underWay = null;
    const next = assistantQuestion.next();
    if (next) send(next);
  };
  const fail = (error) => {
    assistantQuestion.bringBack();
    assistantWaiting.fail(error);
  };
  const send = async (question) => {
    const mine = new AbortController();
    underWay = mine;
    beginnings += 1;
    assistantWaiting.start();
    let turn = null;
    try {
      const response = await call("/chat/ask", { question, conversation, scope: assistantModes.scope() }, mine.signal);
      for await (const part of partsOf(response)) {
        if (underWay !== mine) return;
        turn = drawPart(part, turn);
      }
      if (!turn) throw new Error("");
      assistantQuestion.arrived();
    } catch (error) {
      if (underWay !== mine) return;
      if (turn) {
        assistantQuestion.arrived(); // in part: it stands in the page
        const note = [...turn.querySelectorAll(".card .quiet")].find((one) => one.textContent.startsWith("正在整理"));
        if (note) note.textContent = "没有整理完，上面的原文可以用。";
      }
      fail(error);
    }
    goOn();
  };
  const ask = (question) => {
    if (underWay) assistantQuestion.hold(question);
    else {
      assistantQuestion.choose(question);
      send(question);
    }
    assistantQuestion.box()?.focus();
  };
  const askTyped = () => {
    const question = assistantQuestion.box()?.value ?? "";
    if (!question.trim()) return;
    assistantQuestion.empty(); // what is typed from here on is the next one's
    ask(question);
  };

  const leave = () => {
    underWay?.abort();
    underWay = null;
    assistantQuestion.leave(); // what was not answered is nobody's question any more; the arrows bring it back
    beginnings += 1;
    return beginnings;
  };
  const begin = async () => {
    const mine = leave();
    conversation = "";
    if (welcome) drawAll(welcome, false); // at once; a newer one, or that there is no connection, comes behind
    try {
      const before = JSON.stringify(welcome);
      welcome = await (await call("/chat/start")).json();
      if (mine === beginnings && JSON.stringify(welcome) !== before) drawAll(welcome, false);
    } catch (error) {
      if (mine === beginnings) fail(error);
    }
  };
  const open = async (id) => {
    const mine = leave();
    const opening = new AbortController();
    underWay = opening;
    try {
      const opened = await (await call("/chat/open", { conversation: id }, opening.signal)).json();
      if (mine !== beginnings) return;
      drawAll(opened, true);
      conversation = shown(); // none where it is none of this person's
    } catch (error) {
      if (mine !== beginnings) return;
      if (!shown()) conversation = id; // of who came back to it: the next question goes on there
      fail(error);
    }
    goOn();
  };

  const show = async (path, aim) => {
    const mine = (sourcesAsked += 1);
    try {
      const found = await (await call(path, aim)).json();
      if (mine === sourcesAsked) drawSource(found.source);
    } catch (error) {
      if (mine === sourcesAsked) assistantSource.fail(error);
    }
  };
  const showSource = (aim) => show("/chat/source", { conversation: shown(), ...aim });
  const showClause = (unit, quote) => show("/chat/clause", { unit, quote });

  // What Gradio shows first is as old as the server, and it may connect a view again: both are drawn once they stand in the page.
  const connect = (element) => {
    if (element.closest("#source")) source = element;
    else if (element.closest("#conversation")) view = element;
    else return false;
    return Boolean(view && source);
  };
  const redraw = () => (conversation ? open(conversation) : begin());

  return { ask, askTyped, begin, connect, conversation: () => conversation, drawSource, open, redraw, showClause, showSource };
})();
