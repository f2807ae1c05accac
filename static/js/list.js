/* Lists: ticking rows and ranges, moving by J and K, searching while one types. */
(() => {
  const WAIT_MS = 350;
  let last = null;
  let current = null;

  const boxes = (list) => [...list.querySelectorAll("tbody input[name=pk]")];
  const listOf = (element) => element.closest("[data-zk-list]");

  function count(list) {
    const all = boxes(list);
    const picked = all.filter((box) => box.checked);
    all.forEach((box) => box.closest("tr").classList.toggle("is-picked", box.checked));
    const number = list.querySelector("[data-zk-picked]");
    if (number) number.textContent = picked.length;
    const head = list.querySelector("[data-zk-pick-all]");
    if (head) {
      head.checked = all.length > 0 && picked.length === all.length;
      head.indeterminate = picked.length > 0 && !head.checked;
    }
  }

  function range(list, box) {
    const all = boxes(list);
    const from = all.indexOf(last);
    const to = all.indexOf(box);
    if (from < 0) return;
    all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((each) => {
      each.checked = box.checked;
    });
  }

  document.addEventListener("click", (event) => {
    const box = event.target;
    if (!box.matches || !box.matches("input[name=pk]")) return;
    const list = listOf(box);
    if (!list) return;
    if (event.shiftKey && last) range(list, box);
    last = box;
    count(list);
  });

  document.addEventListener("change", (event) => {
    const list = listOf(event.target);
    if (!list) return;
    if (event.target.matches("[data-zk-pick-all]")) {
      boxes(list).forEach((box) => {
        box.checked = event.target.checked;
      });
    }
    count(list);
  });

  document.addEventListener("reset", (event) => {
    const list = event.target.closest("[data-zk-list]");
    if (list) setTimeout(() => count(list));
  });

  /* J and K walk the rows, X ticks, Enter opens */
  function walk(by) {
    const rows = [...document.querySelectorAll("[data-zk-list] tbody tr")];
    if (!rows.length) return;
    const at = rows.indexOf(current);
    current = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    const link = current.querySelector("td.name a");
    if (link) link.focus();
    current.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    const key = window.zk.letter(event);
    if (key === "j") walk(1);
    if (key === "k") walk(-1);
    if (key === "x") {
      const row = event.target.closest("[data-zk-list] tbody tr") || current;
      const box = row && row.querySelector("input[name=pk]");
      if (box) box.click();
    }
  });

  /* searching while one types; empty fields stay out of the address */
  let timer = 0;
  const filterForm = () => document.getElementById("filter-form");

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-zk-find]") || event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(() => filterForm() && filterForm().requestSubmit(), WAIT_MS);
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-zk-filter]")) return;
    const panel = event.target.closest("dialog");
    if (panel && panel.open) panel.close();
  });

  document.addEventListener("htmx:config:request", (event) => {
    const { sourceElement, request } = event.detail.ctx;
    if (!sourceElement.matches("[data-zk-filter]") || !(request.body instanceof FormData)) return;
    for (const [name, value] of [...request.body]) if (value === "") request.body.delete(name);
  });

  let typed = null;
  document.addEventListener("htmx:before:swap", () => {
    const box = document.querySelector("[data-zk-find]");
    typed = box && box === document.activeElement ? box.value : null;
  });
  document.addEventListener("htmx:after:swap", () => {
    document.querySelectorAll("[data-zk-list]").forEach(count);
    current = null;
    const box = document.querySelector("[data-zk-find]");
    if (box && typed !== null && box.value !== typed) {
      box.value = typed;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });

  document.querySelectorAll("[data-zk-list]").forEach(count);
})();
