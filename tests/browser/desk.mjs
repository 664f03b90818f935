// Drives `waferline desk` in headless Chromium and checks what a planner would do at it; each desk-*.mjs has a topic.
// Usage: node desk.mjs [--shots FOLDER] [TOPIC...]     ($WAFERLINE, $CHROMIUM, $SCRATCH; all topics without one)
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { Tools } from "./desk-help.mjs";
import * as change from "./desk-change.mjs";
import * as numbers from "./desk-numbers.mjs";
import * as shared from "./desk-shared.mjs";
import * as ask from "./desk-ask.mjs";
import * as kept from "./desk-kept.mjs";
import * as large from "./desk-large.mjs";
import * as safe from "./desk-safe.mjs";
import * as seen from "./desk-seen.mjs";
import * as fast from "./desk-fast.mjs";

const topics = { change, numbers, shared, ask, kept, large, safe, seen, fast };
const args = process.argv.slice(2);
const shots = args[0] === "--shots" ? args.splice(0, 2)[1] : null;
if (shots) mkdirSync(shots, { recursive: true });
for (const it of args) if (!topics[it]) throw new Error(`no topic is called ${it}: ${Object.keys(topics).join(", ")}`);

const scratch = process.env.SCRATCH || mkdtempSync(join(tmpdir(), "desk-check-"));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const wrong = [];
for (const [topic, { parts }] of Object.entries(topics)) {
  if (args.length > 0 && !args.includes(topic)) continue;
  for (const [name, part] of Object.entries(parts)) {
    const began = Date.now();
    const before = wrong.length;
    let checks = 0;
    const check = (holds, what) => {
      checks++;
      if (!holds) wrong.push(`${topic}, ${name}: ${what}`);
    };
    const tools = new Tools(browser, join(scratch, topic), check);
    try {
      await part(tools, check, shots);
    } catch (error) {
      wrong.push(`${topic}, ${name}: ${error.stack}`);
    }
    await tools.end();
    const failed = wrong.length - before;
    console.log(`${topic}, ${name}: ${checks} checks, ${failed === 0 ? "" : `${failed} FAILED, `}${((Date.now() - began) / 1000).toFixed(1)} s`);
  }
}
await browser.close();
if (!process.env.SCRATCH) rmSync(scratch, { recursive: true, force: true });
if (wrong.length > 0) {
  console.error([...new Set(wrong)].join("\n"));
  process.exit(1);
}
