"use strict";
// Tables are sorted by their headings. The exact number of a cell is its data-value; where it has none its words count.
function key(cell) {
  if (!cell) return null;
  const exact = cell.dataset.value;
  if (exact !== undefined) return Number(exact);
  const text = cell.textContent.trim();
  if (text === "" || text === "-") return null;
  const number = /^[<>]?[A-Z]{0,3} ?(-?[\d,]*\.?\d+)( [kMB])?%?$/.exec(text);
  if (!number) return text.toLowerCase();
  const factor = { " k": 1e3, " M": 1e6, " B": 1e9 }[number[2]] || 1;
  return Number(number[1].replaceAll(",", "")) * factor;
}
function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}
function sort(table, heading) {
  const column = heading.cellIndex;
  const descending = heading.getAttribute("aria-sort") === "ascending" ||
    (heading.getAttribute("aria-sort") === "none" && heading.classList.contains("number"));
  const direction = heading.getAttribute("aria-sort") === "descending" ? 1 : descending ? -1 : 1;
  for (const other of heading.parentElement.cells) {
    if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
  }
  heading.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, (row) => ({ row, key: key(row.cells[column]), last: row.classList.contains("total") }));
  // Sums and empty cells stay at the end, whichever way it is sorted.
  const rank = (it) => (it.last ? 2 : it.key === null ? 1 : 0);
  rows.sort((a, b) => rank(a) - rank(b) || (rank(a) ? 0 : direction * compare(a.key, b.key)));
  body.append(...rows.map((it) => it.row));
}
// Makes tables and the map of prices below an element act.
function prepare(root) {
  for (const table of root.querySelectorAll("table.sortable")) {
    if (table.tBodies[0].rows.length < 2 || "ready" in table.dataset) continue;
    table.dataset.ready = "";
    for (const heading of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(table, heading));
      heading.append(button);
      heading.setAttribute("aria-sort", "none");
    }
  }
  // The map of prices: one stop of the tab key, arrow keys from cell to cell, words of the cell below.
  const heat = root.querySelector("#heat");
  if (heat && !("ready" in heat.dataset)) {
    heat.dataset.ready = "";
    const rows = Array.from(heat.tBodies[0].rows, (row) => Array.from(row.cells).slice(1));
    const isPriced = (cell) => cell && cell.hasAttribute("tabindex");
    const cells = rows.flat().filter(isPriced);
    const tell = (cell) => { document.getElementById("heat-tip").textContent = cell.getAttribute("aria-label"); };
    let current = cells[0];
    if (current) current.tabIndex = 0;
    const go = (cell) => {
      current.tabIndex = -1;
      current = cell;
      current.tabIndex = 0;
      current.focus();
    };
    for (const cell of cells) {
      cell.addEventListener("focus", () => tell(cell));
      cell.addEventListener("mouseenter", () => tell(cell));
      cell.addEventListener("click", () => go(cell));
    }
    heat.addEventListener("keydown", (event) => {
      const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
      if (!step || !isPriced(document.activeElement)) return;
      event.preventDefault();
      let row = rows.findIndex((it) => it.includes(current));
      let column = rows[row].indexOf(current);
      do {
        row += step[0];
        column += step[1];
      } while (rows[row] && rows[row][column] && !isPriced(rows[row][column]));
      if (rows[row] && isPriced(rows[row][column])) go(rows[row][column]);
    });
  }
}
// On paper everything is unfolded: the style sheet does it too, where a browser knows how.
// A heading that is a button would not be repeated where its table goes on on the next page of paper.
let opened = [];
let buttons = [];
addEventListener("beforeprint", () => {
  opened = Array.from(document.querySelectorAll("details:not([open])"));
  for (const it of opened) it.open = true;
  buttons = Array.from(document.querySelectorAll("th button"), (button) => ({ button, heading: button.parentElement }));
  for (const { button, heading } of buttons) heading.replaceChildren(...button.childNodes);
});
addEventListener("afterprint", () => {
  for (const it of opened) it.open = false;
  for (const { button, heading } of buttons) {
    button.append(...heading.childNodes);
    heading.append(button);
  }
  opened = [];
  buttons = [];
});
