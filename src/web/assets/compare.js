// Two candidates side by side: findings as rows, diseases as columns.

/** @import { Candidate, Finding } from "./types.js" */
import { badges, idLinks, probabilityBar } from "./candidates.js";
import { bar, decades, matchText, references } from "./chart.js";
import { byId, fill, h, say, unseen } from "./dom.js";
import { code, t } from "./i18n.js";
import { emit, on, state } from "./state.js";
import { frequencyText, leaning, mainName, mainText, otherName, ratioText, ratioWords, statusOf } from "./words.js";

/** How many times the ratios must differ for a finding to be told apart by. */
const SEPARATES = 3;

function chosen() {
  const candidates = state.result?.candidates ?? [];
  return state.compared
    .map((id) => candidates.find((candidate) => candidate.disease_id === id))
    .filter((candidate) => candidate !== undefined)
    .sort((a, b) => a.rank - b.rank);
}

function showBar() {
  const box = byId("compare-bar");
  const pair = chosen();
  box.hidden = pair.length === 0;
  if (!pair.length) {
    box.replaceChildren();
    return;
  }
  const held = box.contains(document.activeElement) ? document.activeElement?.getAttribute("data-key") : null;
  fill(
    box,
    h("p", {}, t("comparing"), " ", pair.map((candidate, index) => [index ? ` ${t("and")} ` : "", h("b", {}, mainName(candidate))]).flat(), pair.length < 2 ? ` – ${t("chooseSecond")}` : ""),
    h("button", { type: "button", class: "primary", id: "compare-open", "data-key": "open", disabled: pair.length < 2, onclick: open }, t("compareOpen")),
    h(
      "button",
      {
        type: "button",
        "data-key": "clear",
        onclick: () => {
          state.compared = [];
          emit("compared");
          byId("differential").focus();
        },
      },
      t("compareClear"),
    ),
  );
  if (held) /** @type {HTMLElement|null} */ (box.querySelector(`[data-key="${held}"]`))?.focus();
}

function open() {
  showTable();
  byId("compare", HTMLDialogElement).showModal();
}

/**
 * @param {Finding|undefined} finding
 * @param {number} scale
 */
function cell(finding, scale) {
  if (!finding) return h("td", {}, t("notKnown"));
  const ratio = finding.likelihood_ratio;
  return h(
    "td",
    {},
    h("div", { class: "cell-bar" }, bar(ratio, scale), h("span", { class: `chart-ratio ${leaning(ratio)}` }, h("span", { "aria-hidden": "true" }, ratioText(ratio)), unseen(ratioWords(ratio, statusOf(finding.status))))),
    h("p", { class: "cell-text" }, matchText(finding), finding.matched && finding.matched.id !== finding.term.id ? [t("colon"), mainName(finding.matched)] : null, finding.frequency ? ` · ${frequencyText(finding.frequency)}` : ""),
    finding.references.length ? h("details", {}, h("summary", {}, t("papersCount", { n: finding.references.length })), references(finding)) : null,
  );
}

/** @param {Candidate} candidate */
function columnHead(candidate) {
  return h("th", { scope: "col" }, h("span", { class: "rank" }, unseen(t("place")), String(candidate.rank)), " ", mainName(candidate), h("span", { class: "column-other" }, otherName(candidate)));
}

function showTable() {
  const [a, b] = chosen();
  const body = byId("compare-body");
  if (!a || !b) {
    fill(body, h("p", {}, t("compareGone")));
    return;
  }
  const scale = decades([a, b]);
  const other = new Map(b.findings.map((finding) => [finding.term.id, finding]));
  const rows = a.findings.map((finding) => {
    const against = other.get(finding.term.id);
    const difference = Math.log(Math.max(finding.likelihood_ratio, 1e-30)) - Math.log(Math.max(against?.likelihood_ratio ?? 1, 1e-30));
    return { finding, against, difference };
  });
  rows.sort((x, y) => Math.abs(y.difference) - Math.abs(x.difference));
  /** @type {[string, (candidate: Candidate) => (Node|string|null)[]][]} */
  const facts = [
    [t("probability"), (candidate) => [probabilityBar(candidate.probability)]],
    [t("ids"), (candidate) => [idLinks(candidate)]],
    [t("genes"), (candidate) => [candidate.genes.join(", ") || t("noGene")]],
    [t("programmes"), (candidate) => (badges(candidate).some(Boolean) ? badges(candidate) : [h("span", { class: "hint" }, t("badgesNone"))])],
    [
      t("variants"),
      (candidate) => [candidate.genotype ? `${code("genotypeStatus", candidate.genotype.status)} ${ratioText(candidate.genotype.likelihood_ratio)}` : t("noneGiven")],
    ],
    [t("whyThisPlace"), (candidate) => [t("evidencePlace", { n: candidate.evidence_rank })]],
  ];
  fill(
    body,
    h("p", { class: "hint" }, t("compareHint")),
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "compare-heading" },
      h(
        "table",
        { class: "compare-table" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("findings")), columnHead(a), columnHead(b))),
        h(
          "tbody",
          {},
          rows.map(({ finding, against, difference }) => {
            const separates = Math.abs(difference) >= Math.log(SEPARATES);
            const favoured = difference > 0 ? a : b;
            return h(
              "tr",
              { class: separates ? "separates" : null },
              h(
                "th",
                { scope: "row" },
                h("span", { class: "sign", "aria-hidden": "true" }, finding.status === "observed" ? "+" : "−"),
                unseen(finding.status === "observed" ? t("present") : t("absent")),
                " ",
                mainName(finding.term),
                separates ? h("span", { class: "separates-text" }, t("separates", { name: mainText(favoured) })) : null,
              ),
              cell(finding, scale),
              cell(against, scale),
            );
          }),
        ),
        h("tbody", {}, facts.map(([name, make]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, make(a)), h("td", {}, make(b))))),
      ),
    ),
    h("p", { class: "hint badges-hint" }, t("badgesHint")),
  );
}

export function startCompare() {
  const dialog = byId("compare", HTMLDialogElement);
  const refresh = () => {
    showBar();
    if (dialog.open) showTable();
  };
  on("compared", () => {
    refresh();
    const pair = chosen();
    if (pair.length) say(`${t("comparing")} ${pair.map(mainText).join(` ${t("and")} `)}`);
  });
  on("result", () => {
    if (state.phase === "working") return;
    // A disease that fell off the list can no longer be compared.
    state.compared = chosen().map((candidate) => candidate.disease_id);
    refresh();
  });
  on("language", refresh);
}
