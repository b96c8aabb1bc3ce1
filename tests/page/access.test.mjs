// Who may ask: a real identity provider and API keys before the real service, and signing in on the page.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { exportSPKI, importJWK, SignJWT } from "jose";
import { accessible, add, inBrowser, launchBrowser, NOTHING_STORED, ranked, stored } from "./browser.mjs";
import { freePort, startConfigured } from "./dev.mjs";
import { PAGE_CLIENT, startIdentity } from "./identity.mjs";

/** @import { Browser, BrowserContext, Page } from "playwright-core" */
/** @import { Identity } from "./identity.mjs" */

/** A key is fetched again at most once in this time. */
const PAUSE_MS = 31_000;
const CASE = { observed: ["HP:0001166", "HP:0001083"], top: 1 };

/** @type {Browser} */
let browser;
/** @type {Identity} */
let identity;
let base = "";
let audit = "";
let clinicianKey = "";
/** @type {(() => void)[]} */
const stops = [];

/** @param {string} name @param {string} role */
function newKey(name, role) {
  const printed = execFileSync(String(process.env.SHIRUBE_BIN), ["key", "new", "--name", name, "--role", role], { encoding: "utf8" });
  const [key] = /shirube_[0-9a-f]+_[0-9a-f]+/.exec(printed) ?? [];
  const [table] = /\[\[access\.key\]\][\s\S]*/.exec(printed) ?? [];
  assert.ok(key && table, printed);
  return { key, table };
}

before(async () => {
  const [port, identityPort] = [await freePort(), await freePort()];
  const address = `http://127.0.0.1:${port}`;
  identity = await startIdentity(identityPort, address, `${address}/`);
  stops.push(() => identity.stop());
  const made = newKey("ward 3", "clinician");
  clinicianKey = made.key;
  const service = await startConfigured(`[[access.issuer]]\nissuer = "${identity.issuer}"\nclient_id = "${PAGE_CLIENT}"\nscope = "openid profile"\n\n${made.table}`, port);
  stops.push(service.stop);
  ({ base, audit } = service);
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  for (const stop of stops) stop();
});

/** @param {Record<string, string>} headers @param {string} [path] */
function rank(headers, path = "/v1/rank") {
  return fetch(base + path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(CASE) });
}

/** @param {string} token */
const bearer = (token) => ({ authorization: `Bearer ${token}` });

/** @param {Response} answer @param {string} what @param {RegExp} challenge */
async function unauthorized(answer, what, challenge) {
  assert.equal(answer.status, 401, what);
  assert.match(answer.headers.get("www-authenticate") ?? "", challenge, what);
  assert.equal(answer.headers.get("content-type"), "application/problem+json", what);
  assert.equal(/** @type {any} */ (await answer.json()).candidates, undefined);
}

test("without a proof nothing is ranked, and the page and health are open", async () => {
  await unauthorized(await rank({}), "nothing", /^Bearer realm="shirube"$/);
  for (const path of ["/v1/search?q=x", "/v1/terms/HP:0001166", "/metrics", "/v1/audit"]) assert.equal((await fetch(base + path)).status, 401, path);
  for (const path of ["/", "/smart/launch", "/healthz", "/v1/settings", "/assets/app.js"]) assert.equal((await fetch(base + path)).status, 200, path);
  const settings = /** @type {any} */ (await (await fetch(`${base}/v1/settings`)).json());
  assert.deepEqual(settings, { access: { required: true, keys: true, sign_in: { issuer: identity.issuer, client_id: PAGE_CLIENT, scope: "openid profile" } } });
});

test("an access token of the provider counts by its roles (RFC 9068)", async () => {
  const answer = await rank(bearer(await identity.tokenFor("pipeline")));
  assert.equal(answer.status, 200);
  assert.equal(/** @type {any} */ (await answer.json()).candidates.length, 1);
  for (const [client, has] of [["auditing", "auditor"], ["nobody", "no role here"]]) {
    const refused = await rank(bearer(await identity.tokenFor(String(client))));
    assert.equal(refused.status, 403);
    assert.match(refused.headers.get("www-authenticate") ?? "", /error="insufficient_scope"/);
    const { detail } = /** @type {any} */ (await refused.json());
    assert.equal(detail, `this needs one of the roles clinician, committee, integrator; you have ${has}`);
  }
  const audited = await fetch(`${base}/v1/audit`, { headers: bearer(await identity.tokenFor("auditing")) });
  assert.equal(audited.status, 200);
  assert.equal((await fetch(`${base}/v1/audit`, { headers: bearer(await identity.tokenFor("pipeline")) })).status, 403);
});

