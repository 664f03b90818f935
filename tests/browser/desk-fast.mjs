// From a key to the screen.
import { card, open, pause, settled, state, until } from "./desk-help.mjs";

const KEYS = 60;
const EVERY = 250;
const BOUND = Number(process.env.DESK_P95 || 1500);

export const parts = {
  async latency(tools, check) {
    const seen = await tools.visit(await tools.desk(tools.model()));
    await settled(seen);
    await open(seen, "component.hbm4.supply");
    await card(seen, "component.hbm4.supply").locator("[data-slide]").focus();
    await seen.page.evaluate(() => {
      const seen = window.timed = { keys: [], posts: [], shown: [] };
      document.addEventListener("keydown", (event) => seen.keys.push(event.timeStamp), true);
      const ask = window.fetch;
      window.fetch = async (path, options) => {
        const at = performance.now();
        const said = await ask(path, options);
        if (path === "/step") seen.posts.push({ at, answered: performance.now(), about: (await said.clone().json()).about });
        return said;
      };
      new MutationObserver(() => seen.shown.push({ at: performance.now(), about: Number(document.documentElement.dataset.shown) }))
        .observe(document.documentElement, { attributes: true, attributeFilter: ["data-shown"] });
    });
    for (let i = 0; i < KEYS; i++) {
      await seen.page.keyboard.press(i % 20 < 10 ? "ArrowLeft" : "ArrowRight");
      await pause(EVERY);
    }
    await settled(seen);
    await until("the last is shown", () => seen.page.evaluate(() => window.timed.shown.at(-1)?.about >= window.timed.posts.at(-1)?.about));
    const { keys, posts, shown } = await seen.page.evaluate(() => window.timed);
    const took = keys.map((key) => {
      const post = posts.find((it) => it.at >= key);
      const show = post && shown.find((it) => it.about >= post.about);
      return { all: show ? show.at - key : Infinity, answered: post ? post.answered - key : Infinity };
    });
    const of = (values) => {
      const sorted = [...values].sort((a, b) => a - b);
      const at = (share) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)].toFixed(0);
      return { p50: at(0.5), p95: at(0.95), max: at(1) };
    };
    const all = of(took.map((it) => it.all));
    const answered = of(took.map((it) => it.answered));
    console.log(`  from a key to the screen: p50 ${all.p50} ms, p95 ${all.p95} ms, max ${all.max} ms; to the answered step: p50 ${answered.p50}, p95 ${answered.p95}`);
    check(keys.length === KEYS, `${keys.length} keys of ${KEYS}`);
    check(posts.length <= KEYS, `${KEYS} keys have made ${posts.length} steps: a number is solved that is shown already`);
    check(Number(all.p95) <= BOUND, `p95 is ${all.p95} ms, more than ${BOUND}`);
    check(state(seen).sets.length <= 1, `one slider has made ${state(seen).sets}`);
  },
};
