// Read by everybody: small and large windows, light and dark, by keyboard alone, without the script; screenshots.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, card, go, isAt, open, settled, state, until } from "./desk-help.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = { 390: 844, 1280: 900, 2560: 1440 };
const SHOTS = { 390: 844, 1400: 1000, 2560: 1440 };
const POWER = "site.aws.power_mw";
const LATE = { scenarios: ["trn4-late-no-grace"] };
const answered = (seen) => until("the question is answered", () => seen.page.evaluate(() =>
  document.getElementById("answer").open && document.querySelector("#answer-body").innerText.length > 60 && !document.querySelector("#answer .busy")));
async function why(seen) {
  await seen.page.evaluate(() => document.querySelectorAll("#pane-tables details").forEach((it) => { it.open = it.innerText.startsWith("Who gets the racks"); }));
  await seen.page.locator('tr[data-why="rack.trn3-ultra.site.aws"] td.askable').nth(4).click();
  await answered(seen);
}
async function curve(seen) {
  await seen.page.locator("#heat td[data-curve]").first().click();
  await answered(seen);
}
const shut = (seen) => seen.page.evaluate(() => document.getElementById("answer").close());

// What holds of the page however it looks.
async function look(seen, check, where) {
  const wide = await seen.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  check(wide[0] <= wide[1], `${where}: ${wide[0]} wide, where ${wide[1]} are seen`);
  const ids = await seen.page.$$eval("[id]", (all) => all.map((it) => it.id));
  const twice = [...new Set(ids.filter((it, i) => ids.indexOf(it) !== i))];
  check(twice.length === 0, `${where}: these ids stand twice: ${twice}`);
  const found = await seen.page.evaluate(async () => (await axe.run({ resultTypes: ["violations"] })).violations
    .map((it) => `${it.id}: ${it.help}: ${it.nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ")}`));
  for (const it of found) check(false, `${where}: ${it}`);
  check(true, where);
}

async function all(tools, check, width) {
  const seen = await tools.visit(await tools.desk(tools.model()), { viewport: { width, height: WIDTHS[width] } });
  await settled(seen);
  await seen.page.evaluate(axe);
  const both = async (where) => {
    for (const colorScheme of ["light", "dark"]) {
      await seen.page.emulateMedia({ colorScheme });
      await look(seen, check, `${width} px, ${colorScheme}, ${where}`);
    }
  };
  await both("at first");
  await open(seen, POWER);
  await after(seen, () => card(seen, POWER).locator("[data-number]").fill("0.8"));
  await open(seen, "component.hbm4.price");
  await card(seen, "component.hbm4.price").locator('[data-form][value="quarters"]').check();
  await card(seen, "component.hbm4.price").locator("[data-quarter]").first().waitFor();
  await seen.page.fill("#ask", "power");
  await seen.page.locator(".hit").first().waitFor();
  await both("cards and a search");
  await seen.page.fill("#ask", "");
  await seen.page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
  await both("all unfolded");
  await why(seen);
  await both("why");
  const dialog = await seen.page.$eval("#answer", (it) => [it.getBoundingClientRect().right, innerWidth, it.scrollWidth, it.clientWidth]);
  check(dialog[0] <= dialog[1] && dialog[2] <= dialog[3], `${width} px: the dialog is too wide: ${dialog}`);
  await shut(seen);
  await curve(seen);
  await both("a curve");
  await shut(seen);
  await seen.page.click('[data-open="scenario"]');
  await seen.page.fill("#scenario-id", "less-power");
  await seen.page.press("#scenario-id", "Enter");
  await answered(seen);
  await both("save as scenario");
  await shut(seen);
  await after(seen, () => seen.page.click(`[data-scenario="${LATE.scenarios[0]}"]`));
  await until("there is no plan", () => seen.page.locator(".no-plan").count());
  await both("no plan");
}