test("forged, foreign, expired and mistyped tokens are refused", async () => {
  const good = await identity.tokenFor("pipeline");
  const [, payload, signature] = good.split(".");
  const part = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const own = identity.keys[0];
  const privateKey = await importJWK(own, "ES256");
  const { d: _, ...publicJwk } = own;
  const publicKey = /** @type {CryptoKey} */ (await importJWK(publicJwk, "ES256", { extractable: true }));
  /** @param {Record<string, unknown>} claims @param {object} [header] */
  const signed = (claims, header = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const all = { iss: identity.issuer, aud: base, sub: "pipeline", iat: now, exp: now + 60, roles: ["integrator"], ...claims };
    return new SignJWT(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)))
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: own.kid, ...header })
      .sign(privateKey);
  };
  const past = Math.floor(Date.now() / 1000) - 120;
  // The key as such, and as it is usually written down: both are known to everybody.
  const secrets = [new TextEncoder().encode(await exportSPKI(publicKey)), Buffer.from(publicJwk.x, "base64url"), new TextEncoder().encode(JSON.stringify(publicJwk))];
  const hmac = (/** @type {Uint8Array} */ secret) => new SignJWT({ iss: identity.issuer, aud: base, sub: "x", roles: ["integrator"] }).setExpirationTime("5m").setProtectedHeader({ alg: "HS256", typ: "at+jwt", kid: own.kid }).sign(secret);
  assert.equal((await rank(bearer(await signed({})))).status, 200, "the table's own token is good");
  for (const [what, token] of /** @type {[string, string][]} */ ([
    ["expired", await signed({ exp: past })],
    ["not yet valid", await signed({ nbf: Math.floor(Date.now() / 1000) + 600 })],
    ["for another service", await signed({ aud: "https://other.example.jp" })],
    ["for nobody", await signed({ aud: undefined })],
    ["another issuer", await signed({ iss: "http://127.0.0.1:1" })],
    ["another issuer that begins alike", await signed({ iss: `${identity.issuer}/` })],
    ["without a subject", await signed({ sub: undefined })],
    ["without an end", await signed({ exp: undefined })],
    ["an identity token", await signed({}, { typ: "JWT" })],
    ["an unknown key", await signed({}, { kid: "op-9" })],
    ["alg none", `${part({ alg: "none", typ: "at+jwt", kid: own.kid })}.${payload}.`],
    ["alg none with the signature", `${part({ alg: "none", typ: "at+jwt", kid: own.kid })}.${payload}.${signature}`],
    ["another algorithm of the header", `${part({ alg: "RS256", typ: "at+jwt", kid: own.kid })}.${payload}.${signature}`],
    ["HS256 with the public key in PEM", await hmac(/** @type {Uint8Array} */ (secrets[0]))],
    ["HS256 with the public point", await hmac(/** @type {Uint8Array} */ (secrets[1]))],
    ["HS256 with the public JWK", await hmac(/** @type {Uint8Array} */ (secrets[2]))],
    ["other claims under the same signature", `${good.split(".")[0]}.${part({ iss: identity.issuer, aud: base, sub: "x", exp: past + 3600, roles: ["admin"] })}.${signature}`],
    ["a session that is none", "session_00"],
    ["no JWT", "abc"],
    ["empty", ""],
  ])) {
    await unauthorized(await rank(bearer(token)), what, /error="invalid_token"/);
  }
});

test("API keys are taken in either header, and not in both", async () => {
  assert.equal((await rank(bearer(clinicianKey))).status, 200);
  assert.equal((await rank({ "x-api-key": clinicianKey })).status, 200);
  await unauthorized(await rank({ "x-api-key": `${clinicianKey.slice(0, -1)}${clinicianKey.endsWith("0") ? "1" : "0"}` }), "one digit", /invalid_token/);
  await unauthorized(await rank({ "x-api-key": clinicianKey, ...bearer(clinicianKey) }), "both", /Bearer/);
  assert.equal((await fetch(`${base}/metrics`, { headers: bearer(clinicianKey) })).status, 403);
});

