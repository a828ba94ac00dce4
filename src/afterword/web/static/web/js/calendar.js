// Moving a name to another day of its window, by drag or by keys. Without this file each name opens a page with its days.
const form = document.getElementById("move");
const status = document.getElementById("moving");
const entries = [...document.querySelectorAll(".entry[data-move]")];
const cells = [...document.querySelectorAll(".cell[data-day]")];

const fits = (entry, day) => entry.dataset.first <= day && day <= entry.dataset.last;

// Days are civil days: reckoned in UTC, so that no change of clocks moves them.
function later(day, days) {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

function refuse(entry) {
  const words = status.dataset.outside.replace("{name}", entry.dataset.name).replace("{window}", entry.dataset.window);
  status.textContent = words;
  const notices = document.getElementById("notices");
  const notice = document.createElement("div");
  notice.className = "notice error";
  notice.append(Object.assign(document.createElement("p"), { textContent: words }));
  notices.replaceChildren(notice);
  notices.scrollIntoView({ block: "nearest" });
}

function put(entry, day) {
  if (day === entry.dataset.on) return;
  if (!fits(entry, day)) { refuse(entry); return }
  form.action = entry.dataset.move;
  form.elements.to.value = day;
  form.requestSubmit();
}

let carried = null;
function letGo() {
  carried?.classList.remove("is-moving");
  carried = null;
  for (const cell of cells) cell.classList.remove("may", "over");
}

for (const entry of entries) {
  entry.draggable = true;
  entry.addEventListener("dragstart", (event) => {
    carried = entry;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", entry.dataset.name);
    entry.classList.add("is-moving");
    for (const cell of cells) cell.classList.toggle("may", fits(entry, cell.dataset.day));
  });
  entry.addEventListener("dragend", letGo);
  entry.addEventListener("keydown", (event) => {
    const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    if (!days || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const turned = getComputedStyle(entry).direction === "rtl" && Math.abs(days) === 1 ? -days : days;
    put(entry, later(entry.dataset.on, turned));
  });
}
for (const cell of cells) {
  cell.addEventListener("dragover", (event) => {
    if (!carried) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    for (const other of cells) other.classList.toggle("over", other === cell && fits(carried, cell.dataset.day));
  });
  cell.addEventListener("drop", (event) => {
    event.preventDefault();
    const entry = carried;
    letGo();
    if (entry) put(entry, cell.dataset.day);
  });
}

// After a move one goes on where one was.
if (location.hash.startsWith("#f-")) document.getElementById(location.hash.slice(1))?.focus();
for (const how of document.querySelectorAll(".how")) how.hidden = entries.length === 0;
