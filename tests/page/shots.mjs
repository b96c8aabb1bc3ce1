// Pictures of the page to look at: `node shots.mjs FOLDER [ADDRESS]`.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { startDev, startService } from "./dev.mjs";

const folder = process.argv[2] ?? "/tmp/shirube-shots";
const only = process.argv[4];
mkdirSync(folder, { recursive: true });
const given = process.argv[3];
const service = given ? null : await startService();
const dev = service ? await startDev(service.base) : null;
const base = given ?? dev?.base ?? "";

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

/**
 * @param {string} name
 * @param {{language?: string, dark?: boolean, width?: number, height?: number, case?: object|null, whole?: boolean}} how
 * @param {(page: import("playwright-core").Page) => Promise<unknown>} [act]
 */
async function shot(name, how, act) {
  if (only && !name.includes(only)) return;
  const context = await browser.newContext({
    viewport: { width: how.width ?? 1440, height: how.height ?? 1000 },
    locale: how.language === "ja" ? "ja-JP" : "en-GB",
    colorScheme: how.dark ? "dark" : "light",
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") console.log(name, message.text());
  });
  page.on("pageerror", (error) => console.log(name, error));
  if (how.case !== null) {
    const patient = how.case ?? example;
    await page.addInitScript((kept) => localStorage.setItem("shirube.case", kept), JSON.stringify(patient));
  }
  await page.goto(base);
  if (how.case !== null) await page.waitForSelector('#questions[aria-busy="false"] .question');
  await page.waitForTimeout(300);
  await act?.(page);
  await page.waitForTimeout(200);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: how.whole ?? false });
  await context.close();
}

const feature = (/** @type {string} */ id, /** @type {string} */ name, /** @type {string} */ name_ja, excluded = false) => ({ id, name, name_ja, excluded, onset: "", certainty: 1 });
const example = {
  id: "IRUD-0421",
  age: "12y",
  sex: "male",
  variants: "FBN1 c.1948C>T p.Arg650Ter het",
  features: [
    feature("HP:0001166", "Arachnodactyly", "くも指"),
    feature("HP:0001083", "Ectopia lentis", "異所性水晶体"),
    { ...feature("HP:0002650", "Scoliosis", "脊柱側弯症"), onset: "8y" },
    feature("HP:0000767", "Pectus excavatum", "漏斗胸"),
    feature("HP:0001250", "Seizure", "発作", true),
    feature("HP:0001249", "Intellectual disability", "知的障害", true),
  ],
};
const noteEn = "12-year-old boy. Tall stature and arachnodactyly since early childhood; suspected scoliosis. No seizures. His mother had ectopia lentis. Pectus excavatum was noted at 8 years.";
const noteJa = "12歳男児。高身長、くも状指を認める。側弯の疑い。けいれんなし。母に水晶体偏位あり。8歳時に漏斗胸を指摘された。";

await shot("en-light-empty", { case: null });
await shot("en-light-full", { whole: true });
await shot("en-light-first-screen", {});
await shot("ja-dark-full", { language: "ja", dark: true, whole: true });
await shot("ja-light-first-screen", { language: "ja" });
await shot("chart-card", {}, (page) => page.locator(".chart-main").first().click());
await shot("ja-suggestions", { language: "ja" }, async (page) => {
  await page.fill("#finding", "僧帽弁");
  await page.waitForSelector("#finding-list:not([hidden])");
});
const compare = async (/** @type {import("playwright-core").Page} */ page) => {
  await page.locator(".compare-check input").nth(0).check();
  await page.locator(".compare-check input").nth(1).check();
  await page.click("#compare-open");
};
await shot("compare-en", {}, compare);
await shot("compare-ja-dark", { language: "ja", dark: true }, compare);
const note = (/** @type {string} */ text) => async (/** @type {import("playwright-core").Page} */ page) => {
  await page.click("#note-open");
  await page.fill("#note-text", text);
  await page.click("#note-read");
  await page.waitForSelector(".entry");
};
await shot("note-en", {}, note(noteEn));
await shot("note-ja-dark", { language: "ja", dark: true }, note(noteJa));
await shot("mobile-en", { width: 360, height: 780, whole: true });
await shot("mobile-ja-dark", { width: 360, height: 780, whole: true, language: "ja", dark: true });
await shot("mobile-ja-candidates", { width: 360, height: 780, language: "ja" }, (page) => page.locator("#differential").evaluate((part) => part.scrollIntoView()));
await shot("mobile-en-top", { width: 360, height: 780 });
await shot("mobile-en-questions", { width: 360, height: 780 }, (page) => page.locator("#next").evaluate((part) => part.scrollIntoView()));
await shot("mobile-compare", { width: 360, height: 780 }, compare);
await shot("zoom-200", { width: 640, height: 480, whole: true });
await shot("why-ja", { language: "ja" }, async (page) => {
  await page.fill("#why", "FBN2");
  await page.waitForSelector("#why-list:not([hidden])");
  await page.press("#why", "Enter");
  await page.waitForSelector(".why-item");
  await page.locator("#whynot").scrollIntoViewIfNeeded();
});
await shot("problem-ja", { language: "ja" }, async (page) => {
  await page.fill("#variants", "FBN1 c.1948C>T het\nQQQ1 c.abc");
  await page.waitForSelector("#variants-problem .error");
});
await shot("help", {}, (page) => page.click("#help"));
await shot("print-ja", { language: "ja", width: 794, whole: true }, (page) => page.emulateMedia({ media: "print" }));

await browser.close();
dev?.stop();
service?.stop();
