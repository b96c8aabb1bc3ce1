// The page in a real browser against the real service. SHIRUBE_BIN: the binary; SHIRUBE_DATA: its data; CHROMIUM: the
// browser. A binary that does not serve the page yet is put behind dev.mjs.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { agesInWords, plainAge } from "../../src/web/assets/ages.js";
import { accessible, add, inBrowser, launchBrowser, ranked, stored } from "./browser.mjs";
import { startDev, startService } from "./dev.mjs";

/** @import { Browser, BrowserContext, Page } from "playwright-core" */

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const NOTE_EN = "Tall stature and arachnodactyly since early childhood. No seizures. His mother had ectopia lentis.";
const NOTE_JA = "高身長、くも状指を認める。けいれんなし。母に水晶体偏位あり。";

/** @type {Browser} */
let browser;
let base = "";
/** The Japanese label of Arachnodactyly; none where the official labels are not set up. @type {string|null} */
let japanese = null;
/** @type {(() => void)[]} */
const stops = [];

before(async () => {
  const service = await startService();
  stops.push(service.stop);
  base = service.base;
  const answer = await fetch(`${base}/`);
  if (process.env.SHIRUBE_ASSETS === "disk" || !answer.ok || !(answer.headers.get("content-type") ?? "").startsWith("text/html")) {
    const dev = await startDev(base);
    stops.push(dev.stop);
    base = dev.base;
    console.log("# the page's files come from the source tree, by dev.mjs");
  }
  japanese = (await (await fetch(`${base}/v1/terms/HP:0001166`)).json()).name_ja;
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  for (const stop of stops) stop();
});

/**
 * @param {{language?: "en"|"ja", dark?: boolean, width?: number, height?: number}} how
 * @param {(page: Page, context: BrowserContext) => Promise<void>} act
 */
function inPage(how, act) {
  return inBrowser(browser, { ...how, origins: [base], expected: /ERR_INTERNET_DISCONNECTED/ }, async (page, context) => {
    await page.goto(`${base}/`);
    await act(page, context);
  });
}

/** Waits for the questions of the case as it stands. @param {Page} page */
async function asked(page) {
  await ranked(page);
  await page.waitForSelector('#questions[aria-busy="false"]:not(.stale) .question');
}

/** @param {Page} page */
async function fullCase(page) {
  await add(page, "HP:0001166");
  await add(page, "HP:0001083");
  await add(page, "HP:0001250", "Shift+Enter");
  await page.fill("#age", "12y");
  await page.check('input[name="sex"][value="male"]');
  await page.fill("#variants", "FBN1 c.1948C>T p.Arg650Ter het");
  await page.locator("#variants").blur();
  await asked(page);
}

/** @param {Page} page */
function places(page) {
  return page.locator("#results .candidate[data-id]").evaluateAll((items) => items.map((item) => `${item.getAttribute("data-id")} ${item.querySelector(".probability-number")?.textContent}`));
}

/** @param {Page} page */
async function noSidewaysScroll(page) {
  const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(Number(wide) <= Number(seen), `${wide} px wide in ${seen} px`);
}

/** @param {Page} page @param {string} file @param {string} name */
async function drop(page, file, name) {
  const text = await readFile(join(root, file), "utf8");
  const transfer = await page.evaluateHandle(
    ([content, title]) => {
      const data = new DataTransfer();
      data.items.add(new File([String(content)], String(title)));
      return data;
    },
    [text, name],
  );
  await page.dispatchEvent("#drop", "drop", { dataTransfer: transfer });
}

/**
 * Presses Tab until the element has the focus.
 * @param {Page} page
 * @param {string} selector
 * @param {"Tab"|"Shift+Tab"} [key]
 */
