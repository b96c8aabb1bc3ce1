// The left side: who the patient is, and what was found.

/** @import { Feature, Hit, Issue } from "./types.js" */
import { call } from "./api.js";
import { combobox } from "./combobox.js";
import { byId, fill, freshId, h, keepingFocus, say } from "./dom.js";
import { t } from "./i18n.js";
import { addFeature, changed, featureOf, forget, on, removeFeature, state, store } from "./state.js";
import { bothNames, issueLine, mainName, mainText, otherName, problemBox } from "./words.js";

/** Pause in typing after which an age or typed variants are read. */
const TYPING_MS = 700;

/** Ids of the findings whose particulars are shown. @type {Set<string>} */
const shown = new Set();

/** @param {boolean} excluded */
function presenceText(excluded) {
  return excluded ? t("absent") : t("present");
}

/**
 * @param {string} id
 * @param {boolean} [excluded] Left out, it is turned round.
 */
function setPresence(id, excluded) {
  const feature = featureOf(id);
  if (!feature) return;
  feature.excluded = excluded ?? !feature.excluded;
  say(`${mainText(feature)}${t("colon")}${presenceText(feature.excluded)}`);
  changed();
}

/** @param {string} id */
function remove(id) {
  const index = state.case.features.findIndex((feature) => feature.id === id);
  const feature = state.case.features[index];
  if (!feature) return;
  const next = state.case.features[index + 1] ?? state.case.features[index - 1];
  removeFeature(id);
  say(t("removed", { name: mainText(feature) }));
  focusFinding(next?.id);
}

/** @param {string|undefined} id */
function focusFinding(id) {
  const button = id && document.querySelector(`[data-key="presence ${CSS.escape(id)}"]`);
  if (button instanceof HTMLElement) button.focus();
  else byId("finding").focus();
}

