/* A search field for a related record (ARIA 1.2 combobox); markup in core/pickers.py. */
(() => {
  const WAIT_MS = 200;

  class Combobox {
    constructor(box) {
      this.box = box;
      this.input = box.querySelector("[role=combobox]");
      this.value = box.querySelector("input[type=hidden]");
      this.list = box.querySelector("[role=listbox]");
      this.none = box.querySelector("[data-zk-none]");
      this.clearer = box.querySelector("[data-zk-clear]");
      this.text = this.input.value;
      this.timer = 0;
      this.input.addEventListener("input", () => this.typed());
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("click", () => this.ask());
      this.input.addEventListener("blur", () => setTimeout(() => this.leave(), 150));
      this.list.addEventListener("mousedown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
      this.clearer.addEventListener("click", () => this.clear());
      this.maker = box.querySelector("[data-zk-panel]");
      box.addEventListener("zk:made", (event) => this.fill(event.detail));
      box.addEventListener("zk:depends", (event) => this.addDependent(event.detail));
      this.show();
    }

    get options() {
      return [...this.list.querySelectorAll("[role=option]")];
    }

    get active() {
      return this.list.querySelector("[aria-selected=true]");
    }

    get open() {
      return this.input.getAttribute("aria-expanded") === "true";
    }

    show() {
      this.clearer.hidden = !this.input.value;
    }

    typed() {
      this.value.value = "";
      this.dropPicks();
      this.show();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), WAIT_MS);
    }

    async ask() {
      if (!this.box.dataset.url || this.input.readOnly || this.input.disabled) return;
      if (this.running) this.running.abort();
      this.running = new AbortController();
      const text = this.value.value ? "" : this.input.value.trim();
      const url = new URL(this.box.dataset.url, window.location.href);
      url.searchParams.set("q", text);
      this.addDependent(url);
      this.box.classList.add("is-busy");
      try {
        const answer = await fetch(url, { headers: { "HX-Request": "true", "HX-Current-URL": window.location.href }, signal: this.running.signal });
        if (answer.status === 401) window.zk.signedOut(answer.headers.get("HX-Redirect"));
        if (!answer.ok) return;
        this.list.innerHTML = await answer.text();
        this.expand();
      } catch (error) {
        if (error.name !== "AbortError") throw error;
      } finally {
        this.box.classList.remove("is-busy");
      }
    }

    /* data-depends="customer": the options follow another field of the form */
    addDependent(url) {
      const around = this.box.closest("[data-zk-depends]");
    const name = this.box.dataset.depends || this.input.dataset.depends || (around && around.dataset.zkDepends);
    if (name === this.value.name) return;
      const other = name && this.input.form && this.input.form.elements[name];
      if (other && other.value) url.searchParams.set(name, other.value);
    }

    /* the last choice: a new record by the name that was typed */
    addNew() {
      const text = this.input.value.trim();
      if (!this.maker || !text || this.value.value) return;
      const line = document.createElement("li");
      line.setAttribute("role", "option");
      line.dataset.zkNew = text;
      line.textContent = `${this.maker.title} “${text}”`;
      this.list.append(line);
    }

    expand() {
      const found = this.options.length > 0;
      this.addNew();
      this.options.forEach((option, index) => {
        option.id = `${this.input.id}-option-${index}`;
        option.setAttribute("aria-selected", "false");
      });
      this.none.hidden = found;
      this.list.hidden = !this.options.length;
      this.box.querySelector(".options").hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      if (!found && window.zk) window.zk.say(this.none.textContent);
      if (this.options.length && this.input.value && !this.value.value) this.mark(this.options[0]);
    }

    collapse() {
      this.box.querySelector(".options").hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }

    mark(option) {
      this.options.forEach((each) => each.setAttribute("aria-selected", String(each === option)));
      if (!option) return;
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    step(by) {
      const all = this.options;
      if (!all.length) return;
      const at = all.indexOf(this.active);
      this.mark(all[at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % all.length]);
    }

    key(event) {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (this.open) this.step(event.key === "ArrowDown" ? 1 : -1);
        else this.ask();
      } else if (event.key === "Enter" && this.open && this.active && !event.ctrlKey) {
        event.preventDefault();
        this.take(this.active);
      } else if (event.key === "Escape") {
        if (this.open) {
          event.preventDefault();
          event.stopPropagation();
          this.collapse();
        } else if (this.input.value) this.clear();
      }
    }

    take(option) {
      if (!option) return;
      this.collapse();
      if (option.dataset.zkNew) window.zkPanel.open(this.maker, option.dataset.zkNew);
      else this.fill({ value: option.dataset.value, label: option.dataset.label || option.textContent.trim() });
    }

    /* radio buttons of records with the same name: the box has taken over from them */
    dropPicks() {
      const picks = this.box.querySelector(".picks");
      if (picks) picks.remove();
    }

    fill(record) {
      this.dropPicks();
      this.value.value = record.value;
      this.input.value = record.label;
      this.text = record.label;
      this.changed();
      this.input.focus();
    }

    clear() {
      this.value.value = "";
      this.input.value = "";
      this.collapse();
      this.changed();
      this.input.focus();
    }

    changed() {
      this.show();
      this.value.dispatchEvent(new Event("input", { bubbles: true }));
      this.value.dispatchEvent(new Event("change", { bubbles: true }));
    }

    leave() {
      if (!this.box.contains(document.activeElement)) this.collapse();
    }
  }

  function start() {
    document.querySelectorAll("[data-zk-combo]:not([data-zk-ready])").forEach((box) => {
      box.dataset.zkReady = "1";
      new Combobox(box);
    });
  }
  start();
  document.addEventListener("htmx:after:swap", start);
  document.addEventListener("zk:added", start);
})();