async function tabTo(page, selector, key = "Tab") {
  for (let step = 0; step < 200; step += 1) {
    await page.keyboard.press(key);
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  assert.fail(`${selector} cannot be reached by ${key}`);
}

test("the page comes with a policy that lets nothing in or out", async () => {
  const answer = await fetch(`${base}/`);
  const policy = answer.headers.get("content-security-policy") ?? "";
  for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"]) assert.ok(policy.includes(part), policy);
  const text = await answer.text();
  assert.doesNotMatch(text, /<script>|\sstyle=|\son\w+=/);
  assert.doesNotMatch(text.replaceAll("http://www.w3.org/", ""), /https?:\/\//);
});

test("a finding typed by keyboard is suggested, added, and ranks diseases", () =>
  inPage({}, async (page) => {
    await page.focus("#finding");
    const last = page.waitForResponse((response) => new URL(response.url()).searchParams.get("q") === "arachnodact");
    await page.keyboard.type("arachnodact");
    await last;
    await page.waitForTimeout(100);
    await page.waitForSelector('#finding-list:not([hidden]) [role="option"]');
    assert.equal(await page.getAttribute("#finding", "aria-expanded"), "true");
    // The beginning of a name is no name: somebody has to choose.
    assert.equal(await page.getAttribute("#finding", "aria-activedescendant"), null);
    await page.keyboard.press("ArrowDown");
    const active = await page.getAttribute("#finding", "aria-activedescendant");
    assert.equal(await page.getAttribute(`#${active}`, "aria-selected"), "true");
    await page.keyboard.press("Enter");
    assert.equal(await page.inputValue("#finding"), "");
    assert.match((await page.textContent(".finding.present")) ?? "", /Arachnodactyly/);
    await ranked(page);
    assert.match((await page.textContent("#status")) ?? "", /candidates; first: .+ \(.+\s%\)/);
    await page.waitForFunction(() => /candidates; first:/.test(document.getElementById("live")?.textContent ?? ""));
    await add(page, "けいれん発作", "Shift+Enter");
    assert.equal(await page.locator(".finding.absent").count(), 1);
    await page.fill("#finding", "qqqqzzzz");
    await page.waitForSelector("#finding-message .hint");
  }));

for (const [language, resembling, said] of /** @type {const} */ ([
  ["en", "hyperventil", /arrow keys/],
  ["ja", "過呼吸誘発", /矢印キー/],
])) {
  test(`a suggestion that only resembles what was typed is not taken by Enter (${language})`, () =>
    inPage({ language }, async (page) => {
      await page.focus("#finding");
      await page.keyboard.insertText(resembling);
      await page.waitForSelector('#finding-list:not([hidden]) [role="option"]');
      assert.equal(await page.locator('#finding-list [aria-selected="true"]').count(), 0);
      await page.keyboard.press("Enter");
      await page.keyboard.press("Shift+Enter");
      assert.match((await page.textContent("#finding-message")) ?? "", said);
      await page.waitForFunction((words) => new RegExp(words).test(document.getElementById("live")?.textContent ?? ""), said.source);
      assert.equal(await page.locator(".finding").count(), 0);
      assert.ok(await page.isVisible("#finding-list"));
      assert.ok(await page.locator("#finding-message").evaluate((box) => document.elementFromPoint(box.getBoundingClientRect().left + 4, box.getBoundingClientRect().top + 4)?.closest("#finding-message") === box), "the words are not hidden by the list");
      await accessible(page, "nothing chosen");
      const wanted = await page.locator('#finding-list [role="option"] .id').first().textContent();
      await page.keyboard.press("ArrowDown");
      assert.equal(await page.textContent("#finding-message"), "");
      await page.keyboard.press("Enter");
      await page.waitForSelector(`.finding.present[data-id="${wanted}"]`);
      // Pressed before the answer came.
      await page.keyboard.insertText(resembling);
      await page.keyboard.press("Enter");
      await page.waitForSelector("#finding-message .choose");
      assert.equal(await page.locator(".finding").count(), 1);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      // The name itself, in another script and width, needs no choosing.
      await page.keyboard.insertText(language === "ja" ? "クモ状指" : "ＡＲＡＣＨＮＯＤＡＣＴＹＬＹ");
      await page.waitForSelector('#finding-list:not([hidden]) [aria-selected="true"]');
      await page.keyboard.press("Enter");
      await page.waitForSelector('.finding.present[data-id="HP:0001166"]');
    }));
}

test("Enter that ends a composition adds nothing", () =>
  inPage({ language: "ja" }, async (page, context) => {
    const session = await context.newCDPSession(page);
    await page.focus("#finding");
    await session.send("Input.imeSetComposition", { text: "くも状指", selectionStart: 4, selectionEnd: 4 });
    await page.waitForSelector('#finding-list:not([hidden]) [role="option"]');
    const enter = (/** @type {{isComposing?: boolean, keyCode?: number}} */ how) =>
      page.locator("#finding").evaluate((input, init) => input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...init })), how);
    await enter({ isComposing: true });
    await enter({ keyCode: 229 });
    await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", windowsVirtualKeyCode: 229, key: "Process", code: "Enter" });
    assert.equal(await page.locator(".finding").count(), 0);
    await session.send("Input.insertText", { text: "くも状指" });
    await page.waitForTimeout(150);
    await page.waitForSelector('#finding-list:not([hidden]) [role="option"]');
    await page.keyboard.press("Enter");
    await page.waitForSelector(".finding.present");
  }));

test("present turned to absent ranks anew, and the keys − and x work", () =>
  inPage({}, async (page) => {
    await add(page, "HP:0001166");
    await add(page, "HP:0001083");
    await ranked(page);
    const first = await places(page);
    await page.focus(".finding >> nth=1 >> .presence");
    await page.keyboard.press("-");
    await ranked(page);
    assert.equal(await page.locator(".finding.absent").count(), 1);
    assert.notDeepEqual(await places(page), first);
    assert.ok(await page.evaluate(() => document.activeElement?.matches(".absent .presence")));
    await page.keyboard.press("-");
    await ranked(page);
    assert.deepEqual(await places(page), first);
    await page.keyboard.press("x");
    assert.equal(await page.locator(".finding").count(), 1);
    await page.locator(".finding .presence").click();
    await page.waitForSelector(".empty");
    assert.match((await page.textContent(".empty")) ?? "", /Only absent/);
  }));

