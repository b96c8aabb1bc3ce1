// The page launched from an EHR (SMART App Launch 2.2), with the real service and a simulator whose honesty a client of
// others vouches for.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { entryAt, onsetOf, partsOf, questionOf, together, unusedOf } from "../../src/web/assets/entries.js";
import { nextPage } from "../../src/web/assets/fhir.js";
import { ageAt, ageText, personOf } from "../../src/web/assets/person.js";
import { oldScopes } from "../../src/web/assets/smart.js";
import { accessible, inBrowser, launchBrowser, NOTHING_STORED, ranked, stored } from "./browser.mjs";
import { freePort, startConfigured } from "./dev.mjs";
import { examplePatient, EXPECTED, exampleRecord, startEhr, UNUSED } from "./ehr-simulator.mjs";

/** @import { Browser, Page } from "playwright-core" */
/** @import { Ehr } from "./ehr-simulator.mjs" */

const CLIENT = "shirube-page";

/** @type {Browser} */
let browser;
/** @type {Ehr} */
let ehr;
let base = "";
let otherEhr = "";
/** @type {(() => void)[]} */
const stops = [];

before(async () => {
  ehr = await startEhr();
  stops.push(ehr.stop);
  const port = await freePort();
  // An EHR that is on the list and does not answer.
  otherEhr = `http://127.0.0.1:${await freePort()}`;
  const service = await startConfigured(
    `[smart]\nclient_id = "${CLIENT}"\n[[smart.issuer]]\niss = "${ehr.iss}"\nname = "Test Hospital EHR"\njwks_url = "${ehr.jwksUrl}"\n[[smart.issuer]]\niss = "${otherEhr}/fhir"\njwks_url = "${otherEhr}/jwks"\n`,
    port,
  );
  stops.push(service.stop);
  base = service.base;
  ehr.register(CLIENT, `${base}/`);
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  for (const stop of stops) stop();
});

/** @param {Partial<Parameters<typeof inBrowser>[1]>} how @param {Parameters<typeof inBrowser>[2]} act */
async function inPage(how, act) {
  ehr.faults = {};
  ehr.requests.length = 0;
  ehr.authorizations.length = 0;
  await inBrowser(browser, { origins: [base, ehr.base, ehr.base.replace("127.0.0.1", "localhost")], ...how }, act);
}

/** @param {{iss?: string, launch?: string, path?: string}} [how] */
function launchAddress({ iss = ehr.iss, launch = ehr.launch(), path = "/" } = {}) {
  return `${base}${path}?${new URLSearchParams({ iss, launch })}`;
}

/** @param {Page} page */
function findings(page) {
  return page.locator(".finding").evaluateAll((rows) => rows.map((row) => [row.getAttribute("data-id"), row.classList.contains("absent")]));
}

