// Large models: progress is said, work can be stopped, and a newer change ends what is of no use any more.
import { join } from "node:path";
import { margin, pause, run, state, until } from "./desk-help.mjs";

const CHANGE = "component.hbm4.supply *= 0.9";
const words = ({ page }) => page.innerText("#pane-status");
const send = (seen, set) => seen.page.evaluate(async (set) => {
  const said = await fetch("/step", { method: "POST", body: JSON.stringify({ do: "add", sets: [set] }),
    headers: { "content-type": "application/json", "x-waferline-secret": document.documentElement.dataset.secret } });
  return (await said.json()).about;
}, set);
const stopped = (seen) => until("it is said that it is stopped", async () => (await words(seen)).includes("Stopped"), 5000);
async function begin(tools, size) {
  const model = join(tools.folder, `${size}.toml`);
  run("generate", "--size", size, "--seed", "7", "--out", model);
  const desk = await tools.desk(model);
  return tools.visit(desk);
}
const stale = ({ page }) => page.$$eval("main > section[data-stale]", (all) => all.map((it) => it.id));

export const parts = {
  async stop(tools, check) {
    const seen = await begin(tools, "xl");
    await until("there is a first plan", () => seen.page.locator("#pane-now .cards").count(), 120_000);
    const before = await margin(seen);
    const type = async (set) => {
      await seen.page.fill("#assignment", set);
      await seen.page.press("#assignment", "Enter");
    };
    // Until the desk has the change, a stop is one of the reasons before it.
    const taken = seen.page.waitForResponse((it) => it.url().endsWith("/step"));
    await type(CHANGE);
    await taken;
    await seen.page.locator('[data-do="stop"]').first().waitFor();
    check((await words(seen)).length > 8, `the progress is ${await words(seen)}`);
    await seen.page.locator('[data-do="stop"]').click();
    await stopped(seen);
    await pause(400);
    const gray = await stale(seen);
    check(gray.includes("pane-now") && gray.includes("pane-tables"), `after a stop these are marked: ${gray}`);
    check((await margin(seen)).value === before.value, "a stopped change shows another margin");
    check(state(seen).sets[0] === CHANGE, "a stop loses the change");
    const opacity = await seen.page.$eval("#pane-now > *", (it) => getComputedStyle(it).opacity);
    check(Number(opacity) < 0.9, `what is of other numbers is as dark as ever: ${opacity}`);
    // What is taken away is of the numbers that are seen, or nothing.
    seen.expected.push(/status of 422/);
    const json = await seen.page.evaluate(async () => (await fetch("/download/plan.json")).status);
    check(json === 422, `after a stop the JSON has status ${json}`);
    await seen.page.locator('[data-do="again"]').click();
    await until("it is solved again", async () => (await seen.page.getAttribute("#pane-now", "data-stale")) === null && (await margin(seen)).value !== before.value, 120_000);
    await until("the tables follow", async () => !(await stale(seen)).includes("pane-tables"), 60_000);
    // By Escape.
    await type("component.hbm3e.supply *= 0.9");
    await seen.page.locator('[data-do="stop"]').first().waitFor();
    await seen.page.locator("body").press("Escape");
    await stopped(seen);
    await seen.page.locator('[data-do="again"]').waitFor();
    // A change after a stop begins again.
    await seen.page.click('[data-do="undo"]');
    await until("undo after a stop is solved", async () => !(await stale(seen)).includes("pane-now"), 120_000);
    check(state(seen).sets.length === 1, `undo after a stop: ${state(seen).sets}`);
  },

  async newer(tools, check) {
    const seen = await begin(tools, "l");
    await until("there is a first plan", () => seen.page.locator("#pane-now .cards").count(), 120_000);
    await seen.page.evaluate(() => {
      window.seenAbout = [];
      new MutationObserver(() => window.seenAbout.push(Number(document.getElementById("pane-now").dataset.about)))
        .observe(document.getElementById("pane-now"), { attributes: true, attributeFilter: ["data-about"] });
    });
    const abouts = [];
    for (let i = 0; i < 6; i++) {
      abouts.push(await send(seen, `component.hbm4.supply *= 0.9${i}`));
      await pause(60);
    }
    await until("the last change is shown", () => seen.page.evaluate((now) => Number(document.getElementById("pane-now").dataset.about) === now, abouts.at(-1)), 120_000);
    const shown = await seen.page.evaluate(() => window.seenAbout);
    check(shown.at(-1) === abouts.at(-1), `shown ${shown}, asked ${abouts}`);
    check(shown.length < 4, `of ${abouts} all of ${shown} were solved to the end`);
    // Questions that nobody waits for any more hold up no others.
    await seen.page.evaluate(async () => {
      const leave = new AbortController();
      const all = Array.from({ length: 6 }, () => fetch("/range?within=1%25", { signal: leave.signal }).catch(() => {}));
      await new Promise((done) => setTimeout(done, 500));
      leave.abort();
      await Promise.all(all);
    });
    seen.expected.push(/status of 422/);
    const began = Date.now();
    await seen.page.evaluate(async () => (await fetch("/why?of=nothing")).text());
    check(Date.now() - began < 5000, `a question after six that were left took ${Date.now() - began} ms`);
  },

  // The end comes within a second, whatever is being worked on.
  async end(tools, check) {
    const model = join(tools.folder, "xl.toml");
    run("generate", "--size", "xl", "--seed", "7", "--out", model);
    const desk = await tools.desk(model);
    const seen = await tools.visit(desk);
    check((await seen.page.innerText("h1")).length > 0, "before its first plan the page is empty");
    await until("progress is said", async () => (await words(seen)).length > 3, 60_000);
    seen.expected.push(/ERR_/);
    const { code, signal, ms } = await tools.close(desk);
    check(code === 0 && ms < 1000, `Ctrl-C while it solves: ${code ?? signal} after ${ms} ms`);
  },
};