test("onset, certainty, age and sex count, and a wrong age is shown at its field", () =>
  inPage({ language: "ja" }, async (page) => {
    await add(page, "HP:0001166");
    await ranked(page);
    await page.locator('.finding [data-key^="more"]').click();
    const sent = page.waitForRequest((request) => request.url().endsWith("/v1/rank") && (request.postData() ?? "").includes("certainty"));
    await page.locator(".particulars select").selectOption("0.5");
    await sent;
    await page.locator(".particulars input").fill("3歳6か月");
    const onset = page.waitForRequest((request) => (request.postData() ?? "").includes('"onset":"3y6m"'));
    await page.locator(".particulars input").blur();
    await onset;
    await page.fill("#age", "十二さい");
    await page.locator("#age").blur();
    await page.waitForSelector("#age-problem .error");
    assert.equal(await page.getAttribute("#age", "aria-invalid"), "true");
    assert.ok(await page.isVisible("#problem .problem"));
    assert.ok(await page.isDisabled("#report"));
    await page.fill("#age", "12歳");
    await page.locator("#age").blur();
    await ranked(page);
    assert.equal(await page.locator("#age-problem .error").count(), 0);
  }));

for (const [language, note] of /** @type {const} */ ([["en", NOTE_EN], ["ja", NOTE_JA]])) {
  test(`a note is read, shown and taken over (${language})`, () =>
    inPage({ language }, async (page) => {
      await page.click("#note-open");
      await page.fill("#note-text", note);
      await page.click("#note-read");
      await page.waitForSelector(".entry");
      assert.ok((await page.locator(".mention.present").count()) >= 2);
      assert.ok((await page.locator(".mention.absent").count()) >= 1);
      assert.ok((await page.locator(".mention.family").count()) >= 1);
      assert.match((await page.locator(".mention.absent .unseen").first().textContent()) ?? "", language === "ja" ? /所見なし/ : /Absent/);
      const shown = await page.locator(".note-body").evaluate((body) => {
        const copy = /** @type {HTMLElement} */ (body.cloneNode(true));
        for (const extra of copy.querySelectorAll(".unseen, .sign")) extra.remove();
        return copy.textContent;
      });
      assert.equal(shown, note);
      assert.equal(await page.locator(".entry.family input:checked").count(), 0);
      await page.locator("#note-mentions .buttons button").nth(1).click();
      assert.ok(await page.isDisabled("#note-add"));
      await page.locator("#note-mentions .buttons button").nth(0).click();
      await page.locator(".entry.present input").first().uncheck();
      await page.click("#note-add");
      await ranked(page);
      assert.ok((await page.locator(".finding.present").count()) >= 1);
      assert.ok((await page.locator(".finding.absent").count()) >= 1);
    }));
}

test("two candidates are compared side by side", () =>
  inPage({}, async (page) => {
    await fullCase(page);
    for (const index of [0, 1]) await page.locator(".compare-check input").nth(index).check();
    await page.click("#compare-open");
    await page.waitForSelector("#compare[open] .compare-table");
    assert.equal(await page.locator(".compare-table thead th").count(), 3);
    assert.equal(await page.locator(".compare-table tbody").first().locator("tr").count(), 3);
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "compare-open");
    await page.locator(".compare-check input").nth(2).check();
    assert.equal(await page.locator(".compare-check input:checked").count(), 2);
  }));

test("a row of the chart tells on focus what it rests on, and Escape closes it", () =>
  inPage({}, async (page) => {
    await fullCase(page);
    await page.focus(".candidate-toggle");
    await tabTo(page, ".chart-main");
    await page.waitForSelector(".card:not([hidden])");
    while (!(await page.locator(".card:not([hidden]) .references a").count())) await page.keyboard.press("ArrowDown");
    const link = page.locator(".card:not([hidden]) .references a").first();
    assert.equal(await link.getAttribute("rel"), "noopener noreferrer");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement?.matches(".references a")));
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".card:not([hidden])").count(), 0);
    await page.locator(".chart-main").first().hover();
    await page.waitForSelector(".card:not([hidden])");
  }));

test("why a disease or a gene is not here", () =>
  inPage({}, async (page) => {
    await page.focus("#why");
    await page.keyboard.type("FBN2");
    await page.waitForSelector("#why-list:not([hidden])");
    await page.keyboard.press("Enter");
    assert.match((await page.textContent("#why-answer")) ?? "", /Enter a finding first/);
    await fullCase(page);
    await page.waitForSelector(".why-item");
    assert.match((await page.textContent(".why-item")) ?? "", /Place \d+ of [\d,]+, probability/);
    assert.ok(await page.locator(".why-item .chart-row").count());
  }));

