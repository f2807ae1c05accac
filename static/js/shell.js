/* The frame: menus, dialogs, toasts, keys, tabs that do not fit, what htmx tells the reader. */
(() => {
  const TOAST_MS = 6000;

  /* a field of a dialog that was just closed keeps the focus until the browser draws again */
  const typing = (target) => target.checkVisibility()
    && (target.isContentEditable || target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select"));
  const dialogOpen = () => document.querySelector("dialog[open]");

  /* A single letter acts only when nobody types or composes, no dialog is open, and the person wants it. */
  function letter(event) {
    const off = document.body.dataset.zkLetters === "off";
    const other = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented;
    return off || other || typing(event.target) || dialogOpen() ? "" : event.key.toLowerCase();
  }

  function say(text) {
    const live = document.getElementById("zk-live");
    if (live) live.textContent = text || "";
  }

  /* menus are details elements: they work without this file, which only closes them */
  function closeMenus(except) {
    document.querySelectorAll("details.zk-menu[open]").forEach((menu) => {
      if (menu !== except && !menu.contains(except)) menu.removeAttribute("open");
    });
  }

  function openDialog(id) {
    const dialog = document.getElementById(id);
    if (!dialog || !dialog.showModal) return false;
    closeMenus();
    if (!dialog.open) dialog.showModal();
    dialog.dispatchEvent(new CustomEvent("zk:open"));
    return true;
  }

  function dismissLater(toast) {
    let timer = setTimeout(() => toast.remove(), TOAST_MS);
    toast.addEventListener("mouseenter", () => clearTimeout(timer));
    toast.addEventListener("focusin", () => clearTimeout(timer));
    toast.addEventListener("mouseleave", () => {
      timer = setTimeout(() => toast.remove(), TOAST_MS);
    });
  }

  /* A page asks for several parts after itself: what they all say, but for the reference, is said once. */
  const plain = (text) => text.replace(/\s*\[[^\]]*\]$/, "");
  function toast(text) {
    const shown = [...document.querySelectorAll(".zk-toast")];
    if (shown.some((box) => plain(box.textContent) === plain(text))) return;
    const box = document.createElement("div");
    box.className = "zk-toast";
    box.setAttribute("role", "status");
    document.body.append(box);
    box.textContent = text;
    dismissLater(box);
  }

  document.addEventListener("click", (event) => {
    const target = event.target;
    closeMenus(target.closest("details.zk-menu"));
    const opener = target.closest("[data-zk-open]");
    if (opener && !event.ctrlKey && !event.metaKey && openDialog(opener.dataset.zkOpen)) event.preventDefault();
    const closer = target.closest("[data-zk-close]");
    if (closer && closer.closest("dialog")) {
      closer.closest("dialog").close();
      event.preventDefault();
    }
    if (target.matches("dialog[open]") && outside(target, event)) target.close();
    if (target.closest("[data-zk-dismiss]")) target.closest("[data-zk-toast]").remove();
    const picked = target.closest("details.zk-menu a, details.zk-menu button");
    if (picked && !picked.closest("[data-zk-order]")) closeMenus();
  });

  function outside(dialog, event) {
    const box = dialog.getBoundingClientRect();
    return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
  }

  /* keys */
  const follow = (selector) => {
    const element = document.querySelector(selector);
    if (element) element.click();
    return Boolean(element);
  };
  const openMenu = (selector) => {
    const menu = document.querySelector(selector);
    if (!menu || !menu.checkVisibility()) return false;
    menu.open = true;
    menu.querySelector("a, button").focus();
    return true;
  };
  const single = {
    "/": () => {
      const box = document.querySelector("[data-zk-find]");
      if (box) box.select();
      return Boolean(box);
    },
    "?": () => openDialog("zk-keys"),
    n: () => follow("[data-zk-primary][href*='/add/']") || openMenu("[data-zk-create]"),
    j: () => follow("[data-zk-step=next]"),
    k: () => follow("[data-zk-step=previous]"),
    e: () => follow("[data-zk-edit], main a.btn[href$='/edit/']"),
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !event.isComposing) {
      event.preventDefault();
      if (!dialogOpen()) openDialog("zk-palette");
      return;
    }
    if (event.key === "Escape") {
      const menu = document.querySelector("details.zk-menu[open]");
      if (menu) {
        menu.removeAttribute("open");
        menu.querySelector("summary").focus();
      }
      return;
    }
    const act = single[letter(event)];
    if (act && act()) event.preventDefault();
  });

  /* tabs that do not fit go into a menu */
  function fitTabs(nav) {
    const old = nav.querySelector("details.zk-menu");
    if (old) {
      old.querySelectorAll(".dropdown-menu > a").forEach((tab) => {
        tab.classList.remove("dropdown-item");
        nav.append(tab);
      });
      old.remove();
    }
    if (nav.scrollWidth <= nav.clientWidth + 1) return;
    if (window.innerWidth < 768) { // a phone scrolls them: what is open must be in sight
      const here = nav.querySelector("[aria-current]");
      if (here) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - 16;
      return;
    }
    const more = document.createElement("details");
    more.className = "zk-menu";
    const summary = document.createElement("summary");
    summary.textContent = nav.dataset.zkTabs;
    const list = document.createElement("div");
    list.className = "dropdown-menu";
    more.append(summary, list);
    nav.append(more);
    const tabs = [...nav.querySelectorAll(":scope > a")].reverse();
    for (const tab of tabs) {
      if (nav.scrollWidth <= nav.clientWidth + 1) break;
      if (tab.hasAttribute("aria-current")) continue;
      tab.classList.add("dropdown-item");
      list.prepend(tab);
    }
  }
  const fitAll = () => document.querySelectorAll("[data-zk-tabs]").forEach(fitTabs);

  /* htmx 4 names the target "div#related"; the server wants the id alone, as it is in the page */
  document.addEventListener("htmx:config:request", (event) => {
    const { target, request } = event.detail.ctx;
    if (target && target.id) request.headers["HX-Target"] = target.id;
  });

  /* htmx: a session that ended, an answer that failed, news for screen readers */
  function signedOut(address) {
    /* the page is on its way to the sign-in already, or a form is, which takes its text there */
    if (window.zk.leaving || window.zkForms.sending()) return undefined;
    const login = address || document.body.dataset.zkLogin;
    if (!window.zkForms.dirty()) return window.location.assign(login);
    if (document.getElementById("zk-out")) return undefined;
    const strip = document.createElement("p");
    strip.id = "zk-out";
    strip.className = "zk-strip is-error mb-2";
    strip.setAttribute("role", "alert");
    const link = document.createElement("a");
    link.href = document.body.dataset.zkLogin;
    link.target = "_blank";
    link.textContent = document.body.dataset.zkOut;
    strip.append(link);
    document.getElementById("main").prepend(strip);
    return undefined;
  }
  document.addEventListener("htmx:before:response", (event) => {
    const answer = event.detail.ctx.response.raw;
    if (answer.status !== 401) return;
    event.preventDefault();
    signedOut(answer.headers.get("HX-Redirect"));
  });
  const failed = () => toast(document.body.dataset.zkFailed);
  const polled = (ctx) => Boolean(ctx && ctx.request && ctx.request.headers["X-Zhike-Poll"]);
  document.addEventListener("htmx:response:error", (event) => {
    if (polled(event.detail.ctx)) return;
    const { text, response } = event.detail.ctx;
    const said = (response.headers.get("Content-Type") || "").startsWith("text/plain");
    if (said && text) toast(text);
    else failed();
  });
  document.addEventListener("htmx:error", (event) => {
    const { ctx, error } = event.detail;
    if (error && error.name !== "AbortError" && !polled(ctx)) failed();
  });
  document.addEventListener("htmx:after:swap", () => {
    fitAll();
    const news = document.querySelector("[data-zk-say]");
    if (news) say(news.dataset.zkSay);
  });

  document.querySelectorAll("[data-zk-toast]").forEach(dismissLater);
  window.addEventListener("resize", fitAll);
  fitAll();
  if (document.fonts) document.fonts.ready.then(fitAll);
  window.zk = { say, toast, openDialog, signedOut, letter };
})();
