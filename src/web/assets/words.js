// Names, numbers and complaints as both languages write them.

/** @import { Issue, Term } from "./types.js" */
import { ApiProblem } from "./api.js";
import { complaintWords, speaksOfOptions } from "./complaints.js";
import { h } from "./dom.js";
import { code, language, t } from "./i18n.js";
import { openSignIn } from "./session.js";
import { state, variantLines } from "./state.js";

/**
 * Text in a language; marked where that is not the page's.
 * @param {string} text
 * @param {"en"|"ja"} code
 * @param {string} [kind]
 */
export function inLanguage(text, code, kind) {
  return h("span", { lang: code === language() ? null : code, class: kind }, text);
}

/**
 * @typedef {{name: string, name_ja: string|null}} Named
 */

/**
 * The name in the page's language, or what there is.
 * @param {Named} named
 */
export function mainName(named) {
  if (language() === "ja" && named.name_ja) return inLanguage(named.name_ja, "ja");
  return inLanguage(named.name, "en");
}

/** @param {Named} named */
export function mainText(named) {
  return (language() === "ja" && named.name_ja) || named.name;
}

/**
 * The name in the other language, where there is one.
 * @param {Named} named
 */
export function otherName(named) {
  if (!named.name_ja) return null;
  return language() === "ja" ? inLanguage(named.name, "en", "other") : inLanguage(named.name_ja, "ja", "other");
}

/** @param {Term} term */
export function bothNames(term) {
  return [mainName(term), " ", otherName(term) ?? ""];
}

/** @param {number} value A share from 0 to 1. */
export function percent(value) {
  const sign = language() === "ja" ? "%" : "\u00a0%";
  const hundredths = value * 100;
  if (hundredths > 0 && hundredths < 0.1) return `<0.1${sign}`;
  if (hundredths < 10) return `${hundredths.toFixed(1)}${sign}`;
  if (hundredths > 99.9 && hundredths < 100) return `>99.9${sign}`;
  return `${hundredths < 99.5 ? Math.round(hundredths) : hundredths.toFixed(1)}${sign}`;
}

/** Three digits are more than any ratio is known to. @param {number} value */
export function significant(value) {
  if (value >= 1e9) return ">10⁹";
  if (value >= 100) return Number(value.toPrecision(3)).toLocaleString("en");
  return value >= 10 ? value.toFixed(0) : value.toFixed(1);
}

/**
 * A likelihood ratio: `×128` speaks for, `÷12` against.
 * @param {number} ratio
 */
export function ratioText(ratio) {
  if (leaning(ratio) === "neither") return "×1";
  return ratio >= 1 ? `×${significant(ratio)}` : `÷${significant(1 / Math.max(ratio, 1e-30))}`;
}

/**
 * @param {number} ratio
 * @returns {"for"|"against"|"neither"}
 */
export function leaning(ratio) {
  if (ratio >= 1.05) return "for";
  return ratio <= 0.952 ? "against" : "neither";
}

/** Nearer to 1 than this, a multiple says more than is meant. */
const SLIGHT = 1.5;

/**
 * A likelihood ratio in words, for those who do not see the bar.
 * @param {number} ratio
 * @param {"observed"|"excluded"|"genotype"} [what] What it is the ratio of.
 */
export function ratioWords(ratio, what = "observed") {
  const lean = leaning(ratio);
  if (lean === "neither") return t("lrNeither");
  if (ratio < SLIGHT && ratio > 1 / SLIGHT) return t(lean === "for" ? "lrForSlightly" : "lrAgainstSlightly", { n: ratio.toFixed(lean === "for" ? 1 : 2) });
  const words = /** @type {const} */ ({ observed: ["lrFor", "lrAgainst"], excluded: ["lrForAbsent", "lrAgainstAbsent"], genotype: ["lrForGenotype", "lrAgainstGenotype"] })[what];
  return lean === "for" ? t(words[0], { n: significant(ratio) }) : t(words[1], { n: significant(1 / ratio) });
}

/** @param {string} status Of a finding. */
export function statusOf(status) {
  return status === "excluded" ? "excluded" : "observed";
}

/**
 * `119/251 (47 %)`, `frequent (30-79%)`
 * @param {string} text
 */
export function frequencyText(text) {
  const [, part, whole] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (part && Number(whole) > 0) return `${text} (${percent(Number(part) / Number(whole))})`;
  const [, word, bounds] = /^([a-z ]+) (\(.+\))$/.exec(text) ?? [];
  return word ? `${code("frequency", word)} ${bounds}` : text;
}

/** @param {string} id */
export function addressOf(id) {
  const [prefix, rest] = id.split(":");
  switch (prefix) {
    case "OMIM":
      return rest?.startsWith("PS") ? `https://omim.org/phenotypicSeries/${rest}` : `https://omim.org/entry/${rest}`;
    case "ORPHA":
      return `https://www.orpha.net/en/disease/detail/${rest}`;
    case "MONDO":
      return `https://monarchinitiative.org/${id}`;
    case "DECIPHER":
      return `https://www.deciphergenomics.org/syndrome/${rest}`;
    default:
      return null;
  }
}

