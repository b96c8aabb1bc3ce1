// The right side: the differential diagnosis.

/** @import { Candidate, RankResponse } from "./types.js" */
import { chart, decades } from "./chart.js";
import { byId, fill, freshId, h, keepingFocus, outLink, say, unseen } from "./dom.js";
import { code, stepWords, t } from "./i18n.js";
import { shownAtField } from "./patient.js";
import { rankNow } from "./rank.js";
import { emit, on, state } from "./state.js";
import { genotypeBox, genotypeCard, genotypeSummary, summaryBox } from "./variants.js";
import { addressOf, inLanguage, issueLine, leaning, mainName, mainText, otherName, percent, problemBox } from "./words.js";

const FIRST_SHOWN = 10;

let all = false;
/** What was last said, so that nothing is said twice. */
let said = "";

/** @param {number} probability */
export function probabilityBar(probability) {
  const piece = h("span", { class: "probability-piece" });
  piece.style.setProperty("--length", `${(probability * 100).toFixed(2)}%`);
  return h("span", { class: "probability" }, h("span", { class: "probability-track", "aria-hidden": "true" }, piece), h("span", { class: "probability-number" }, unseen(t("probability")), " ", percent(probability)));
}

/** @param {Candidate} candidate */
export function idLinks(candidate) {
  return h(
    "span",
    { class: "ids" },
    candidate.ids.map((id) => {
      const address = addressOf(id);
      return [address ? outLink(address, id) : h("span", { class: "id" }, id), " "];
    }).flat(),
  );
}

/** @param {Candidate} candidate */
function primaryLink(candidate) {
  const address = addressOf(candidate.disease_id);
  return address ? outLink(address, candidate.disease_id) : h("span", { class: "id" }, candidate.disease_id);
}

/** How a candidate may be linked with a designated disease that is surely the same. */
const SAME_DISEASE = ["exact", "cross_reference", "name"];

/** @param {Candidate} candidate */
export function badges(candidate) {
  const number = candidate.designated?.number ?? candidate.designated_number;
  const test = candidate.insured_test;
  const match = candidate.designated?.match ?? "exact";
  const near = SAME_DISEASE.includes(match) ? "" : ` ${t("toCheck")}`;
  const family = test?.scope === "family" ? ` ${t("ofFamily")}` : "";
  return [
    number ? h("span", { class: "badge designated", title: t("designatedTitle", { n: number }) }, `${t("designated")} ${number}${near}`) : null,
    test ? h("span", { class: "badge insured", title: t("insuredTitle", { date: test.list_date }) }, `${t("insured")} ${test.group}-${test.item}${family}`) : null,
  ];
}

/** The findings for and against in one phrase. @param {Candidate} candidate */
function balance(candidate) {
  let [supporting, opposing] = [0, 0];
  for (const finding of candidate.findings) {
    const lean = leaning(finding.likelihood_ratio);
    if (lean === "for") supporting += 1;
    if (lean === "against") opposing += 1;
  }
  return h(
    "span",
    { class: "balance", title: t("balanceTitle") },
    h("span", { class: "for" }, `▲ ${supporting}`, unseen(t("findingsFor"))),
    " ",
    h("span", { class: "against" }, `▼ ${opposing}`, unseen(t("findingsAgainst"))),
  );
}

/** @param {Candidate} candidate */
function facts(candidate) {
  const { designated, insured_test: test, model } = candidate;
  const number = designated?.number ?? candidate.designated_number;
  const moved = (model?.moved_by ?? []).filter((part) => Math.abs(part.part) >= 0.05);
  return h(
    "dl",
    { class: "facts" },
    h("div", {}, h("dt", {}, t("ids")), h("dd", {}, idLinks(candidate))),
    h("div", {}, h("dt", {}, t("genes")), h("dd", {}, candidate.genes.join(", ") || t("noGene"))),
    number
      ? h(
          "div",
          {},
          h("dt", {}, t("designatedLong")),
          h(
            "dd",
            {},
            t("notificationNumber", { n: number }),
            designated ? [" ", inLanguage(designated.name_ja, "ja"), designated.kana ? inLanguage(`(${designated.kana})`, "ja") : "", " – ", code("designatedMatch", designated.match)] : null,
          ),
        )
      : h("div", {}, h("dt", {}, t("designatedLong")), h("dd", { class: "not-linked" }, t("noNumber"))),
    test
      ? h(
          "div",
          {},
          h("dt", {}, t("insuredLong")),
          h("dd", {}, t("insuredWhere", { group: test.group, item: test.item }), " ", mainName({ name: test.name_en ?? test.name_ja, name_ja: test.name_ja }), test.scope === "family" ? ` (${t("familyTest")})` : "", " – ", t("insuredTitle", { date: test.list_date })),
        )
      : h("div", {}, h("dt", {}, t("insuredLong")), h("dd", { class: "not-linked" }, t("noTest"))),
    h(
      "div",
      {},
      h("dt", {}, t("whyThisPlace")),
      h(
        "dd",
        {},
        t("evidencePlace", { n: candidate.evidence_rank }),
        model ? ` → ${t("modelPlace", { n: candidate.rank })}` : null,
        moved.length ? h("span", { class: "moved" }, " ", t("movedBy"), " ", moved.map((part) => `${code("group", part.group)} ${part.part > 0 ? "+" : "−"}${Math.abs(part.part).toFixed(1)}`).join(", ")) : null,
      ),
    ),
  );
}

