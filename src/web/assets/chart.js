// What speaks for and against a disease: one row per finding, a bar by its likelihood ratio, details on demand.

/** @import { Candidate, Finding } from "./types.js" */
import { freshId, h, outLink, unseen } from "./dom.js";
import { t } from "./i18n.js";
import { bothNames, frequencyText, leaning, mainName, ratioText, ratioWords, statusOf } from "./words.js";

/** Decades of likelihood ratio on either side of the axis. */
const FEWEST_DECADES = 2;
const MOST_DECADES = 6;

/** The card that is open by hovering or focus. @type {(() => void)|null} */
let closeOpen = null;

/**
 * The scale that all candidates of a result share.
 * @param {Candidate[]} candidates
 */
export function decades(candidates) {
  let largest = FEWEST_DECADES;
  for (const candidate of candidates) {
    const ratios = candidate.findings.map((finding) => finding.likelihood_ratio);
    if (candidate.genotype) ratios.push(candidate.genotype.likelihood_ratio);
    for (const ratio of ratios) largest = Math.max(largest, Math.abs(Math.log10(Math.max(ratio, 1e-30))));
  }
  return Math.min(MOST_DECADES, Math.ceil(largest));
}

/**
 * The bar of one ratio. What it shows is also written beside it.
 * @param {number} ratio
 * @param {number} scale
 */
export function bar(ratio, scale) {
  const logarithm = Math.log10(Math.max(ratio, 1e-30));
  const length = Math.min(1, Math.abs(logarithm) / scale);
  const lean = leaning(ratio);
  const piece = h("span", { class: `bar-piece ${lean}` });
  piece.style.setProperty("--length", `${(length * 50).toFixed(2)}%`);
  return h("span", { class: "bar", "aria-hidden": "true" }, piece);
}

const MATCHES = /** @type {const} */ ({
  exact: "matchExact",
  query_more_specific: "matchSpecific",
  query_more_general: "matchGeneral",
  related: "matchRelated",
  unmatched: "matchNone",
  contradicted: "matchContradicted",
  absent_in_both: "matchAbsent",
});

/** @param {Finding} finding */
export function matchText(finding) {
  const key = MATCHES[/** @type {keyof typeof MATCHES} */ (finding.match_kind)];
  return key ? t(key) : finding.match_kind;
}

/** @param {Finding} finding */
export function references(finding) {
  if (!finding.references.length) return null;
  return h(
    "ul",
    { class: "references" },
    finding.references.map((reference) => h("li", {}, reference.url ? outLink(reference.url, reference.id) : reference.id)),
  );
}

/** @param {Finding} finding */
function card(finding) {
  const { matched } = finding;
  const different = matched && matched.id !== finding.term.id;
  return [
    h("p", { class: "card-title" }, h("b", {}, bothNames(finding.term)), " ", h("span", { class: "id" }, finding.term.id)),
    h("p", {}, t(finding.status === "observed" ? "inPatientPresent" : "inPatientAbsent"), " ", ratioWords(finding.likelihood_ratio, statusOf(finding.status))),
    h(
      "dl",
      { class: "facts" },
      h("div", {}, h("dt", {}, t("match")), h("dd", {}, matchText(finding), different ? [t("colon"), mainName(matched), " ", h("span", { class: "id" }, matched.id)] : null)),
      h("div", {}, h("dt", {}, t("frequency")), h("dd", {}, finding.frequency ? frequencyText(finding.frequency) : t("frequencyUnknown"))),
      finding.references.length ? h("div", {}, h("dt", {}, t("papers")), h("dd", {}, references(finding))) : null,
    ),
    finding.borrowed ? h("p", { class: "hint" }, t("borrowed")) : null,
  ];
}

/**
 * A row whose details open on hover, focus or click; Escape closes them.
 * @param {object} row
 * @param {string} row.key
 * @param {Node[]} row.label
 * @param {number} row.ratio
 * @param {string} row.words What the ratio says.
 * @param {number} row.scale
 * @param {() => (Node|null)[]} row.details
 */