/** @param {Partial<Parameters<typeof inBrowser>[1]>} how @param {Parameters<typeof inBrowser>[2]} act */
async function inPage(how, act) {
  identity.lifetime.seconds = 600;
  identity.people.current = "hanako";
  await inBrowser(browser, { origins: [base, identity.issuer], ...how }, act);
}

/** Signs in by the dialog, which is open. @param {Page} page @param {BrowserContext} context */
async function signIn(page, context) {
  const popup = context.waitForEvent("page");
  const asked = context.waitForEvent("request", (request) => request.url().startsWith(`${identity.issuer}/auth?`));
  await page.click("#sign-in-provider");
  const visiting = await popup;
  const address = new URL((await asked).url());
  if (!visiting.isClosed()) await visiting.waitForEvent("close");
  await page.waitForSelector("#sign-in:not([open])", { state: "attached" });
  return address.searchParams;
}

test("a person signs in at the provider, ranks, and has the report written", () =>
  inPage({}, async (page, context) => {
    await page.goto(`${base}/`);
    await page.waitForSelector("#sign-in[open]");
    assert.match((await page.textContent("#sign-in-why")) ?? "", /has to know who asks/);
    const asked = await signIn(page, context);
    assert.equal(asked.get("code_challenge_method"), "S256");
    assert.equal(asked.get("redirect_uri"), `${base}/`);
    assert.equal(asked.get("prompt"), null);
    assert.match((await page.textContent("#who")) ?? "", /佐藤 花子/);
    await add(page, "HP:0001166");
    await add(page, "HP:0001083");
    await ranked(page);
    assert.deepEqual(await stored(page), NOTHING_STORED);
    const opened = context.waitForEvent("page");
    await page.click("#report");
    const report = await opened;
    await report.waitForSelector("h1");
    assert.match((await report.textContent("body")) ?? "", /Arachnodactyly/);
    assert.equal(await report.evaluate(() => window.opener), null);
    assert.equal(await report.evaluate(() => document.compatMode), "CSS1Compat");
    assert.ok(await report.evaluate(() => document.adoptedStyleSheets.length === 1 && getComputedStyle(document.querySelector("table th") ?? document.body).fontWeight !== ""));
    await report.close();
  }));

test("a sign-in that ended is asked for again, and the case stays", () =>
  inPage({ language: "ja" }, async (page, context) => {
    await page.goto(`${base}/`);
    await page.waitForSelector("#sign-in[open]");
    identity.lifetime.seconds = 5;
    await signIn(page, context);
    await page.waitForFunction(() => document.querySelector("#who-name")?.textContent?.includes("佐藤"));
    await add(page, "HP:0001166");
    await page.fill("#age", "12歳");
    await ranked(page);
    await page.waitForFunction(() => document.querySelector("#who-name")?.textContent?.includes("期限切れ"));
    identity.lifetime.seconds = 600;
    await page.locator(".finding .presence").click();
    await page.locator(".finding .presence").click();
    await page.waitForSelector("#sign-in[open]");
    assert.match((await page.textContent("#sign-in-why")) ?? "", /有効期限が切れた/);
    await signIn(page, context);
    await ranked(page);
    assert.equal(await page.locator(".finding.present").count(), 1);
    assert.equal(await page.inputValue("#age"), "12歳");
  }));

