// The desk: what is changed is posted, what follows is told by events and swapped in place.
const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const answer = byId("answer");
const answerBody = byId("answer-body");
let asking = null;

// Asking and telling.
async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-waferline-secret": root.dataset.secret },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (!response) throw new Error("The desk does not answer.");
  if (response.status === 401 || response.status === 403) throw new Error(await response.text());
  if (!response.ok) throw new Error((await response.text()) || "The desk could not do it.");
  return response.json();
}
function say(words) { byId("said").textContent = words; }
function wrong(words, path) {
  const place = path && document.querySelector(`[data-wrong="${CSS.escape(path)}"]`);
  if (place) place.textContent = words;
  const notice = byId("wrong");
  if (!place) {
    notice.querySelector("p").textContent = words;
    notice.hidden = words === "";
  }
  if (words) say(words);
}
async function act(path, body, about) {
  wrong("", about);
  wrong("");
  try {
    await post(path, body);
    return true;
  } catch (error) {
    wrong(error.message, about);
    return false;
  }
}
const step = (body) => act("/step", body, body.path);
const doIt = (body) => {
  touched = 0;
  return act("/do", body, body.path);
};
// What is slid is sent one after the other, the newest only.
const sliding = { busy: false, next: null, last: "" };
async function slide(body) {
  sliding.next = body;
  if (sliding.busy) return;
  sliding.busy = true;
  while (sliding.next) {
    const now = sliding.next;
    sliding.next = null;
    await step(now);
  }
  sliding.busy = false;
}

// What was told. The margin and what is changed are shown at once; drawings and tables follow one by one while nobody slides
// or types, the newest of each only: a browser takes longer to draw them than the desk to solve.
const AT_ONCE = new Set(["pane-head", "pane-notice", "pane-changes", "pane-now"]);
const QUIET = 160;
const LONGEST = 800;
const later = new Map();
let waiting = null;
let soon = null;
function told(panes) {
  for (const [id, pane] of Object.entries(panes)) {
    // That all is said is said last.
    const isLast = id === "pane-status" && !pane.html.includes("busy");
    if (AT_ONCE.has(id) || (id === "pane-status" && !isLast)) {
      put(id, pane);
      if (id === "pane-status") later.delete(id);
    } else {
      if (isLast) later.delete(id);
      later.set(id, pane);
    }
  }
  stale();
  link();
  if (panes["pane-now"]) {
    const about = panes["pane-now"].about;
    // Once it is drawn.
    requestAnimationFrame(() => setTimeout(() => { root.dataset.shown = about; }));
    const margin = document.querySelector("#pane-now .cards div");
    say(margin ? margin.textContent.replace(/\s+/g, " ") : byId("pane-now").querySelector("h2")?.textContent ?? "");
  }
  if (later.size > 0 && waiting === null) {
    waiting = performance.now();
    requestIdleCallback(follow, { timeout: QUIET });
  }
}
function follow() {
  const now = performance.now();
  if (now - touched < QUIET && now - waiting < LONGEST) {
    setTimeout(follow, QUIET / 4);
    return;
  }
  const [next] = later;
  if (!next) {
    waiting = null;
    return;
  }
  later.delete(next[0]);
  put(...next);
  stale();
  if (later.size > 0) requestIdleCallback(follow, { timeout: QUIET });
  else waiting = null;
}
function put(id, { about, html }) {
  const section = byId(id);
  if (!section) return;
  section.dataset.about = about;
  if (id === "pane-changes" || id === "pane-head") {
    const place = document.createElement("section");
    place.innerHTML = html;
    children(section, place);
  } else swap(section, html);
}
function stale() {
  const wanted = Number(byId("pane-head").dataset.about);
  for (const section of document.querySelectorAll("main > section:not(#pane-status)")) {
    const isStale = Number(section.dataset.about) < wanted && section.childElementCount > 0;
    if (isStale && !section.hasAttribute("data-stale")) {
      section.dataset.stale = "";
      // What follows at once is not grayed.
      section.classList.add("soon");
    } else if (!isStale) section.removeAttribute("data-stale");
  }
  clearTimeout(soon);
  soon = setTimeout(() => document.querySelectorAll(".soon").forEach((it) => it.classList.remove("soon")), 300);
}
function link() {
  const seen = byId("seen")?.dataset.link ?? "/?";
  const now = seen === "/?" ? "/" : seen;
  if (location.pathname + location.search !== now) history.replaceState(null, "", now);
}
function listen() {
  const events = new EventSource(`/events?since=${root.dataset.version}`);
  let isLost = false;
  events.addEventListener("message", (event) => {
    // What was said of something else stays to be read.
    if (isLost) wrong("");
    isLost = false;
    told(JSON.parse(event.data));
  });
  events.addEventListener("error", () => {
    isLost = true;
    wrong(events.readyState === EventSource.CLOSED
      ? "The desk has ended, or was started again. Start it, and open the link that it prints; nothing is lost."
      : "The desk does not answer. It is asked again.");
  });
}

