/* Lines of a form (orders, quotes): adding one by button, Enter in the last line or Alt and arrow down; sums.

   Markup: [data-zk-lines] holds the lines, a template[data-zk-line] beside it the empty one with
   __prefix__ in its names, [data-zk-add-line] is the button. Optional: [data-zk-total] shows the sum. */
(() => {
  const number = (text) => Number(String(text || "").replace(/[,\s¥]/g, "")) || 0;
  const written = (value) => value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

  function field(line, name) {
    const input = line.querySelector(`[name$="-${name}"]`);
    return input && (input.type === "checkbox" ? input.checked : input.value);
  }

  function sum(part) {
    const lines = part.querySelector("[data-zk-lines]");
    let total = 0;
    for (const line of lines.children) {
      if (field(line, "DELETE")) continue;
      const amount = number(field(line, "quantity")) * number(field(line, "price")) * (1 - number(field(line, "off")) / 100);
      total += amount;
      const shown = line.querySelector("[data-zk-amount]");
      if (shown) shown.textContent = amount ? written(amount) : "—";
    }
    const shown = part.querySelector("[data-zk-total]");
    if (shown) shown.textContent = `¥${written(total)}`;
  }

  function add(part) {
    const count = part.querySelector("[name$=-TOTAL_FORMS]");
    const model = part.querySelector("template[data-zk-line]");
    const holder = document.createElement("div");
    holder.innerHTML = model.innerHTML.replaceAll("__prefix__", count.value);
    const line = holder.firstElementChild;
    part.querySelector("[data-zk-lines]").append(line);
    count.value = Number(count.value) + 1;
    document.dispatchEvent(new CustomEvent("zk:added"));
    const first = line.querySelector("input:not([type=hidden]), select");
    if (first) first.focus();
  }

  function start(lines) {
    const part = lines.parentElement;
    const button = part.querySelector("[data-zk-add-line]");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => add(part));
    }
    lines.addEventListener("input", () => sum(part));
    lines.addEventListener("keydown", (event) => {
      const last = lines.lastElementChild && lines.lastElementChild.contains(event.target);
      const box = event.target.matches("[role=combobox], button, textarea");
      const enter = event.key === "Enter" && last && !box && !event.ctrlKey && !event.isComposing;
      if (!enter && !(event.altKey && event.key === "ArrowDown")) return;
      event.preventDefault();
      add(part);
    });
    sum(part);
  }

  document.querySelectorAll("[data-zk-lines]").forEach(start);
})();
