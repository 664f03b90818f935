// Starts and ends desks, opens their pages, and waits for what follows.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { basename, join } from "node:path";

export const waferline = process.env.WAFERLINE || "target/release/waferline";
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
export const sha256 = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

// Runs the program to its end; one that does not end has no code.
export function run(...args) {
  const done = spawnSync(waferline, args, { encoding: "utf8", timeout: 60_000, maxBuffer: 1 << 28, env: { ...process.env, COLUMNS: "100" } });
  return { code: done.status, out: done.stdout, err: done.stderr };
}
// What `waferline solve` takes for a state.
export const asArgs = ({ scenarios = [], sets = [] }) =>
  [...scenarios.flatMap((it) => ["--scenario", it]), ...sets.flatMap((it) => ["--set", it])];
export const solve = (model, state) => JSON.parse(run("solve", model, "--format", "json", ...asArgs(state)).out);
export const queryOf = ({ scenarios = [], sets = [] }) =>
  new URLSearchParams([...scenarios.map((it) => ["scenario", it]), ...sets.map((it) => ["set", it])]).toString();
export function stateOf(url) {
  const asked = new URL(url).searchParams;
  return { scenarios: asked.getAll("scenario"), sets: asked.getAll("set") };
}
export const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// Waits until something holds; an error that says what did not, otherwise.
export async function until(what, holds, patience = 30_000) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await holds();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await pause(30);
  }
}

// A request by hand: status, headers and text.
export function request(port, path, { method = "GET", headers = {}, body } = {}) {
  return new Promise((done, fail) => {
    const asked = http.request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (response) => {
      const parts = [];
      response.on("data", (it) => parts.push(it));
      const end = () => done({ status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString() });
      response.on("end", end);
      response.on("error", end);
    });
    asked.on("error", fail);
    if (body !== undefined) asked.write(body);
    asked.end();
  });
}

// What a part of the checks opens: all of it is closed when the part ends.
export class Tools {
  constructor(browser, scratch, check) {
    Object.assign(this, { browser, check, folder: scratch, desks: [], contexts: [] });
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch, { recursive: true });
  }

  // A copy of a model in the folder of this part.
  model(from = "models/trainium.toml") {
    const to = join(this.folder, basename(from));
    copyFileSync(from, to);
    return to;
  }

  // Starts a desk.
  async desk(model, ...more) {
    const child = spawn(waferline, ["desk", "--no-open", model, ...more], { cwd: this.cwd, stdio: ["ignore", "pipe", "pipe"] });
    const desk = { child, model, said: "", links: [], ended: null };
    const heard = (it) => {
      desk.said += it;
      desk.links = desk.said.match(/http:\/\/\S+token=\S+/g) ?? [];
    };
    child.stdout.on("data", heard);
    child.stderr.on("data", heard);
    desk.end = new Promise((done) => child.on("exit", (code, signal) => done(desk.ended = { code, signal })));
    this.desks.push(desk);
    await until(`the desk prints its link: ${desk.said}`, () => desk.links.length > 0 || desk.ended);
    if (desk.ended) throw new Error(`the desk ended with ${desk.ended.code}: ${desk.said}`);
    desk.port = Number(new URL(desk.links[0]).port);
    return desk;
  }

  // Ends a desk, as Ctrl-C does.
  async close(desk) {
    const began = Date.now();
    desk.child.kill("SIGINT");
    const { code, signal } = await desk.end;
    return { code, signal, ms: Date.now() - began };
  }

  // The link that was printed last and not opened yet.
  async link(desk) {
    desk.opened ??= 0;
    await until("a new link is printed", () => desk.links.length > desk.opened);
    desk.opened = desk.links.length;
    return desk.links[desk.opened - 1];
  }

  // Opens the page of a desk: in a browser of its own that is let in, or in one that is in.
  async visit(desk, { query = "", context, url, ...options } = {}) {
    const own = context ?? await this.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    if (!context) this.contexts.push(own);
    const page = await own.newPage();
    page.setDefaultTimeout(20_000);
    const seen = { page, context: own, desk, newest: 0, pending: 0, posts: 0, expected: [], aborted: [] };
    const origin = `http://127.0.0.1:${desk.port}`;
    page.on("console", (it) => {
      const isExpected = seen.expected.some((known) => known.test(it.text()));
      if (["error", "warning"].includes(it.type()) && !isExpected) this.check(false, `console: ${it.text()}`);
    });
    page.on("pageerror", (error) => this.check(false, `error of the script: ${error}`));
    page.on("request", (it) => {
      if (new URL(it.url()).origin !== origin) this.check(false, `asks for ${it.url()}`);
      if (it.method() === "POST") { seen.posts++; seen.pending++; }
    });
    page.on("requestfailed", (it) => {
      seen.aborted.push(it.url());
      if (it.method() === "POST") seen.pending--;
    });
    page.on("response", async (it) => {
      if (it.request().method() !== "POST") return;
      const said = await it.json().catch(() => ({}));
      seen.newest = Math.max(seen.newest, said.about ?? 0);
      seen.pending--;
    });
    const link = url ?? (context ? `${origin}/` : await this.link(desk));
    seen.response = await page.goto(query ? `${link}${link.includes("?") ? "&" : "?"}${query}` : link);
    return seen;
  }

  // Ends everything of this part.
  async end() {
    for (const it of this.contexts) await it.close().catch(() => {});
    for (const it of this.desks) if (!it.ended) { it.child.kill("SIGKILL"); await it.end; }
  }
}