// What is clicked.
document.addEventListener("click", (event) => {
  const at = event.target;
  const button = at.closest("button");
  if (button?.matches(".close")) answer.close();
  else if (button?.dataset.do === "reset") step({ do: "reset" });
  else if (button?.dataset.do === "link") copyLink(button);
  else if (button?.dataset.do) doIt({ do: button.dataset.do });
  else if (button?.dataset.add) step({ do: "add", sets: JSON.parse(button.dataset.add) });
  else if (button?.dataset.clear) step({ do: "clear", path: button.dataset.clear });
  else if (button?.dataset.close) doIt({ do: "close", path: button.dataset.close });
  else if (button?.dataset.remove) step({ do: "remove", at: Number(button.dataset.remove) });
  else if (button?.dataset.numberOpen) openNumber(button.dataset.numberOpen);
  else if (button?.dataset.open) dialogs[button.dataset.open]();
  else if (button?.dataset.copy) copy(button.dataset.copy, button);
  else if (button?.dataset.save) save(button);
  else if (at.closest("td.askable, button.ask")) {
    const asked = askOf(at.closest("td.askable, button.ask"));
    if (asked) question(asked.kind, asked.of);
  }
});
answer.addEventListener("close", () => { asking?.abort(); asking = null; });
answer.addEventListener("click", (event) => { if (event.target === answer) answer.close(); });

// What is changed.
function number(text) {
  const value = Number(text);
  return text.trim() !== "" && Number.isFinite(value) ? value : null;
}
function slid(input, goesOn) {
  const what = input.dataset.slide ?? input.dataset.number;
  const value = number(input.value);
  if (value === null) {
    if (!goesOn) wrong("That is no number.", input.dataset.path);
    return;
  }
  const other = input.closest(".slide").querySelector(input.dataset.slide ? "[data-number]" : "[data-slide]");
  other.value = value;
  const now = { do: what, path: input.dataset.path, value };
  // Leaving what was typed says nothing new.
  if (!goesOn && JSON.stringify(now) === sliding.last) return;
  sliding.last = JSON.stringify(now);
  slide(now);
}
document.addEventListener("input", (event) => {
  const input = event.target;
  touched = performance.now();
  if (input.matches("[data-slide], [data-number]")) slid(input, true);
  else if (input.id === "ask") search();
});
document.addEventListener("change", async (event) => {
  const input = event.target;
  if (input.matches("[data-slide], [data-number]")) slid(input, false);
  else if (input.dataset.quarter && input.validity.badInput) wrong("That is no number.", input.dataset.path);
  else if (input.dataset.quarter) {
    const value = input.value.trim() === "" ? null : number(input.value);
    step({ do: "quarter", path: input.dataset.path, quarter: input.dataset.quarter, value });
  } else if (input.dataset.scenario) {
    const isDone = await step({ do: "scenario", id: input.dataset.scenario, on: input.checked });
    if (!isDone) input.checked = !input.checked;
  } else if (input.dataset.taken) {
    step({ do: "taken", path: input.dataset.taken, times: input.value === "free" ? null : Number(input.value) });
  } else if (input.dataset.flag) {
    step({ do: "flag", path: input.dataset.flag, on: input.checked });
  } else if (input.dataset.form) {
    doIt({ do: "form", path: input.dataset.form, form: input.value });
  }
});
byId("typed").addEventListener("submit", async (event) => {
  event.preventDefault();
  const input = byId("assignment");
  if (await step({ do: "add", sets: [input.value] })) input.value = "";
});

// Finding a number.
let searched = 0;
async function search() {
  const mine = ++searched;
  const words = byId("ask").value;
  const response = await fetch(`/search?q=${encodeURIComponent(words)}`).catch(() => null);
  if (mine !== searched || !response?.ok) return;
  const html = await response.text();
  if (mine === searched) byId("found").innerHTML = html;
}
async function openNumber(path) {
  if (!await doIt({ do: "open", path })) return;
  searched++;
  byId("ask").value = "";
  byId("found").replaceChildren();
  // Its card comes with the next event.
  const first = () => document.querySelector(`[data-path="${CSS.escape(path)}"] input:not([type=radio])`);
  for (let tries = 0; tries < 50 && !first(); tries++) await new Promise((done) => setTimeout(done, 20));
  first()?.focus();
  first()?.closest("article").scrollIntoView({ block: "nearest" });
}
byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  document.querySelector("#found .hit")?.click();
});
byId("search").parentElement.addEventListener("keydown", (event) => {
  const hits = Array.from(document.querySelectorAll("#found .hit"));
  const at = hits.indexOf(document.activeElement);
  if (event.target !== byId("ask") && at < 0) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
  if (to === undefined || hits.length === 0) return;
  event.preventDefault();
  (to < 0 ? byId("ask") : hits[Math.min(to, hits.length - 1)]).focus();
});
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input[type=text], input[type=search], select");
  const isCommand = event.ctrlKey || event.metaKey;
  if (event.key === "/" && !isTyping && !isCommand && !answer.open) {
    event.preventDefault();
    byId("ask").focus();
  } else if (isCommand && !isTyping && event.key.toLowerCase() === "z") {
    event.preventDefault();
    doIt({ do: event.shiftKey ? "redo" : "undo" });
  } else if (isCommand && !isTyping && event.key.toLowerCase() === "y") {
    event.preventDefault();
    doIt({ do: "redo" });
  } else if (event.key === "Escape" && !answer.open) {
    if (event.target === byId("ask")) {
      byId("ask").value = "";
      byId("found").replaceChildren();
    } else document.querySelector('#pane-status [data-do="stop"]')?.click();
  } else if (event.key === "Enter" && event.target.matches("td.askable")) {
    // Else the same key would press what the answer shows first.
    event.preventDefault();
    const asked = askOf(event.target);
    if (asked) question(asked.kind, asked.of);
  }
});

// The beginning.
for (const section of document.querySelectorAll("main > section, #pane-notice")) {
  shown.set(section.id, Array.from(section.children, (it) => it.outerHTML));
  prepareAsking(section);
}
stale();
const asked = location.search.slice(1);
if (asked && `/?${asked}` !== byId("seen").dataset.link) step({ do: "link", query: asked }).then(link);
else link();
listen();
