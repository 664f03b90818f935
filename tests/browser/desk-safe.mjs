// Who is let in, and who is not.
import { writeFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:net";
import { after, isAt, pause, request, run, settled, type } from "./desk-help.mjs";

// A request as it is written, where a client would tidy it up.
const raw = (port, text) => new Promise((done) => {
  const socket = connect(port, "127.0.0.1", () => socket.write(text));
  let said = "";
  socket.on("data", (it) => { said += it; });
  socket.on("close", () => done(said));
  socket.on("error", () => done(said));
  setTimeout(() => socket.destroy(), 2000);
});
async function enter(desk, link) {
  const { pathname, search } = new URL(link);
  const said = await request(desk.port, pathname + search);
  const cookie = (said.headers["set-cookie"] ?? [""])[0];
  return { ...said, cookie, pair: cookie.split(";")[0] };
}

export const parts = {
  async door(tools, check) {
    const desk = await tools.desk(tools.model());
    const token = new URL(desk.links[0]).searchParams.get("token");
    check(token.length >= 32, `the token is ${token.length} characters long`);
    const status = async (path, options) => (await request(desk.port, path, options)).status;
    check(await status("/") === 401, "in without a cookie");
    check(await status("/?token=") === 401, "in with no token");
    check(await status(`/?token=${"a".repeat(token.length)}`) === 401, "in with a wrong token");
    check(await status("/events") === 401, "events without a cookie");
    check(await status("/download/plan.json") === 401, "a plan without a cookie");
    check(await status("/step", { method: "POST", body: "{}" }) === 401, "a step without a cookie");
    check(await status("/", { headers: { cookie: `waferline_desk_${desk.port}=${token}` } }) === 401, "the token is the cookie");
    const refusedHead = await request(desk.port, "/");
    check(!refusedHead.text.includes(token) && refusedHead.text.length < 400, `who is not let in reads ${refusedHead.text}`);
    check(await status(`/?token=${token}`, { headers: { host: `evil.example:${desk.port}` } }) === 421, "a token by a foreign name");
    const first = await enter(desk, desk.links[0]);
    check(first.status === 303 && first.headers.location === "/", `let in: ${first.status} ${first.headers.location}`);
    for (const it of ["HttpOnly", "SameSite=Strict", "Path=/"]) check(first.cookie.includes(it), `the cookie lacks ${it}: ${first.cookie}`);
    check(!/domain=/i.test(first.cookie), `the cookie is for other names: ${first.cookie}`);
    check((await enter(desk, desk.links[0])).status === 401, "a token lets in twice");
    await pause(200);
    check(desk.links.length === 2 && desk.links[1] !== desk.links[0], `no new link after the first: ${desk.said}`);
    check((await enter(desk, desk.links[1])).status === 303, "the new link does not let in");
    const cookie = first.pair;
    const page = await request(desk.port, "/", { headers: { cookie } });
    check(page.status === 200, `with the cookie: ${page.status}`);
    const policy = page.headers["content-security-policy"] ?? "";
    check(policy.includes("default-src 'none'") && !policy.includes("unsafe") && !policy.includes("*"), `the policy is ${policy}`);
    check(page.headers["x-content-type-options"] === "nosniff" && page.headers["cache-control"] === "no-store", "headers of the page");
    check(page.headers["referrer-policy"] === "no-referrer" && page.headers["cross-origin-resource-policy"] === "same-origin", "headers of the page");
    check(!page.headers["access-control-allow-origin"], "other sites may read");
    const secret = /data-secret="([^"]+)"/.exec(page.text)[1];
    check(secret !== token && !cookie.includes(secret), "the secret of the page is known beside it");
    const host = `127.0.0.1:${desk.port}`;
    const headers = { cookie, origin: `http://${host}`, "content-type": "application/json", "x-waferline-secret": secret };
    const body = JSON.stringify({ do: "scenario", id: "power-short", on: true });
    const step = (changed, text = body) => status("/step", { method: "POST", headers: { ...headers, ...changed }, body: text });
    const without = (name) => { const { [name]: _, ...left } = headers; return status("/step", { method: "POST", headers: left, body }); };
    for (const it of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "169.254.169.254"]) {
      check(await status("/", { headers: { cookie, host: `${it}:${desk.port}` } }) === 421, `by the name ${it}`);
    }
    check(await status("/", { headers: { cookie, host: "127.0.0.1:1" } }) === 421, "by another port");
    check(await status("/", { headers: { cookie, host: `localhost:${desk.port}` } }) === 200, "not by the name localhost");
    for (const it of ["http://evil.example", `http://evil.example:${desk.port}`, `https://${host}`, `http://127.0.0.1:${desk.port + 1}`, "null"]) {
      check(await step({ origin: it }) === 403, `a step from ${it}`);
    }
    check(await without("origin") === 403, "a step from nowhere");
    check(await without("x-waferline-secret") === 403, "a step without the secret");
    check(await step({ "x-waferline-secret": "guess" }) === 403, "a step with a wrong secret");
    check(await step({ "sec-fetch-site": "cross-site" }) === 403, "a step of another site");
    check(await status("/download/plan.json", { headers: { cookie, "sec-fetch-site": "cross-site" } }) === 403, "a plan for another site");
    check(await status("/download/plan.json", { headers: { cookie, "sec-fetch-site": "same-site" } }) === 403, "a plan for another port of this machine");
    check(await status("/step", { headers }) === 405, "a step by GET");
    check([415, 400].includes(await step({ "content-type": "text/plain" })), "a step as plain text");
    check(await step({}, `{"do":"add","sets":["${"a".repeat(1 << 20)}"]}`) === 413, "more than 1 MB");
    check([400, 422].includes(await step({}, "{}")), "a step that says nothing");
    check([400, 422].includes(await step({}, '{"do":"remove","at":-1}')), "a step that is none");
    check([400, 422].includes(await step({}, `${"[".repeat(100_000)}`)), "a deep step");
    for (const it of ["/download/../../etc/passwd", "/download/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/download//etc/passwd", "/download/trainium.toml", "/../../etc/passwd", "/etc/passwd"]) {
      const said = await raw(desk.port, `GET ${it} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`);
      check(/^HTTP\/1\.1 40[04]/.test(said) && !said.includes("root:"), `${it}: ${said.slice(0, 60)}`);
    }
    check((await raw(desk.port, `GET / HTTP/1.1\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`)).startsWith("HTTP/1.1 4"), "without a name");
    check(await step({}) === 200, "the page's own step is refused");
    const json = await request(desk.port, "/download/plan.json", { headers: { cookie } });
    check(JSON.parse(json.text).provenance.scenarios.length === 1, "only the step that is right changes something");
    check((await enter(desk, `${desk.links.at(-1)}&scenario=power-short&set=a%0d%0aX-Evil:1`)).headers["x-evil"] === undefined, "a link writes headers");
  },

  // A cookie in a browser: the script cannot read it, another site's page does not send it.
  async browser(tools, check) {
    const desk = await tools.desk(tools.model());
    const seen = await tools.visit(desk);
    await settled(seen);
    check(seen.response.headers()["content-security-policy"]?.includes("default-src 'none'"), "the page has no policy");
    check(await seen.page.evaluate(() => document.cookie) === "", "a script can read the cookie");
    const [cookie] = await seen.context.cookies();
    check(cookie.httpOnly && cookie.sameSite === "Strict" && cookie.expires === -1, `the cookie is ${JSON.stringify(cookie)}`);
    check(!(await seen.page.content()).includes(new URL(desk.links[0]).searchParams.get("token")), "the token stands in the page");
    const stored = await seen.page.evaluate(() => localStorage.length + sessionStorage.length);
    check(stored === 0, "something is stored in the browser");
    const other = await tools.desk(tools.model("models/minimal.toml"));
    const foreign = await seen.context.newPage();
    await foreign.goto(`http://localhost:${other.port}/`).catch(() => {});
    const tried = await foreign.evaluate(async (port) => {
      const all = await Promise.all([
        fetch(`http://127.0.0.1:${port}/download/plan.json`, { credentials: "include" }).then((it) => it.status, () => "refused"),
        fetch(`http://127.0.0.1:${port}/step`, { method: "POST", credentials: "include", mode: "no-cors", body: '{"do":"reset"}' }).then((it) => it.type, () => "refused"),
      ]);
      return all;
    }, desk.port);
    check(tried[0] === "refused", `another site's page reads a plan: ${tried[0]}`);
    await isAt(seen, check, {}, "after another site's tries");
  },

  async listen(tools, check) {
    const model = tools.model("models/minimal.toml");
    for (const wrong of [["--listen", "0.0.0.0"], ["--listen", "0.0.0.0", "--token", "short"], ["--token", "has spaces in it, alas"], ["--listen", "192.0.2.1"], ["--port", "70000"], ["--listen", "0.0.0.0", "--token", ""]]) {
      const { code, err } = run("desk", "--no-open", model, ...wrong);
      check(code === 2 && err !== "", `${wrong.join(" ")}: code ${code}: ${err}`);
    }
    const token = "a-token-that-is-long-enough";
    const desk = await tools.desk(model, "--token", token);
    for (let i = 0; i < 2; i++) check((await enter(desk, `http://x/?token=${token}`)).status === 303, "a given token lets in once only");
    const taken = run("desk", "--no-open", model, "--session", join(tools.folder, "b.json"), "--port", String(desk.port));
    check(taken.code === 2 && taken.err.includes("cannot listen"), `a port that is taken: ${taken.code} ${taken.err}`);
    const { code, ms } = await tools.close(desk);
    check(code === 0 && ms < 1000, `Ctrl-C: ${code} after ${ms} ms`);
  },

  // Texts of the model and of a link are texts on the page.
  async texts(tools, check) {
    const model = tools.model();
    const evil = "<img src=x onerror=alert(1)>";
    const text = readFileSync(model, "utf8").replace('name = "Trainium 2027-2029"', `name = "${evil}"`)
      .replace('name = "HBM4 stack"', `name = "\\u001b[31m${evil}\\u202e"`).replace('description = "AWS halls', `description = "${evil} AWS halls`);
    writeFileSync(model, text);
    const seen = await tools.visit(await tools.desk(model));
    await settled(seen);
    seen.page.on("dialog", (it) => { check(false, "a text of the model is run"); it.dismiss(); });
    seen.expected.push(/status of 422/);
    check((await seen.page.innerText("h1")).includes(evil), `the title is ${await seen.page.innerText("h1")}`);
    await seen.page.fill("#ask", "hbm4");
    await seen.page.locator(".hit").first().waitFor();
    await after(seen, () => seen.page.click('[data-number-open="component.hbm4.supply"]'));
    await type(seen, `component.hbm4.supply *= ${evil}`);
    await type(seen, `${evil} = 1`);
    await after(seen, () => seen.page.click('[data-scenario="power-short"]'));
    await seen.page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
    await seen.page.locator('tr[data-why="component.hbm4"] td.askable').first().click();
    await pause(800);
    check(await seen.page.locator("img").count() === 0, "a text of the model is an element of the page");
    check(!/[\u001b\u202e]/.test(await seen.page.innerText("body")), "control characters of the model are on the page");
  },
};
