/* Forms whose fields depend on kind and category: what is not asked for hides while it is empty. */
(() => {
  const PLACES = "[data-zk-only], [data-zk-not]";

  function empty(place) {
    const inputs = [...place.querySelectorAll("input:not([type=hidden]), select, textarea")];
    return inputs.every((input) => !input.disabled && (input.type === "checkbox" ? !input.checked : ["", "0"].includes(input.value)));
  }

  function look(form) {
    const value = (name) => (form.elements[name] ? form.elements[name].value : "");
    const kind = value("kind");
    const category = value("category");
    form.querySelectorAll(PLACES).forEach((place) => {
      const other = place.dataset.zkOnly && place.dataset.zkOnly !== kind;
      const unused = category && (place.dataset.zkNot || "").split(" ").includes(category);
      place.hidden = Boolean((other || unused) && empty(place));
    });
    form.querySelectorAll(".zk-form-part").forEach((part) => {
      if (!part.querySelector(PLACES)) return;
      const shown = [...part.querySelectorAll(".row > div")].filter((place) => !place.hidden);
      part.hidden = !shown.length;
      const names = part.querySelector("summary .quiet");
      if (names) names.textContent = shown.map((place) => place.querySelector("label, legend")).filter(Boolean).map((label) => label.textContent.trim()).join(" · ");
    });
  }

  document.querySelectorAll(PLACES).forEach((place) => {
    const form = place.closest("form");
    if (!form || form.dataset.zkAsked) return;
    form.dataset.zkAsked = "1";
    look(form);
    form.addEventListener("change", (event) => {
      if (["kind", "category"].includes(event.target.name)) look(form);
    });
  });

  /* a link to a field: what it is folded into opens, and the field is ready to be typed in */
  const wanted = location.hash.startsWith("#id_") && document.getElementById(location.hash.slice(1));
  if (wanted) {
    const fold = wanted.closest("details");
    if (fold) fold.open = true;
    const input = wanted.matches("input, select, textarea") ? wanted : wanted.querySelector("input, select, textarea");
    if (input) {
      input.focus();
      input.scrollIntoView({ block: "center" });
    }
  }
})();
