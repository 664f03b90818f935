// The numbers on the page are those of `waferline solve`.
import { readFileSync } from "node:fs";
import { asArgs, go, isAt, isSolved, margin, run, settled } from "./desk-help.mjs";

const STATES = [
  {},
  { scenarios: ["power-short"] },
  { scenarios: ["memory-dear", "power-short"] },
  { scenarios: ["customers-first"] },
  { sets: ["foundry.tsmc-n3p.capacity *= 0.85"] },
  { sets: ["component.hbm4.supply@2027Q4 = 700000", "component.hbm4.supply@2028Q2 = 900000"] },
  { scenarios: ["racks-outside"], sets: ["site.aws.power_mw@2028Q3.. *= 0.9", "buyer.*.buys.*.price *= 1.0137"] },
  { sets: ["process.cowos.capacity = 26000", "policy.external_share_max = 0.2", "component.hbm3e.price += 12.5"] },
];
const DEALS = [{}, { sets: ["option.hall.taken = 1", "option.lab-agreement.taken = 0"] }, { scenarios: ["rental-price-war"] }];

// Rows of tables: what the page calls them, and the amounts by quarter of the answer.
function rows({ plan }) {
  const all = [];
  for (const it of plan.starts) {
    all.push([`die.${it.die}`, "Wafer starts", 0, it.normal], [`die.${it.die}.hot_lot`, "Wafer starts", 0, it.hot_lot]);
  }
  for (const it of plan.foundries) {
    all.push([`foundry.${it.foundry}.capacity`, "Wafer starts", 0, it.started], [`foundry.${it.foundry}.capacity`, "Wafer starts", 1, it.capacity]);
  }
  for (const it of plan.components) all.push([`component.${it.component}`, "Components and processes", 0, it.bought]);
  for (const it of plan.installed) all.push([`rack.${it.rack}.site.${it.site}`, "Who gets the racks", 0, it.racks]);
  for (const it of plan.sold) all.push([`buyer.${it.buyer}.${it.item}`, "Who gets the racks", 0, it.units]);
  return all;
}

// Returns how many cells were compared.
async function compare(seen, check, json, what) {
  let cells = 0;
  for (const [path, table, at, amounts] of rows(json)) {
    const shown = await seen.page.evaluate(([path, table, at]) => {
      const folded = Array.from(document.querySelectorAll("#pane-tables details"))
        .find((it) => it.querySelector("summary").textContent === table);
      const row = folded?.querySelectorAll(`tr[data-why="${path}"], tr[data-curve="${path}"]`)[at];
      if (!row) return null;
      const quarters = Array.from(row.closest("table").tHead.rows[0].cells, (it) => it.dataset.quarter);
      return Array.from(row.cells).map((it, i) => [quarters[i], it]).filter(([quarter]) => quarter)
        .map(([, it]) => [Number(it.dataset.value), it.textContent]);
    }, [path, table, at]);
    // What never happens has no row.
    if (shown === null) {
      check(amounts.every((it) => Math.abs(it) < 1e-6), `${what}: ${path} is not in ${table}`);
      continue;
    }
    check(shown.length === amounts.length, `${what}: ${path} has ${shown.length} quarters of ${amounts.length}`);
    amounts.forEach((amount, t) => {
      const [value, text] = shown[t] ?? [];
      cells++;
      check(Math.abs(value - amount) <= 1e-9 * Math.max(1, Math.abs(amount)), `${what}: ${path}, quarter ${t}: ${value} on the page, ${amount} in the answer`);
      const words = Math.round(amount).toLocaleString("en");
      if (Math.abs(amount) >= 1000) check(text === words, `${what}: ${path}, quarter ${t}: ${amount} is written ${text}`);
    });
  }
  return cells;
}

async function download(seen, name) {
  const [file] = await Promise.all([seen.page.waitForEvent("download"), seen.page.click(`a[href="/download/${name}"]`)]);
  return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
}

async function all(tools, check, model, states) {
  const seen = await tools.visit(await tools.desk(model));
  await settled(seen, 120_000);
  let cells = 0;
  for (const it of states) {
    const what = JSON.stringify(it);
    await go(seen, it);
    await isAt(seen, check, it, what);
    const json = await isSolved(seen, check, it, what);
    cells += await compare(seen, check, json, what);
    const text = run("solve", model, ...asArgs(it)).out.replace(/\s+/g, " ");
    const shown = await margin(seen);
    check(text.includes(`Margin ${shown.text}`), `${what}: ${shown.text} is not in: ${text.slice(0, 200)}`);
    const file = await download(seen, "plan.json");
    const own = run("solve", model, "--format", "json", ...asArgs(it)).out;
    check(file.content.toString() === own, `${what}: the JSON that is taken away is not that of waferline solve: ${apart(file.content.toString(), own)}`);
  }
  check(cells > 100 * states.length / 2, `only ${cells} cells were compared`);
}
function apart(a, b) {
  const [left, right] = [a.split("\n"), b.split("\n")];
  const at = left.findIndex((line, i) => line !== right[i]);
  return `line ${at + 1}: ${left[at]} and ${right[at]}`;
}

export const parts = {
  trainium: (tools, check) => all(tools, check, tools.model(), STATES),
  deals: (tools, check) => all(tools, check, tools.model("models/trainium-deals.toml"), DEALS),

  async downloads(tools, check) {
    const model = tools.model();
    const seen = await tools.visit(await tools.desk(model));
    const it = { scenarios: ["power-short"], sets: ["component.hbm4.supply *= 0.9"] };
    await go(seen, it);
    const book = await download(seen, "plan.xlsx");
    check(book.name === "trainium-plan.xlsx", `the workbook is called ${book.name}`);
    run("solve", model, ...asArgs(it), "--out", `${tools.folder}/own.xlsx`);
    check(book.content.equals(readFileSync(`${tools.folder}/own.xlsx`)), "the workbook is not that of waferline solve");
    const page = await download(seen, "report.html");
    check(page.name === "trainium-report.html", `the page is called ${page.name}`);
    run("report", model, ...asArgs(it), "--out", `${tools.folder}/own.html`);
    // Commands to ask next are for who has no desk.
    const [ours, own] = [page.content.toString(), readFileSync(`${tools.folder}/own.html`, "utf8")]
      .map((it) => it.replace(/<p>Ask next:<\/p><pre class="commands">[^<]*<\/pre>/, ""));
    check(ours === own, `the report page is not that of waferline report: ${ours.length} and ${own.length} bytes, ${apart(ours, own).slice(0, 300)}`);
    // Without a plan, the answer says why.
    await go(seen, { scenarios: ["trn4-late-no-grace"] });
    const none = await download(seen, "plan.json");
    const own_none = run("solve", model, "--format", "json", "--scenario", "trn4-late-no-grace").out;
    check(none.content.toString() === own_none, `without a plan: ${apart(none.content.toString(), own_none)}`);
  },
};