test("the service is asked about what may name a term, and learns of nobody", () => {
  const HPO = "http://human-phenotype-ontology.org";
  const code = (/** @type {string} */ id) => ({ coding: [{ system: HPO, code: id, display: id }] });
  const of = (/** @type {string} */ system, /** @type {string} */ one) => ({ coding: [{ system, code: one }] });
  const subject = { reference: "Patient/p1", display: "山田 太郎" };
  const observed = (/** @type {any} */ more) => ({ resourceType: "Observation", id: "o1", status: "final", subject, code: code("HP:0001166"), ...more });
  const read = (/** @type {any} */ resource) => {
    const { asked, unused } = partsOf([resource], "p1");
    return asked.length ? "asked" : (unused[0]?.reason ?? "nothing");
  };
  for (const [resource, expected] of /** @type {[any, string][]} */ ([
    [observed({ valueBoolean: false }), "asked"],
    [observed({ status: "entered-in-error" }), "asked"],
    [observed({ subject: { reference: "https://ehr.example.jp/fhir/Patient/p1/_history/3" } }), "asked"],
    [observed({ subject: { reference: "Patient/p2" } }), "other"],
    [observed({ subject: undefined }), "other"],
    [observed({ code: of("https://purl.obolibrary.org/obo/hp.owl|2025", "0001166") }), "asked"],
    [observed({ code: of("http://evil.example", "HP:0001166") }), "asked"],
    [observed({ code: of("http://loinc.org", "8302-2") }), "coded"],
    [observed({ code: { text: "指が長い" } }), "text"],
    [{ resourceType: "FamilyMemberHistory", condition: [{ code: code("HP:0001166") }] }, "nothing"],
    [null, "nothing"],
  ])) {
    assert.equal(read(resource), expected, JSON.stringify(resource));
  }
  const whole = observed({ identifier: [{ value: "00000010" }], meta: { source: "x" }, encounter: { reference: "Encounter/1" }, performer: [{ display: "Dr. 佐藤" }], note: [{ text: "not present" }] });
  assert.deepEqual(questionOf([whole]).parameter, [
    { name: "resource", resource: { resourceType: "Observation", id: "o1", status: "final", code: code("HP:0001166"), note: [{ text: "not present" }], subject: { reference: "Patient/p" } } },
  ]);
  assert.equal(entryAt("Parameters.parameter[1].resource.code.coding[0]", ["a", "b"]), "b");
  assert.equal(entryAt("", ["a"]), null);
  assert.equal(onsetOf({ onsetAge: { value: 8, code: "a" } }, ""), "8y");
  assert.equal(onsetOf({ onsetDateTime: "2020-03" }, "2014-01-15"), "6y2m");
  const one = unusedOf(observed({}), "coded");
  assert.deepEqual(together([one, one, unusedOf(observed({}), "text")], (each) => each.reason).map((each) => each.count), [2, 1]);
});

test("ages, names, pages and scopes", () => {
  for (const [birth, date, english, japanese] of /** @type {[string, string, string, string][]} */ ([
    ["2014-05-03", "2026-11-25", "12y6m", "12歳6か月"],
    ["2014-11-26", "2026-11-25", "11y11m", "11歳11か月"],
    ["2014-11-25", "2026-11-25", "12y", "12歳"],
    ["2026-10-31", "2026-11-25", "25d", "25日"],
    ["2026-01-31", "2026-03-01", "1m", "1か月"],
    ["2026-11-25", "2026-11-25", "0d", "0日"],
    ["2014-05", "2026-11-25", "12y6m", "12歳6か月"],
  ])) {
    const age = ageAt(birth, date);
    assert.ok(age);
    assert.deepEqual([ageText(age, "en"), ageText(age, "ja")], [english, japanese], birth);
  }
  for (const birth of ["2014", "", "soon", "2027-01-01", "1800-01-01", undefined]) assert.equal(ageAt(birth, "2026-11-25"), null);
  const person = personOf(examplePatient(), "2026-11-25");
  assert.deepEqual([person.name, person.kana, person.sex], ["山田 太郎", "ヤマダ タロウ", "male"]);
  assert.equal(personOf({ name: [{ family: "Smith", given: ["Anna", "B."] }] }, "2026-11-25").name, "Anna B. Smith");
  assert.equal(personOf({ birthDate: "2014-05-03", deceasedDateTime: "2020-05-03T10:00:00Z" }, "2026-11-25").age?.years, 6);
  assert.equal(personOf({ birthDate: "2014-05-03", deceasedBoolean: true }, "2026-11-25").age, null);
  const page = (/** @type {string} */ url) => nextPage({ link: [{ relation: "next", url }] }, "https://ehr.example.jp/fhir");
  assert.equal(page("https://ehr.example.jp/fhir?page=2"), "https://ehr.example.jp/fhir?page=2");
  assert.equal(page("Observation?page=2"), "https://ehr.example.jp/fhir/Observation?page=2");
  for (const url of ["https://evil.example/fhir?page=2", "http://ehr.example.jp/fhir", "https://ehr.example.jp:444/", "https://ehr.example.jp@evil.example/", "//evil.example/"]) assert.equal(page(url), "elsewhere", url);
  assert.equal(
    oldScopes("launch openid fhirUser patient/Patient.rs patient/Observation.rs patient/Condition.cruds user/*.s"),
    "launch openid fhirUser patient/Patient.read patient/Observation.read patient/Condition.read patient/Condition.write user/*.read",
  );
  assert.equal(oldScopes("patient/Patient.read"), "patient/Patient.read");
});