/** @param {string} id */
function compareToggle(id) {
  const list = state.compared.filter((each) => each !== id);
  if (list.length === state.compared.length) {
    list.push(id);
    // Two can be compared: the one chosen longer ago gives way.
    if (list.length > 2) list.shift();
  }
  state.compared = list;
  emit("compared");
}

/**
 * @param {Candidate} candidate
 * @param {number} scale
 */
function candidateItem(candidate, scale) {
  const id = candidate.disease_id;
  const open = state.opened.get(id) ?? candidate.rank === 1;
  const [bodyId, boxId] = [freshId("candidate"), freshId("compare")];
  const body = h("div", { class: "candidate-body", id: bodyId, hidden: !open });
  const makeBody = () => {
    if (body.firstChild) return;
    const genotype = candidate.genotype;
    body.append(chart(candidate, scale, "list", genotype ? () => genotypeCard(genotype) : undefined));
    if (genotype && genotype.fits.length) {
      const key = `variants ${id}`;
      const box = h("details", { open: state.opened.get(key) ?? false }, h("summary", { "data-key": key }, genotypeSummary(genotype)), genotypeBox(genotype));
      box.addEventListener("toggle", () => state.opened.set(key, box.open));
      body.append(box);
    } else if (genotype) {
      body.append(h("p", { class: "hint" }, t("variants"), t("colon"), code("genotypeStatus", genotype.status)));
    }
    const key = `facts ${id}`;
    const more = h("details", { open: state.opened.get(key) ?? false }, h("summary", { "data-key": key }, t("particulars")), facts(candidate));
    more.addEventListener("toggle", () => state.opened.set(key, more.open));
    body.append(more);
  };
  if (open) makeBody();
  const toggle = h("button", {
    type: "button",
    class: "candidate-toggle",
    "aria-expanded": String(open),
    "aria-controls": bodyId,
    "data-key": `candidate ${id}`,
  }, mainName(candidate));
  toggle.addEventListener("click", () => {
    const now = Boolean(body.hidden);
    makeBody();
    body.hidden = !now;
    toggle.setAttribute("aria-expanded", String(now));
    state.opened.set(id, now);
  });
  const box = h("input", { type: "checkbox", id: boxId, checked: state.compared.includes(id), "data-key": `compare ${id}` });
  box.addEventListener("change", () => compareToggle(id));
  return h(
    "li",
    { class: "candidate", "data-id": id },
    h(
      "div",
      { class: "candidate-head" },
      h("span", { class: "rank" }, unseen(t("place")), String(candidate.rank)),
      h(
        "div",
        { class: "candidate-names" },
        h("h3", {}, toggle),
        h(
          "p",
          { class: "candidate-second" },
          otherName(candidate),
          primaryLink(candidate),
          candidate.genes.length ? h("span", { class: "genes" }, unseen(t("genes")), h("i", {}, candidate.genes.slice(0, 4).join(", ")), candidate.genes.length > 4 ? " …" : "") : null,
          badges(candidate),
        ),
      ),
      h("div", { class: "candidate-numbers" }, probabilityBar(candidate.probability), balance(candidate)),
      h("label", { for: boxId, class: "compare-check" }, box, " ", h("span", {}, t("compareCheck")), unseen(mainText(candidate))),
    ),
    body,
  );
}

/**
 * A share that belongs to no listed disease.
 * @param {string} title
 * @param {string} text
 * @param {number} probability
 */
function restRow(title, text, probability) {
  return h(
    "li",
    { class: "candidate rest" },
    h("div", { class: "candidate-head" }, h("span", { class: "rank", "aria-hidden": "true" }, "–"), h("div", { class: "candidate-names" }, h("h3", {}, title), h("p", { class: "hint" }, text)), h("div", { class: "candidate-numbers" }, probabilityBar(probability))),
  );
}

/** @param {RankResponse} result */
function notes(result) {
  const elsewhere = result.issues.filter((issue) => !shownAtField(issue));
  const fieldNotes = result.issues.filter(shownAtField);
  const undone = result.steps.filter((step) => step.outcome !== "done");
  if (!elsewhere.length && !undone.length && !result.variants && !fieldNotes.length) return null;
  return h(
    "div",
    { class: "notes" },
    undone.map((step) => h("p", { class: "step" }, h("b", {}, t("notDone")), " ", code("step", step.name), t("colon"), stepWords(step.detail) ?? inLanguage(step.detail, "en"))),
    elsewhere.map((issue) => issueLine(issue)),
    fieldNotes.length ? h("p", { class: "hint" }, t("fieldNotes", { n: fieldNotes.length })) : null,
    result.variants ? summaryBox(result.variants) : null,
  );
}

