// Today by keyboard, and the letter of the row one is on. Without this file every row has its links and buttons all the same.
const desk = () => document.getElementById("desk");
const rows = () => [...document.querySelectorAll(".touch")];
const current = () => document.querySelector(".touch.now");
let byKey = false;

const wide = matchMedia("(width >= 60rem)");

function stepOn(row, { focus = true } = {}) {
  if (!row || row === current()) { if (row && focus) row.focus(); return }
  const before = current();
  before?.classList.remove("now");
  before?.removeAttribute("aria-current");
  document.querySelector(".touch .inside")?.remove();
  row.classList.add("now");
  row.setAttribute("aria-current", "true");
  if (focus) row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  showLetter(row);
}

async function showLetter(row) {
  const answer = await fetch(row.dataset.letter, { headers: { "HX-Request": "true" } });
  if (!answer.ok || row !== current()) return;
  const text = await answer.text();
  const place = document.getElementById("beside");
  const inside = document.createElement("div");
  inside.className = "inside";
  row.append(inside);
  for (const target of [place, inside]) {
    if (!target) continue;
    target.innerHTML = text;
    window.htmx?.process(target);
  }
  showKeysButtons();
}

function press(row, key) {
  const named = `[data-key~="${key}"]`;
  const target = row?.querySelector(`.acts ${named}, .who ${named}`) ?? (row && document.querySelector(`#beside ${named}`));
  if (!target) return false;
  byKey = true;
  target.click();
  return true;
}

function undo() {
  const button = document.querySelector("#notices .notice:last-child form button") ??
    document.querySelector("#notices form button") ?? document.querySelector(".facts form[action*='/undo'] button");
  button?.click();
}

const keys = {
  j: () => stepOn(rows()[rows().indexOf(current()) + 1]),
  k: () => stepOn(rows()[rows().indexOf(current()) - 1]),
  a: () => press(current(), "a"),
  d: () => press(current(), "d"),
  e: () => press(current(), "e"),
  s: () => press(current(), "s"),
  x: () => press(current(), "x"),
  z: undo,
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    const panel = event.target.closest(".ask-panel");
    if (panel) { panel.replaceChildren(); panel.closest(".touch").focus() }
    return;
  }
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "Enter") {
    // While a question is on its way, Enter is meant for it.
    if (document.querySelector(".htmx-request")) { event.preventDefault(); return }
    // On a link or a button Enter does what that says; on the row itself it opens the customer.
    if (event.target.matches("body, .touch") && press(current(), "open")) event.preventDefault();
    return;
  }
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// A click on a row, beside its buttons, makes it the one that one is on.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) { document.getElementById("keys")?.showModal(); return }
  const row = event.target.closest(".touch");
  if (!row || event.target.closest("a, button, input, select, label, form, summary, .inside")) return;
  stepOn(row, { focus: false });
});

// Taking back works in place as well.
function undoInPlace() {
  for (const form of document.querySelectorAll("#notices form:not([hx-post])")) {
    form.setAttribute("hx-post", form.getAttribute("action"));
    form.setAttribute("hx-target", "#desk");
    form.setAttribute("hx-swap", "outerHTML");
    form.setAttribute("hx-select", "#desk");
    form.setAttribute("hx-select-oob", "#notices");
    window.htmx?.process(form);
  }
}

function showKeysButtons() {
  for (const button of document.querySelectorAll("[data-keys]")) button.hidden = false;
}

// Seconds until a letter leaves.
let ticking;
function countDown() {
  clearInterval(ticking);
  const until = new Map();
  for (const place of document.querySelectorAll("[data-leaves]")) until.set(place, Date.now() + place.dataset.leaves * 1000);
  if (!until.size) return;
  ticking = setInterval(() => {
    for (const [place, moment] of until) {
      const left = Math.ceil((moment - Date.now()) / 1000);
      place.textContent = left > 1 ? place.dataset.many.replace("#", left) : left === 1 ? place.dataset.one : place.dataset.none;
      if (left > 0) continue;
      place.closest("li")?.querySelector("form")?.remove();
      until.delete(place);
    }
    if (!until.size) clearInterval(ticking);
  }, 250);
}

// What one was doing goes on after the list has changed: the question that opened, or the next row.
document.addEventListener("htmx:afterSettle", (event) => {
  const panel = event.target.closest(".ask-panel");
  if (panel) {
    stepOn(panel.closest(".touch"), { focus: false });
    panel.querySelector("button, input:not([type=hidden])")?.focus();
    return;
  }
  if (event.target.id !== "desk") return;
  arrive();
  if (byKey || document.activeElement === document.body) current()?.focus({ preventScroll: true });
  if (byKey) current()?.scrollIntoView({ block: "nearest" });
  byKey = false;
});

// A second question closes the first.
document.addEventListener("htmx:beforeRequest", (event) => {
  const panel = event.detail.target;
  if (!panel?.matches?.(".ask-panel")) return;
  for (const other of document.querySelectorAll(".ask-panel:not(:empty)")) if (other !== panel) other.replaceChildren();
});

// Signed out meanwhile, or the server is gone: reload and say so, instead of a button that does nothing.
document.addEventListener("htmx:responseError", () => location.reload());

function arrive() {
  undoInPlace();
  showKeysButtons();
  countDown();
}
// htmx loads before this module and has looked at the page already.
if (desk()) arrive();
