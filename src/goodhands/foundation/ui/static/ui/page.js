/* Small comforts. Everything works without them. */
"use strict";
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-opens]");
  if (row && !event.target.closest("a, button, input, select, label, summary") && !String(getSelection())) {
    const link = row.querySelector("a[href]");
    if (link) link.click();
  }
  if (event.target.closest("[data-print]")) window.print();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const term of document.querySelectorAll("details.term[open]")) {
    term.open = false;
    term.querySelector("summary").focus();
  }
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});
document.addEventListener("keydown", (event) => {
  const field = document.querySelector("[data-find]");
  if (!field || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !event.target.closest("input, textarea, select")) {
    const drawer = field.closest(".rail")?.querySelector(".drawer");
    if (drawer) drawer.open = true;
    event.preventDefault();
    field.focus();
    field.select();
  }
  const found = event.target.closest(".find")?.querySelector(".found");
  if (!found) return;
  if (event.key === "Escape") {
    found.replaceChildren();
    field.focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const places = [field, ...found.querySelectorAll("a")];
    event.preventDefault();
    places[(places.indexOf(event.target) + step + places.length) % places.length].focus();
  }
});
for (const away of ["focusin", "click"]) document.addEventListener(away, (event) => {
  const found = document.querySelector(".found");
  if (found && !found.parentElement.contains(event.target)) found.replaceChildren();
});
const errors = document.getElementById("errors");
if (errors && errors.closest("form[method=post]")) errors.focus();
