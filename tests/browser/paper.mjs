// Prints a report and reads the paper: every number of every table is there, in its row; nothing is cut and nothing lies
// over something else; every page says of what it is. Needs pdftotext.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Sizes in points, and the width between the margins of 12 mm in pixels.
const FORMATS = { A4: { width: 595, between: 702 }, Letter: { width: 612, between: 725 } };
const MARGIN = 30;

// The tables as they are on a screen and as they are printed: the numbers of each row.
const rows = (page, selector) => page.$$eval(selector, (tables) => tables.flatMap((table) =>
  Array.from(table.tBodies[0].rows, (row) => Array.from(row.cells)
    .filter((cell) => cell.matches("td.number, td.cell")).map((cell) => cell.textContent.trim()).filter((it) => it !== ""))
    .filter((cells) => cells.length > 0)));

function entities(text) {
  const named = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_, code, name) => (code ? String.fromCodePoint(Number(code)) : named[name] ?? ""));
}

// Every word of every page with its place.
function words(pdf) {
  const html = execFileSync("pdftotext", ["-bbox", pdf, "-"], { encoding: "utf8", maxBuffer: 1 << 28 });
  return html.split("<page ").slice(1).map((page) => {
    const word = /<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)<\/word>/g;
    return Array.from(page.matchAll(word), ([, left, top, right, bottom, text]) =>
      ({ left: +left, top: +top, right: +right, bottom: +bottom, text: entities(text) }));
  });
}

// The words that stand beside each other, from left to right.
function lines(page) {
  const level = page.filter((it) => it.bottom - it.top < 24).sort((a, b) => a.bottom - b.bottom || a.left - b.left);
  const all = [];
  for (const word of level) {
    const last = all.at(-1);
    if (last && word.bottom - last[0].bottom < 1.2) last.push(word);
    else all.push([word]);
  }
  return all.map((line) => line.sort((a, b) => a.left - b.left));
}

function tally(all) {
  const counts = new Map();
  for (const it of all) counts.set(it, (counts.get(it) ?? 0) + 1);
  return counts;
}

// Checks the report at `file` as it is printed with and without its script; `keep` is a folder for the PDF, or null.
export async function checkPaper(browser, file, name, check, keep) {
  const scratch = mkdtempSync(join(tmpdir(), "paper-"));
  try {
    for (const [format, { width, between }] of Object.entries(FORMATS)) {
      for (const javaScriptEnabled of format === "A4" ? [true, false] : [true]) {
        const where = `${format}${javaScriptEnabled ? "" : ", without script"}`;
        const context = await browser.newContext({ javaScriptEnabled, colorScheme: "dark" });
        const page = await context.newPage();
        page.setDefaultTimeout(180_000);
        await page.goto(pathToFileURL(file).href);
        const title = (await page.textContent("h1")).trim();
        const onScreen = (await rows(page, "table:not(.paper table)")).flat().filter((it) => /\d/.test(it));
        const printed = await rows(page, "table:not(.screen table)");
        const missing = (all, of) => Array.from(tally(all)).filter(([it, count]) => (of.get(it) ?? 0) < count).map(([it]) => it);
        const lost = missing(onScreen, tally(printed.flat()));
        check(lost.length === 0, `${where}: not in a table for paper: ${lost.slice(0, 5)}`);

        const path = join(keep ?? scratch, `${name}-${format}${javaScriptEnabled ? "" : "-plain"}.pdf`);
        await page.pdf({ path, format, preferCSSPageSize: true });
        const pages = words(path);
        const found = missing(printed.flat(), tally(pages.flat().map((it) => it.text)));
        check(found.length === 0, `${where}: numbers that are not on paper: ${found.slice(0, 5)}`);
        const all = pages.map(lines);
        const said = all.flat().map((line) => ` ${line.map((it) => it.text).join(" ")} `).join("\n");
        const broken = printed.filter((row) => !said.includes(` ${row.join(" ")} `));
        check(broken.length === 0, `${where}: rows that are not on one line of paper: ${broken.slice(0, 3).join(" | ")}`);
        pages.forEach((page, at) => {
          const out = page.filter((it) => it.left < MARGIN || it.right > width - MARGIN);
          check(out.length === 0, `${where}, page ${at + 1}: cut: ${out.slice(0, 3).map((it) => it.text)}`);
          const over = all[at].flatMap((line) => line.slice(1).filter((it, i) => it.left < line[i].right - 0.6));
          check(over.length === 0, `${where}, page ${at + 1}: over another word: ${over.slice(0, 3).map((it) => it.text)}`);
          const text = all[at].map((line) => line.map((it) => it.text).join(" "));
          check(text[0]?.startsWith(title.slice(0, 40)), `${where}, page ${at + 1}: no head but ${text[0]}`);
          const foot = text.at(-1) ?? "";
          check(foot.includes("SHA-256") && foot.endsWith(`Page ${at + 1} of ${pages.length}`), `${where}, page ${at + 1}: no foot but ${foot}`);
        });

        if (javaScriptEnabled) {
          await page.emulateMedia({ media: "print" });
          await page.setViewportSize({ width: between, height: 1000 });
          await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
          const cut = await page.$$eval("table", (tables) => tables
            .filter((it) => it.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .map((it) => it.textContent.slice(0, 60)));
          for (const what of cut) check(false, `${where}: paper ends before the table ${what}`);
          const spilt = await page.$$eval("td, th", (cells) => cells
            .filter((it) => it.clientWidth > 0 && it.scrollWidth > it.clientWidth + 1).map((it) => it.textContent.slice(0, 40)));
          check(spilt.length === 0, `${where}: runs out of its cell: ${spilt.slice(0, 3)}`);
          const ink = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
          check(ink === "rgb(255, 255, 255)", `${where}: paper is ${ink}`);
          await page.evaluate(() => dispatchEvent(new Event("afterprint")));
          const left = await page.$$eval("table.sortable", (tables) => tables
            .filter((it) => it.tBodies[0].rows.length > 1 && !it.tHead.querySelector("th button")).length);
          check(left === 0, `${where}: ${left} tables cannot be sorted after printing`);
        }
        await context.close();
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
