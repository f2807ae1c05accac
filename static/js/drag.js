/* What everything that is dragged has in common: one is held, it may be dropped here or not, it is let go.

   zkDrag(body, { item, handle, over, drop, end }): `item` and `handle` are selectors; over(held, event) says
   whether it may be dropped there; drop(held, event) and end(held) are called after that. */
window.zkDrag = (body, { item, handle, over, drop, end }) => {
  let held = null;

  body.classList.add("can-drag");
  /* only the handle starts a drag: text beside it can still be marked */
  body.addEventListener("pointerdown", (event) => {
    const row = event.target.closest(item);
    if (row) row.draggable = Boolean(event.target.closest(handle));
  });
  body.addEventListener("dragstart", (event) => {
    held = event.target.closest(item);
    if (!held) return;
    held.classList.add("is-drag");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.key || "");
  });
  body.addEventListener("dragover", (event) => {
    if (held && over(held, event)) event.preventDefault();
  });
  body.addEventListener("drop", (event) => {
    event.preventDefault();
    if (held && drop) drop(held, event);
  });
  body.addEventListener("dragend", () => {
    if (!held) return;
    held.classList.remove("is-drag");
    const left = held;
    held = null;
    if (end) end(left);
  });
};
