// Nothing is lost, and nothing is written that was not asked for.
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, card, isAt, isSolved, isSame, margin, open, pause, run, settled, sha256, solve, state, type, until } from "./desk-help.mjs";

const SUPPLY = "component.hbm4.supply";
// Every file of a folder, but these.
const files = (folder, ...but) => readdirSync(folder).filter((it) => !but.includes(it)).sort()
  .map((it) => `${it} ${sha256(join(folder, it))} ${statSync(join(folder, it)).mtimeMs}`);
async function asked(seen, act) {
  const said = seen.page.waitForResponse((it) => new URL(it.url()).pathname === "/scenario");
  await act();
  await said;
  await until("the answer is shown", () => seen.page.evaluate(() => !document.querySelector("#answer .busy")));
}
async function name(seen, id, about = "") {
  await seen.page.fill("#scenario-id", id);
  await seen.page.fill("#scenario-description", about);
  await asked(seen, () => seen.page.press("#scenario-id", "Enter"));
}

export const parts = {
  async scenario(tools, check) {
    const model = tools.model();
    const file = join(tools.folder, "scenarios.toml");
    const old = "# Ours.\n[scenario.before]\nset = [\"component.hbm4.price += 1\"]\n";
    writeFileSync(file, old);
    const seen = await tools.visit(await tools.desk(model, "--scenarios", file));
    await settled(seen);
    await after(seen, () => seen.page.click('[data-scenario="power-short"]'));
    await type(seen, `${SUPPLY}@2028Q1.. *= 0.85`);
    const now = state(seen);
    const before = files(tools.folder, "scenarios.toml");
    seen.expected.push(/status of 422/);
    await seen.page.click('[data-open="scenario"]');
    for (const bad of ["Bad Id", "../up", "power-short", "a.b", "-a"]) {
      await name(seen, bad);
      check(await seen.page.locator("#answer .wrong").count() === 1, `the id ${bad} is not refused`);
      check(await seen.page.locator("#scenario-text").count() === 0, `the id ${bad} has a text all the same`);
    }
    check(await seen.page.locator("#answer .wrong").count() === 1, "an id that the model has is not refused");
    await name(seen, "before");
    check(await seen.page.locator("#answer .wrong").count() === 1, "an id that the file has is not refused");
    await name(seen, "bad-news", 'less "power" \\ memory');
    const text = await seen.page.locator("#scenario-text").textContent();
    check(text.startsWith("[scenario.bad-news]\n"), `the text begins with ${text.slice(0, 40)}`);
    const change = await seen.page.locator("#answer .diff").innerText();
    const added = change.split("\n").filter((it) => it.startsWith("+")).map((it) => it.slice(2)).join("\n").trim();
    check(added === text.trim(), `what appending changes is ${change}`);
    check(readFileSync(file, "utf8") === old, "the file is changed before it is asked for");
    await asked(seen, () => seen.page.click("[data-save]"));
    await until("it is said that it is appended", async () => (await seen.page.innerText("[data-save]")) === "Appended");
    const all = readFileSync(file, "utf8");
    check(all === `${old}\n${text}`, `the file is now ${all}`);
    // Not twice.
    await name(seen, "bad-news");
    check(await seen.page.locator("#answer .wrong").count() === 1, "the same id is not refused the second time");
    const again = await seen.page.evaluate(async () => (await fetch("/scenario", {
      method: "POST", headers: { "content-type": "application/json", "x-waferline-secret": document.documentElement.dataset.secret },
      body: JSON.stringify({ id: "bad-news", description: "" }),
    })).status);
    check(again === 422, `appended twice: ${again}`);
    check(readFileSync(file, "utf8") === all, "the file has it twice");
    check(isSame(files(tools.folder, "scenarios.toml"), before), `other files changed: ${before} and ${files(tools.folder, "scenarios.toml")}`);
    // The scenario is what was seen.
    appendFileSync(model, `\n${text}`);
    const { value } = await margin(seen);
    check(Math.abs(solve(model, { scenarios: ["bad-news"] }).objective / value - 1) < 1e-12, "the scenario has another margin than what was seen");
    check(now.sets.length === 1, "the state is lost");
  },

  async nowhere(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model()));
    await settled(seen);
    seen.expected.push(/status of 422/);
    await seen.page.click('[data-open="scenario"]');
    await name(seen, "empty");
    check((await seen.page.innerText("#answer .wrong")).includes("nothing is changed"), "nothing can be saved as a scenario");
    await seen.page.keyboard.press("Escape");
    await type(seen, `${SUPPLY} *= 0.5`);
    await seen.page.click('[data-open="scenario"]');
    await name(seen, "half");
    check(await seen.page.locator("#scenario-text").count() === 1, "the text is not shown");
    check(await seen.page.locator("[data-save]").count() === 0, "without a file there is a button to append");
    await seen.page.click("[data-copy]");
    await until("it is said that it is copied", async () => /cop/i.test(await seen.page.innerText("[data-copy]")) && (await seen.page.innerText("[data-copy]")) !== "Copy");
  },

  async restart(tools, check) {
    const model = tools.model();
    const before = files(tools.folder);
    const desk = await tools.desk(model);
    const seen = await tools.visit(desk);
    await settled(seen);
    await after(seen, () => seen.page.click('[data-scenario="power-short"]'));
    await open(seen, SUPPLY);
    await after(seen, () => card(seen, SUPPLY).locator("[data-number]").fill("0.75"));
    await type(seen, "buyer.*.upside *= 0.5");
    await after(seen, () => seen.page.click('[data-do="undo"]'));
    const was = state(seen);
    const session = join(tools.folder, "trainium.desk.json");
    check(existsSync(session), "no session beside the model");
    check(isSame(files(tools.folder, "trainium.desk.json"), before), "the model or another file changed");
    const kept = readFileSync(session, "utf8");
    seen.expected.push(/ERR_|status of 401|Failed to load/);
    desk.child.kill("SIGKILL");
    await desk.end;
    check(readFileSync(session, "utf8") === kept, "the session changed at the end");
    await until("the page says that the desk is gone", () => seen.page.isVisible("#wrong"));
    // The same port: the page that is still open is told what to do.
    const next = await tools.desk(model, "--port", String(desk.port));
    check(next.said.includes("goes on from"), `it is said: ${next.said}`);
    await until("the page says that it was started again", async () => (await seen.page.innerText("#wrong")).includes("open the link"), 30_000);
    const again = await tools.visit(next);
    await settled(again);
    await isAt(again, check, was, "after a restart");
    await isSolved(again, check, was, "after a restart");
    check(await card(again, SUPPLY).count() === 1, "after a restart a changed number has no card");
    await after(again, () => again.page.click('[data-do="redo"]'));
    await isAt(again, check, { ...was, sets: [...was.sets, "buyer.*.upside *= 0.5"] }, "redo after a restart");
    for (let i = 0; i < 3; i++) await after(again, () => again.page.click('[data-do="undo"]'));
    await isAt(again, check, {}, "all undone after a restart");
    again.expected.push(/ERR_/);
    const { code, ms } = await tools.close(next);
    check(code === 0 && ms < 1000, `Ctrl-C: code ${code} after ${ms} ms`);
    check(isSame(files(tools.folder, "trainium.desk.json"), before), "the model or another file changed");
    // A state in the arguments is the next step of the session.
    const third = await tools.visit(await tools.desk(model, "--scenario", "memory-dear"));
    await settled(third);
    await isAt(third, check, { scenarios: ["memory-dear"] }, "a session that goes on with arguments");
    await after(third, () => third.page.click('[data-do="undo"]'));
    await isAt(third, check, {}, "before the arguments");
  },

  async others(tools, check) {
    const model = tools.model();
    const session = join(tools.folder, "mine.json");
    const of = JSON.parse(run("solve", model, "--format", "json").out).provenance;
    for (const [what, content] of [
      ["another JSON", JSON.stringify(of)],
      ["no JSON", "what I wrote down\n"],
      ["the session of another model", JSON.stringify({ format: "waferline desk session 1", model: "other.toml", steps: [{ scenarios: [], sets: [] }], at: 0, base: { scenarios: [], sets: [] } })],
      ["of another version", JSON.stringify({ format: "waferline desk session 9", model: "trainium.toml", steps: [{ scenarios: [], sets: [] }], at: 0, base: { scenarios: [], sets: [] } })],
    ]) {
      writeFileSync(session, content);
      const { code, err } = run("desk", "--no-open", model, "--session", session);
      check(code === 2 && err.includes("left unchanged"), `${what}: code ${code}: ${err}`);
      check(readFileSync(session, "utf8") === content, `${what} was changed`);
    }
    for (const wrong of [["--session", model], ["--session", "x.txt"], ["--scenarios", model]]) {
      const { code, err } = run("desk", "--no-open", model, ...wrong);
      check(code === 2 && err !== "", `${wrong}: code ${code}: ${err}`);
    }
    // A state that no longer fits is left out, in words, and can be brought back; the file stays as it is until something is done.
    const gone = JSON.stringify({ format: "waferline desk session 1", model: "trainium.toml", steps: [{ scenarios: ["gone"], sets: [] }], at: 0, base: { scenarios: [], sets: [] } });
    writeFileSync(session, gone);
    const without = await tools.visit(await tools.desk(model, "--session", session));
    await settled(without);
    const words = await without.page.innerText("#pane-notice");
    check(words.includes("session") && words.includes("gone"), `of a session with a scenario that is gone: ${words}`);
    check(readFileSync(session, "utf8") === gone, "a session whose scenario is gone was changed");
    // A session that cannot be written is said, and work goes on.
    const away = join(tools.folder, "away");
    mkdirSync(away);
    const seen = await tools.visit(await tools.desk(model, "--session", join(away, "s.json")));
    await settled(seen);
    rmSync(away, { recursive: true });
    await type(seen, `${SUPPLY} *= 0.75`);
    check((await seen.page.innerText("#pane-notice")).includes("not kept"), `of a session that is not kept: ${await seen.page.innerText("#pane-notice")}`);
    await isSolved(seen, check, { sets: [`${SUPPLY} *= 0.75`] }, "without a session");
  },

  async changed(tools, check) {
    const model = tools.model();
    const original = join(tools.folder, "original");
    copyFileSync(model, original);
    const seen = await tools.visit(await tools.desk(model));
    await settled(seen);
    const it = { scenarios: ["power-short"], sets: [`${SUPPLY} *= 0.75`] };
    await after(seen, () => seen.page.click('[data-scenario="power-short"]'));
    await type(seen, it.sets[0]);
    const before = await margin(seen);
    const bar = seen.page.locator("#pane-notice .notice");
    const write = (text) => writeFileSync(model, text);
    const text = readFileSync(original, "utf8");
    const dearer = text.replace(/price = 430 /, "price = 630 ");
    check(dearer !== text, "the model has no price of 430");
    write(dearer);
    await bar.waitFor();
    check((await margin(seen)).value === before.value, "a changed file is loaded without being asked for");
    await after(seen, () => bar.getByRole("button").click());
    await until("the bar is gone", async () => await bar.count() === 0);
    await isAt(seen, check, it, "a loaded file");
    await isSolved(seen, check, it, "a loaded file");
    check((await margin(seen)).value < before.value, "a dearer part costs nothing");
    check((await seen.page.innerText("#pane-proof")).includes(sha256(model).slice(0, 8)), "the provenance is of the old file");
    // A file with an error.
    const loaded = await margin(seen);
    seen.expected.push(/status of 422/);
    for (const [what, wrong, word] of [["no TOML", `${dearer}\n[[[`, "trainium.toml:"], ["an unknown word", dearer.replace("[model]", "[model]\nnonsense = 1"), "nonsense"],
      ["a number below nothing", dearer.replace("price = 630 ", "price = -630 "), "price"],
      ["without the scenario", dearer.replaceAll("power-short", "power-none"), "power-short"]]) {
      write(wrong);
      await bar.waitFor();
      await after(seen, () => bar.getByRole("button").click());
      const words = await seen.page.innerText("#wrong");
      check(words.includes(word), `${what}: ${words}`);
      await isAt(seen, check, it, what);
      check((await margin(seen)).value === loaded.value, `${what}: another margin`);
      check(await bar.count() === 1, `${what}: the bar is gone`);
    }
    write(dearer);
    await until("the bar of a file that is as it was is gone", async () => await bar.count() === 0, 5000);
    await pause(1000);
    write(text);
    await bar.waitFor();
    await after(seen, () => bar.getByRole("button").click());
    await isSolved(seen, check, it, "the first file again");
    check((await margin(seen)).value === before.value, "the first file has another margin");
  },
};
