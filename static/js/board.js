/* A board: a card is dragged into another column, where the form of that move opens.

   A card names in data-zk-to the address of the form for each column that it may go to; its menu has them too. */
(() => {
  const ways = (card) => JSON.parse(card.dataset.zkTo || "{}");
  const laneOf = (event) => event.target.closest("[data-zk-lane]");

  function mark(lane) {
    document.querySelectorAll(".zk-lane.is-into").forEach((each) => each.classList.remove("is-into"));
    if (lane) lane.classList.add("is-into");
  }

  window.zkDrag(document.getElementById("main"), {
    item: ".zk-deal",
    handle: "[data-zk-to]:not(:has(details[open]))",
    over(held, event) {
      const lane = laneOf(event);
      const may = lane && lane.dataset.zkLane in ways(held);
      mark(may ? lane : null);
      return may;
    },
    drop(held, event) {
      const address = ways(held)[laneOf(event).dataset.zkLane];
      if (address) window.location.assign(address);
    },
    end: () => mark(null),
  });
})();