test("a question is answered with one click, another is skipped", () =>
  inPage({}, async (page) => {
    await add(page, "HP:0001166");
    await asked(page);
    const skipped = await page.locator(".question").first().getAttribute("data-id");
    await page.locator(".question").first().locator("button").nth(2).click();
    await page.waitForSelector(`.question[data-id="${skipped}"]`, { state: "detached" });
    await asked(page);
    const next = await page.locator(".question").first().getAttribute("data-id");
    assert.ok(await page.locator(".question").first().locator(".outcome li").count());
    await page.locator(".question .answer-absent").first().click();
    await page.waitForSelector(`.finding.absent[data-id="${next}"]`);
    await asked(page);
    assert.equal(await page.locator(`.question[data-id="${next}"]`).count(), 0);
  }));

test("a dropped phenopacket fills the left side", () =>
  inPage({ language: "ja" }, async (page) => {
    await drop(page, "docs/example-patient.json", "patient.json");
    await ranked(page);
    assert.equal(await page.inputValue("#case-id"), "example-1");
    assert.equal(await page.inputValue("#age"), "12歳");
    assert.ok(await page.isChecked('input[name="sex"][value="male"]'));
    assert.equal(await page.locator(".finding.present").count(), 5);
    assert.equal(await page.locator(".finding.absent").count(), 1);
    assert.match((await page.textContent(".finding")) ?? "", japanese ? new RegExp(japanese) : /Arachnodactyly/);
    await page.dispatchEvent("#drop", "drop", {
      dataTransfer: await page.evaluateHandle(() => {
        const data = new DataTransfer();
        data.items.add(new File(["{"], "broken.json"));
        return data;
      }),
    });
    await page.waitForSelector("#files .problem");
    assert.equal(await page.locator(".finding").count(), 6);
  }));

