// Changing numbers: found, slid, typed, by quarter, switched, undone.
import { after, card, isAt, isSolved, margin, open, pause, settled, state, type, until } from "./desk-help.mjs";

const SUPPLY = "component.hbm3e.supply";
const refused = /status of 422/;
const focused = (seen) => seen.page.evaluate(() => document.activeElement.dataset.numberOpen ?? document.activeElement.id);
const undo = (seen) => after(seen, () => seen.page.click('[data-do="undo"]'));
const sets = (...all) => ({ sets: all });

export const parts = {
  async search(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model()));
    await settled(seen);
    await seen.page.keyboard.press("/");
    check(await focused(seen) === "ask", "/ does not lead to the search");
    await seen.page.keyboard.type("HBM3e", { delay: 20 });
    const hit = (path) => seen.page.locator(`.hit[data-number-open="${path}"]`);
    await hit(SUPPLY).waitFor();
    const texts = { supply: await hit(SUPPLY).innerText(), price: await hit("component.hbm3e.price").innerText() };
    check(texts.supply.includes("2,400,000 … 3,322,"), `today's series of the supply: ${texts.supply}`);
    check(texts.price.includes("430"), `today's price: ${texts.price}`);
    check(/units|a quarter/i.test(texts.supply) && /unit|USD/.test(texts.price), `units: ${texts.supply}; ${texts.price}`);
    const paths = await seen.page.$$eval(".hit", (all) => all.map((it) => it.dataset.numberOpen));
    check(paths.every((it) => it.includes("hbm3e")), `found beside: ${paths}`);
    await seen.page.keyboard.press("ArrowDown");
    check(await focused(seen) === paths[0], "arrow down does not lead to what was found first");
    await seen.page.keyboard.press("ArrowDown");
    check(await focused(seen) === paths[1], "arrow down does not lead to what was found second");
    await seen.page.keyboard.press("ArrowUp");
    await seen.page.keyboard.press("ArrowUp");
    check(await focused(seen) === "ask", "arrow up does not lead back");
    await seen.page.fill("#ask", "zzz nothing");
    await until("it is said that nothing is found", async () => (await seen.page.innerText("#found")).includes("Nothing"));
    await seen.page.fill("#ask", "hbm4 money price");
    await until("all words are looked for", async () => (await seen.page.$$(".hit")).length > 0);
    await seen.page.keyboard.press("Escape");
    check(await seen.page.inputValue("#ask") === "" && (await seen.page.$$(".hit")).length === 0, "Escape does not end the search");
    // Who types cannot be answered out of order: the last letters count.
    await seen.page.keyboard.type("hbm4 supply");
    await hit("component.hbm4.supply").waitFor();
    await seen.page.keyboard.press("ArrowDown");
    const first = await focused(seen);
    await seen.page.keyboard.press("Enter");
    await card(seen, first).waitFor();
    await until("the slider has the focus", () => seen.page.evaluate((path) => document.activeElement.dataset.path === path, first));
    await isAt(seen, check, {}, "opening a card changes nothing");
  },

  async slide(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model()));
    await settled(seen);
    await open(seen, SUPPLY);
    const slider = card(seen, SUPPLY).locator("[data-slide]");
    const number = card(seen, SUPPLY).locator("[data-number]");
    await slider.focus();
    const before = await margin(seen);
    await after(seen, async () => { for (let i = 0; i < 8; i++) await seen.page.keyboard.press("ArrowLeft"); });
    await isAt(seen, check, sets(`${SUPPLY} *= 0.92`), "eight presses");
    check(await number.inputValue() === "0.92", `the number beside the slider is ${await number.inputValue()}`);
    check((await card(seen, SUPPLY).innerText()).includes(`${SUPPLY} *= 0.92`), "the assignment is not shown");
    await isSolved(seen, check, sets(`${SUPPLY} *= 0.92`), "slid");
    check(await slider.evaluate((it) => it === document.activeElement), "the slider lost the focus");
    await pause(1500);
    await after(seen, async () => { for (let i = 0; i < 40; i++) await seen.page.keyboard.press("ArrowLeft"); });
    await isAt(seen, check, sets(`${SUPPLY} *= 0.52`), "a second time");
    await isSolved(seen, check, sets(`${SUPPLY} *= 0.52`), "a second time");
    check((await margin(seen)).value < before.value, "half of the memory costs nothing");
    check((await seen.page.innerText("#pane-now .cards div")).match(/-USD|−|-\d|- ?USD/) !== null, `the change of the margin: ${await seen.page.innerText("#pane-now .cards div")}`);
    // Presses in one go are one step.
    await after(seen, () => seen.page.keyboard.press("Control+z"));
    await isAt(seen, check, sets(`${SUPPLY} *= 0.92`), "Ctrl+Z");
    check(await slider.inputValue() === "0.92", `after Ctrl+Z the slider with the focus is at ${await slider.inputValue()}`);
    check(await number.inputValue() === "0.92", `after Ctrl+Z the number is ${await number.inputValue()}`);
    await after(seen, () => seen.page.keyboard.press("Control+z"));
    await isAt(seen, check, {}, "Ctrl+Z twice");
    check(await seen.page.isDisabled('[data-do="undo"]'), "at the first step there is something to undo");
    await after(seen, () => seen.page.keyboard.press("Control+Shift+z"));
    await isAt(seen, check, sets(`${SUPPLY} *= 0.92`), "Ctrl+Shift+Z");
    await after(seen, () => seen.page.click('[data-do="redo"]'));
    await isAt(seen, check, sets(`${SUPPLY} *= 0.52`), "redo");
    check(await seen.page.isDisabled('[data-do="redo"]'), "at the last step there is something to redo");
    await undo(seen);
    await isAt(seen, check, sets(`${SUPPLY} *= 0.92`), "undo");
    await isSolved(seen, check, sets(`${SUPPLY} *= 0.92`), "undo");
    // After an undo, sliding goes on from what is shown.
    await slider.focus();
    await after(seen, () => seen.page.keyboard.press("ArrowRight"));
    await isAt(seen, check, sets(`${SUPPLY} *= 0.93`), "slid on after an undo");
    await after(seen, () => seen.page.click('[data-do="reset"]'));
    await isAt(seen, check, {}, "reset");
    await isSolved(seen, check, {}, "reset");
    await undo(seen);
    await isAt(seen, check, sets(`${SUPPLY} *= 0.93`), "a reset undone");
    await after(seen, () => card(seen, SUPPLY).locator("[data-close]").click());
    await isAt(seen, check, {}, "a closed card");
    check(await card(seen, SUPPLY).count() === 0, "a closed card is still there");
    await isSolved(seen, check, {}, "a closed card");
  },

  async number(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model()));
    await settled(seen);
    await open(seen, SUPPLY);
    const own = card(seen, SUPPLY);
    await after(seen, () => own.locator("[data-number]").fill("0.5"));
    await isAt(seen, check, sets(`${SUPPLY} *= 0.5`), "a typed factor");
    await isSolved(seen, check, sets(`${SUPPLY} *= 0.5`), "a typed factor");
    const posts = seen.posts;
    await own.locator("h2").click();
    await pause(300);
    check(seen.posts === posts, "leaving a number that is solved asks for it again");
    await settled(seen);
    await after(seen, () => own.locator("[data-number]").fill("3.25"));
    await isAt(seen, check, sets(`${SUPPLY} *= 3.25`), "beyond the end of the slider");
    const before = await margin(seen);
    seen.expected.push(refused);
    await after(seen, () => own.locator("[data-number]").fill("-1"));
    const words = await own.locator("[data-wrong]").innerText();
    check(words.length > 10, "a factor below nothing: nothing is said in the card");
    await isAt(seen, check, sets(`${SUPPLY} *= 3.25`), "a refused factor");
    check((await margin(seen)).value === before.value, "a refused factor changes the margin");
    await after(seen, () => own.locator("[data-number]").fill("2"));
    check(await own.locator("[data-wrong]").innerText() === "", "a factor that holds: the old words stay");
    // As an amount.
    await own.locator('[data-form][value="amount"]').check();
    await own.locator('[data-number="amount"]').waitFor();
    await after(seen, () => own.locator('[data-number="amount"]').fill("1500000"));
    await isAt(seen, check, sets(`${SUPPLY} = 1500000`), "an amount");
    await isSolved(seen, check, sets(`${SUPPLY} = 1500000`), "an amount");
    await own.locator('[data-slide="amount"]').focus();
    await after(seen, () => seen.page.keyboard.press("ArrowRight"));
    const slid = state(seen).sets;
    check(slid.length === 1 && slid[0].startsWith(`${SUPPLY} = 1`) && slid[0] !== `${SUPPLY} = 1500000`, `an amount slid: ${slid}`);
    await after(seen, () => own.locator("[data-clear]").click());
    await isAt(seen, check, {}, "a number reset");
    check(await own.count() === 1, "a number reset loses its card");
  },

  async quarters(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model()));
    await settled(seen);
    await open(seen, SUPPLY);
    const own = card(seen, SUPPLY);
    const quarter = (name) => own.locator(`[data-quarter="${name}"]`);
    await own.locator('[data-form][value="quarters"]').check();
    await quarter("2027Q3").waitFor();
    check((await quarter("2027Q1").getAttribute("placeholder")) === "2,400,000", "the amount without changes is not shown");
    const set = (name, value) => after(seen, async () => {
      await quarter(name).fill(value);
      await seen.page.keyboard.press("Tab");
    });
    await set("2027Q3", "1000000");
    await isAt(seen, check, sets(`${SUPPLY}@2027Q3 = 1000000`), "one quarter");
    await set("2028Q1", "0");
    const both = sets(`${SUPPLY}@2027Q3 = 1000000`, `${SUPPLY}@2028Q1 = 0`);
    await isAt(seen, check, both, "two quarters");
    await isSolved(seen, check, both, "two quarters");
    check(await quarter("2027Q3").inputValue() === "1000000", `the quarter shows ${await quarter("2027Q3").inputValue()}`);
    await set("2027Q3", "");
    await isAt(seen, check, sets(`${SUPPLY}@2028Q1 = 0`), "a quarter back to what it was");
    await undo(seen);
    await isAt(seen, check, both, "undo of a quarter");
    check(await quarter("2027Q3").inputValue() === "1000000", "after undo the quarter is not shown");
    // On top of a factor.
    await after(seen, () => own.locator("[data-clear]").click());
    await own.locator('[data-form][value="factor"]').check();
    await own.locator("[data-number]").waitFor();
    await after(seen, () => own.locator("[data-number]").fill("0.5"));
    await own.locator('[data-form][value="quarters"]').check();
    await quarter("2027Q3").waitFor();
    check((await quarter("2027Q1").getAttribute("placeholder")) === "1,200,000",
      `with a factor of 0.5 a quarter is said to be ${await quarter("2027Q1").getAttribute("placeholder")}, not 1,200,000`);
    await set("2027Q3", "2000000");
    const mixed = sets(`${SUPPLY} *= 0.5`, `${SUPPLY}@2027Q3 = 2000000`);
    await isAt(seen, check, mixed, "a quarter on top of a factor");
    await isSolved(seen, check, mixed, "a quarter on top of a factor");
    check(await quarter("2027Q3").count() === 1 && await quarter("2027Q3").inputValue() === "2000000",
      "on top of a factor, the quarter that was set is shown empty");
  },

  async switches(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model()));
    await settled(seen);
    const turn = (id) => after(seen, () => seen.page.click(`[data-scenario="${id}"]`));
    await turn("power-short");
    await isAt(seen, check, { scenarios: ["power-short"] }, "a scenario");
    await isSolved(seen, check, { scenarios: ["power-short"] }, "a scenario");
    check((await seen.page.innerText("#pane-bridge")).length > 20, "a scenario has no bridge");
    await turn("memory-dear");
    await isAt(seen, check, { scenarios: ["power-short", "memory-dear"] }, "two scenarios");
    await isSolved(seen, check, { scenarios: ["power-short", "memory-dear"] }, "two scenarios");
    await turn("power-short");
    await isAt(seen, check, { scenarios: ["memory-dear"] }, "one scenario off");
    await undo(seen);
    await isAt(seen, check, { scenarios: ["power-short", "memory-dear"] }, "undo of a scenario: the order is kept");
    await after(seen, () => seen.page.click('[data-do="pin"]'));
    check((await seen.page.innerText("#pane-now")).includes("as before") || (await seen.page.innerText("#seen")).includes("2 scenarios"), "compared with this");
    await turn("power-short");
    check((await seen.page.innerText("#seen")).includes("compared with 2 scenarios"), `compared with: ${await seen.page.innerText("#seen")}`);
    await after(seen, () => seen.page.click('[data-do="unpin"]'));
    check((await seen.page.innerText("#seen")).includes("as its file has it"), `compared with: ${await seen.page.innerText("#seen")}`);
  },

  async options(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model("models/trainium-deals.toml")));
    await settled(seen, 120_000);
    const take = (path, value) => after(seen, () => seen.page.check(`[data-taken="${path}"][value="${value}"]`));
    const chosen = (path) => seen.page.$eval(`[data-taken="${path}"]:checked`, (it) => it.value);
    const HALL = "option.hall.taken";
    check(await chosen(HALL) === "free", `the hall is ${await chosen(HALL)} at first`);
    await take(HALL, "0");
    await isAt(seen, check, sets(`${HALL} = 0`), "left");
    await isSolved(seen, check, sets(`${HALL} = 0`), "left");
    await take(HALL, "2");
    await isAt(seen, check, sets(`${HALL} = 2`), "taken twice");
    await isSolved(seen, check, sets(`${HALL} = 2`), "taken twice");
    await take("option.lab-agreement.taken", "1");
    const both = sets(`${HALL} = 2`, "option.lab-agreement.taken = 1");
    await isAt(seen, check, both, "two options");
    await isSolved(seen, check, both, "two options");
    await undo(seen);
    check(await chosen("option.lab-agreement.taken") === "free", "undo does not free the option");
    // What is free in the file is free without an assignment, or with one that says so.
    await take(HALL, "free");
    await isSolved(seen, check, {}, "free again");
    await after(seen, () => seen.page.click('[data-scenario="nothing-signed"]'));
    check(await chosen("option.lab-agreement.taken") === "0", "an option that a scenario leaves is not shown as left");
  },

  async assignments(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model()));
    await settled(seen);
    const all = ["foundry.*.capacity@2028Q1.. *= 0.9", `${SUPPLY}@2027Q2..2027Q4 += 5e4`, "buyer.*.upside *= 0.5"];
    for (const it of all) await type(seen, it);
    await isAt(seen, check, sets(...all), "typed assignments");
    await isSolved(seen, check, sets(...all), "typed assignments");
    check(await seen.page.inputValue("#assignment") === "", "what was added is still being typed");
    await after(seen, () => seen.page.click(`[aria-label="Take out ${all[0]}"]`));
    await isAt(seen, check, sets(all[1], all[2]), "one taken out");
    await isSolved(seen, check, sets(all[1], all[2]), "one taken out");
    await undo(seen);
    await isAt(seen, check, sets(...all), "undo of taking out");
    // The same twice is two.
    await type(seen, all[2]);
    await isAt(seen, check, sets(...all, all[2]), "the same twice");
    const shown = () => seen.page.locator("#pane-changes .sets code", { hasText: all[2] }).count();
    check(await shown() === 2, `the same twice is shown ${await shown()} times`);
    await after(seen, () => seen.page.locator(`[aria-label="Take out ${all[2]}"]`).last().click());
    await isAt(seen, check, sets(...all), "one of the same taken out");
    const before = await margin(seen);
    seen.expected.push(refused);
    for (const bad of ["foundry.nope.capacity *= 2", "what is this", `${SUPPLY} = -5`, `${SUPPLY}@1999Q1 = 5`]) {
      await type(seen, bad);
      const words = await seen.page.innerText("#wrong");
      check(words.length > 10, `${bad}: nothing is said`);
      check(await seen.page.inputValue("#assignment") === bad, `${bad}: what was typed is lost`);
      await isAt(seen, check, sets(...all), bad);
    }
    check((await margin(seen)).value === before.value, "a wrong assignment changes the margin");
    await type(seen, "buyer.*.upside *= 2");
    check(!await seen.page.isVisible("#wrong"), "words about the last assignment stay");
  },
};
