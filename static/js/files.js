/* Files of a record: chosen or dropped ones go at once, one by one, and a bar shows how far. */
(() => {
  const FORM = "form[data-zk-files]";

  function send(form, file, shown) {
    return new Promise((resolve) => {
      const body = new FormData(form);
      body.set("file", file);
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.responseType = "json";
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => shown(event.loaded / (event.total || 1)));
      request.addEventListener("loadend", () => resolve(request.status === 200 && request.response));
      request.send(body);
    });
  }

  async function sendAll(form, files) {
    const box = form.querySelector("[data-zk-progress]");
    const [text, bar] = [box.querySelector("p"), box.querySelector("progress")];
    let next = "";
    box.hidden = false;
    for (const [place, file] of files.entries()) {
      if (file.size > Number(form.dataset.zkFiles)) {
        window.zk.toast(`${file.name}: ${form.dataset.zkTooLarge}`);
        continue;
      }
      text.textContent = `${file.name} (${place + 1}/${files.length})`;
      const answer = await send(form, file, (part) => {
        bar.value = (100 * (place + part)) / files.length;
      });
      if (answer && answer.next) next = answer.next;
      else window.zk.toast(document.body.dataset.zkFailed);
    }
    box.hidden = true;
    if (next) window.location.assign(next);
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest(FORM);
    if (!form || event.target.type !== "file" || !event.target.files.length) return;
    const files = [...event.target.files];
    event.target.value = "";
    sendAll(form, files);
  });

  const carries = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  document.addEventListener("dragover", (event) => {
    const form = event.target.closest(FORM);
    if (!form || !carries(event)) return;
    event.preventDefault();
    form.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    const form = event.target.closest(FORM);
    if (form && !form.contains(event.relatedTarget)) form.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    const form = event.target.closest(FORM);
    if (!form || !carries(event)) return;
    event.preventDefault();
    form.classList.remove("is-over");
    sendAll(form, [...event.dataTransfer.files]);
  });
  document.documentElement.classList.add("zk-js");
})();