for (const language of /** @type {const} */ (["en", "ja"])) {
  test(`what a phenopacket has that is no finding is left out, and wrong labels are told (${language})`, () =>
    inPage({ language }, async (page) => {
      const feature = (/** @type {string} */ id, /** @type {string} */ label, more = {}) => ({ type: { id, label }, ...more });
      const packet = {
        id: "p",
        subject: { id: "s", sex: "FEMALE", timeAtLastEncounter: { age: { iso8601duration: "P3Y6M" } } },
        phenotypicFeatures: [
          feature("HP:0001166", "Arachnodactyly", { onset: { age: { iso8601duration: "P1Y" } } }),
          feature("HP:0000001", "All"),
          feature("MP:0001", "a mouse's"),
          feature("HP:0000006", "Autosomal dominant inheritance"),
          feature("HP:0001083", "Seizure"),
          feature("HP:0000098", "Wrong label"),
          feature("HP:0002650", "Scoliosis"),
          feature("HP:0002650", "Scoliosis", { excluded: true }),
          feature("HP:0000767", "Funnel chest"),
        ],
        metaData: {},
      };
      await page.setInputFiles("#file-phenopacket", { name: "p.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(packet)) });
      await page.waitForSelector(".notice");
      await ranked(page);
      assert.deepEqual(await page.locator(".finding").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-id"))), ["HP:0001166", "HP:0001083", "HP:0000098", "HP:0000767"]);
      const told = ((await page.textContent(".notice")) ?? "").replaceAll("\u00a0", " ");
      for (const left of ["HP:0000001", "MP:0001", "HP:0000006", "HP:0002650"]) assert.ok(told.includes(left), told);
      assert.match(told, language === "ja" ? /読み込まなかったもの（5 件）/ : /Left out \(5\)/);
      assert.match(told, language === "ja" ? /ID は Ectopia lentis \(HP:0001083\) を指しますが、名称は Seizure \(HP:0001250\) のものです – ID のほうを使用しました/ : /the id means Ectopia lentis \(HP:0001083\), but the label is the name of Seizure \(HP:0001250\) – the id was used/);
      assert.match(told, /Tall stature \(HP:0000098\).*Wrong label/);
      assert.doesNotMatch(told, /Funnel chest/);
      if (language === "ja") assert.equal(await page.locator(".notice .issue [lang=en]").count(), 0);
      assert.equal(await page.inputValue("#age"), language === "ja" ? "3歳6か月" : "3 years 6 months");
      assert.match((await page.textContent('.finding[data-id="HP:0001166"] .extra')) ?? "", language === "ja" ? /1歳/ : /1 year/);
      await accessible(page, "left out");
    }));

  test(`a badge that is missing is not read as a no (${language})`, () =>
    inPage({ language }, async (page) => {
      await fullCase(page);
      const hint = language === "ja" ? /表示がない疾患も、対象外とは限りません/ : /may have one: the links are incomplete/;
      assert.equal(await page.locator("#results .badges-hint").count(), 1);
      assert.match((await page.textContent("#results .badges-hint")) ?? "", hint);
      const lacking = page.locator("#results .candidate[data-id]").filter({ hasNot: page.locator(".badge") }).first();
      if ((await lacking.locator(".candidate-toggle").getAttribute("aria-expanded")) === "false") await lacking.locator(".candidate-toggle").click();
      await lacking.locator(".candidate-body details summary").last().click();
      assert.equal(await lacking.locator(".not-linked").count(), 2);
      assert.match((await lacking.locator(".not-linked").first().textContent()) ?? "", language === "ja" ? /対象外とは限りません/ : /does not mean that there is none/);
      for (const index of [0, 1]) await page.locator(".compare-check input").nth(index).check();
      await page.click("#compare-open");
      assert.match((await page.textContent("#compare .badges-hint")) ?? "", hint);
      const cells = (await page.locator("#compare .cell-text").allTextContents()).join(" ");
      if (language === "ja") assert.doesNotMatch(cells, /frequent|obligate|occasional/);
    }));

  test(`ratios, problems and files are told in the page's words (${language})`, () =>
    inPage({ language }, async (page) => {
      const japan = language === "ja";
      await add(page, "HP:0001166");
      await add(page, "HP:0001250", "Shift+Enter");
      await ranked(page);
      const words = (await page.locator(".candidate-body .chart-ratio .unseen").allTextContents()).join(" ");
      assert.match(words, japan ? /倍みられやすい所見です/ : /times as likely with the disease/);
      await page.fill("#variants", "うそ\nFBN1\nm.3243A>G\nFBN1 c.1948C>T p.Arg650Ter het");
      await page.locator("#variants").blur();
      await page.waitForSelector("#variants-problem .error");
      const told = (await page.textContent("#variants-problem")) ?? "";
      assert.match(told, japan ? /読み取れない語があります：うそ/ : /could not be read: うそ/);
      assert.match(told, /FBN1 c\.1948C>T het/);
      if (japan) assert.equal(await page.locator("#variants-problem [lang=en]").count(), 0, told);
      await page.fill("#variants", "FBN1 c.1948C>T p.Arg650Ter het");
      await page.locator("#variants").blur();
      await page.waitForFunction((wanted) => document.getElementById("variants-problem")?.textContent?.includes(wanted), japan ? "ナンセンス変異（接合性：ヘテロ接合）" : "used as FBN1 stop_gained");
      await page.fill("#variants", "");
      await page.locator("#variants").blur();
      await page.setInputFiles("#file-vcf", join(root, "tests/data/vcf/trio.vcf"));
      await page.waitForSelector("#files-problem .error");
      let problem = (await page.textContent("#files-problem")) ?? "";
      assert.match(problem, japan ? /「VCF 中の患者の検体名」に "child"/ : /enter one of "child".* in “Patient's sample in the VCF”/);
      const sites = "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Format: Allele|Consequence|SYMBOL|Gene|Feature\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr1\t1000\t.\tA\tG\t.\tPASS\t.\n";
      await page.setInputFiles("#file-vcf", { name: "sites.vcf", mimeType: "text/plain", buffer: Buffer.from(sites) });
      await page.waitForFunction(() => /sites|部位の一覧/.test(document.getElementById("files-problem")?.textContent ?? ""));
      problem = (await page.textContent("#files-problem")) ?? "";
      assert.match(problem, japan ? /このページでは使えません/ : /cannot be used on this page/);
      for (const text of [told, problem]) assert.doesNotMatch(text, /--|explicitly|field by field/);
    }));

  test(`ages are read as people write them, and refused in the words that were typed (${language})`, () =>
    inPage({ language }, async (page) => {
      await add(page, "HP:0001166");
      await ranked(page);
      const sent = page.waitForRequest((request) => (request.postData() ?? "").includes('"age":"3y6m"'));
      await page.fill("#age", language === "ja" ? "3歳半" : "3 years 6 months");
      await page.locator("#age").blur();
      await sent;
      await ranked(page);
      const typed = language === "ja" ? "在胎28週" : "28 weeks of gestation";
      await page.fill("#age", typed);
      await page.locator("#age").blur();
      await page.waitForSelector("#age-problem .error");
      const told = (await page.textContent("#age-problem")) ?? "";
      assert.ok(told.includes(typed), told);
      assert.match(told, language === "ja" ? /出生直後.*出生前の時期は指定できない/s : /12 years.*before birth cannot be given/s);
    }));

  test(`questions that would tell nothing are not asked (${language})`, () =>
    inPage({ language }, async (page) => {
      let most = 1;
      await page.route("**/v1/rank", async (route) => {
        const response = await route.fetch();
        const body = await response.json();
        for (const [index, question] of (body.questions ?? []).entries()) question.expected_gain = index < most ? 0.2 : 0.004;
        await route.fulfill({ response, json: body });
      });
      await add(page, "HP:0001166");
      await asked(page);
      assert.equal(await page.locator(".question").count(), 1);
      most = 0;
      await add(page, "HP:0001083");
      await ranked(page);
      const none = language === "ja" ? "鑑別を大きく変えると見込まれる所見はほかにありません。" : "No further finding would change the differential much.";
      await page.waitForFunction((words) => document.getElementById("questions")?.textContent?.includes(words), none);
    }));

  test(`an entry without a gene says nothing of the disease's genes (${language})`, () =>
    inPage({ language }, async (page) => {
      await page.route("**/v1/why", async (route) => {
        const response = await route.fetch();
        const body = await response.json();
        for (const candidate of body.asked) Object.assign(candidate.genotype, { status: "no_known_gene", gene: null, fits: [], likelihood_ratio: 1 });
        await route.fulfill({ response, json: body });
      });
      await fullCase(page);
      await page.focus("#why");
      await page.keyboard.insertText("OMIM:154700");
      await page.waitForSelector('#why-list:not([hidden]) [aria-selected="true"]');
      await page.keyboard.press("Enter");
      await page.waitForSelector(".why-item");
      const told = (await page.textContent(".why-item")) ?? "";
      assert.match(told, language === "ja" ? /知識ベースのこの項目には原因遺伝子の記載がない/ : /This entry of the knowledge base names no gene/);
    }));
}

test("ages in many ways of writing", () => {
  /** @type {[string, string][]} */
  const readings = [
    ["3歳半", "3y6m"], ["３歳６か月", "3y6m"], ["生後2か月", "2m"], ["生後2ヶ月", "2m"], ["1年半", "1y6m"], ["半年", "6m"], ["出生直後", "0d"], ["出生時", "0d"], ["日齢5", "5d"], ["月齢3", "3m"], ["満3歳", "3y"],
    ["12 years", "12y"], ["3 years, 6 months old", "3y6m"], ["12y", "12y"], ["3y6m10d", "3y6m10d"], ["6 wks", "6w"], ["P12Y", "P12Y"], ["at birth", "0d"],
    // What is not read in full goes as it is.
    ["12", "12"], ["十二さい", "十二さい"], ["在胎28週", "在胎28週"], ["新生児", "新生児"], ["3歳くらい", "3歳くらい"], ["3m2y", "3m2y"], ["3日半", "3日半"], ["", ""],
  ];
  for (const [typed, plain] of readings) assert.equal(plainAge(typed), plain, typed);
  /** @type {[string, string, string][]} */
  const written = [["P12Y", "12 years", "12歳"], ["P3Y6M", "3 years 6 months", "3歳6か月"], ["P1M", "1 month", "1か月"], ["P0D", "0 days", "0日"], ["P1Y2M3DT4H", "1 year 2 months 3 days", "1歳2か月3日"], ["P2.5Y", "P2.5Y", "P2.5Y"], ["P", "P", "P"], ["soon", "soon", "soon"]];
  for (const [iso, en, ja] of written) {
    assert.deepEqual([agesInWords(iso, "en"), agesInWords(iso, "ja")], [en, ja]);
    if (en !== iso) assert.equal(plainAge(en), plainAge(ja));
  }
});

test("the variants of a phenopacket are offered, not taken", () =>
  inPage({}, async (page) => {
    const packet = JSON.parse(await readFile(join(root, "docs/example-patient.json"), "utf8"));
    packet.interpretations = [
      {
        id: "i",
        progressStatus: "SOLVED",
        diagnosis: {
          genomicInterpretations: [
            {
              variantInterpretation: {
                acmgPathogenicityClassification: "LIKELY_PATHOGENIC",
                variationDescriptor: {
                  geneContext: { valueId: "HGNC:3603", symbol: "FBN1" },
                  expressions: [{ syntax: "hgvs.c", value: "NM_000138.5:c.1948C>T" }],
                  allelicState: { id: "GENO:0000135", label: "heterozygous" },
                },
              },
            },
          ],
        },
      },
    ];
    await page.setInputFiles("#file-phenopacket", { name: "p.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(packet)) });
    await page.waitForSelector(".offered");
    assert.equal(await page.inputValue("#variants"), "");
    assert.equal(await page.textContent(".offered li"), "FBN1 NM_000138.5:c.1948C>T het likely_pathogenic");
    await page.locator(".notice .primary").click();
    await ranked(page);
    await page.waitForSelector(".candidate details summary");
    assert.equal(await page.inputValue("#variants"), "FBN1 NM_000138.5:c.1948C>T het likely_pathogenic");
  }));

test("a VCF with its PED goes with the case", () =>
  inPage({}, async (page) => {
    await add(page, "HP:0001166");
    await page.setInputFiles("#file-vcf", join(root, "tests/data/vcf/trio.vcf"));
    await page.setInputFiles("#file-ped", join(root, "tests/data/vcf/trio.ped"));
    await ranked(page);
    await page.waitForSelector(".variant-summary");
    await page.locator(".variant-summary summary").click();
    assert.match((await page.textContent(".variant-summary")) ?? "", /father/);
    const variants = page.locator(".candidate-body details summary").first();
    await variants.click();
    const told = (await page.locator(".genotype").first().textContent()) ?? "";
    assert.match(told, /Likelihood ratio \d{2,3},\d00: /);
    // How strong depends on sources that need not be there (ClinGen, gnomAD constraint).
    assert.match(told, /PVS1 (very )?strong/);
    assert.match(told, /VCF, line 14/);
    await page.locator('[data-key="file vcf"]').click();
    await page.waitForSelector("#files-problem .error");
    await page.locator('[data-key="file ped"]').click();
    await ranked(page);
  }));

test("a wrong variant line is told at its line, and the old answer is marked", () =>
  inPage({}, async (page) => {
    await add(page, "HP:0001166");
    await ranked(page);
    await page.fill("#variants", "FBN1 c.1948C>T het\n\nQQQ1 c.1A>G het");
    await page.locator("#variants").blur();
    await page.waitForSelector("#variants-problem .error");
    assert.match((await page.textContent("#variants-problem .error")) ?? "", /Line 3: .*QQQ1/);
    assert.ok(await page.locator("#differential.stale").count());
    assert.match((await page.textContent("#problem")) ?? "", /cannot be used.*Line 3.*earlier state/s);
    assert.ok(await page.isDisabled("#report"));
    await page.fill("#variants", "");
    await page.locator("#variants").blur();
    await ranked(page);
    assert.equal(await page.textContent("#problem"), "");
  }));

test("a lost connection is said, and mended by itself", () =>
  inPage({}, async (page, context) => {
    await add(page, "HP:0001166");
    await ranked(page);
    await context.setOffline(true);
    await page.locator(".finding .presence").click();
    await page.locator(".finding .presence").click();
    await page.waitForSelector("#problem .problem");
    assert.match((await page.textContent("#problem")) ?? "", /No connection/);
    await page.fill("#finding", "scoliosis");
    await page.waitForSelector("#finding-message .problem");
    await context.setOffline(false);
    await ranked(page);
    assert.equal(await page.textContent("#problem"), "");
  }));

test("a late answer leaves the old list marked as stale", () =>
  inPage({}, async (page) => {
    await add(page, "HP:0001166");
    await ranked(page);
    await page.route("**/v1/rank", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await route.continue();
    });
    await add(page, "HP:0001083");
    await page.waitForSelector("#differential.stale .candidate[data-id]");
    assert.match((await page.textContent("#status")) ?? "", /before the change/);
    await ranked(page);
  }));

for (const language of /** @type {const} */ (["en", "ja"])) {
  test(`the report opens in a tab of its own (${language})`, () =>
    inPage({ language }, async (page, context) => {
      await fullCase(page);
      const opened = context.waitForEvent("page");
      await page.click("#report");
      const report = await opened;
      await report.waitForLoadState();
      assert.equal(await report.getAttribute("html", "lang"), language);
      assert.ok(await report.locator("h1").first().isVisible());
      assert.equal(await report.evaluate(() => window.opener), null);
      assert.equal(new URL(report.url()).search, "");
      await report.close();
      await page.fill("#variants", "");
      await page.locator("#variants").blur();
      await page.setInputFiles("#file-vcf", join(root, "tests/data/vcf/trio.vcf"));
      await page.setInputFiles("#file-ped", join(root, "tests/data/vcf/trio.ped"));
      await page.waitForFunction(() => document.querySelectorAll("#files .file-name").length === 2);
      await ranked(page);
      const second = context.waitForEvent("page");
      await page.click("#report");
      const withFile = await second;
      await withFile.waitForLoadState();
      assert.equal(await withFile.getAttribute("html", "lang"), language);
    }));
}

test("the language is the browser's, is switched, and remembered; the other language is marked", () =>
  inPage({ language: "ja" }, async (page) => {
    assert.equal(await page.getAttribute("html", "lang"), "ja");
    await add(page, "HP:0001166");
    await ranked(page);
    assert.equal(await page.textContent("#differential-heading"), "候補疾患");
    await page.click("#language-en");
    assert.equal(await page.getAttribute("html", "lang"), "en");
    assert.equal(await page.textContent("#differential-heading"), "Candidate diseases");
    if (japanese) assert.equal(await page.locator(".finding .finding-name span[lang=ja]").textContent(), japanese);
    await page.selectOption("#theme", "dark");
    await page.reload();
    assert.equal(await page.getAttribute("html", "lang"), "en");
    assert.equal(await page.getAttribute("html", "data-theme"), "dark");
    assert.equal(await page.inputValue("#theme"), "dark");
    assert.equal(await page.locator(".finding").count(), 0);
  }));

test("nothing of a case is stored or put in the address unless asked", () =>
  inPage({}, async (page) => {
    await page.fill("#case-id", "IRUD-0421");
    await fullCase(page);
    await page.click("#language-ja");
    await page.selectOption("#theme", "light");
    assert.deepEqual(await stored(page), { local: ["shirube.language", "shirube.theme"], session: [], databases: 0, caches: 0, cookie: "", address: "/", state: null });
    const asks = () => page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
    assert.equal(await asks(), true, "leaving would lose the case");
    await page.check("#keep");
    assert.equal(await asks(), false);
    assert.match(String(await page.evaluate(() => localStorage.getItem("shirube.case"))), /IRUD-0421/);
    await page.reload();
    await ranked(page);
    assert.equal(await page.inputValue("#case-id"), "IRUD-0421");
    await page.click("#forget");
    assert.deepEqual((await stored(page)).local, ["shirube.language", "shirube.theme"]);
    await page.check("#keep");
    await page.click("#new-case");
    await page.click("#confirm-no");
    assert.equal(await page.locator(".finding").count(), 3);
    await page.click("#new-case");
    await page.click("#confirm-yes");
    await page.waitForSelector(".empty");
    assert.equal(await page.locator(".finding").count(), 0);
    assert.equal(await page.inputValue("#case-id") + (await page.inputValue("#variants")) + (await page.inputValue("#age")), "");
    assert.deepEqual((await stored(page)).local, ["shirube.language", "shirube.theme"]);
  }));

test("everything can be done by keyboard", () =>
  inPage({}, async (page) => {
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement?.matches(".skip")));
    await page.keyboard.press("?");
    await page.waitForSelector("#help-dialog[open]");
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await page.keyboard.type("arachnodactyly");
    await page.waitForSelector("#finding-list:not([hidden])");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await ranked(page);
    await tabTo(page, ".presence");
    await page.keyboard.press("-");
    await page.waitForSelector(".finding.absent");
    await page.keyboard.press("-");
    await asked(page);
    await tabTo(page, '.candidate-toggle[aria-expanded="false"]');
    await page.keyboard.press("Enter");
    assert.ok((await page.locator('.candidate-toggle[aria-expanded="true"]').count()) >= 2);
    await tabTo(page, ".compare-check input");
    await page.keyboard.press("Space");
    await tabTo(page, ".compare-check input");
    await page.keyboard.press("Space");
    await tabTo(page, ".answer-present");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelectorAll(".finding").length === 2);
    await ranked(page);
    await tabTo(page, "#why");
    await page.keyboard.type("OMIM:154700");
    await page.waitForSelector("#why-list:not([hidden])");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".why-item");
    await tabTo(page, ".presence", "Shift+Tab");
    await page.keyboard.press("Delete");
    await page.waitForFunction(() => document.querySelectorAll(".finding").length === 1);
    await tabTo(page, "#language-ja", "Shift+Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.getAttribute("html", "lang"), "ja");
  }));

test("what has the focus is not hidden by the bars at the foot", () =>
  inPage({ width: 640, height: 480 }, async (page) => {
    await fullCase(page);
    await page.locator(".compare-check input").first().check();
    await page.focus("#finding");
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press("Tab");
      const hidden = await page.evaluate(() => {
        const active = document.activeElement;
        if (!active || active === document.body || active.closest(".compare-bar, .disclaimer")) return "";
        const box = active.getBoundingClientRect();
        const found = document.elementFromPoint(box.left + box.width / 2, Math.min(innerHeight - 1, box.top + Math.min(box.height / 2, 12)));
        return found?.closest(".disclaimer, .compare-bar") ? active.outerHTML.slice(0, 120) : "";
      });
      assert.equal(hidden, "");
    }
  }));

for (const [width, what] of /** @type {const} */ ([[640, "at 200 % zoom"], [360, "on a phone"]])) {
  test(`no sideways scrolling ${what}`, () =>
    inPage({ width, height: 640, language: width === 360 ? "ja" : "en" }, async (page) => {
      await noSidewaysScroll(page);
      await fullCase(page);
      for (const box of await page.locator(".candidate-body details summary").all()) await box.click();
      await page.locator('.finding [data-key^="more"]').first().click();
      await noSidewaysScroll(page);
      for (const index of [0, 1]) await page.locator(".compare-check input").nth(index).check();
      await noSidewaysScroll(page);
      await page.click("#compare-open");
      await noSidewaysScroll(page);
      await page.keyboard.press("Escape");
      await page.click("#note-open");
      await noSidewaysScroll(page);
    }));
}

for (const language of /** @type {const} */ (["en", "ja"])) {
  for (const dark of [false, true]) {
    test(`accessible: ${language}, ${dark ? "dark" : "light"}`, () =>
      inPage({ language, dark }, async (page) => {
        await accessible(page, "empty");
        await fullCase(page);
        await page.locator('.finding [data-key^="more"]').first().click();
        await page.locator(".candidate-toggle").nth(1).click();
        for (const box of await page.locator(".candidate-body details summary").all()) if (await box.isVisible()) await box.click();
        await page.fill("#why", "FBN2");
        await page.waitForSelector("#why-list:not([hidden])");
        await accessible(page, "suggestions");
        await page.press("#why", "Enter");
        await page.waitForSelector(".why-item");
        await page.locator(".chart-main").nth(1).click();
        await accessible(page, "full");
        for (const index of [0, 1]) await page.locator(".compare-check input").nth(index).check();
        await page.click("#compare-open");
        await accessible(page, "compare");
        await page.keyboard.press("Escape");
        await page.click("#note-open");
        await page.fill("#note-text", language === "ja" ? NOTE_JA : NOTE_EN);
        await page.click("#note-read");
        await page.waitForSelector(".entry");
        await accessible(page, "note");
        await page.keyboard.press("Escape");
        await page.click("#help");
        await accessible(page, "help");
        await page.keyboard.press("Escape");
        await page.fill("#variants", "QQQ1 c.abc");
        await page.locator("#variants").blur();
        await page.waitForSelector("#variants-problem .error");
        await accessible(page, "problem");
      }));
  }
}
