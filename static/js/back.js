/* "Go back" on a page that came instead of an answer: through the history, which keeps what was typed. */
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-zk-back]") || window.history.length < 2) return;
  event.preventDefault();
  window.history.back();
});