function chartRow({ key, label, ratio, words, scale, details }) {
  const id = freshId("card");
  const box = h("div", { class: "card", id, hidden: true });
  let pinned = false;
  /** @type {number|undefined} */
  let timer;
  const button = h(
    "button",
    { type: "button", class: "chart-main", "aria-expanded": "false", "aria-controls": id, "data-key": key },
    h("span", { class: "chart-label" }, label),
    bar(ratio, scale),
    h("span", { class: `chart-ratio ${leaning(ratio)}` }, h("span", { "aria-hidden": "true" }, ratioText(ratio)), unseen(words)),
  );
  const item = h("li", { class: "chart-row" }, button, box);
  const close = () => {
    window.clearTimeout(timer);
    pinned = false;
    box.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (closeOpen === close) closeOpen = null;
  };
  const open = () => {
    window.clearTimeout(timer);
    if (closeOpen !== close) closeOpen?.();
    closeOpen = close;
    if (!box.firstChild) box.append(.../** @type {Node[]} */ (details().filter((node) => node !== null)));
    box.hidden = false;
    button.setAttribute("aria-expanded", "true");
  };
  item.addEventListener("mouseenter", () => {
    timer = window.setTimeout(open, 150);
  });
  item.addEventListener("mouseleave", () => {
    window.clearTimeout(timer);
    if (!pinned && !item.contains(document.activeElement)) close();
  });
  // Focus by a click is left to the click, which would otherwise close what the focus has just opened.
  button.addEventListener("focus", () => {
    if (button.matches(":focus-visible")) open();
  });
  item.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && item.contains(event.relatedTarget)) && !item.matches(":hover")) close();
  });
  button.addEventListener("click", () => {
    if (pinned) {
      close();
    } else {
      open();
      pinned = true;
    }
  });
  item.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !box.hidden) {
      event.preventDefault();
      event.stopPropagation();
      button.focus();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target === button) {
      const next = event.key === "ArrowDown" ? item.nextElementSibling : item.previousElementSibling;
      const target = next?.querySelector(".chart-main");
      if (target instanceof HTMLElement) {
        event.preventDefault();
        target.focus();
      }
    }
  });
  return item;
}

/**
 * The chart of a candidate.
 * @param {Candidate} candidate
 * @param {number} scale
 * @param {string} where Tells charts of one disease in several places apart.
 * @param {() => (Node|null)[]} [variantDetails]
 */
export function chart(candidate, scale, where, variantDetails) {
  const weight = (/** @type {number} */ ratio) => Math.abs(Math.log(Math.max(ratio, 1e-30)));
  const rows = candidate.findings.map((finding) => ({
    ratio: finding.likelihood_ratio,
    item: chartRow({
      key: `chart ${where} ${candidate.disease_id} ${finding.term.id}`,
      label: [
        h("span", { class: "sign", "aria-hidden": "true" }, finding.status === "observed" ? "+" : "−"),
        unseen(finding.status === "observed" ? t("present") : t("absent")),
        h("span", { class: "chart-name" }, mainName(finding.term)),
      ],
      ratio: finding.likelihood_ratio,
      words: ratioWords(finding.likelihood_ratio, statusOf(finding.status)),
      scale,
      details: () => card(finding),
    }),
  }));
  const genotype = candidate.genotype;
  if (genotype && genotype.status !== "not_listed") {
    rows.push({
      ratio: genotype.likelihood_ratio,
      item: chartRow({
        key: `chart ${where} ${candidate.disease_id} genotype`,
        label: [h("span", { class: "sign", "aria-hidden": "true" }, "⌬"), h("span", { class: "chart-name" }, `${t("variants")}${genotype.gene ? ` (${genotype.gene})` : ""}`)],
        ratio: genotype.likelihood_ratio,
        words: ratioWords(genotype.likelihood_ratio, "genotype"),
        scale,
        details: variantDetails ?? (() => []),
      }),
    });
  }
  rows.sort((a, b) => weight(b.ratio) - weight(a.ratio));
  return h(
    "div",
    { class: "chart" },
    h("div", { class: "chart-axis", "aria-hidden": "true" }, h("span", {}), h("span", { class: "axis" }, h("span", {}, `← ${t("against")}`), h("span", {}, `${t("for")} →`)), h("span", { class: "axis-unit" }, t("lrShort"))),
    h("ul", { class: "chart-rows", "aria-label": t("chartLabel") }, rows.map((row) => row.item)),
  );
}