function statusText() {
  const { result, phase } = state;
  if (phase === "working") return result ? t("updating") : t("working");
  if (phase === "failed") return result ? t("staleAnswer") : t("noAnswer");
  if (!result) return "";
  const first = result.candidates[0];
  if (!first) return t("noCandidate");
  return t("statusCandidates", { n: result.candidates.length, first: mainText(first), p: percent(first.probability) });
}

/** @param {RankResponse} result */
function list(result) {
  const scale = decades(result.candidates);
  const many = result.candidates.length > FIRST_SHOWN;
  const shown = all ? result.candidates : result.candidates.slice(0, FIRST_SHOWN);
  const hiddenShare = all ? 0 : result.candidates.slice(FIRST_SHOWN).reduce((sum, candidate) => sum + candidate.probability, 0);
  const none = result.none_of_these;
  const unlisted = Math.max(0, result.remainder - (none ?? 0));
  return [
    notes(result),
    h("p", { class: "hint" }, t("considered", { n: result.considered.toLocaleString("en") }), " ", t(none === null ? "probabilityHintPlain" : "probabilityHint")),
    h("ol", { class: "candidates" }, shown.map((candidate) => candidateItem(candidate, scale))),
    many
      ? h(
          "p",
          { class: "buttons" },
          h(
            "button",
            {
              type: "button",
              "data-key": "more candidates",
              "aria-expanded": String(all),
              onclick: () => {
                all = !all;
                show();
              },
            },
            all ? t("fewer") : t("more", { n: result.candidates.length - FIRST_SHOWN, p: percent(hiddenShare) }),
          ),
        )
      : null,
    h(
      "ul",
      { class: "candidates", "aria-label": t("restLabel") },
      none === null ? null : restRow(t("noneOfThese"), t("noneOfTheseHint"), none),
      restRow(t("notListed"), t(none === null ? "notListedPlain" : "notListedHint"), unlisted),
    ),
    h("p", { class: "hint badges-hint" }, t("badgesHint")),
  ];
}

function emptyText() {
  return h(
    "div",
    { class: "empty" },
    h("p", {}, state.case.features.length ? t("onlyAbsent") : t("emptyStart")),
    state.case.features.length ? null : h("ul", {}, h("li", {}, t("emptyType")), h("li", {}, t("emptyNote")), h("li", {}, t("emptyFile"))),
  );
}

function show() {
  const { result, phase, problem } = state;
  const results = byId("results");
  const old = phase === "working" || phase === "failed";
  byId("status").textContent = statusText();
  byId("differential").classList.toggle("stale", old && Boolean(result));
  results.setAttribute("aria-busy", String(phase === "working"));
  byId("jump").hidden = !result;
  // While a newer answer is on its way the old one stands, marked as stale.
  if (phase !== "working") {
    fill(
      byId("problem"),
      phase === "failed" && problem
        ? [problemBox(problem, shownAtField), h("p", { class: "buttons" }, h("button", { type: "button", onclick: () => void rankNow() }, t("retry"))), result ? h("p", { class: "stale-note" }, t("staleNote")) : null]
        : null,
    );
    if (!(phase === "failed" && result)) keepingFocus(results, () => fill(results, result ? list(result) : phase === "idle" ? emptyText() : null));
  }
  byId("report", HTMLButtonElement).disabled = phase !== "current";
  const text = statusText();
  if (phase !== "working" && text !== said) {
    said = text;
    if (text) say(text);
  }
}

function showGenes() {
  if (state.phase === "working") return;
  const result = state.result;
  fill(
    byId("gene-list"),
    result?.genes.length
      ? h(
          "ol",
          { class: "gene-list" },
          result.genes.slice(0, 20).map((gene) => {
            const disease = result.candidates.find((candidate) => candidate.disease_id === gene.disease_id);
            return h("li", {}, h("b", {}, h("i", {}, gene.symbol)), " ", disease ? mainName(disease) : gene.disease_id, " ", h("span", { class: "id" }, t("placeOf", { n: gene.disease_rank })));
          }),
        )
      : h("p", { class: "hint" }, t("genesEmpty")),
  );
}

export function startCandidates() {
  on("result", () => {
    show();
    showGenes();
  });
  on("language", () => {
    said = statusText();
    if (state.phase === "failed" && state.result) {
      const results = byId("results");
      const result = state.result;
      keepingFocus(results, () => fill(results, list(result)));
    }
    show();
    showGenes();
  });
  on("compared", () => {
    for (const box of document.querySelectorAll("#results .compare-check input")) {
      const id = box.closest("li")?.dataset.id;
      if (box instanceof HTMLInputElement && id) box.checked = state.compared.includes(id);
    }
  });
  show();
  showGenes();
}

