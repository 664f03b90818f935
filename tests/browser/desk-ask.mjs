// What stands in the way and what would help; why it is so, and along which curve.
import { after, isAt, margin, pause, run, settled, solve, state, until } from "./desk-help.mjs";

const LATE = "trn4-late-no-grace";
const title = ({ page }) => page.innerText("#answer-title");
async function answered(seen) {
  await until("the question is answered", () => seen.page.evaluate(() =>
    document.getElementById("answer").open && !document.querySelector("#answer .busy")));
  return seen.page.innerText("#answer-body");
}
const isOpen = ({ page }) => page.$eval("#answer", (it) => it.open);
const focused = ({ page }) => page.evaluate(() => document.activeElement.outerHTML.slice(0, 200));
const unfold = ({ page }, table) => page.evaluate((table) => {
  Array.from(document.querySelectorAll("#pane-tables details")).find((it) => it.querySelector("summary").textContent === table).open = true;
}, table);
const squeezed = (text) => text.replace(/\s+/g, " ");

export const parts = {
  async conflict(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model()));
    await settled(seen);
    await after(seen, () => seen.page.click(`[data-scenario="${LATE}"]`));
    const json = solve(seen.desk.model, { scenarios: [LATE] });
    const words = squeezed(await seen.page.innerText(".no-plan"));
    for (const it of json.conflict) check(words.includes(it.what), `the conflict does not name ${it.what}`);
    const buttons = await seen.page.$$eval(".repairs button", (all) => all.map((it) => JSON.parse(it.dataset.add)));
    check(JSON.stringify(buttons) === JSON.stringify(json.repairs.map((it) => it.assignments)), `repairs: ${JSON.stringify(buttons)}`);
    const left = await seen.page.$$eval("main > section:not(#pane-now, #pane-status)", (all) => all.filter((it) => it.innerText.trim() !== "").map((it) => it.id));
    check(left.length === 0, `without a plan these are still shown: ${left}`);
    check((await seen.page.innerText("#said")).trim() !== "", "nothing is told to who does not see it");
    for (let i = 0; i < json.repairs.length; i++) {
      const said = await seen.page.locator(".repairs li").nth(i).innerText();
      await after(seen, () => seen.page.locator(".repairs button").nth(i).click());
      await isAt(seen, check, { scenarios: [LATE], sets: json.repairs[i].assignments }, `repair ${i}`);
      const now = await margin(seen);
      check(said.includes(`margin ${now.text}`), `repair ${i}: said ${said}, is ${now.text}`);
      check(Math.abs(now.value / json.repairs[i].margin - 1) < 1e-3, `repair ${i}: ${now.value} is not near ${json.repairs[i].margin}`);
      if (i < json.repairs.length - 1) await after(seen, () => seen.page.click('[data-do="undo"]'));
    }
    await after(seen, () => seen.page.click(`[data-scenario="${LATE}"]`));
    check(await seen.page.locator(".no-plan").count() === 0, "the conflict stays");
  },

  async why(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model()));
    await settled(seen);
    await unfold(seen, "Who gets the racks");
    const cell = seen.page.locator('tr[data-why="rack.trn3-ultra.site.aws"] td.askable').nth(2);
    await cell.click();
    const first = await answered(seen);
    check(await seen.page.inputValue("#answer-quarter") === "2027Q3", `asked of ${await seen.page.inputValue("#answer-quarter")}`);
    check(first.length > 100 && /2027Q3/.test(await title(seen) + first), `why: ${await title(seen)}: ${first.slice(0, 200)}`);
    // As the program says it: all amounts of its first lines.
    const text = run("why", seen.desk.model, "rack.trn3-ultra.site.aws@2027Q3").out;
    const amounts = text.match(/\d[\d,.]*\d/g).slice(0, 12);
    const all = `${await title(seen)} ${first}`;
    for (const it of amounts) check(all.includes(it), `why: ${it} is not in ${all.slice(0, 600)}`);
    await seen.page.selectOption("#answer-quarter", "2028Q4");
    await until("the other quarter is answered", async () => (await answered(seen)) !== first);
    check(/2028Q4/.test(await title(seen) + await answered(seen)), `another quarter: ${await title(seen)}`);
    await seen.page.keyboard.press("Escape");
    check(!await isOpen(seen), "Escape does not close the answer");
    // By keyboard, on a row.
    const button = seen.page.locator('tr[data-why="buyer.neocloud.trn3-ultra"] button.ask');
    await button.focus();
    await seen.page.keyboard.press("Enter");
    await answered(seen);
    check((await seen.page.inputValue("#answer-quarter")) !== "", "a row is asked without a quarter");
    await seen.page.keyboard.press("Escape");
    check(!await isOpen(seen), "Escape does not close the answer of a row");
    check(await button.evaluate((it) => it === document.activeElement), `the focus is not back on the row: ${await focused(seen)}`);
    // By the cross, and by a click beside.
    await cell.click();
    await answered(seen);
    await seen.page.click("#answer .close");
    check(!await isOpen(seen), "the cross does not close the answer");
    await cell.click();
    await answered(seen);
    await seen.page.mouse.click(5, 5);
    check(!await isOpen(seen), "a click beside does not close the answer");
    await isAt(seen, check, {}, "asking changes nothing");
  },

  async curve(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model()));
    await settled(seen);
    const cell = seen.page.locator("#heat td[data-curve]").first();
    const of = await cell.getAttribute("data-curve");
    await cell.click();
    const said = await answered(seen);
    check(await seen.page.locator("#answer svg").count() > 0, `no curve of ${of} is drawn: ${said.slice(0, 200)}`);
    check(await seen.page.inputValue("#answer-quarter") === of.split("@")[1], `asked of ${await seen.page.inputValue("#answer-quarter")}, not ${of}`);
    await seen.page.selectOption("#answer-quarter", "");
    await until("all quarters are answered", async () => (await answered(seen)) !== said);
    await seen.page.keyboard.press("Escape");
    check(!await isOpen(seen), "Escape does not close the curve");
    const stop = seen.page.locator("#heat td[tabindex='0']");
    await stop.focus();
    await seen.page.keyboard.press("ArrowRight");
    await seen.page.keyboard.press("ArrowDown");
    const at = await focused(seen);
    await seen.page.keyboard.press("Enter");
    await until("Enter on the map asks", () => isOpen(seen), 5000).catch(() => check(false, `Enter does not ask on ${at}`));
    if (await isOpen(seen)) {
      await answered(seen);
      await seen.page.keyboard.press("Escape");
    }
    check(await focused(seen) === at, `the focus is not back on the map: ${await focused(seen)}`);
    check(await seen.page.locator("#heat td[tabindex='0']").count() === 1, "the map is more than one stop");
    // A total asks for its limit.
    await unfold(seen, "Wafer starts");
    await seen.page.locator('tr[data-curve="foundry.tsmc-n2.capacity"] td.askable').nth(4).click();
    await answered(seen);
    check(await seen.page.locator("#answer svg").count() > 0, "a limit in a table has no curve");
  },

  async certain(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model()));
    await settled(seen);
    seen.expected.push(/status of 422/);
    await seen.page.click('[data-open="range"]');
    await seen.page.fill("#within", "many");
    await seen.page.keyboard.press("Enter");
    await answered(seen);
    check(await seen.page.locator("#answer .wrong").count() === 1, "a distance that is none is not refused");
    await seen.page.fill("#within", "0.5%");
    await seen.page.keyboard.press("Enter");
    await until("it is said what is certain", async () => (await answered(seen)).length > 300);
    await seen.page.keyboard.press("Escape");
    await seen.page.click('[data-open="hedge"]');
    const hedge = await answered(seen);
    check(hedge.length > 500 && await seen.page.locator("#answer .wrong").count() === 0, `hedge: ${hedge.slice(0, 300)}`);
  },

  // An answer that is no longer waited for is no longer asked for.
  async left(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model()));
    await settled(seen);
    let lets = null;
    await seen.page.route("**/curve?*", async (route) => {
      await new Promise((done) => { lets = done; });
      await route.continue().catch(() => {});
    });
    await seen.page.locator("#heat td[data-curve]").first().click();
    await until("the curve is asked for", () => lets);
    check((await seen.page.innerText("#answer-body")).includes("Working on it"), "nothing says that it is worked on");
    await seen.page.keyboard.press("Escape");
    await until("the question is given up", () => seen.aborted.some((it) => it.includes("/curve")), 5000);
    lets();
    await pause(300);
    check(!await isOpen(seen), "the answer opens again");
    check(isSameState(state(seen)), "asking changes the state");
  },
};
const isSameState = ({ scenarios, sets }) => scenarios.length + sets.length === 0;
