// The bar of the chat: the pages one may open, and who is logged in.
"use strict";

const assistantBar = (() => {
  // Who is logged in, and the way out; the page says nothing where nobody needs to log in.
  const showAccount = () => {
    const account = document.querySelector("meta[name=account]");
    const place = document.querySelector("#tools .account");
    if (!account || !place || place.firstChild) return;
    const form = document.createElement("form");
    form.method = "post";
    form.action = "/logout";
    const token = document.createElement("input");
    token.type = "hidden";
    token.name = "form_token";
    token.value = account.dataset.formToken;
    const name = document.createElement("span");
    name.textContent = account.content;
    const leave = document.createElement("button");
    leave.textContent = "退出";
    form.append(token, name, leave);
    place.append(form);
  };

  // The pages one may open: a row in the bar, a menu where there is no room for it.
  const showPages = () => {
    const pages = document.querySelector("template#pages");
    const place = document.querySelector("#brand .pages");
    if (!pages || !place || place.firstChild) return;
    place.append(pages.content.cloneNode(true));
    if (window.top === window) return;
    // Inside another site's page only the chat may be shown: the other pages open in a window of their own.
    place.querySelectorAll("a:not([aria-current])").forEach((link) => (link.target = "_blank"));
  };
  const openMenu = (open) => {
    const menu = document.querySelector("#brand [data-menu]");
    if (!menu || (menu.getAttribute("aria-expanded") === "true") === open) return;
    menu.setAttribute("aria-expanded", String(open));
    if (open) document.querySelector("#site-pages a")?.focus();
    else if (document.activeElement?.closest("#site-pages")) menu.focus();
  };

  return { openMenu, showAccount, showPages };
})();
