/* Forms: the question before leaving with unsaved changes, buttons that wait, focus on errors. */
(() => {
  const RELEASE_MS = 10000;
  const REACH_MS = 5000;
  const changed = new Set();
  let sending = false;

  function touched(event) {
    const form = event.target.closest && event.target.closest("form[data-zk-guard]");
    if (form) changed.add(form);
  }
  document.addEventListener("input", touched);
  document.addEventListener("change", touched);

  /* forms with unsaved text that are still on the page; inside `part` when it is given */
  function dirty(part) {
    const found = [...changed].filter((form) => form.isConnected && (!part || part.contains(form)));
    return !sending && found.length ? found[0] : null;
  }

  window.addEventListener("beforeunload", (event) => {
    if (dirty()) event.preventDefault();
  });

  /* a tab or a list that htmx fetches would take the place of the form */
  document.addEventListener("htmx:before:request", (event) => {
    const { target, sourceElement } = event.detail.ctx;
    const form = target && target.nodeType === 1 && !sourceElement.matches("form") ? dirty(target) : null;
    if (!form) return;
    if (window.confirm(form.dataset.zkGuard)) changed.delete(form);
    else event.preventDefault();
  });

  /* A browser shows a page of its own when the server is away, and the text is gone: ask before sending. */
  async function reach(form, pressed) {
    form.dataset.zkReach = "asked";
    try {
      const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(REACH_MS) });
      if (!answer.ok) throw new Error(answer.status);
      form.dataset.zkReach = "yes";
      form.requestSubmit(pressed || undefined);
    } catch {
      if (window.zk) window.zk.toast(document.body.dataset.zkAway);
    } finally {
      delete form.dataset.zkReach;
    }
  }

  function ask(element, event) {
    const question = element && element.dataset.zkConfirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return false;
    }
    return true;
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.dataset.zkReach && (!ask(event.submitter, event) || !ask(form, event))) return;
      if (form.method === "get" || form.method === "dialog") return;
      const asked = form.dataset.zkReach === "asked";
      const first = form.matches("[data-zk-guard]") && form.dataset.zkReach !== "yes";
      if (form.dataset.zkSent || first) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (!form.dataset.zkSent && !asked) reach(form, event.submitter);
        return;
      }
      form.dataset.zkSent = "1";
      sending = true;
      document.dispatchEvent(new CustomEvent("zk:sending"));
      /* after the browser has read the pressed button, else its name is lost */
      setTimeout(() => busy(form, event.submitter));
      setTimeout(wake, RELEASE_MS);
    },
    true,
  );

  function busy(form, pressed) {
    form.querySelectorAll("button[type=submit], button:not([type])").forEach((button) => {
      button.disabled = true;
    });
    if (!pressed) return;
    pressed.setAttribute("aria-busy", "true");
    if (pressed.dataset.zkBusy) {
      pressed.dataset.zkLabel = pressed.textContent;
      pressed.textContent = pressed.dataset.zkBusy;
    }
  }

  function wake() {
    sending = false;
    document.querySelectorAll("form[data-zk-sent]").forEach((form) => {
      delete form.dataset.zkSent;
      form.querySelectorAll("button").forEach((button) => {
        button.disabled = false;
        button.removeAttribute("aria-busy");
        if (button.dataset.zkLabel) button.textContent = button.dataset.zkLabel;
      });
    });
  }
  /* the page came back from the history, or the answer was a file or a fragment, not a new page */
  window.zkForms = { dirty, sending: () => sending, saved: (form) => changed.delete(form) };
  window.addEventListener("pageshow", wake);
  document.addEventListener("htmx:finally:request", wake);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    const form = event.target.closest && event.target.closest("form");
    if (form && form.method !== "get") {
      event.preventDefault();
      form.requestSubmit(form.querySelector(".btn-primary[type=submit]") || undefined);
    }
  });

  const errors = document.querySelector("[data-zk-focus]");
  if (errors) errors.focus();

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#form-errors a[href^='#']");
    if (!link) return;
    const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const input = field && (field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea"));
    if (input) {
      event.preventDefault();
      input.focus();
      input.scrollIntoView({ block: "center" });
    }
  });

  /* chips that fill in a day: tomorrow, three working days, a week; always at nine */
  function dayIn(days) {
    const day = new Date();
    day.setDate(day.getDate() + days);
    const two = (number) => String(number).padStart(2, "0");
    return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
  }

  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-zk-in], [data-zk-day]");
    const input = chip && document.getElementById(chip.dataset.zkFor);
    if (!input) return;
    /* the server knows the holidays */
    const day = chip.dataset.zkDay || dayIn(Number(chip.dataset.zkIn));
    input.value = { date: day, "datetime-local": `${day}T09:00` }[input.type] || `${day} 09:00`;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /* buttons that print the page */
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-zk-print]")) window.print();
  });
})();
