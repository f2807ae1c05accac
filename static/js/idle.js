/* Signing out when nothing happens: a warning shortly before, and the text that was typed stays.

   Markup: body[data-zk-idle] holds the seconds that are left, body[data-zk-session] the address that
   tells them (GET) and makes them more (POST); dialog#zk-idle is the warning, [data-zk-idle-left] in it
   the seconds, [data-zk-stay] its button. */
(() => {
  const { zkIdle, zkSession, zkLogin } = document.body.dataset;
  const dialog = document.getElementById("zk-idle");
  if (!zkIdle || !dialog) return;
  const WARN_S = 120;
  const BACKGROUND = { "HX-Request": "true", "X-Zhike-Poll": "1" };
  let end = Date.now() + Number(zkIdle) * 1000;
  let acted = 0; // when somebody last typed or pressed something here
  let timer = 0;

  const left = () => Math.round((end - Date.now()) / 1000);

  async function ask(method, headers) {
    try {
      const answer = await fetch(zkSession, { method, headers, cache: "no-store" });
      if (answer.status === 401) return over();
      if (answer.ok) end = Date.now() + (await answer.json()).left * 1000;
      return answer.ok;
    } catch {
      return false; // the server is away: it is asked again
    }
  }

  async function stay() {
    const token = JSON.parse(document.body.dataset.hxHeaders)["X-CSRFToken"];
    const stays = await ask("POST", { "HX-Request": "true", "X-CSRFToken": token });
    if (stays && dialog.open) dialog.close();
    wait();
  }

  function wait() {
    clearTimeout(timer);
    const rest = dialog.open ? 1 : Math.max(1, left() - WARN_S);
    timer = setTimeout(look, rest * 1000);
  }

  async function look() {
    if (dialog.open && left() > 0) {
      dialog.querySelector("[data-zk-idle-left]").textContent = left();
      return wait();
    }
    if (left() <= WARN_S) {
      if (Date.now() - acted < WARN_S * 1000) return stay();
      await ask("GET", BACKGROUND); // another window may have been used
    }
    if (left() > WARN_S) dialog.close();
    else if (!dialog.open) {
      dialog.querySelector("[data-zk-idle-left]").textContent = Math.max(0, left());
      dialog.showModal();
    }
    return wait();
  }

  /* What belongs to a draft is kept on the server; another form stays on the page with its text. */
  function over() {
    if (window.zk.leaving) return undefined; // two questions were on their way
    const form = window.zkForms.dirty();
    if (form && !form.dataset.zkDraft) {
      if (dialog.open) dialog.close();
      return window.zk.signedOut();
    }
    const page = form ? form.dataset.zkDraft : window.location.pathname + window.location.search;
    const next = form ? `${page}${page.includes("?") ? "&" : "?"}draft=1` : page;
    if (form) window.zkForms.saved(form);
    window.zk.leaving = true;
    end = Infinity;
    return window.location.replace(`${zkLogin}?${new URLSearchParams({ next, ended: "idle" })}`);
  }

  for (const name of ["input", "keydown", "pointerdown"]) {
    document.addEventListener(name, () => {
      if (!dialog.open) acted = Date.now();
    }, { passive: true });
  }
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && left() <= WARN_S && look());
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });
  dialog.querySelector("[data-zk-stay]").addEventListener("click", stay);
  wait();
})();
