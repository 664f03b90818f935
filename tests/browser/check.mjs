// Opens reports in headless Chromium and checks what a reader would: no error, no request beyond the file, every chart
// drawn, sorting and unfolding by keyboard, nothing wider than a phone, readable in light and dark; paper.mjs prints it.
// Usage: node check.mjs [--shots FOLDER] REPORT.html...     ($CHROMIUM names the browser; default /usr/bin/chromium)
import { readFileSync, mkdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { checkPaper } from "./paper.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LARGEST = 2_000_000;
const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 900 } };

const args = process.argv.slice(2);
const shots = args[0] === "--shots" ? args.splice(0, 2)[1] : null;
if (args.length === 0) throw new Error("usage: node check.mjs [--shots FOLDER] REPORT.html...");
if (shots) mkdirSync(shots, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const wrong = [];

for (const file of args) {
  const size = statSync(file).size;
  const name = basename(file, ".html");
  const check = (holds, what) => { if (!holds) wrong.push(`${name}: ${what}`); };
  check(size < LARGEST, `${size} bytes are more than ${LARGEST}`);
  let charts = 0;
  for (const [device, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ["light", "dark"]) {
      const where = `${device}, ${colorScheme}`;
      const page = await browser.newPage({ viewport, colorScheme });
      // Screenshots of long pages take long where other work goes on.
      page.setDefaultTimeout(180_000);
      const url = pathToFileURL(resolve(file)).href;
      page.on("console", (it) => { if (["error", "warning"].includes(it.type())) check(false, `${where}: console: ${it.text()}`); });
      page.on("pageerror", (error) => check(false, `${where}: ${error}`));
      page.on("request", (it) => check(it.url() === url, `${where}: asks for ${it.url()}`));
      await page.goto(url);
      if (shots) await page.screenshot({ path: join(shots, `${name}-${device}-${colorScheme}.png`), fullPage: true });

      // What unfolds is part of what is checked.
      const folded = await page.$$eval("details", (all) => all.forEach((it) => { it.open = true; }) ?? all.length);
      const width = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      check(width[0] <= width[1], `${where}: ${width[0]} wide, where ${width[1]} are seen`);
      const drawn = await page.$$eval("svg.chart", (all) => all
        .filter((svg) => getComputedStyle(svg).display !== "none")
        .map((svg) => {
          const box = svg.getBoundingClientRect();
          const shapes = Array.from(svg.querySelectorAll("rect[fill], path, polyline, circle"))
            .filter((it) => it.getAttribute("fill") !== "none" || it.hasAttribute("stroke"))
            .map((it) => it.getBoundingClientRect())
            .filter((it) => it.width + it.height > 0);
          const out = Array.from(svg.querySelectorAll("text")).filter((it) => {
            const text = it.getBoundingClientRect();
            return text.width > 0 && (text.left < box.left - 2 || text.right > box.right + 2 || text.bottom > box.bottom + 2);
          }).map((it) => it.textContent);
          const labels = Array.from(svg.querySelectorAll("text:not([transform])")).map((it) => it.getBoundingClientRect());
          const overlaps = labels.some((a, i) => labels.slice(i + 1).some((b) =>
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3));
          const title = svg.querySelector("title").textContent;
          return { title, isEmpty: box.width * box.height === 0 || shapes.length === 0, out, overlaps };
        }));
      charts = drawn.length;
      for (const it of drawn) {
        check(!it.isEmpty, `${where}: nothing is drawn in ${it.title}`);
        check(it.out.length === 0, `${where}: text runs out of ${it.title}: ${it.out}`);
        check(!it.overlaps, `${where}: labels overlap in ${it.title}`);
      }
      await page.evaluate(axe);
      const found = await page.evaluate(async () => (await axe.run({ resultTypes: ["violations"] })).violations
        .map((it) => `${it.id}: ${it.help}: ${it.nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ")}`));
      for (const it of found) check(false, `${where}: ${it}`);
      await page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = false; }));

      if (folded > 0) {
        await page.focus("details > summary");
        await page.keyboard.press("Enter");
        check(await page.$eval("details", (it) => it.open), `${where}: Enter does not unfold`);
        await page.keyboard.press("Enter");
        check(await page.$eval("details", (it) => !it.open), `${where}: Enter does not fold again`);
      }
      const heading = await page.$("table.sortable th.number[aria-sort] button");
      if (heading) {
        const order = () => heading.evaluate((button) => {
          const cell = button.closest("th");
          const rows = Array.from(cell.closest("table").tBodies[0].rows).filter((row) => !row.classList.contains("total"));
          return { sort: cell.getAttribute("aria-sort"),
            keys: rows.map((row) => row.cells[cell.cellIndex].dataset.value).filter((it) => it !== undefined).map(Number) };
        });
        const isSorted = ({ keys }, sign) => keys.every((key, i) => i === 0 || sign * (keys[i - 1] - key) <= 0);
        await heading.evaluate((button) => button.closest("details")?.setAttribute("open", ""));
        for (const [direction, sign] of [["descending", -1], ["ascending", 1]]) {
          await heading.focus();
          await page.keyboard.press("Enter");
          const now = await order();
          check(now.sort === direction && isSorted(now, sign), `${where}: Enter on a heading does not sort ${direction}`);
        }
      }
      const cell = await page.$("#heat td[tabindex='0']");
      if (cell) {
        const shown = () => page.$eval("#heat-tip", (it) => it.textContent);
        await cell.focus();
        check(await shown() === await cell.getAttribute("aria-label"), `${where}: the focused price is not shown`);
        await page.keyboard.press("ArrowRight");
        await page.keyboard.press("ArrowDown");
        const now = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
        check(await shown() === now, `${where}: the price reached by arrow keys is not shown`);
        check(await page.$$eval("#heat td[tabindex='0']", (all) => all.length) === 1, `${where}: the map is more than one stop`);
      }
      const ids = await page.$$eval("[id]", (all) => all.map((it) => it.id));
      check(new Set(ids).size === ids.length, `${where}: an id stands twice`);
      await page.close();
    }
  }
  await checkPaper(browser, resolve(file), name, check, shots);
  console.log(`${name}: ${size} bytes, ${charts} charts`);
}
await browser.close();
if (wrong.length > 0) {
  console.error([...new Set(wrong)].join("\n"));
  process.exit(1);
}
