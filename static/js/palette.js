/* The search panel: asks while one types, arrows choose, Enter opens, Ctrl Enter opens a new tab. */
(() => {
  const WAIT_MS = 180;
  const panel = document.getElementById("zk-palette");
  if (!panel || !panel.showModal) return;
  const input = panel.querySelector("input");
  const hits = panel.querySelector("#zk-hits");
  let timer = 0;
  let running = null;

  const options = () => [...hits.querySelectorAll("[role=option]")];
  const chosen = () => hits.querySelector("[aria-selected=true]");

  function choose(option) {
    options().forEach((each, index) => {
      each.id = each.id || `zk-hit-${index}`;
      each.setAttribute("aria-selected", String(each === option));
    });
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function show(html) {
    hits.innerHTML = html;
    input.setAttribute("aria-expanded", String(options().length > 0));
    choose(options()[0]);
  }

  async function ask() {
    const text = input.value.trim();
    if (running) running.abort();
    if (!text) return show("");
    running = new AbortController();
    try {
      const answer = await fetch(`${panel.dataset.url}?q=${encodeURIComponent(text)}`, {
        headers: { "HX-Request": "true", "HX-Current-URL": window.location.href },
        signal: running.signal,
      });
      if (answer.status === 401) window.zk.signedOut(answer.headers.get("HX-Redirect"));
      else if (answer.ok) show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  function step(by) {
    const all = options();
    if (!all.length) return;
    const at = all.indexOf(chosen());
    choose(all[(at + by + all.length) % all.length]);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    }
    const target = chosen();
    if (event.key === "Enter" && target) {
      event.preventDefault();
      const url = target.dataset.url || target.href;
      if (event.ctrlKey || event.metaKey) window.open(url, "_blank", "noopener");
      else if (url) window.location.assign(url);
    }
  });

  hits.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option.dataset.url) window.location.assign(option.dataset.url);
  });

  panel.addEventListener("zk:open", () => {
    input.value = "";
    show("");
    input.focus();
  });
})();
