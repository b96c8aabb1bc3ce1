// The report: a page of its own in a new tab, made by the service, ready to print.

import { textOf } from "./api.js";
import { byId, fill, h } from "./dom.js";
import { language, t } from "./i18n.js";
import { OAuthProblem } from "./oauth.js";
import { reportOptions } from "./rank.js";
import { settingsOf } from "./session.js";
import { oauthBox } from "./signin.js";
import { caseBody, caseRequest, state } from "./state.js";

/** @param {string} name @param {File} file */
function fileInput(name, file) {
  const input = h("input", { type: "file", name });
  const transfer = new DataTransfer();
  transfer.items.add(file);
  input.files = transfer.files;
  return input;
}

/** A form is sent, not a script's request: the tab then holds the service's own page, with its own policy. */
function openByForm() {
  const { vcf, ped, sample, assembly, panel } = state.files;
  const body = JSON.stringify(caseBody({ ...reportOptions(), language: language() }));
  const hidden = (/** @type {string} */ name, /** @type {string} */ value) => h("input", { type: "hidden", name, value });
  const withFiles = Boolean(vcf || ped);
  const form = h(
    "form",
    { method: "post", action: "/v1/report", target: "_blank", rel: "noopener", hidden: true, enctype: withFiles ? "multipart/form-data" : "application/x-www-form-urlencoded" },
    hidden(withFiles ? "case" : "request", body),
    vcf ? fileInput("vcf", vcf) : null,
    ped ? fileInput("ped", ped) : null,
    withFiles && sample.trim() ? hidden("sample", sample.trim()) : null,
    withFiles && assembly ? hidden("assembly", assembly) : null,
    withFiles && panel ? hidden("panel", "true") : null,
  );
  document.body.append(form);
  form.submit();
  form.remove();
}

/**
 * Puts the report into an empty tab of this page's. The tab has this page's policy, which lets no style in a text in:
 * the report's own sheet is handed over as an object. Scripts it has none, and could run none.
 * @param {Window} tab
 * @param {string} html
 */
function showIn(tab, html) {
  /** @type {string[]} */
  const styles = [];
  // What a case holds is escaped in a report: these are its own.
  const plain = html.replace(/<style>([\s\S]*?)<\/style>/g, (_, style) => {
    styles.push(style);
    return "";
  });
  const report = new DOMParser().parseFromString(plain, "text/html");
  // A document that was opened empty is laid out by the rules of the last century; one that was written is not.
  tab.document.open();
  tab.document.write("<!doctype html><title></title>");
  tab.document.close();
  const sheet = new /** @type {any} */ (tab).CSSStyleSheet();
  sheet.replaceSync(styles.join("\n"));
  tab.document.replaceChild(tab.document.adoptNode(report.documentElement), tab.document.documentElement);
  tab.document.adoptedStyleSheets = [sheet];
}

/** A form cannot say who sends it: where that counts, the report is asked for as everything else is. */
async function openFetched() {
  // At once, while the browser still knows that a person asked for it.
  const tab = window.open("", "_blank");
  try {
    if (!tab) throw new OAuthProblem("popup");
    tab.opener = null;
    tab.document.title = t("report");
    tab.document.body.textContent = t("reportComing");
    showIn(tab, await textOf("/v1/report", caseRequest({ ...reportOptions(), language: language() })));
  } catch (error) {
    tab?.close();
    fill(byId("report-problem"), oauthBox(error), h("p", { class: "buttons" }, h("button", { type: "button", onclick: () => fill(byId("report-problem")) }, t("dismiss"))));
  }
}

export function openReport() {
  fill(byId("report-problem"));
  if (settingsOf().access.required) void openFetched();
  else openByForm();
}

export function startReport() {
  byId("report").addEventListener("click", openReport);
}