export const parts = {
  phone: (tools, check) => all(tools, check, 390),
  desk: (tools, check) => all(tools, check, 1280),
  wall: (tools, check) => all(tools, check, 2560),

  async keyboard(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model()));
    await settled(seen);
    const keys = seen.page.keyboard;
    const tabTo = async (selector, what) => {
      for (let i = 0; i < 150; i++) {
        if (await seen.page.evaluate((it) => document.activeElement.matches(it), selector)) return true;
        await keys.press("Tab");
      }
      check(false, `${what} is not reached by Tab`);
      throw new Error(`no ${selector} by Tab`);
    };
    await keys.press("/");
    await keys.type(POWER);
    await seen.page.locator(`.hit[data-number-open="${POWER}"]`).waitFor();
    await keys.press("ArrowDown");
    await keys.press("Enter");
    await until("the slider has the focus", () => seen.page.evaluate(() => document.activeElement.matches("[data-slide]")));
    await after(seen, async () => { for (let i = 0; i < 10; i++) await keys.press("ArrowLeft"); });
    await isAt(seen, check, { sets: [`${POWER} *= 0.9`] }, "slid by keyboard");
    await after(seen, () => keys.press("Control+z"));
    await isAt(seen, check, {}, "undone by keyboard");
    await after(seen, () => keys.press("Control+y"));
    await isAt(seen, check, { sets: [`${POWER} *= 0.9`] }, "done again by keyboard");
    await tabTo('[data-scenario="power-short"]', "a scenario");
    await after(seen, () => keys.press("Space"));
    await isAt(seen, check, { scenarios: ["power-short"], sets: [`${POWER} *= 0.9`] }, "a scenario by keyboard");
    check(await seen.page.evaluate(() => document.activeElement.dataset.scenario) === "power-short", "the switch loses the focus");
    await tabTo("#heat td", "the map of prices");
    await tabTo("#pane-tables summary", "a table");
    await keys.press("Enter");
    await tabTo("#pane-tables button.ask", "a row of a table");
    await keys.press("Enter");
    await answered(seen);
    await keys.press("Escape");
    check(await seen.page.evaluate(() => document.activeElement.matches("#pane-tables button.ask")), "the focus is not back on the row");
    await seen.page.evaluate(() => { document.activeElement.blur(); });
    await keys.press("/");
    await tabTo(`[data-close="${POWER}"]`, "the cross of a card");
    await after(seen, () => keys.press("Enter"));
    await isAt(seen, check, { scenarios: ["power-short"] }, "a card closed by keyboard");
    // From the focus of a number box, too, the page's own undo acts.
    const box = await seen.page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    check(box !== undefined, "nothing has the focus");
  },

  // On paper it begins with what is changed, and no page is all but empty.
  async paper(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model(), "--scenario", "power-short", "--set", "process.cowos.capacity *= 0.9"));
    await settled(seen);
    await until("the changes have their parts", () => seen.page.locator("#pane-bridge table").count());
    await open(seen, "component.hbm4.price");
    const file = join(tools.folder, "desk.pdf");
    await seen.page.pdf({ path: file, format: "A4" });
    const pages = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).split("\f").slice(0, -1);
    const first = pages[0].replace(/\s+/g, " ");
    for (const words of ["process.cowos.capacity *= 0.9", "power-short", "Margin, present value", "What the changes do", "margin of this plan"]) {
      check(first.includes(words), `the first page does not say ${words}`);
    }
    for (const words of ["component.hbm4.price", "cloud-only", "Reset", "Undo", "Search"]) {
      check(!first.includes(words), `the first page says ${words}`);
    }
    pages.forEach((text, i) => check(text.replace(/\s/g, "").length > 150, `page ${i + 1} of ${pages.length} is all but empty`));
  },

  // What has the focus is seen to have it.
  async focus(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model()));
    await settled(seen);
    await open(seen, POWER);
    await seen.page.keyboard.press("/");
    const bare = new Set();
    for (let i = 0; i < 120; i++) {
      await seen.page.keyboard.press("Tab");
      const it = await seen.page.evaluate(() => {
        const at = document.activeElement;
        const style = getComputedStyle(at);
        const { width, height } = at.getBoundingClientRect();
        return { is: at.outerHTML.slice(0, 80), seen: style.outlineStyle !== "none" && width * height > 0, body: at === document.body };
      });
      if (!it.seen && !it.body) bare.add(it.is);
    }
    check(bare.size === 0, `focus that is not seen: ${[...bare].slice(0, 5).join(" | ")}`);
  },

  async noScript(tools, check) {
    const desk = await tools.desk(tools.model());
    const first = await tools.visit(desk);
    await settled(first);
    const seen = await tools.visit(desk, { javaScriptEnabled: false });
    const text = await seen.page.locator("body").innerText();
    check(text.includes("USD 190.9bn"), "without the script there is no margin");
    check(text.includes("Without its script"), "nothing says that the script is missing");
    check(await seen.page.locator("svg.chart").count() > 3, "without the script nothing is drawn");
    check(await seen.page.locator("#pane-tables table").count() > 10, "without the script there are no tables");
    check(!/NaN|undefined|Infinity/.test(text), "numbers that are none");
  },

  async shots(tools, check, folder) {
    if (!folder) return;
    // Pictures name no folder of this machine.
    tools.model();
    tools.cwd = tools.folder;
    for (const [width, height] of Object.entries(SHOTS)) {
      for (const colorScheme of ["light", "dark"]) {
        const seen = await tools.visit(await tools.desk("trainium.toml", "--session", `${width}-${colorScheme}.json`),
          { viewport: { width: Number(width), height }, colorScheme });
        const shot = (name, fullPage = false) => seen.page.screenshot({ path: join(folder, `desk-${name}-${width}-${colorScheme}.png`), fullPage, timeout: 180_000 });
        await settled(seen);
        await shot("start", true);
        await after(seen, () => seen.page.click('[data-scenario="power-short"]'));
        await open(seen, "component.hbm4.supply");
        await after(seen, () => card(seen, "component.hbm4.supply").locator("[data-number]").fill("0.85"));
        await seen.page.evaluate(() => scrollTo(0, 0));
        await shot("changed");
        await shot("changed-all", true);
        await why(seen);
        await shot("why");
        await shut(seen);
        await curve(seen);
        await shot("curve");
        await shut(seen);
        await go(seen, LATE);
        await until("there is no plan", () => seen.page.locator(".no-plan").count());
        await seen.page.evaluate(() => scrollTo(0, 0));
        await shot("no-plan");
        check(state(seen).scenarios.length === 1, "the shots");
        await seen.page.close();
      }
    }
  },
};
