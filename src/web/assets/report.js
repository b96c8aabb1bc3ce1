// The report: a page of its own in a new tab, made by the service, ready to print.

import { byId, h } from "./dom.js";
import { language } from "./i18n.js";
import { reportOptions } from "./rank.js";
import { caseBody, state } from "./state.js";

/** @param {string} name @param {File} file */
function fileInput(name, file) {
  const input = h("input", { type: "file", name });
  const transfer = new DataTransfer();
  transfer.items.add(file);
  input.files = transfer.files;
  return input;
}

/** A form is sent, not a script's request: the tab then holds the service's own page, with its own policy. */
export function openReport() {
  const { vcf, ped, sample, assembly } = state.files;
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
  );
  document.body.append(form);
  form.submit();
  form.remove();
}

export function startReport() {
  byId("report").addEventListener("click", openReport);
}