/** @param {KeyboardEvent} event */
function findingKey(event) {
  const target = event.target;
  if (!(target instanceof HTMLElement) || target.matches("input, select") || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const id = target.closest("li")?.dataset.id;
  if (!id) return;
  const index = state.case.features.findIndex((feature) => feature.id === id);
  if (event.key === "-" || event.key === "−" || event.key === "ー") setPresence(id);
  else if (event.key === "x" || event.key === "X" || event.key === "Delete") remove(id);
  else if (event.key === "ArrowDown") focusFinding(state.case.features[index + 1]?.id ?? id);
  else if (event.key === "ArrowUp") focusFinding(state.case.features[index - 1]?.id ?? id);
  else return;
  event.preventDefault();
}

/** @param {Feature} feature */
function particulars(feature) {
  const [onsetId, certaintyId] = [freshId("onset"), freshId("certainty")];
  const onset = h("input", {
    id: onsetId,
    value: feature.onset,
    placeholder: t("onsetPlaceholder"),
    maxlength: 40,
    autocomplete: "off",
    "data-key": `onset ${feature.id}`,
    "aria-invalid": issuesOf(feature).some((issue) => issue.place.endsWith(".onset")) ? "true" : null,
  });
  onset.addEventListener("change", () => {
    feature.onset = onset.value.trim();
    changed();
  });
  const certainty = h(
    "select",
    { id: certaintyId, "data-key": `certainty ${feature.id}` },
    certainties(feature.certainty).map((value) =>
      h("option", { value: String(value), selected: value === feature.certainty }, certaintyText(value)),
    ),
  );
  certainty.addEventListener("change", () => {
    feature.certainty = Number(certainty.value);
    changed();
  });
  return h(
    "div",
    { class: "particulars" },
    h("div", {}, h("label", { for: onsetId }, t("onset")), onset),
    h("div", {}, h("label", { for: certaintyId }, t("certainty")), certainty),
  );
}

/** @param {number} own */
function certainties(own) {
  const usual = [1, 0.75, 0.5, 0.25];
  return usual.includes(own) ? usual : [...usual, own].sort((a, b) => b - a);
}

/** @param {number} value */
function certaintyText(value) {
  const percentage = `${Math.round(value * 100)}\u00a0%`;
  if (value === 1) return `${t("certain")} (${percentage})`;
  if (value === 0.75) return `${t("likely")} (${percentage})`;
  if (value === 0.5) return `${t("possible")} (${percentage})`;
  if (value === 0.25) return `${t("doubtful")} (${percentage})`;
  return percentage;
}

/** @param {Feature} feature */
function issuesOf(feature) {
  const index = state.case.features.indexOf(feature);
  return currentIssues().filter((issue) => issue.place.startsWith(`features[${index}]`));
}

/** The complaints about the case as it stands. @returns {Issue[]} */
export function currentIssues() {
  if (state.phase === "failed") return state.problem?.errors ?? [];
  return state.phase === "current" ? (state.result?.issues ?? []) : [];
}

/** Where a finding came from the EHR's record, and whether it was changed since. @param {Feature} feature */
function ehrMark(feature) {
  if (!feature.ehr) return null;
  const same = feature.ehr === presenceOf(feature);
  return [" ", h("span", { class: "tag ehr", title: t("fromEhrTitle") }, same ? t("fromEhr") : t("fromEhrOther", { status: presenceText(feature.ehr === "absent") }))];
}

/** @param {Feature} feature */
function presenceOf(feature) {
  return feature.excluded ? "absent" : "present";
}

/** @param {Feature} feature */
function findingRow(feature) {
  const { id, excluded } = feature;
  const open = shown.has(id);
  const name = mainText(feature);
  const extra = [
    feature.onset ? `${t("onset")} ${feature.onset}` : "",
    feature.certainty < 1 ? certaintyText(feature.certainty) : "",
  ].filter(Boolean);
  return h(
    "li",
    { "data-id": id, class: excluded ? "finding absent" : "finding present" },
    h(
      "button",
      {
        type: "button",
        class: "presence",
        "data-key": `presence ${id}`,
        "aria-label": t(excluded ? "absentToggle" : "presentToggle", { name }),
        title: t("toggleTitle"),
        onclick: () => setPresence(id),
      },
      h("span", { class: "sign", "aria-hidden": "true" }, excluded ? "−" : "+"),
      presenceText(excluded),
    ),
    h(
      "span",
      { class: "finding-name" },
      mainName(feature),
      " ",
      otherName(feature),
      ehrMark(feature),
      extra.length && !open ? h("span", { class: "extra" }, extra.join(" · ")) : null,
    ),
    h(
      "button",
      {
        type: "button",
        class: "square quiet",
        "data-key": `more ${id}`,
        "aria-expanded": String(open),
        "aria-label": t("moreOf", { name }),
        title: t("onsetAndCertainty"),
        onclick: () => {
          if (!shown.delete(id)) shown.add(id);
          listFindings();
        },
      },
      "⋯",
    ),
    h(
      "button",
      {
        type: "button",
        class: "square quiet",
        "data-key": `remove ${id}`,
        "aria-label": t("removeOf", { name }),
        title: t("remove"),
        onclick: () => remove(id),
      },
      "×",
    ),
    open ? particulars(feature) : null,
    h("div", { class: "field-problem" }, issuesOf(feature).map((issue) => issueLine(issue, false))),
  );
}

function listFindings() {
  const list = byId("findings");
  keepingFocus(list, () => fill(list, state.case.features.map(findingRow)));
  const present = state.case.features.filter((feature) => !feature.excluded).length;
  const absent = state.case.features.length - present;
  byId("findings-count").textContent = state.case.features.length ? t("findingsCount", { present, absent }) : "";
  byId("findings-empty").hidden = state.case.features.length > 0;
}

/**
 * Shows complaints under a field.
 * @param {string} field
 * @param {(place: string) => boolean} concerns
 * @param {boolean} [withPlace]
 */
function fieldIssues(field, concerns, withPlace = false) {
  const issues = currentIssues().filter((issue) => concerns(issue.place));
  fill(byId(`${field}-problem`), issues.map((issue) => issueLine(issue, withPlace)));
  const input = document.getElementById(field);
  if (!input) return;
  if (issues.some((issue) => issue.severity === "error")) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

/** Whether the complaint is shown at its field. @param {Issue} issue */
export function shownAtField(issue) {
  return /^(age|sex|id|vcf|ped|sample|assembly|phenopacket)$|^(features|variants)\[|^variants$|^line \d+ of (vcf|ped)/.test(issue.place);
}

function showIssues() {
  if (state.phase === "working") return;
  fieldIssues("age", (place) => place === "age");
  fieldIssues("sex", (place) => place === "sex");
  fieldIssues("case-id", (place) => place === "id");
  fieldIssues("variants", (place) => /^variants/.test(place), true);
  fieldIssues("files", (place) => /^(vcf|ped|sample|assembly|phenopacket)$|^line \d+ of (vcf|ped)/.test(place), true);
  listFindings();
}

/** @param {Hit} hit */
export function hitRow(hit) {
  const named = { name: hit.label, name_ja: hit.label_ja };
  const matched = hit.matched !== hit.label && hit.matched !== hit.label_ja;
  const there = hit.kind === "term" ? featureOf(hit.id) : undefined;
  return [
    h("span", { class: "option-name" }, bothNames({ id: hit.id, ...named })),
    h(
      "span",
      { class: "option-side" },
      matched ? h("span", { class: "matched" }, t("matched", { text: hit.matched }), " ") : null,
      there ? h("b", {}, t("listed", { status: presenceText(there.excluded) }), " ") : null,
      h("span", { class: "id" }, hit.kind === "gene" ? `${t("gene")} ${hit.id}` : hit.id),
    ),
  ];
}

/**
 * Places of the hits that were named exactly. A term's own English label outweighs that another is also called so; Japanese
 * labels are not unique.
 * @param {Hit[]} hits
 */
export function exactly(hits) {
  const places = [...hits.keys()].filter((place) => hits[place]?.exact);
  const labelled = places.filter((place) => hits[place]?.role === "label" && hits[place]?.matched === hits[place]?.label);
  return labelled.length === 1 ? labelled : places;
}

/** Puts the case into the fields. */
export function showCase() {
  byId("case-id", HTMLInputElement).value = state.case.id;
  byId("age", HTMLInputElement).value = state.case.age;
  byId("variants", HTMLTextAreaElement).value = state.case.variants;
  for (const radio of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[name=sex]"))) {
    radio.checked = radio.value === state.case.sex;
  }
  byId("keep", HTMLInputElement).checked = state.kept;
  byId("forget").hidden = !state.kept;
  listFindings();
}

export function startPatient() {
  const finding = byId("finding", HTMLInputElement);
  combobox({
    input: finding,
    list: byId("finding-list"),
    message: byId("finding-message"),
    search: async (text, signal) => {
      const query = new URLSearchParams({ q: text.slice(0, 200), kind: "term", limit: "8", phenotypic_only: "true" });
      return /** @type {Hit[]} */ ((await call(`/v1/search?${query}`, { signal })).hits);
    },
    row: hitRow,
    exact: exactly,
    pick: (hit, shift) => {
      const term = { id: hit.id, name: hit.label, name_ja: hit.label_ja };
      const outcome = addFeature(term, shift);
      const name = mainText(term);
      say(outcome === "there" ? t("alreadyListed", { name }) : `${name}${t("colon")}${presenceText(shift)}`);
    },
    complain: (error) => problemBox(error),
  });

  byId("findings").addEventListener("keydown", findingKey);
  const age = byId("age", HTMLInputElement);
  const commitAge = () => {
    window.clearTimeout(agePause);
    if (state.case.age === age.value.trim()) return;
    state.case.age = age.value.trim();
    changed();
  };
  /** @type {number|undefined} */
  let agePause;
  age.addEventListener("input", () => {
    window.clearTimeout(agePause);
    agePause = window.setTimeout(commitAge, TYPING_MS);
  });
  age.addEventListener("change", commitAge);
  const id = byId("case-id", HTMLInputElement);
  // The pseudonym changes nothing in the ranking.
  id.addEventListener("input", () => {
    state.case.id = id.value.trim();
    if (state.kept) store();
  });
  for (const radio of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[name=sex]"))) {
    radio.addEventListener("change", () => {
      state.case.sex = radio.value;
      changed();
    });
  }

  const variants = byId("variants", HTMLTextAreaElement);
  /** @type {number|undefined} */
  let pause;
  const commit = () => {
    window.clearTimeout(pause);
    if (state.case.variants === variants.value) return;
    state.case.variants = variants.value;
    changed();
  };
  variants.addEventListener("input", () => {
    window.clearTimeout(pause);
    pause = window.setTimeout(commit, TYPING_MS);
  });
  variants.addEventListener("change", commit);

  const keep = byId("keep", HTMLInputElement);
  keep.addEventListener("change", () => {
    if (keep.checked) {
      state.kept = store();
      keep.checked = state.kept;
      say(t(state.kept ? "kept" : "notKept"));
    } else {
      forget();
      say(t("forgotten"));
    }
    byId("forget").hidden = !state.kept;
  });
  byId("forget").addEventListener("click", () => {
    forget();
    keep.checked = false;
    byId("forget").hidden = true;
    keep.focus();
    say(t("forgotten"));
  });

  on("case", listFindings);
  on("result", showIssues);
  on("language", () => {
    showIssues();
    listFindings();
  });
  showCase();
}