test("a client of others is launched by the simulator, so that it is honest", async () => {
  const require = createRequire(import.meta.url);
  const script = await readFile(require.resolve("fhirclient/build/fhir-client.js"), "utf8");
  const app = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const page = (/** @type {string} */ code) => `<!doctype html><meta charset="utf-8"><title>waiting</title><body><p>…</p><script src="/fhir-client.js"></script><script>${code}</script>`;
    response.setHeader("content-type", path.endsWith(".js") ? "text/javascript" : "text/html");
    if (path === "/fhir-client.js") response.end(script);
    else if (path === "/launch.html") response.end(page(`FHIR.oauth2.authorize({clientId: "other-app", scope: "launch openid fhirUser patient/Patient.rs patient/Observation.rs", redirectUri: "/index.html", pkceMode: "required"});`));
    else {
      response.end(
        page(
          `FHIR.oauth2.ready().then(async (client) => { const patient = await client.patient.read(); const all = await client.request("Observation?patient=" + client.patient.id, {pageLimit: 0, flat: true}); document.body.textContent = JSON.stringify({name: patient.name[0].text, user: client.user.fhirUser, observations: all.length, encounter: client.encounter.id}); document.title = "done"; }).catch((error) => { document.body.textContent = String(error); document.title = "failed"; });`,
        ),
      );
    }
  });
  await new Promise((resolve) => app.listen(0, "127.0.0.1", () => resolve(undefined)));
  const bound = app.address();
  const other = `http://127.0.0.1:${bound && typeof bound === "object" ? bound.port : 0}`;
  ehr.register("other-app", `${other}/index.html`);
  try {
    await inPage({ origins: [other, ehr.base], expected: /favicon/ }, async (page) => {
      await page.goto(`${other}/launch.html?${new URLSearchParams({ iss: ehr.iss, launch: ehr.launch() })}`);
      await page.waitForFunction(() => /done|failed/.test(document.title));
      const told = JSON.parse((await page.textContent("body")) ?? "");
      const observations = exampleRecord().filter((resource) => resource.resourceType === "Observation").length;
      assert.deepEqual(told, { name: "山田 太郎", user: "Practitioner/d1", observations, encounter: "e1" });
    });
  } finally {
    app.close();
    app.closeAllConnections();
  }
});

