/* The picture code: another one comes without sending the form, so that the password stays in it.

   Markup: [data-zk-code] holds the address of new codes; its buttons name the kind as their value. */
(() => {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-zk-code] button[name=another]");
    if (!button) return;
    event.preventDefault();
    const part = button.closest("[data-zk-code]");
    const answer = await fetch(`${part.dataset.zkCode}?kind=${button.value}`, { cache: "no-store" });
    if (!answer.ok) return;
    part.innerHTML = await answer.text();
    part.querySelector("[name=code]").focus();
  });
})();