/**
 * What the place of a complaint is called on this page.
 * @param {string} place
 */
export function placeText(place) {
  const [, list, number] = /^(features|variants|observed|excluded)\[(\d+)\]/.exec(place) ?? [];
  if (list === "variants") return t("placeVariant", { n: variantLines()[Number(number)]?.line ?? Number(number) + 1 });
  if (list) {
    const feature = state.case.features[Number(number)];
    return feature ? mainText(feature) : t("placeFinding", { n: Number(number) + 1 });
  }
  const feature = /^(?:proband\.)?phenotypicFeatures\[(\d+)\]/.exec(place)?.[1];
  if (feature) return t("placeFeatureOfFile", { n: Number(feature) + 1 });
  const [, line, file] = /^line (\d+) of (vcf|ped)$/.exec(place) ?? [];
  if (line && file) return t("lineOf", { n: line, file: file.toUpperCase() });
  switch (place.replace(/^proband\.(?=.)/, "")) {
    case "age":
    case "subject.timeAtLastEncounter":
      return t("age");
    case "subject.sex":
    case "sex":
      return t("sex");
    case "vcf":
      return "VCF";
    case "ped":
      return "PED";
    case "phenopacket":
      return "Phenopacket";
    case "assembly":
    case "--reference":
      return t("assembly");
    case "sample":
    case "samples":
      return t("sample");
    case "case":
      return t("caseWord");
    case "":
      return "";
    default:
      return place;
  }
}

/**
 * A complaint in the page's words, where it is known; else as the service said it, and then with a word of the page's own
 * where that speaks a language or of options that the page has not.
 * @param {Issue} issue
 */
export function issueNodes(issue) {
  // Places that a complaint names in its text.
  const named = (/** @type {string} */ text) => text.replace(/\b(?:features|variants)\[\d+\]/g, placeText);
  const message = named(issue.message);
  const hint = named(issue.suggestion ?? "");
  const known = complaintWords(message, language());
  const knownHint = hint ? complaintWords(hint, language()) : null;
  const foreign = known === null && (language() === "ja" || speaksOfOptions(message));
  const place = issue.place.startsWith("variants") ? t("lineUnusable") : /^(?:vcf|ped|--reference)$/.test(issue.place) ? t("fileUnusable") : null;
  const ours = foreign && place && issue.severity === "error" ? [place, " ", t("serviceSays"), " "] : null;
  return [
    ours,
    known ?? inLanguage(message, "en"),
    // A hint that nobody can follow on the page is none.
    hint && (knownHint !== null || !speaksOfOptions(hint)) ? [" – ", knownHint ?? inLanguage(hint, "en")] : null,
  ].flat();
}

/** What the service says in a sentence, in the page's words where it is known. @param {string} detail */
export function detailNodes(detail) {
  return complaintWords(detail, language()) ?? inLanguage(detail, "en");
}

/**
 * A complaint with its kind and place.
 * @param {Issue} issue
 * @param {boolean} [withPlace]
 */
export function issueLine(issue, withPlace = true) {
  const severity = ["error", "warning", "note"].includes(issue.severity) ? issue.severity : "error";
  const place = placeText(issue.place);
  return h(
    "p",
    { class: `issue ${severity}` },
    h("b", {}, t(/** @type {"error"|"warning"|"note"} */ (severity))),
    " ",
    withPlace && place ? h("span", { class: "place" }, place, t("colon")) : null,
    issueNodes(issue),
  );
}

/**
 * Why there is no answer, as a box to show.
 * @param {unknown} error
 * @param {(issue: Issue) => boolean} [elsewhere] Whether a complaint is shown elsewhere already, and in short here.
 */
export function problemBox(error, elsewhere = () => false) {
  if (!(error instanceof ApiProblem)) {
    return h("div", { class: "problem" }, h("p", {}, h("b", {}, t("failed")), " ", String(error)));
  }
  if (error.kind === "lost") {
    return h("div", { class: "problem" }, h("p", {}, h("b", {}, t("lost")), " ", t("lostHint")));
  }
  const wrong = error.errors.filter((issue) => issue.severity === "error");
  const listed = (wrong.length ? wrong : error.errors).slice(0, 20);
  if (error.status === 401) {
    return h(
      "div",
      { class: "problem" },
      h("p", {}, h("b", {}, t("signInNeeded")), " ", detailNodes(error.detail)),
      h("p", { class: "buttons" }, h("button", { type: "button", class: "sign-in-again", onclick: openSignIn }, t("signIn"))),
    );
  }
  const titles = /** @type {Record<number, string>} */ ({ 403: t("notAllowed"), 422: t("cannotUse"), 429: t("tooMany") });
  const title = titles[error.status] ?? null;
  return h(
    "div",
    { class: "problem" },
    h("p", {}, h("b", {}, title ?? inLanguage(error.title, "en")), " ", listed.length ? null : detailNodes(error.detail)),
    listed.map((issue) =>
      elsewhere(issue)
        ? h("p", { class: "issue error" }, h("b", {}, t("error")), " ", placeText(issue.place), t("colon"), t("seeField"))
        : issueLine(issue),
    ),
  );
}