const about = ({ page }) => page.evaluate(() => {
  const of = (id) => Number(document.getElementById(id).dataset.about);
  return { head: of("pane-head"), now: of("pane-now"), status: of("pane-status"),
    words: document.getElementById("pane-status").innerText.trim() };
});
// Waits until all that was asked for is shown, with its reasons.
export async function settled(seen, patience = 60_000) {
  const end = Date.now() + patience;
  for (let quiet = 0; quiet < 2;) {
    const now = await about(seen);
    const rests = seen.pending === 0 && now.words === "" && now.head >= seen.newest && now.now === now.head && now.status === now.head;
    quiet = rests ? quiet + 1 : 0;
    if (Date.now() > end) throw new Error(`the desk does not come to rest: ${JSON.stringify({ ...now, newest: seen.newest })}`);
    await pause(40);
  }
}
// Does something that asks the desk, and waits until what follows is shown.
export async function after(seen, act) {
  const posts = seen.posts;
  await act();
  await until("something is asked of the desk", () => seen.posts > posts, 10_000);
  await settled(seen);
}
// Goes to a state by its link.
export async function go(seen, state) {
  await seen.page.goto(`http://127.0.0.1:${seen.desk.port}/?${queryOf(state)}`);
  await pause(150);
  await settled(seen);
}

// What is read on the page.
export const margin = ({ page }) => page.locator("#pane-now .cards dd").first().evaluate((it) => ({ value: Number(it.dataset.value), text: it.textContent }));
export const card = ({ page }, path) => page.locator(`article[data-path="${path}"]`);
export const state = ({ page }) => stateOf(page.url());
export async function open(seen, path) {
  await seen.page.fill("#ask", path);
  await after(seen, () => seen.page.click(`[data-number-open="${path}"]`));
  await card(seen, path).waitFor();
}
export const type = (seen, set) => after(seen, async () => {
  await seen.page.fill("#assignment", set);
  await seen.page.press("#assignment", "Enter");
});
// The state that is seen is this one: by its link, and by the words beside it.
export async function isAt(seen, check, expected, what) {
  const wanted = { scenarios: expected.scenarios ?? [], sets: expected.sets ?? [] };
  check(isSame(state(seen), wanted), `${what}: the state is ${JSON.stringify(state(seen))}, not ${JSON.stringify(wanted)}`);
  const link = await seen.page.getAttribute("#seen", "data-link");
  check(isSame(stateOf(new URL(link, seen.page.url())), wanted), `${what}: the link says ${link}`);
  const on = await seen.page.$$eval("[data-scenario]:checked", (all) => all.map((it) => it.dataset.scenario));
  check(isSame(on.sort(), [...wanted.scenarios].sort()), `${what}: the switches that are on are ${on}`);
}
// The margin that is seen is the one of `waferline solve`.
export async function isSolved(seen, check, state, what) {
  const json = solve(seen.desk.model, state);
  const { value } = await margin(seen);
  check(Math.abs(value - json.objective) <= 1e-12 * Math.abs(json.objective), `${what}: the margin is ${value}, ${json.objective} by the program`);
  return json;
}
