/* A tree of rows: one is dragged by its grip onto another one (below it) or between two. */
(() => {
  const body = document.querySelector("[data-zk-tree]");
  if (!body) return;
  const form = document.getElementById(body.dataset.zkTree);
  const marks = ["is-into", "is-before", "is-after"];
  let target = null;
  let how = "";

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

  window.zkDrag(body, {
    item: "tr",
    handle: ".zk-grip",
    over(held, event) {
      const row = event.target.closest("tr");
      forget();
      if (!row || row.dataset.path.startsWith(held.dataset.path)) return false;
      target = row;
      how = placeIn(row, event.clientY);
      row.classList.add(`is-${how}`);
      return true;
    },
    drop(held) {
      if (!target) return;
      form.elements.row.value = held.dataset.key;
      form.elements.target.value = target.dataset.key;
      form.elements.how.value = how;
      form.requestSubmit();
    },
    end: forget,
  });
})();
