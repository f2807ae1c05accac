/* Creating a related record in a side panel: the form below stays as it is, its search field is filled.

   Markup: button[data-zk-panel] in a combobox holds the address of the add form, data-zk-into the name of
   its field that takes the typed text. Without this file the button keeps a draft and opens the page. */
(() => {
  let panel = null;
  let into = null; // the combobox that waits for the new record
  let changed = false;

  const mayClose = () => !changed || window.confirm(panel.dataset.question);

  function make() {
    panel = document.createElement("dialog");
    panel.className = "zk-panel";
    panel.setAttribute("aria-labelledby", "zk-panel-title");
    document.body.append(panel);
    panel.addEventListener("input", () => {
      changed = true;
    });
    panel.addEventListener("cancel", (event) => {
      if (event.target === panel && !mayClose()) event.preventDefault();
    });
    panel.addEventListener("close", () => {
      panel.replaceChildren();
      changed = false;
    });
  }

  async function ask(url, options) {
    const headers = { "HX-Request": "true", "HX-Current-URL": window.location.href };
    try {
      const answer = await fetch(url, { ...options, headers });
      if (answer.status === 401) window.zk.signedOut(answer.headers.get("HX-Redirect"));
      else if (answer.ok) return answer;
      else window.zk.toast(document.body.dataset.zkFailed);
    } catch {
      window.zk.toast(document.body.dataset.zkAway);
    }
    return null;
  }

  function show(html) {
    panel.innerHTML = html;
    panel.dataset.question = panel.querySelector("form").dataset.question;
    if (!panel.open) panel.showModal();
    document.dispatchEvent(new CustomEvent("zk:added"));
    const first = panel.querySelector("[data-zk-focus], .zk-form-body input:not([type=hidden])");
    if (first) first.focus();
  }

  async function open(button, text) {
    if (!panel) make();
    into = button.closest("[data-zk-combo]");
    const url = new URL(button.dataset.zkPanel, window.location.href);
    url.searchParams.set("panel", "1");
    if (text && button.dataset.zkInto) url.searchParams.set(button.dataset.zkInto, text);
    into.dispatchEvent(new CustomEvent("zk:depends", { detail: url }));
    const answer = await ask(url);
    if (answer) show(await answer.text());
  }

  async function send(form, pressed) {
    if (pressed) pressed.disabled = true;
    const answer = await ask(form.action, { method: "POST", body: new FormData(form) });
    if (pressed) pressed.disabled = false;
    if (!answer) return;
    if (!(answer.headers.get("Content-Type") || "").includes("json")) {
      show(await answer.text());
      return;
    }
    const made = await answer.json();
    changed = false;
    panel.close();
    into.dispatchEvent(new CustomEvent("zk:made", { detail: made }));
  }

  /* before every other listener: the panel's form never leaves the page */
  window.addEventListener(
    "submit",
    (event) => {
      if (!panel || !panel.contains(event.target)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      send(event.target, event.submitter);
    },
    true,
  );
  window.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest("[data-zk-panel]");
      const leaves = panel && panel.open && (event.target === panel || event.target.closest(".zk-panel [data-zk-close]"));
      if (button) open(button, "");
      else if (!leaves || mayClose()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  window.zkPanel = { open };
})();
