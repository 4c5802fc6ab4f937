// A page that has been open for a while may have lost its session: before its form goes out, the server is asked. Where nobody is
// logged in any more, or the server is away, nothing is sent, and what was typed stays.
"use strict";

(() => {
  const OPEN_MS = 60_000; // sooner a session does not end unseen
  let asking = false;

  const say = (form, text, link) => {
    form.querySelector("[data-not-sent]")?.remove();
    const line = document.createElement("p");
    line.className = "trouble";
    line.dataset.notSent = "";
    line.setAttribute("role", "alert");
    line.textContent = text;
    if (link) {
      const way = document.createElement("a");
      way.href = "/login";
      way.target = "_blank";
      way.textContent = "登录";
      line.append(" ", way);
    }
    form.append(line);
    line.scrollIntoView({ block: "nearest" });
  };
  const holderOf = (form, button) => (form.children.length > 1 ? form : button?.closest("section, .card, div") ?? form);
  const refresh = (token) => {
    document.querySelectorAll('input[name="form_token"]').forEach((one) => { one.value = token; });
    document.querySelector('meta[name="form-token"]').content = token;
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.dataset.asked) return void delete form.dataset.asked;
    if (event.defaultPrevented || !form.elements.form_token || form.getAttribute("action") === "/logout") return;
    if (performance.now() < OPEN_MS) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    const holder = holderOf(form, event.submitter);
    try {
      const answer = await fetch("/form-token");
      if (answer.status === 401) return void say(holder, "登录已过期，没有发送；填写的内容还在。请重新登录，再回到这里按一次。", true);
      if (answer.ok) refresh((await answer.json()).form_token);
    } catch {
      return void say(holder, "连接不上服务，没有发送；填写的内容还在，请稍后再按一次。");
    } finally {
      asking = false;
    }
    form.dataset.asked = "1";
    form.requestSubmit(event.submitter ?? undefined);
  });
})();
