/* Names after an @ in a text box: the colleagues who can see the record are offered. */
(() => {
  const WAIT_MS = 150;
  const NAME = /@([^\s@]{0,20})$/u;

  class Mention {
    constructor(field) {
      this.field = field;
      this.list = document.getElementById(field.getAttribute("aria-controls"));
      this.timer = 0;
      field.addEventListener("input", () => this.typed());
      field.addEventListener("keydown", (event) => this.key(event));
      field.addEventListener("blur", () => setTimeout(() => this.close(), 150));
      this.list.addEventListener("mousedown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
    }

    get begun() {
      return NAME.exec(this.field.value.slice(0, this.field.selectionStart));
    }

    get options() {
      return [...this.list.querySelectorAll("[role=option]")];
    }

    typed() {
      clearTimeout(this.timer);
      if (!this.begun) {
        this.close();
        return;
      }
      this.timer = setTimeout(() => this.ask(), WAIT_MS);
    }

    async ask() {
      const begun = this.begun;
      if (!begun) return;
      const url = new URL(this.field.dataset.zkMention, window.location.href);
      url.searchParams.set("q", begun[1]);
      const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (!answer || !answer.ok || !this.begun) return;
      this.list.innerHTML = await answer.text();
      this.list.hidden = this.options.length === 0;
      this.options.forEach((option, place) => {
        option.id = `${this.list.id}-${place}`;
      });
      this.mark(this.options[0]);
    }

    mark(option) {
      this.options.forEach((each) => each.setAttribute("aria-selected", String(each === option)));
      if (option) this.field.setAttribute("aria-activedescendant", option.id);
      else this.field.removeAttribute("aria-activedescendant");
    }

    key(event) {
      if (this.list.hidden || event.isComposing) return;
      const options = this.options;
      const place = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) this.mark(options[(place + step + options.length) % options.length]);
      else if (event.key === "Enter" || event.key === "Tab") this.take(options[place]);
      else if (event.key === "Escape") this.close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    take(option) {
      const begun = this.begun;
      if (!option || !begun) return;
      const end = this.field.selectionStart;
      this.field.setRangeText(`@${option.dataset.label} `, end - begun[0].length, end, "end");
      this.close();
      this.field.focus();
    }

    close() {
      this.list.hidden = true;
      this.list.replaceChildren();
      this.mark(null);
    }
  }

  const start = (root) => {
    for (const field of root.querySelectorAll("[data-zk-mention]")) {
      if (!field.zkMention) field.zkMention = new Mention(field);
    }
  };
  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:after:swap", () => start(document));
})();
