/* Copy buttons: the text goes to the clipboard, the reader hears that it did. */
(() => {
  const SHOW_MS = 1500;

  function fallback(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-zk-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.zkCopy);
    } catch {
      fallback(button.dataset.zkCopy);
    }
    button.classList.add("is-done");
    button.title = button.dataset.zkDone;
    if (window.zk) window.zk.say(button.dataset.zkDone);
    setTimeout(() => button.classList.remove("is-done"), SHOW_MS);
  });
})();
