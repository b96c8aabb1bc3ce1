// "Why is … not here?": where a disease or a gene stands, and what speaks against it.

/** @import { Candidate, Hit, WhyResponse } from "./types.js" */
import { call, isAbort } from "./api.js";
import { badges, idLinks } from "./candidates.js";
import { chart, decades } from "./chart.js";
import { combobox } from "./combobox.js";
import { byId, fill, h, keepingFocus, say } from "./dom.js";
import { code, t } from "./i18n.js";
import { exactly, hitRow, shownAtField } from "./patient.js";
import { canRank } from "./rank.js";
import { caseRequest, on, state } from "./state.js";
import { genotypeBox, genotypeCard } from "./variants.js";
import { inLanguage, issueLine, mainName, mainText, otherName, percent, placeText, problemBox, ratioText } from "./words.js";

const MOST_SHOWN = 5;

/** @type {Hit|null} */
let target = null;
/** @type {WhyResponse|null} */
let answer = null;
/** @type {unknown} */
let problem = null;
/** @type {AbortController|null} */
let running = null;
let announce = false;

/** @param {Hit} hit */
function named(hit) {
  return { id: hit.id, name: hit.label, name_ja: hit.label_ja };
}

/** How many times likelier a finding must be with the first disease to be named. */
const BEHIND = 3;

/**
 * The findings that put the first disease before this one, the weightiest first.
 * @param {Candidate} candidate
 * @param {Candidate} first
 */
function behind(candidate, first) {
  const own = new Map(candidate.findings.map((finding) => [finding.term.id, finding.likelihood_ratio]));
  const rows = first.findings.map((finding) => ({ name: mainText(finding.term), first: finding.likelihood_ratio, own: own.get(finding.term.id) ?? 1 }));
  if (first.genotype && candidate.genotype) rows.push({ name: t("variants"), first: first.genotype.likelihood_ratio, own: candidate.genotype.likelihood_ratio });
  return rows
    .filter((row) => row.first >= BEHIND * row.own)
    .sort((a, b) => b.first / b.own - a.first / a.own)
    .slice(0, 4);
}

/**
 * @param {Candidate} candidate
 * @param {WhyResponse} response
 * @param {number} scale
 */
function asked(candidate, response, scale) {
  const { first, considered } = response;
  const against = candidate.findings.filter((finding) => finding.likelihood_ratio < 0.952);
  const silent = candidate.findings.filter((finding) => finding.match_kind === "unmatched" && finding.status === "observed");
  const genotype = candidate.genotype;
  const other = first && first.disease_id !== candidate.disease_id ? first : null;
  const worse = other ? behind(candidate, other) : [];
  const fact = (/** @type {string} */ name, /** @type {(Node|string|null)[]} */ ...value) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value));
  return h(
    "li",
    { class: "why-item" },
    h("h3", {}, mainName(candidate), " ", otherName(candidate)),
    h("p", { class: "candidate-second" }, idLinks(candidate), badges(candidate)),
    h("p", {}, h("b", {}, t("standsAt", { n: candidate.rank, all: considered.toLocaleString("en"), p: percent(candidate.probability) }))),
    h(
      "dl",
      { class: "facts" },
      against.length ? fact(t("speaksAgainst"), against.map((finding) => mainText(finding.term)).join(t("comma"))) : null,
      silent.length ? fact(t("notDescribed"), silent.map((finding) => mainText(finding.term)).join(t("comma"))) : null,
      genotype ? fact(t("variants"), code("genotypeStatus", genotype.status)) : null,
      other ? fact(t("firstIs"), mainName(other), ` (${percent(other.probability)})`) : null,
      other && worse.length ? fact(t("behindBy"), worse.map((row) => `${row.name} ${ratioText(row.own)} (${t("firstShort")} ${ratioText(row.first)})`).join(t("comma"))) : null,
    ),
    chart(candidate, scale, "why", genotype ? () => genotypeCard(genotype) : undefined),
    genotype && genotype.fits.length ? h("details", {}, h("summary", {}, t("variants")), genotypeBox(genotype)) : null,
  );
}

function show() {
  const box = byId("why-answer");
  keepingFocus(box, () => {
    if (!target) {
      fill(box, h("p", { class: "hint" }, t("whyHint")));
      return;
    }
    const head = h("p", { class: "why-target" }, t("asked"), " ", h("b", {}, mainName(named(target))), " ", h("button", { type: "button", "data-key": "why clear", onclick: clearWhy }, t("dismiss")));
    if (problem) {
      fill(box, head, problemBox(problem, shownAtField));
      return;
    }
    if (!answer) {
      fill(box, head, h("p", { class: "hint" }, t(canRank() ? "working" : "whyNeedsCase")));
      return;
    }
    const response = answer;
    const scale = decades([...response.asked, ...(response.first ? [response.first] : [])]);
    fill(
      box,
      head,
      response.asked.length
        ? h("ul", { class: "why-list" }, response.asked.slice(0, MOST_SHOWN).map((candidate) => asked(candidate, response, scale)))
        : h("p", {}, t("noCandidateAtAll")),
      response.asked.length > MOST_SHOWN ? h("p", { class: "hint" }, t("andMore", { n: response.asked.length - MOST_SHOWN })) : null,
      response.issues.filter((issue) => !shownAtField(issue)).map((issue) => issueLine(issue)),
      response.trail.length
        ? [h("h3", {}, t("trail")), h("ul", { class: "trail" }, response.trail.map((line) => h("li", {}, placeText(line.place), t("colon"), inLanguage(`${line.what} – `, "en"), h("b", {}, inLanguage(line.outcome, "en")))))]
        : null,
    );
  });
}

async function ask() {
  running?.abort();
  if (!target || !canRank()) {
    answer = null;
    problem = null;
    show();
    return;
  }
  running = new AbortController();
  const { signal } = running;
  const wanted = target;
  const box = byId("why-answer");
  box.setAttribute("aria-busy", "true");
  try {
    const response = await call("/v1/why", { ...caseRequest({ target: wanted.id }), signal });
    if (signal.aborted) return;
    answer = response;
    problem = null;
  } catch (error) {
    if (isAbort(error) || signal.aborted) return;
    answer = null;
    problem = error;
  }
  box.removeAttribute("aria-busy");
  box.classList.remove("stale");
  show();
  if (announce) {
    announce = false;
    const first = answer?.asked[0];
    say(first ? `${mainText(first)}: ${t("standsAt", { n: first.rank, all: answer?.considered ?? 0, p: percent(first.probability) })}` : (box.textContent ?? ""));
  }
}

export function clearWhy() {
  running?.abort();
  target = null;
  answer = null;
  problem = null;
  show();
}

export function startWhy() {
  combobox({
    input: byId("why", HTMLInputElement),
    list: byId("why-list"),
    message: byId("why-message"),
    search: async (text, signal) => {
      const query = new URLSearchParams({ q: text.slice(0, 200), kind: "disease,gene", limit: "8" });
      return /** @type {Hit[]} */ ((await call(`/v1/search?${query}`, { signal })).hits);
    },
    row: hitRow,
    exact: exactly,
    pick: (hit) => {
      target = hit;
      answer = null;
      problem = null;
      announce = true;
      show();
      void ask();
    },
    complain: (error) => problemBox(error),
  });
  on("result", () => {
    if (!target) return;
    if (state.phase === "working") byId("why-answer").classList.add("stale");
    else void ask();
  });
  on("language", show);
  show();
}