test("an API key signs in, is not stored, and signing out forgets all", () =>
  inPage({}, async (page, context) => {
    await page.goto(`${base}/`);
    await page.waitForSelector("#sign-in[open]");
    const wrong = `${clinicianKey.slice(0, -4)}0000`;
    for (const [text, told] of /** @type {[string, RegExp][]} */ ([["no key", /not an API key/], [wrong, /API key is not known here/], ["鍵", /not an API key/]])) {
      await page.fill("#key", text);
      await page.keyboard.press("Enter");
      await page.waitForFunction((source) => new RegExp(source).test(document.getElementById("sign-in-problem")?.textContent ?? ""), told.source).catch(async () => assert.fail(`${text}: ${await page.textContent("#sign-in")}`));
      assert.equal(await page.inputValue("#key"), "");
    }
    await page.fill("#key", ` ${clinicianKey} `);
    await page.keyboard.press("Enter");
    await page.waitForSelector("#sign-out");
    assert.match((await page.textContent("#who")) ?? "", /API key [0-9a-f]{12} ?Sign out/);
    await add(page, "HP:0001166");
    await ranked(page);
    assert.deepEqual(await stored(page), NOTHING_STORED);
    assert.ok(!(await page.content()).includes(clinicianKey.slice(-32)));
    await page.check("#keep");
    await page.click("#sign-out");
    await page.click("#confirm-no");
    assert.equal(await page.locator(".finding").count(), 1);
    await page.click("#sign-out");
    await page.click("#confirm-yes");
    await page.waitForSelector("#sign-in-open");
    assert.equal(await page.locator(".finding").count(), 0);
    assert.deepEqual(await stored(page), NOTHING_STORED);
    // Who comes next is asked who that is.
    await page.click("#sign-in-open");
    assert.equal((await signIn(page, context)).get("prompt"), "login");
  }));

test("where there are only keys, the key is asked for; where there is nothing, that is said", () =>
  inPage({}, async (page) => {
    let access = { required: true, keys: true };
    await page.route("**/v1/settings", (route) => route.fulfill({ json: { access } }));
    await page.goto(`${base}/`);
    await page.waitForSelector("#sign-in[open]");
    assert.equal(await page.locator("#sign-in-ways button").count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement?.id), "key");
    access = { required: true, keys: false };
    await page.reload();
    await page.waitForSelector("#sign-in[open]");
    assert.match((await page.textContent("#sign-in-ways")) ?? "", /programs only/);
    assert.ok(await page.isHidden("#sign-in-by-key"));
  }));

test("who closes the dialog is told at the place, and not asked at every letter", () =>
  inPage({}, async (page, context) => {
    await page.goto(`${base}/`);
    await page.waitForSelector("#sign-in[open]");
    await page.keyboard.press("Escape");
    await page.fill("#finding", "tall stature");
    await page.waitForSelector("#finding-message .problem");
    assert.match((await page.textContent("#finding-message")) ?? "", /Sign in to go on/);
    assert.ok(await page.isHidden("#sign-in"));
    await page.click("#finding-message .sign-in-again");
    await signIn(page, context);
    await page.fill("#finding", "");
    await add(page, "HP:0000098");
    await ranked(page);
  }));

for (const [language, words] of /** @type {const} */ ([["en", "needs one of the roles clinician, committee, integrator; you have auditor"], ["ja", "必要な役割：clinician, committee, integrator のいずれか（あなたの役割：auditor）"]])) {
  test(`who has no role for it is told which is needed (${language})`, () =>
    inPage({ language }, async (page, context) => {
      identity.people.current = "auditor";
      await page.goto(`${base}/`);
      await page.waitForSelector("#sign-in[open]");
      await signIn(page, context);
      await add(page, "HP:0001166");
      await page.waitForSelector("#problem .problem");
      assert.ok(((await page.textContent("#problem")) ?? "").includes(words));
      assert.ok(await page.isHidden("#sign-in"));
      await accessible(page, "forbidden");
    }));
}

test("a service that asks to wait is waited for once, and that is said", () =>
  inPage({}, async (page) => {
    await page.goto(`${base}/`);
    await page.fill("#key", clinicianKey);
    await page.keyboard.press("Enter");
    await page.waitForSelector("#sign-out");
    let refusals = 1;
    await page.route("**/v1/rank", async (route) => {
      refusals -= 1;
      if (refusals < 0) return route.continue();
      return route.fulfill({ status: 429, headers: { "retry-after": "1", "content-type": "application/problem+json" }, body: JSON.stringify({ title: "Too many requests", detail: "more requests than allowed; try again in 1 s" }) });
    });
    await add(page, "HP:0001166");
    await page.waitForSelector("#waiting:not(:empty)");
    assert.match((await page.textContent("#waiting")) ?? "", /asks to wait; trying again in 1 s/);
    await ranked(page);
    assert.equal(await page.textContent("#waiting"), "");
    refusals = 2;
    await add(page, "HP:0001083");
    await page.waitForSelector("#problem .problem");
    assert.match((await page.textContent("#problem")) ?? "", /Too many requests/);
  }));

