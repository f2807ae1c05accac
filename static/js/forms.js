/* Forms: the question before leaving with unsaved changes, buttons that wait, focus on errors. */
(() => {
  const RELEASE_MS = 10000;
  let dirty = null;
  let sending = false;

  document.addEventListener("input", (event) => {
    const form = event.target.closest && event.target.closest("form[data-zk-guard]");
    if (form) dirty = form;
  });

  window.addEventListener("beforeunload", (event) => {
    if (dirty && !sending) event.preventDefault();
  });

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
      if (!ask(event.submitter, event) || !ask(form, event)) return;
      if (form.method === "get" || form.method === "dialog") return;
      if (form.dataset.zkSent) {
        event.preventDefault();
        return;
      }
      form.dataset.zkSent = "1";
      sending = true;
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
  window.addEventListener("pageshow", wake);
  document.addEventListener("htmx:finally:request", wake);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
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
