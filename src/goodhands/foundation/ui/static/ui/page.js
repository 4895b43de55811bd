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
/* A long form keeps what is typed into it, a moment after each change and when its page is left. */
for (const form of document.querySelectorAll("form[data-keeps]")) {
  const line = form.querySelector("p.kept");
  let waiting, under_way, going;
  const say = (sentence, kept) => {
    if (line.textContent !== sentence) line.textContent = sentence;
    line.classList.toggle("lost", !kept);
  };
  const send = (leaving) => {
    const body = new FormData(form);
    body.set("keep", "typed");
    return fetch(location.pathname, { method: "POST", body, keepalive: Boolean(leaving), signal: AbortSignal.timeout(8000) });
  };
  const renewed = async () => { /* somebody signed in again in another tab: the form needs the new token */
    const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    const token = page.querySelector("form[data-keeps] [name=csrfmiddlewaretoken]");
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
    return Boolean(token);
  };
  const keep = async (leaving) => {
    clearTimeout(waiting);
    waiting = undefined;
    try {
      let answer = await send(leaving);
      if (answer.status === 403 && await renewed()) answer = await send(leaving);
      if (answer.ok || answer.status === 413) return say(await answer.text(), answer.ok);
      say(answer.status === 401 ? line.dataset.signedOut : line.dataset.refused);
    } catch { say(line.dataset.offline); }
    waiting = setTimeout(start, 3000);
  };
  const start = (leaving) => { under_way = keep(leaving).finally(() => { under_way = undefined; }); };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(start, 800); });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    waiting = undefined;
    if (!under_way) return;
    event.preventDefault(); /* what is on its way must not arrive after the form itself */
    if (going) return;
    going = true;
    under_way.finally(() => { going = false; clearTimeout(waiting); form.requestSubmit(event.submitter); });
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden && waiting) start(true); });
}
