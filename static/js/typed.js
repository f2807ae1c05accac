/* Drafts: what stands in a form is kept on the server after two seconds of rest, on leaving and by Ctrl S.

   Markup: form[data-zk-draft] holds the address that the draft is kept under; body[data-zk-drafts] the
   address that keeps it; [data-zk-draft-state] in the form tells when it was kept. */
(() => {
  const REST_MS = 2000;
  const FORM = "form[data-zk-draft]";
  let waiting = null; // the form with text that is not kept yet
  let timer = 0;
  let running = null;

  function body(form) {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const input = form.elements[name];
      if (typeof value === "string" && !(input && input.type === "password")) data.append(name, value);
    }
    const title = document.querySelector("h1");
    data.append("draft_page", form.dataset.zkDraft);
    data.append("draft_title", form.dataset.zkTitle || (title ? title.textContent.trim() : ""));
    return data;
  }

  async function keep(form, leaving) {
    clearTimeout(timer);
    waiting = null;
    if (running) running.abort();
    running = new AbortController();
    try {
      const answer = await fetch(document.body.dataset.zkDrafts, {
        method: "POST",
        body: body(form),
        headers: { "HX-Request": "true", "HX-Current-URL": window.location.href },
        keepalive: Boolean(leaving),
        signal: running.signal,
      });
      if (answer.status === 401) window.zk.signedOut(answer.headers.get("HX-Redirect"));
      if (!answer.ok) return "";
      const said = await answer.json();
      const state = form.querySelector("[data-zk-draft-state]");
      if (state && said.kept) state.textContent = said.text;
      return said.kept ? said.text : "";
    } catch (error) {
      if (error.name === "AbortError") return "";
      waiting = form; // the server is away: the next pause tries again
      return "";
    }
  }

  function typed(event) {
    const form = event.target.closest && event.target.closest(FORM);
    if (!form) return;
    waiting = form;
    clearTimeout(timer);
    timer = setTimeout(() => waiting && waiting.isConnected && keep(waiting), REST_MS);
  }
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);

  /* the form itself goes now: a draft must not be kept behind its back */
  document.addEventListener("zk:sending", () => {
    clearTimeout(timer);
    waiting = null;
    if (running) running.abort();
  });

  const leave = () => waiting && waiting.isConnected && keep(waiting, true);
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());

  document.addEventListener("keydown", async (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s" || event.isComposing) return;
    const form = (event.target.closest && event.target.closest(FORM)) || document.querySelector(`main ${FORM}`);
    if (!form) return;
    event.preventDefault();
    const text = await keep(form);
    window.zk.toast(text || document.body.dataset.zkFailed);
  });
})();
