/* A tree of rows: one is dragged by its grip onto another one (below it) or between two. */
(() => {
  const body = document.querySelector("[data-zk-tree]");
  if (!body) return;
  const form = document.getElementById(body.dataset.zkTree);
  const marks = ["is-into", "is-before", "is-after"];
  let dragged = null;
  let target = null;
  let how = "";

  body.classList.add("can-drag");
  document.querySelectorAll(".zk-drag-hint").forEach((hint) => (hint.hidden = false));

  function forget() {
    if (target) target.classList.remove(...marks);
    target = null;
  }

  /* the upper and the lower quarter of a row mean beside it, its middle means below it */
  function placeIn(row, y) {
    const box = row.getBoundingClientRect();
    const share = (y - box.top) / box.height;
    if (share < 0.25) return "before";
    return share > 0.75 ? "after" : "into";
  }

  body.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("tr");
    if (row) row.draggable = Boolean(event.target.closest(".zk-grip"));
  });
  body.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("tr");
    dragged.classList.add("is-drag");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.key);
  });
  body.addEventListener("dragover", (event) => {
    const row = event.target.closest("tr");
    forget();
    if (!dragged || !row || row.dataset.path.startsWith(dragged.dataset.path)) return;
    event.preventDefault();
    target = row;
    how = placeIn(row, event.clientY);
    row.classList.add(`is-${how}`);
  });
  body.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!dragged || !target) return;
    form.elements.row.value = dragged.dataset.key;
    form.elements.target.value = target.dataset.key;
    form.elements.how.value = how;
    form.requestSubmit();
  });
  body.addEventListener("dragend", () => {
    dragged.classList.remove("is-drag");
    forget();
    dragged = null;
  });
})();
