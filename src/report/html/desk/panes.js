// Panes: an element takes the place of the one before where it says something else; what was unfolded stays so.
const shown = new Map();
function summaryOf(details) { return details.querySelector("summary")?.textContent ?? ""; }
function replace(old, next) {
  const unfolded = new Set([old, ...old.querySelectorAll("details")].filter((it) => it.open).map(summaryOf));
  const at = Array.from(old.querySelectorAll(".scroll"), (it) => it.scrollLeft);
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(next);
  for (const it of [next, ...next.querySelectorAll("details")]) {
    if (it.tagName === "DETAILS" && unfolded.has(summaryOf(it))) it.open = true;
  }
  next.querySelectorAll(".scroll").forEach((it, i) => { if (at[i]) it.scrollLeft = at[i]; });
  prepare(next.parentElement);
  prepareAsking(next);
  if (focused) again(next, focused)?.focus({ preventScroll: true });
}
function again(inside, element) {
  if (element.id) return byId(element.id);
  const label = element.getAttribute("aria-label") ?? element.textContent;
  const same = (it) => (it.getAttribute("aria-label") ?? it.textContent) === label;
  return Array.from(inside.querySelectorAll(element.tagName)).find(same);
}
function swap(section, html) {
  const place = document.createElement("template");
  place.innerHTML = html;
  const next = Array.from(place.content.children);
  const before = shown.get(section.id) ?? [];
  const now = next.map((it) => it.outerHTML);
  next.forEach((it, i) => {
    const old = section.children[i];
    if (!old) {
      section.append(it);
      prepare(section);
      prepareAsking(it);
    } else if (before[i] !== now[i]) replace(old, it);
  });
  while (section.children.length > next.length) section.lastElementChild.remove();
  shown.set(section.id, now);
}
// The left is changed node by node, so that what is being slid or typed stays as it is.
// When something was slid or typed last, and for how long after that it is left alone.
let touched = 0;
const HELD = 1000;
function keyOf(node) { return node.dataset?.key ?? (node.id || null); }
function morph(old, next) {
  if (old.nodeType !== next.nodeType || old.nodeName !== next.nodeName || keyOf(old) !== keyOf(next)) {
    old.replaceWith(next.cloneNode(true));
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
    return;
  }
  const isHeld = old === document.activeElement && old.matches("input") && performance.now() - touched < HELD;
  for (const { name } of Array.from(old.attributes)) {
    if (!next.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of Array.from(next.attributes)) {
    if (old.getAttribute(name) !== value && !(name === "open" && old.tagName === "DETAILS")) old.setAttribute(name, value);
  }
  if (old.matches("input")) {
    if (["checkbox", "radio"].includes(old.type)) old.checked = next.hasAttribute("checked");
    else if (!isHeld && old.value !== (next.getAttribute("value") ?? "")) old.value = next.getAttribute("value") ?? "";
    return;
  }
  if (old.matches("[data-wrong]")) return;
  children(old, next);
}
function children(old, next) {
  const wanted = Array.from(next.childNodes);
  wanted.forEach((node, i) => {
    let at = old.childNodes[i];
    const name = keyOf(node);
    if (name !== null && (!at || keyOf(at) !== name)) {
      const known = Array.from(old.childNodes).slice(i).find((it) => keyOf(it) === name && it.nodeName === node.nodeName);
      if (known) {
        old.insertBefore(known, at ?? null);
        at = known;
      } else {
        old.insertBefore(node.cloneNode(true), at ?? null);
        return;
      }
    }
    if (!at) old.append(node.cloneNode(true));
    else morph(at, node);
  });
  while (old.childNodes.length > wanted.length) old.lastChild.remove();
}
