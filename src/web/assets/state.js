// The case, and what follows from it. Nothing here leaves the page but in requests to the service it came from.

/** @import { Case, Feature, Files, RankResponse, Term } from "./types.js" */
/** @import { ApiProblem } from "./api.js" */
/** @import { RecordProblem } from "./fhir.js" */
/** @import { Person } from "./person.js" */
/** @import { Unused } from "./entries.js" */
import { plainAge } from "./ages.js";

const CASE_KEY = "shirube.case";

/** @returns {Case} */
function emptyCase() {
  return { id: "", age: "", sex: "unknown", features: [], variants: "" };
}

/** @returns {Files} */
function noFiles() {
  return { vcf: null, ped: null, sample: "", assembly: "", panel: false };
}

/**
 * `idle`: nothing to rank. `working`: a newer answer is on its way. `current`: the answer is of this case.
 * `failed`: there is no answer of this case.
 * @typedef {"idle"|"working"|"current"|"failed"} Phase
 */

export const state = {
  case: emptyCase(),
  files: noFiles(),
  /** @type {RankResponse|null} */
  result: null,
  /** @type {ApiProblem|null} */
  problem: null,
  /** @type {Phase} */
  phase: "idle",
  /** Whether `result.questions` are of this case, or why they are not. @type {"working"|"current"|ApiProblem} */
  questions: "working",
  /** Ids of the questions that were passed over. @type {Set<string>} */
  skipped: new Set(),
  /** Disease ids to compare, at most two. @type {string[]} */
  compared: [],
  /** Disease ids whose details are open, or closed by hand. @type {Map<string, boolean>} */
  opened: new Map(),
  /** Whether the case is kept on this machine. */
  kept: false,
  /** The EHR's record that the case began with; never kept, never sent. @type {EhrRecord|null} */
  record: null,
};

/**
 * @typedef {object} EhrRecord
 * @property {string} ehr What the EHR is called.
 * @property {boolean} banner Whether to say who the patient is.
 * @property {Person|null} person
 * @property {Feature[]} taken
 * @property {Unused[]} unused
 * @property {Unused[]} remarks What was used, and may not be as it seems.
 * @property {RecordProblem[]} problems
 * @property {string[]} partly Kinds of resources of which there are more.
 */

/** @typedef {"case"|"result"|"questions"|"language"|"compared"|"session"|"record"} Topic */

/** @type {Map<Topic, (() => void)[]>} */
const listeners = new Map();

/**
 * @param {Topic} topic
 * @param {() => void} listener
 */
export function on(topic, listener) {
  listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
}

/** @param {Topic} topic */
export function emit(topic) {
  for (const listener of listeners.get(topic) ?? []) listener();
}

/** The case was changed. */
export function changed() {
  if (state.kept) store();
  emit("case");
}

/** @param {string} id */
export function featureOf(id) {
  return state.case.features.find((feature) => feature.id === id);
}

/**
 * Adds a finding; one that is there already takes the new status.
 * @param {Term} term
 * @param {boolean} excluded
 * @param {{onset?: string, certainty?: number}} [particulars]
 * @returns {"added"|"changed"|"there"}
 */
export function addFeature(term, excluded, particulars = {}) {
  const there = featureOf(term.id);
  if (there) {
    if (there.excluded === excluded) return "there";
    there.excluded = excluded;
    changed();
    return "changed";
  }
  /** @type {Feature} */
  const feature = {
    id: term.id,
    name: term.name,
    name_ja: term.name_ja,
    excluded,
    onset: particulars.onset ?? "",
    certainty: particulars.certainty ?? 1,
  };
  state.case.features.push(feature);
  state.skipped.delete(term.id);
  changed();
  return "added";
}

/** @param {string} id */
export function removeFeature(id) {
  state.case.features = state.case.features.filter((feature) => feature.id !== id);
  changed();
}

/** Forgets everything about the patient, the copy on this machine, too. */
export function newCase() {
  state.case = emptyCase();
  state.files = noFiles();
  state.result = null;
  state.problem = null;
  state.phase = "idle";
  state.skipped.clear();
  state.compared = [];
  state.opened.clear();
  state.record = null;
  forget();
}

export function isEmpty() {
  const { id, age, sex, features, variants } = state.case;
  return !(id || age || variants || features.length || sex !== "unknown" || state.files.vcf || state.files.ped);
}

/**
 * The case as the service takes it.
 * @param {Record<string, unknown>} [more]
 */
export function caseBody(more = {}) {
  const { id, age, sex, features } = state.case;
  /** @type {Record<string, unknown>} */
  const body = {
    features: features.map((feature) => ({
      term: feature.id,
      excluded: feature.excluded,
      ...(feature.onset ? { onset: plainAge(feature.onset) } : {}),
      ...(feature.certainty < 1 ? { certainty: feature.certainty } : {}),
    })),
    ...more,
  };
  if (id.trim()) body.id = id.trim();
  if (age.trim()) body.age = plainAge(age);
  if (sex !== "unknown") body.sex = sex;
  const lines = variantLines().map((line) => line.text);
  if (lines.length) body.variants = lines;
  return body;
}

/** The typed variants with the numbers of their lines, from 1. */
export function variantLines() {
  return state.case.variants
    .split("\n")
    .map((text, index) => ({ text: text.trim(), line: index + 1 }))
    .filter((line) => line.text);
}

/**
 * What to send: JSON, or a form where a file goes with it.
 * @param {Record<string, unknown>} [more]
 * @returns {{json?: unknown, form?: FormData}}
 */
export function caseRequest(more = {}) {
  const { vcf, ped, sample, assembly, panel } = state.files;
  const body = caseBody(more);
  if (!vcf && !ped) return { json: body };
  const form = new FormData();
  form.set("case", JSON.stringify(body));
  if (vcf) form.set("vcf", vcf);
  if (ped) form.set("ped", ped);
  if (sample.trim()) form.set("sample", sample.trim());
  if (assembly) form.set("assembly", assembly);
  if (panel) form.set("panel", "true");
  return { form };
}

/** Keeps the case on this machine; whether it could. */
export function store() {
  try {
    localStorage.setItem(CASE_KEY, JSON.stringify(state.case));
    return true;
  } catch {
    return false;
  }
}

export function forget() {
  state.kept = false;
  try {
    localStorage.removeItem(CASE_KEY);
  } catch {
    // Nothing can have been kept.
  }
}

/** Takes up the case kept on this machine. */
export function restore() {
  let kept;
  try {
    kept = JSON.parse(localStorage.getItem(CASE_KEY) ?? "null");
  } catch {
    return;
  }
  if (!kept || typeof kept !== "object" || !Array.isArray(kept.features)) return;
  const text = (/** @type {unknown} */ value) => (typeof value === "string" ? value : "");
  state.case = {
    id: text(kept.id),
    age: text(kept.age),
    sex: ["female", "male"].includes(kept.sex) ? kept.sex : "unknown",
    variants: text(kept.variants),
    features: kept.features
      .filter((/** @type {any} */ feature) => typeof feature?.id === "string")
      .map((/** @type {any} */ feature) => ({
        id: feature.id,
        name: text(feature.name),
        name_ja: feature.name_ja ? text(feature.name_ja) : null,
        excluded: feature.excluded === true,
        onset: text(feature.onset),
        certainty: typeof feature.certainty === "number" ? feature.certainty : 1,
        ...(["present", "absent"].includes(feature.ehr) ? { ehr: feature.ehr } : {}),
      })),
  };
  state.kept = true;
}
