/* Cells that are edited in their list: the pen opens, Enter saves, Esc restores. Without this file
   the pen leads to a small page with the one field. */
(() => {
  const before = new Map(); /* address of the field -> the cell as it was */
  let opened = null;

  async function open(pen) {
    const cell = pen.closest("td");
    const address = pen.getAttribute("href");
    before.set(address, cell.cloneNode(true));
    opened = address;
    cell.setAttribute("aria-busy", "true");
    await window.htmx.ajax("GET", address, { target: cell, swap: "outerHTML" });
  }

  function editing(target) {
    return target.closest && target.closest("[data-zk-editing]");
  }

  function addressOf(cell) {
    const post = cell.querySelector("[data-zk-save]").getAttribute("data-hx-post");
    return `${post}?field=${cell.querySelector("input[name=field]").value}`;
  }

  function restore(cell) {
    const former = before.get(addressOf(cell));
    if (!former) return;
    before.delete(addressOf(cell));
    cell.replaceWith(former);
    former.removeAttribute("aria-busy");
    former.querySelector(".zk-pen").focus();
  }

  document.addEventListener("click", (event) => {
    const pen = event.target.closest(".zk-pen");
    if (pen && !event.ctrlKey && !event.metaKey && window.htmx) {
      event.preventDefault();
      open(pen);
    }
    const back = event.target.closest("[data-zk-restore]");
    if (back) restore(editing(back));
  });

  document.addEventListener(
    "keydown",
    (event) => {
      const cell = editing(event.target);
      if (event.key === "F2" && !cell) {
        const row = event.target.closest && event.target.closest("[data-zk-list] tbody tr");
        const pen = row && row.querySelector(".zk-pen");
        if (pen) open(pen);
        return;
      }
      if (!cell || event.isComposing) return;
      if (event.key === "Escape") {
        event.preventDefault();
        restore(cell);
      }
      const typed = event.target.matches("input, select");
      if (event.key === "Enter" && typed && !event.defaultPrevented) {
        event.preventDefault();
        cell.querySelector("[data-zk-save]").click();
      }
    },
    true,
  );

  /* what came back: the field to type into, or the cell that was saved */
  document.addEventListener("htmx:after:swap", () => {
    const cell = document.querySelector("[data-zk-editing]:not(.is-open), [data-zk-editing]:has(.invalid-feedback)");
    if (cell) {
      cell.classList.add("is-open");
      const input = cell.querySelector("input:not([type=hidden]), select, textarea");
      if (input) input.focus();
      if (input && input.select && input.type !== "date" && input.type !== "datetime-local") input.select();
      return;
    }
    if (!opened) return;
    const pen = [...document.querySelectorAll(".zk-pen")].find((each) => each.getAttribute("href") === opened);
    if (pen) pen.focus();
    opened = null;
  });
})();
