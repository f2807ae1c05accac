/* Lists of things to tick and order: arrows and dragging write the numbers that the form sends. */
(() => {
  let dragged = null;

  const rows = (list) => [...list.querySelectorAll(":scope > [data-zk-move]")];

  function number(list) {
    rows(list).forEach((row, place) => {
      row.querySelector("input[name^=place-]").value = place + 1;
    });
  }

  /* numbers give way to arrows; called again for what htmx brings */
  function prepare() {
    document.querySelectorAll("[data-zk-order]:not(.is-ready)").forEach((list) => {
      list.classList.add("is-ready");
      rows(list).forEach((row) => {
        row.draggable = true;
        row.querySelector("input[name^=place-]").type = "hidden";
        row.querySelector(".zk-arrows").hidden = false;
      });
    });
  }

  document.addEventListener("click", (event) => {
    const arrow = event.target.closest("[data-zk-up], [data-zk-down]");
    if (!arrow) return;
    const row = arrow.closest("[data-zk-move]");
    const up = "zkUp" in arrow.dataset;
    const other = up ? row.previousElementSibling : row.nextElementSibling;
    if (!other || !other.matches("[data-zk-move]")) return;
    if (up) other.before(row);
    else other.after(row);
    number(row.parentElement);
    arrow.focus();
  });

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest && event.target.closest("[data-zk-move]");
    if (dragged) dragged.classList.add("is-drag");
  });
  document.addEventListener("dragover", (event) => {
    const over = dragged && event.target.closest && event.target.closest("[data-zk-move]");
    if (!over || over.parentElement !== dragged.parentElement) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(dragged);
    else over.after(dragged);
  });
  document.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("is-drag");
    number(dragged.parentElement);
    dragged = null;
  });

  document.addEventListener("htmx:after:swap", prepare);
  prepare();
})();
