// Links, and more than one browser at one desk.
import { after, card, go, isAt, isSolved, margin, open, queryOf, settled, state, type, until } from "./desk-help.mjs";

const SUPPLY = "component.hbm4.supply";
const panes = ({ page }) => page.$$eval("main > section, #pane-head, #pane-changes", (all) => all.map((it) => {
  const inputs = Array.from(it.querySelectorAll("input:not([type=radio])"), (at) => at.type === "checkbox" ? at.checked : at.value);
  return [it.id, `${it.textContent} ${inputs}`];
}));
async function areSame(a, b, check, what) {
  await settled(a);
  await until(`${what}: the other page rests`, async () => b.page.evaluate((now) =>
    document.getElementById("pane-status").dataset.about === now && document.getElementById("pane-status").innerText.trim() === "",
  await a.page.getAttribute("#pane-head", "data-about")));
  const [left, right] = [await panes(a), await panes(b)];
  check(left.length === right.length && left.length > 10, `${what}: ${left.length} and ${right.length} panes`);
  left.forEach(([id, text], i) => check(right[i][1] === text, `${what}: ${id} differs between the pages: ${firstApart(text, right[i][1])}`));
  check(a.page.url() === b.page.url(), `${what}: the links are ${a.page.url()} and ${b.page.url()}`);
}
function firstApart(a, b) {
  let at = 0;
  while (a[at] === b[at] && at < a.length) at++;
  return `"${a.slice(at, at + 60)}" and "${b.slice(at, at + 60)}"`;
}

export const parts = {
  async link(tools, check) {
    const desk = await tools.desk(tools.model());
    const first = await tools.visit(desk);
    await settled(first);
    check(!first.page.url().includes("token"), `the token stays in the address: ${first.page.url()}`);
    await after(first, () => first.page.click('[data-scenario="power-short"]'));
    await type(first, `${SUPPLY}@2028Q1.. *= 0.85`);
    const seen = state(first);
    check(seen.scenarios.length === 1 && seen.sets.length === 1, `the link says ${JSON.stringify(seen)}`);
    const link = first.page.url();
    const said = await first.page.$eval("#seen", (it) => it.dataset.link);
    check(link.endsWith(said), `the link is ${said}, the address ${link}`);
    const shown = await margin(first);
    await after(first, () => first.page.click('[data-do="reset"]'));
    // Another browser needs the link that was printed for it, then it can open any.
    const second = await tools.visit(desk);
    await settled(second);
    await isAt(second, check, {}, "another browser");
    await second.page.goto(link);
    await settled(second);
    await until("the link is followed", () => second.page.evaluate(() => document.getElementById("seen").dataset.link !== "/?"));
    await settled(second);
    await isAt(second, check, seen, "a link opened by another browser");
    check((await margin(second)).value === shown.value, "a link shows another margin");
    await until("the first page follows", async () => (await margin(first)).value === shown.value);
    // The step can be undone.
    await after(second, () => second.page.click('[data-do="undo"]'));
    await isAt(second, check, {}, "the step before the link");
  },

  async straight(tools, check) {
    const desk = await tools.desk(tools.model());
    const it = { scenarios: ["memory-dear", "power-short"], sets: ["component.*.price *= 1.1", `${SUPPLY}@2028Q1 = 0`] };
    const seen = await tools.visit(desk, { query: queryOf(it) });
    await until("the link is followed", () => seen.page.evaluate(() => document.getElementById("seen").dataset.link !== "/?"));
    await settled(seen);
    const isRight = state(seen).sets.length === 2;
    check(isRight, `a link with token and state leads to ${seen.page.url()}`);
    await isAt(seen, check, it, "a link with token and state");
    await isSolved(seen, check, it, "a link with token and state");
    // A link that says what is not there changes nothing, and is not what is shown.
    seen.expected.push(/status of 422/);
    await seen.page.goto(`http://127.0.0.1:${desk.port}/?scenario=nope`);
    await until("a wrong link is refused", () => seen.page.isVisible("#wrong"));
    check((await seen.page.innerText("#wrong")).includes("nope"), `of a wrong link it is said: ${await seen.page.innerText("#wrong")}`);
    await settled(seen);
    await isAt(seen, check, it, "after a wrong link");
    await isSolved(seen, check, it, "after a wrong link");
  },

  async arguments(tools, check) {
    const it = { scenarios: ["power-short"], sets: ["component.hbm4.price += 50"] };
    const seen = await tools.visit(await tools.desk(tools.model(), "--scenario", it.scenarios[0], "--set", it.sets[0]));
    await settled(seen);
    await isAt(seen, check, it, "a desk that begins with a state");
    await isSolved(seen, check, it, "a desk that begins with a state");
  },

  async tabs(tools, check) {
    const desk = await tools.desk(tools.model());
    const one = await tools.visit(desk);
    await settled(one);
    const two = await tools.visit(desk, { context: one.context });
    await settled(two);
    await areSame(one, two, check, "at first");
    await open(one, SUPPLY);
    await card(two, SUPPLY).waitFor();
    await card(one, SUPPLY).locator("[data-slide]").focus();
    await after(one, async () => { for (let i = 0; i < 10; i++) await one.page.keyboard.press("ArrowLeft"); });
    await areSame(one, two, check, "slid in one");
    check(await card(two, SUPPLY).locator("[data-slide]").inputValue() === "0.9", "the other slider stays");
    await after(two, () => two.page.click('[data-scenario="power-short"]'));
    await areSame(two, one, check, "a scenario in the other");
    await after(one, () => one.page.click('[data-do="undo"]'));
    await areSame(one, two, check, "undone in the first");
    // Both at once: one after the other, in one order for both.
    await Promise.all([
      type(one, "component.hbm3e.supply *= 0.9"),
      type(two, "foundry.tsmc-n3p.capacity *= 0.9"),
    ]);
    await settled(one);
    await areSame(two.newest > one.newest ? two : one, two.newest > one.newest ? one : two, check, "both at once");
    check(state(one).sets.length === 3, `both at once: ${state(one).sets}`);
    await isSolved(one, check, state(one), "both at once");
    // What is typed in one is not lost by what happens in the other.
    await one.page.fill("#assignment", "half typed");
    await one.page.fill("#ask", "hbm");
    await after(two, () => two.page.click('[data-scenario="memory-dear"]'));
    await until("the first page follows", () => one.page.isChecked('[data-scenario="memory-dear"]'));
    check(await one.page.inputValue("#assignment") === "half typed", "what was typed is lost");
    check(await one.page.inputValue("#ask") === "hbm", "what was searched is lost");
    await go(one, {});
    await areSame(one, two, check, "back by the link");
  },
};
