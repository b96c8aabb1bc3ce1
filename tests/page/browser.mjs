// What the tests in a browser share: a fresh profile each, in which nothing may go wrong unseen.

import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

/** @import { Browser, BrowserContext, Page } from "playwright-core" */

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export function launchBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
}

/**
 * @param {Browser} browser
 * @param {{language?: "en"|"ja", dark?: boolean, width?: number, height?: number, origins: string[], expected?: RegExp}} how
 *   `origins`: where requests may go. `expected`: messages of the console that are meant.
 * @param {(page: Page, context: BrowserContext) => Promise<void>} act
 */
export async function inBrowser(browser, how, act) {
  const context = await browser.newContext({
    locale: how.language === "ja" ? "ja-JP" : "en-GB",
    colorScheme: how.dark ? "dark" : "light",
    viewport: { width: how.width ?? 1440, height: how.height ?? 900 },
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(15_000);
  /** @type {string[]} */
  const wrong = [];
  context.on("page", (page) => {
    page.on("dialog", (dialog) => void dialog.accept());
    page.on("pageerror", (error) => wrong.push(`exception: ${error}`));
    page.on("console", (message) => {
      // The browser itself reports refusals; the page shows them to its reader.
      const reported = /^Failed to load resource: the server responded with a status of [45]\d\d/;
      if (message.type() === "error" && !reported.test(message.text()) && !how.expected?.test(message.text())) wrong.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (/^https?:$/.test(url.protocol) && !how.origins.includes(url.origin)) wrong.push(`request to ${url.origin}`);
    });
  });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  try {
    await act(await context.newPage(), context);
    assert.deepEqual(wrong, []);
  } catch (error) {
    if (wrong.length && error instanceof Error) error.message += `\nseen besides: ${wrong.join("\n")}`;
    throw error;
  } finally {
    await context.close();
  }
}

/** Waits for an answer of the case as it stands. @param {Page} page */
export async function ranked(page) {
  await page.waitForSelector('#results[aria-busy="false"] .candidate[data-id]');
  await page.waitForSelector("#differential:not(.stale)");
}

/**
 * Adds a finding by keyboard.
 * @param {Page} page
 * @param {string} text
 * @param {"Enter"|"Shift+Enter"} [key]
 */
export async function add(page, text, key = "Enter") {
  const listed = await page.locator(".finding").count();
  await page.focus("#finding");
  await page.keyboard.insertText(text);
  await page.waitForSelector('#finding-list:not([hidden]) [role="option"]');
  await page.keyboard.press(key);
  await page.waitForFunction((count) => document.querySelectorAll(".finding").length > count, listed);
}

/** @param {Page} page @param {string} state */
export async function accessible(page, state) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).setLegacyMode(true).analyze();
  const told = violations.map((each) => `${each.id}: ${each.nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`);
  assert.deepEqual(told, [], state);
}

/** Everything that a page of ours left in the browser. @param {Page} page */
export function stored(page) {
  return page.evaluate(async () => ({
    local: Object.keys(localStorage).sort(),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    cookie: document.cookie,
    address: location.pathname + location.search + location.hash,
    state: history.state,
  }));
}

export const NOTHING_STORED = { local: [], session: [], databases: 0, caches: 0, cookie: "", address: "/", state: null };