for (const [language, path] of /** @type {const} */ ([["en", "/"], ["ja", "/smart/launch"]])) {
  test(`launched from the EHR, the page is filled from the record and ranks (${language})`, () =>
    inPage({ language }, async (page) => {
      const toService = /** @type {string[]} */ ([]);
      page.on("request", (request) => {
        if (request.url().startsWith(base)) toService.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ""}`);
      });
      await page.goto(launchAddress({ path }));
      await page.waitForSelector("#record .notice");
      await ranked(page);
      assert.deepEqual(await findings(page), EXPECTED);
      assert.equal(await page.locator(".finding .ehr").count(), EXPECTED.length);
      assert.match((await page.inputValue("#age")) ?? "", language === "ja" ? /^12歳/ : /^12y/);
      assert.ok(await page.isChecked('input[name="sex"][value="male"]'));
      assert.equal(await page.inputValue("#case-id"), "", "the patient's number is no pseudonym");
      assert.match((await page.textContent(".banner")) ?? "", /山田 太郎.*ヤマダ タロウ.*20\d\d-\d\d-01/s);
      assert.match((await page.textContent("#who")) ?? "", /佐藤 花子.*Test Hospital EHR/s);
      const unused = await page.locator(".unused li").allTextContents();
      for (const name of UNUSED) assert.ok(unused.some((text) => text.includes(name)), `${name} in ${unused.join("|")}`);
      assert.equal(unused.length, UNUSED.length);
      assert.match((await page.textContent("#record summary")) ?? "", language === "ja" ? /使用しなかった記録 9 件/ : /9 entries of the record not used/);
      assert.deepEqual(await stored(page), NOTHING_STORED);
      const asked = ehr.authorizations[0];
      assert.equal(asked?.get("aud"), ehr.iss);
      assert.equal(asked?.get("code_challenge_method"), "S256");
      assert.match(asked?.get("scope") ?? "", /launch openid fhirUser patient\/Patient\.rs/);
      // The EHR's token, the name and the number of the patient are nothing to this service.
      for (const sent of toService) assert.doesNotMatch(sent, /山田|00000010|Patient\/p1|%E5%B1%B1/);
      const bearers = toService.map((sent) => /"authorization":"Bearer ([^"]*)"/.exec(sent)?.[1]).filter(Boolean);
      assert.ok(bearers.length && bearers.every((bearer) => bearer?.startsWith("session_")));
      // What is changed is told apart from the record.
      await page.locator('.finding[data-id="HP:0001250"] .presence').click();
      assert.match((await page.textContent('.finding[data-id="HP:0001250"] .ehr')) ?? "", language === "ja" ? /カルテでは/ : /EHR: Absent/);
      await page.click("#new-case");
      await page.click("#confirm-yes");
      // Another patient has another name; the dialog closes first.
      await page.waitForSelector(".banner", { state: "detached" });
      assert.ok(await page.isHidden("#record"));
    }));
}

test("the banner is left to an EHR that has one, and old scopes are asked of an EHR that knows no others", () =>
  inPage({}, async (page) => {
    ehr.faults = { noBanner: true, onlyV1: true };
    await page.goto(launchAddress());
    await ranked(page);
    assert.deepEqual(await findings(page), EXPECTED);
    assert.equal(await page.locator(".banner").count(), 0);
    assert.equal(ehr.authorizations[0]?.get("scope"), "launch openid fhirUser patient/Patient.read patient/Observation.read patient/Condition.read");
  }));

test("an EHR that is not on the list is refused, and nothing is sent to it", () =>
  inPage({ origins: [base] }, async (page) => {
    for (const iss of [`${ehr.iss}/`, ehr.iss.toUpperCase(), "https://evil.example/fhir", "javascript:alert(1)", ""]) {
      await page.goto(launchAddress({ iss }));
      await page.waitForSelector("#record .problem");
      assert.match((await page.textContent("#record .problem")) ?? "", /not among the EHRs/);
      assert.deepEqual(await stored(page), NOTHING_STORED);
    }
    assert.deepEqual(ehr.requests, []);
    await page.goto(`${base}/?iss=${encodeURIComponent(ehr.iss)}`);
    await page.waitForSelector("#record .problem");
    assert.match((await page.textContent("#record .problem")) ?? "", /sent no launch/);
    assert.deepEqual(ehr.requests, []);
  }));

for (const [what, faults, words] of /** @type {[string, import("./ehr-simulator.mjs").Faults, RegExp][]} */ ([
  ["a user who says no", { deny: true }, /declined.*the user said no/s],
  ["a state that is another", { wrongState: true }, /does not belong to a sign-in/],
  ["an EHR without S256", { noS256: true }, /PKCE with S256/],
  ["an EHR that names no patient", { noPatient: true }, /named no patient/],
])) {
  test(`${what}: told in words, and nothing is taken`, () =>
    inPage({}, async (page) => {
      ehr.faults = faults;
      await page.goto(launchAddress());
      await page.waitForSelector("#record .problem");
      assert.match((await page.textContent("#record .problem")) ?? "", words);
      assert.equal(await page.locator(".finding").count(), 0);
      assert.equal(ehr.requests.filter((request) => /Observation|Condition/.test(request)).length, 0);
      if (!faults.noPatient) assert.ok(!ehr.requests.some((request) => request.endsWith("/token")));
      assert.deepEqual(await stored(page), NOTHING_STORED);
    }));
}

test("an EHR that does not answer is told", () =>
  inPage({ origins: [base, otherEhr], expected: /ERR_CONNECTION_REFUSED/ }, async (page) => {
    await page.goto(launchAddress({ iss: `${otherEhr}/fhir` }));
    await page.waitForSelector("#record .problem");
    assert.match((await page.textContent("#record .problem")) ?? "", /No answer from the server.*127\.0\.0\.1/s);
  }));

test("an identity token that was used before is refused", () =>
  inPage({}, async (page, context) => {
    // A page that lets the same token be sent twice: the nonce is that of the token.
    await page.goto(launchAddress());
    const sent = await page.waitForRequest((request) => request.url().endsWith("/v1/session"));
    await ranked(page);
    const again = await context.request.post(`${base}/v1/session`, { data: JSON.parse(sent.postData() ?? "") });
    assert.equal(again.status(), 401);
    assert.match(again.headers()["www-authenticate"] ?? "", /invalid_token/);
    ehr.faults = { replay: true };
    const second = await context.newPage();
    await second.goto(launchAddress());
    await second.waitForSelector("#record .problem");
    assert.match((await second.textContent("#record .problem")) ?? "", /no identity token that belongs/);
    assert.equal(await second.locator(".finding").count(), 0);
  }));

test("what cannot be read is told, pages elsewhere are not followed, and the rest is used", () =>
  inPage({ language: "ja" }, async (page) => {
    ehr.faults = { nextElsewhere: true, conditionStatus: 403 };
    await page.goto(launchAddress());
    await ranked(page);
    const told = (await page.textContent("#record .notice")) ?? "";
    assert.match(told, /病名・状態を読み込めませんでした（403）/);
    assert.match(told, /観察・検査：読み込んだもののほかにも記録/);
    assert.deepEqual(await findings(page), [["HP:0001166", false], ["HP:0001083", false], ["HP:0001250", true], ["HP:0001249", true], ["HP:0000365", true]]);
  }));

test("terms that are no findings are left out, and what contradicts itself under one id", () =>
  inPage({}, async (page) => {
    await page.goto(launchAddress({ launch: ehr.launch("p2") }));
    await ranked(page);
    assert.deepEqual(await findings(page), [["HP:0001238", false], ["HP:0001250", true]]);
    const unused = await page.locator(".unused li").allTextContents();
    for (const [id, why] of [["HP:0000006", "is a mode of inheritance"], ["HP:9999999", "is not in HPO"], ["HP:0000118", "says nothing about the patient"], ["HP:0000057", "as present and as absent"]]) {
      assert.ok(unused.some((text) => text.includes(String(id)) && text.includes(String(why))), `${id} in ${unused.join("|")}`);
    }
    assert.equal(await page.inputValue("#age"), "", "the month of birth is not known");
    assert.match((await page.textContent("#record")) ?? "", /Jane Doe.*born 2014.*does not tell the age/s);
    assert.ok(await page.isChecked('input[name="sex"][value="unknown"]'));
  }));

test("within a frame of the EHR's page it is launched, too, and within another's it is not shown", () =>
  inPage({ expected: /frame-ancestors|ERR_BLOCKED_BY_RESPONSE|Refused to frame|Framing/ }, async (page) => {
    await page.goto(`${ehr.base}/frame?${new URLSearchParams({ src: launchAddress() })}`);
    const frame = page.frameLocator("iframe");
    await frame.locator("#record .notice").waitFor();
    await frame.locator('#results[aria-busy="false"] .candidate[data-id]').first().waitFor();
    assert.equal(await frame.locator(".finding").count(), EXPECTED.length);
    // The same host under another name is another origin.
    ehr.requests.length = 0;
    await page.goto(`${ehr.base.replace("127.0.0.1", "localhost")}/frame?${new URLSearchParams({ src: launchAddress() })}`).catch(() => null);
    await page.waitForTimeout(500);
    assert.equal(await page.frameLocator("iframe").locator("#record").count(), 0);
    assert.ok(!ehr.requests.some((request) => request.includes("/authorize")));
  }));

test("a kept case is not mixed with the EHR's patient", () =>
  inPage({}, async (page) => {
    const kept = JSON.stringify({ id: "another", age: "40y", sex: "female", variants: "", features: [{ id: "HP:0000407", name: "x", name_ja: null, excluded: false, onset: "", certainty: 1 }] });
    await page.goto(`${base}/`);
    await page.evaluate((text) => localStorage.setItem("shirube.case", text), kept);
    await page.goto(launchAddress());
    await ranked(page);
    assert.deepEqual(await findings(page), EXPECTED);
    assert.equal(await page.inputValue("#case-id"), "");
    assert.ok(await page.isChecked('input[name="sex"][value="male"]'));
    assert.equal(await page.evaluate(() => localStorage.getItem("shirube.case")), kept, "and is not written over");
    assert.ok(!(await page.isChecked("#keep")));
  }));

test("a code that nobody asked for is not used", () =>
  inPage({}, async (page) => {
    await page.goto(`${base}/?code=stolen&state=invented`);
    await page.waitForSelector("main.handed a");
    assert.match((await page.textContent("main.handed")) ?? "", /No open page of shirube waits/);
    assert.deepEqual(ehr.requests, []);
    assert.deepEqual(await stored(page), NOTHING_STORED);
    await page.click("main.handed a");
    await page.waitForSelector("#sign-in[open]");
    assert.match((await page.textContent("#sign-in")) ?? "", /Open this page from the patient's record in Test Hospital EHR/);
  }));

test("signing out ends the session at the service and clears the page; a session that ended is begun anew at the EHR", () =>
  inPage({}, async (page, context) => {
    const session = page.waitForResponse((response) => response.url().endsWith("/v1/session") && response.request().method() === "POST");
    await page.goto(launchAddress());
    const { token } = await (await session).json();
    await ranked(page);
    // The session ends behind the page's back.
    await context.request.delete(`${base}/v1/session`, { headers: { authorization: `Bearer ${token}` } });
    await page.fill("#finding", "tall stature");
    await page.waitForSelector("#sign-in[open]");
    assert.match((await page.textContent("#sign-in-why")) ?? "", /ended/);
    const popup = context.waitForEvent("page");
    await page.click("#sign-in-ehr");
    await (await popup).waitForEvent("close");
    await page.waitForSelector("#sign-in:not([open])", { state: "attached" });
    assert.equal(await page.locator(".finding").count() >= EXPECTED.length, true, "the case stayed");
    const later = ehr.authorizations.at(-1);
    assert.equal(later?.get("launch"), null);
    assert.equal(later?.get("scope"), "openid fhirUser");
    await ranked(page);
    const bearer = page.waitForRequest((request) => request.url().endsWith("/v1/session") && request.method() === "DELETE");
    await page.click("#sign-out");
    await page.click("#confirm-yes");
    const last = (await bearer).headers().authorization ?? "";
    await page.waitForSelector("#sign-in-open");
    assert.equal(await page.locator(".finding").count(), 0);
    assert.equal(await page.locator(".banner").count(), 0);
    const refused = await context.request.get(`${base}/v1/terms/HP:0001166`, { headers: { authorization: last } });
    assert.equal(refused.status(), 401);
  }));

test("the page may be shown within the EHR's, and reach the EHR, and nothing else", async () => {
  for (const path of ["/", "/smart/launch"]) {
    const policy = (await fetch(base + path)).headers.get("content-security-policy") ?? "";
    assert.match(policy, new RegExp(`connect-src 'self' ${ehr.base} ${otherEhr};`));
    assert.match(policy, new RegExp(`frame-ancestors ${ehr.base} ${otherEhr}$`));
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self';/);
  }
});

for (const language of /** @type {const} */ (["en", "ja"])) {
  for (const dark of [false, true]) {
    test(`accessible after a launch: ${language}, ${dark ? "dark" : "light"}`, () =>
      inPage({ language, dark, origins: [base, ehr.base] }, async (page) => {
        await page.goto(`${base}/`);
        await page.waitForSelector("#sign-in[open]");
        await accessible(page, "sign-in");
        await page.goto(launchAddress({ iss: "https://evil.example/fhir" }));
        await page.waitForSelector("#record .problem");
        await accessible(page, "refused");
        ehr.faults = { nextElsewhere: true };
        await page.goto(launchAddress());
        await ranked(page);
        await page.click("#record summary");
        await accessible(page, "launched");
        await page.setViewportSize({ width: 360, height: 640 });
        const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        assert.ok(Number(wide) <= Number(seen), `${wide} px wide in ${seen} px`);
      }));
  }
}
