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
const errors = document.getElementById("errors");
if (errors && errors.closest("form[method=post]")) errors.focus();