test("a provider that cannot be reached, and one that says no, are told", () =>
  inPage({ expected: /ERR_FAILED/ }, async (page, context) => {
    await page.goto(`${base}/`);
    await page.waitForSelector("#sign-in[open]");
    await context.route("**/.well-known/openid-configuration", (route) => route.abort());
    await page.click("#sign-in-provider");
    await page.waitForSelector("#sign-in-problem .problem");
    assert.match((await page.textContent("#sign-in-problem")) ?? "", /No answer from the server/);
    await context.unroute("**/.well-known/openid-configuration");
    await context.route(`${identity.issuer}/auth?*`, (route) => {
      const query = new URL(route.request().url()).searchParams;
      const back = new URLSearchParams({ error: "access_denied", state: query.get("state") ?? "", iss: identity.issuer });
      return route.fulfill({ status: 302, headers: { location: `${base}/?${back}` } });
    });
    await page.click("#sign-in-provider");
    await page.waitForFunction(() => /declined/.test(document.getElementById("sign-in-problem")?.textContent ?? ""));
    // An answer that names another server (RFC 9207) is none.
    await context.unroute(`${identity.issuer}/auth?*`);
    await context.route(`${identity.issuer}/auth?*`, (route) => {
      const query = new URL(route.request().url()).searchParams;
      const back = new URLSearchParams({ code: "x", state: query.get("state") ?? "", iss: "https://evil.example" });
      return route.fulfill({ status: 302, headers: { location: `${base}/?${back}` } });
    });
    await page.click("#sign-in-provider");
    await page.waitForFunction(() => /does not belong/.test(document.getElementById("sign-in-problem")?.textContent ?? ""));
  }));

for (const language of /** @type {const} */ (["en", "ja"])) {
  for (const dark of [false, true]) {
    test(`accessible while signing in: ${language}, ${dark ? "dark" : "light"}`, () =>
      inPage({ language, dark }, async (page) => {
        await page.goto(`${base}/`);
        await page.waitForSelector("#sign-in[open]");
        await accessible(page, "dialog");
        await page.fill("#key", "no key");
        await page.keyboard.press("Enter");
        await page.waitForSelector("#sign-in-problem .problem");
        await accessible(page, "dialog with a problem");
        await page.keyboard.press("Escape");
        await accessible(page, "signed out");
        await page.click("#sign-in-open");
        await page.fill("#key", clinicianKey);
        await page.keyboard.press("Enter");
        await page.waitForSelector("#sign-out");
        await accessible(page, "signed in");
      }));
  }
}

test("the audit log tells who asked, and nothing of the case", async () => {
  const files = await readdir(audit, { recursive: true });
  const texts = await Promise.all(files.map((name) => readFile(join(audit, name), "utf8").catch(() => "")));
  const log = texts.join("\n");
  for (const who of [`${identity.issuer}#hanako`, `${identity.issuer}#pipeline`, "ward 3"]) assert.ok(log.includes(who), who);
  assert.doesNotMatch(log, /HP:0001166|eyJ|shirube_[0-9a-f]/);
});

test("a new key of the provider is taken once it is fetched", async () => {
  const old = await identity.tokenFor("pipeline");
  const { issuer } = identity;
  identity.stop();
  identity = await startIdentity(Number(new URL(issuer).port), base, `${base}/`, "op-2");
  // Within the pause it cannot be known; another fetch comes after it.
  const token = await identity.tokenFor("pipeline");
  await unauthorized(await rank(bearer(`${token.slice(0, -4)}AAAA`)), "a wrong signature", /invalid_token/);
  let status = 0;
  for (const end = Date.now() + PAUSE_MS; status !== 200 && Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 1000))) {
    status = (await rank(bearer(token))).status;
    assert.ok(status === 200 || status === 401, String(status));
  }
  assert.equal(status, 200);
  await unauthorized(await rank(bearer(old)), "the old key", /invalid_token/);
});
