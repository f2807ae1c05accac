/* Rows that are put into order by dragging their grip; the order is sent when one is dropped. */
(() => {
  let dragged = null;

  document.querySelectorAll("[data-zk-arrange]").forEach((body) => {
    const form = document.getElementById(body.dataset.zkArrange);
    body.classList.add("can-drag");
    /* only a grip starts a drag: text in the row can still be marked */
    body.addEventListener("pointerdown", (event) => {
      const row = event.target.closest("tr");
      if (row) row.draggable = Boolean(event.target.closest(".zk-grip"));
    });
    body.addEventListener("dragstart", (event) => {
      dragged = event.target.closest("tr");
      dragged.classList.add("is-drag");
      event.dataTransfer.effectAllowed = "move";
    });
    body.addEventListener("dragover", (event) => {
      const over = event.target.closest("tr");
      if (!dragged || !over) return;
      event.preventDefault();
      const box = over.getBoundingClientRect();
      const after = event.clientY > box.top + box.height / 2;
      if (over !== dragged) over[after ? "after" : "before"](dragged);
    });
    body.addEventListener("drop", (event) => event.preventDefault());
    body.addEventListener("dragend", () => {
      dragged.classList.remove("is-drag");
      dragged = null;
      form.requestSubmit();
    });
  });
})();
