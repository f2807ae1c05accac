/* Django admin leaves some things without a name for screen readers: cells of rows, heads of columns, pickers. */
(() => {
  const plain = (node) => (node ? node.textContent.trim().replace(/[?:：？]+$/, "") : "");
  const FIELDS = "input:not([type=hidden]), select, textarea";

  function nameCells(table) {
    table.querySelectorAll("tbody td").forEach((cell) => {
      const field = [...cell.classList].find((name) => name.startsWith("field-"));
      const column = field ? `.column-${field.slice("field-".length)}` : "th:last-child";
      const name = plain(table.querySelector(`thead ${column}`));
      cell.querySelectorAll(FIELDS).forEach((each) => {
        if (name && !(each.labels || []).length && !each.hasAttribute("aria-label")) each.setAttribute("aria-label", name);
      });
    });
  }

  function namePicker(select) {
    const box = select.nextElementSibling && select.nextElementSibling.querySelector("[role=combobox]");
    const name = select.getAttribute("aria-label") || plain(select.labels && select.labels[0]);
    if (!box || !name) return;
    box.setAttribute("aria-label", name);
    box.removeAttribute("aria-labelledby");
    const chosen = box.querySelector("[role=textbox]");  // only shows what is chosen
    if (chosen) ["role", "aria-readonly"].forEach((each) => chosen.removeAttribute(each));
  }

  function plainCells(table) {
    table.querySelectorAll("thead th").forEach((head) => {
      if (plain(head)) return;
      const cell = Object.assign(document.createElement("td"), { className: head.className });
      head.replaceWith(cell);
    });
  }

  function nameAll() {
    document.querySelectorAll(".tabular table").forEach(nameCells);
    document.querySelectorAll(".tabular table").forEach(plainCells);
    document.querySelectorAll("select.select2-hidden-accessible").forEach(namePicker);
  }

  window.addEventListener("load", nameAll);
  if (window.django && window.django.jQuery) window.django.jQuery(nameAll);  // after the pickers are made
  document.addEventListener("formset:added", nameAll);
})();
