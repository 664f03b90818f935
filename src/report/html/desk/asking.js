// Questions: why, and along which curve.
function prepareAsking(inside) {
  for (const row of inside.querySelectorAll("tr[data-why], tr[data-curve]")) {
    const head = row.querySelector("th[scope=row]");
    if (!head || head.querySelector("button")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ask";
    button.append(...head.childNodes);
    head.append(button);
    for (const cell of row.querySelectorAll("td[data-value]")) cell.classList.add("askable");
  }
  for (const cell of inside.querySelectorAll("td[data-curve]")) cell.classList.add("askable");
}
function quarterOf(cell) {
  const table = cell.closest("table");
  return table?.tHead?.rows[0].cells[cell.cellIndex]?.dataset.quarter ?? null;
}
// Of a whole row: the quarter of most.
function quarterOfMost(row) {
  const cells = Array.from(row.querySelectorAll("td[data-value]")).filter(quarterOf);
  const most = Math.max(...cells.map((it) => Number(it.dataset.value)));
  const cell = cells.find((it) => Number(it.dataset.value) === most);
  return cell ? quarterOf(cell) : null;
}
function askOf(cell) {
  const own = cell.closest("td[data-curve]");
  if (own) return { kind: "curve", of: own.dataset.curve };
  const row = cell.closest("tr[data-why], tr[data-curve]");
  if (!row) return null;
  const kind = row.dataset.why ? "why" : "curve";
  const quarter = quarterOf(cell.closest("td, th")) ?? quarterOfMost(row);
  const path = row.dataset.why ?? row.dataset.curve;
  return { kind, of: quarter ? `${path}@${quarter}` : path };
}
function element(name, attributes, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}
function show(title, ...content) {
  byId("answer-title").textContent = title;
  answerBody.replaceChildren(...content);
  if (!answer.open) answer.showModal();
}
async function get(path, into) {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  into.replaceChildren(element("p", { class: "status busy", role: "status" }, "Working on it. Close this to stop."));
  const response = await fetch(path, { signal: mine.signal }).catch(() => null);
  if (asking !== mine) return;
  asking = null;
  if (!response || !response.ok) {
    const words = response ? await response.text() : "The desk does not answer.";
    into.replaceChildren(element("p", { class: "wrong", role: "alert" }, words));
    return;
  }
  const said = await response.json();
  byId("answer-title").textContent = said.title;
  const place = document.createElement("template");
  place.innerHTML = said.html;
  into.replaceChildren(place.content);
  prepare(into);
}
function question(kind, of) {
  const [path, quarter] = of.split("@");
  const into = element("div", {});
  const ask = (quarter) => get(`/${kind}?of=${encodeURIComponent(quarter ? `${path}@${quarter}` : path)}`, into);
  const select = element("select", { id: "answer-quarter" });
  if (kind === "curve") select.append(element("option", { value: "" }, "all quarters together"));
  for (const it of root.dataset.quarters.split(" ")) select.append(element("option", { value: it }, it));
  select.value = quarter ?? "";
  select.addEventListener("change", () => ask(select.value));
  const label = element("label", { for: "answer-quarter" }, "Quarter ");
  show(of, element("p", {}, label, select), into);
  ask(quarter);
}
const dialogs = {
  range() {
    const into = element("div", {});
    const input = element("input", { type: "text", id: "within", value: "1%", required: "" });
    const form = element("form", {}, element("label", { for: "within" }, "Among plans this near to the best margin", input),
      element("button", { type: "submit" }, "Say what is certain"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      get(`/range?within=${encodeURIComponent(input.value)}`, into);
    });
    show("What is certain", form, into);
  },
  hedge() {
    const into = element("div", {});
    show("Decide now, know later", into);
    get("/hedge", into);
  },
  scenario() {
    const into = element("div", {});
    const id = element("input", { type: "text", id: "scenario-id", required: "", placeholder: "hbm-late", autocomplete: "off" });
    const about = element("input", { type: "text", id: "scenario-description", autocomplete: "off" });
    const form = element("form", {}, element("label", { for: "scenario-id" }, "Id", id),
      element("label", { for: "scenario-description" }, "What it stands for", about),
      element("button", { type: "submit" }, "Show the text"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      get(`/scenario?${new URLSearchParams({ id: id.value, description: about.value })}`, into);
    });
    show("Save as scenario", form, into);
  },
};
async function copyLink(button) {
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = "Copied";
    say("Copied");
  } catch {
    say("The link is the address of this page.");
    button.textContent = "It is the address";
  }
}
async function copy(id, button) {
  const text = byId(id).textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(byId(id));
    button.textContent = "Selected: copy it";
  }
}
async function save(button) {
  const body = { id: byId("scenario-id").value, description: byId("scenario-description").value };
  try {
    await post("/scenario", body);
    button.textContent = "Appended";
    button.disabled = true;
    say("Appended");
  } catch (error) {
    button.after(element("p", { class: "wrong", role: "alert" }, error.message));
  }
}
