/* Rows that are put into order by dragging their grip; the order is sent when one is dropped. */
document.querySelectorAll("[data-zk-arrange]").forEach((body) => {
  window.zkDrag(body, {
    item: "tr",
    handle: ".zk-grip",
    over(held, event) {
      const over = event.target.closest("tr");
      if (!over) return false;
      const box = over.getBoundingClientRect();
      const after = event.clientY > box.top + box.height / 2;
      if (over !== held) over[after ? "after" : "before"](held);
      return true;
    },
    end: () => document.getElementById(body.dataset.zkArrange).requestSubmit(),
  });
});
