// Entries of a record (FHIR R4): which ones the service is asked about, and what the page says of the others. What an entry
// says of a finding is read by the service alone (`POST /v1/read`).

import { ageAt, ageText } from "./person.js";

/** Names of code systems that records use. @type {[RegExp, string][]} */
const SYSTEMS = [
  [/human-phenotype-ontology|obo\/hp\b|^hpo\.jax\.org/, "HPO"],
  [/^loinc\.org$/, "LOINC"],
  [/^snomed\.info\/sct/, "SNOMED CT"],
  [/^hl7\.org\/fhir\/sid\/icd-10-cm$/, "ICD-10-CM"],
  [/^hl7\.org\/fhir\/sid\/icd-10|ICD-?10/, "ICD-10"],
  [/icd-?11|^id\.who\.int\/icd\/release\/11/i, "ICD-11"],
  [/^medis\.or\.jp\//, "MEDIS"],
  [/masterB-disease$/, "MEDIS"],
  [/^(www\.)?omim\.org/, "OMIM"],
  [/orpha/, "Orphanet"],
  [/mondo/i, "Mondo"],
];

/** What an entry has somewhere that names a term of HPO. Too much is no harm: the service says what it does not use. */
const MAY_NAME_A_TERM = /HP[:_]\d|human-phenotype-ontology|obo\/hp\b|hpo\.jax\.org|2\.16\.840\.1\.113883\.6\.339/i;

/** Elements that say who somebody is or where something lies, and nothing of a finding. */
const NOT_SENT = ["identifier", "meta", "contained", "encounter", "performer", "recorder", "asserter", "basedOn", "partOf", "specimen", "device", "subject"];

/** The one patient, as the service is told of it. */
const SOMEBODY = { reference: "Patient/p" };

/**
 * Why an entry was not used: its words come from the service where `said` has them.
 * @typedef {"said"|"coded"|"text"|"other"} Reason
 *
 * @typedef {object} Unused
 * @property {"Observation"|"Condition"} kind
 * @property {string} name
 * @property {string[]} systems Names of the code systems that it is coded in.
 * @property {Reason} reason
 * @property {import("./types.js").Issue|null} said
 * @property {number} count
 */

/** @param {unknown} system */
function plain(system) {
  const text = typeof system === "string" ? (system.split("|")[0] ?? "") : "";
  return text.replace(/^https?:\/\//, "").replace(/\/$/, "");
}

/** @param {string} system */
export function systemName(system) {
  const bare = plain(system);
  return SYSTEMS.find(([pattern]) => pattern.test(bare))?.[1] ?? bare.slice(0, 60);
}

/** @param {any} concept @returns {{system: string, code: string, display: string}[]} */
function codings(concept) {
  if (!Array.isArray(concept?.coding)) return [];
  const text = (/** @type {unknown} */ value) => (typeof value === "string" ? value : "");
  return concept.coding.map((/** @type {any} */ each) => ({ system: text(each?.system), code: text(each?.code), display: text(each?.display) }));
}

/** What the record calls an entry. @param {any} resource */
function nameOf(resource) {
  const code = codings(resource?.code);
  const text = typeof resource?.code?.text === "string" ? resource.code.text : "";
  const id = code.find((coding) => coding.code);
  return (text || code.find((coding) => coding.display)?.display || (id ? `${systemName(id.system)} ${id.code}` : "") || String(resource?.resourceType ?? "")).slice(0, 120);
}

/** Whether an entry is about the patient that the EHR named. @param {any} resource @param {string} patient */
function isAbout(resource, patient) {
  const reference = resource?.subject?.reference;
  return typeof reference === "string" && reference.replace(/\/_history\/[^/]*$/, "").split("/").slice(-2).join("/") === `Patient/${patient}`;
}

/**
 * @param {any} resource
 * @param {Reason} reason
 * @param {import("./types.js").Issue|null} [said]
 * @returns {Unused}
 */
export function unusedOf(resource, reason, said = null) {
  const systems = [...new Set(codings(resource?.code).map((coding) => systemName(coding.system)).filter(Boolean))];
  return { kind: resource?.resourceType, name: nameOf(resource), systems, reason, said, count: 1 };
}

/** Those that are told alike, told once. @param {Unused[]} all @param {(one: Unused) => string} words */
export function together(all, words) {
  /** @type {Map<string, Unused>} */
  const told = new Map();
  for (const one of all) {
    const key = [one.kind, one.name, one.systems.join(), words(one)].join("\n");
    const there = told.get(key);
    if (there) there.count += one.count;
    else told.set(key, { ...one });
  }
  return [...told.values()];
}

/**
 * Parts entries into those that the service is asked about and those that are not used.
 * @param {any[]} resources
 * @param {string} patient The id of the patient.
 * @returns {{asked: any[], unused: Unused[]}}
 */
export function partsOf(resources, patient) {
  /** @type {any[]} */
  const asked = [];
  /** @type {Unused[]} */
  const unused = [];
  for (const resource of resources) {
    const kind = resource?.resourceType;
    if (kind !== "Observation" && kind !== "Condition") continue;
    if (!isAbout(resource, patient)) unused.push(unusedOf(resource, "other"));
    else if (MAY_NAME_A_TERM.test(JSON.stringify(resource))) asked.push(resource);
    else unused.push(unusedOf(resource, codings(resource.code).length || codings(resource.valueCodeableConcept).length ? "coded" : "text"));
  }
  return { asked, unused };
}

/**
 * What the service is told of entries: no name, no number, nobody who saw the patient, and no date of birth.
 * @param {any[]} asked
 */
export function questionOf(asked) {
  const parameter = asked.map((resource) => {
    const kept = Object.entries(resource).filter(([key]) => !NOT_SENT.includes(key));
    return { name: "resource", resource: { ...Object.fromEntries(kept), subject: SOMEBODY } };
  });
  return { resourceType: "Parameters", parameter };
}

/** The entry that a place of the answer lies in. @param {string} place @param {any[]} asked */
export function entryAt(place, asked) {
  const [, index] = /^Parameters\.parameter\[(\d+)\]/.exec(place) ?? [];
  return index === undefined ? null : (asked[Number(index)] ?? null);
}

/** When a finding began: the date of birth stays on this page. @param {any} resource @param {string} birth */
export function onsetOf(resource, birth) {
  const { value, code, unit } = resource?.onsetAge ?? {};
  if (typeof value === "number" && value >= 0) {
    const letter = { a: "y", mo: "m", wk: "w", d: "d" }[/** @type {"a"} */ (String(code ?? unit))];
    return letter && Number.isInteger(value) ? `${value}${letter}` : "";
  }
  const age = ageAt(birth, resource?.onsetDateTime ?? resource?.onsetPeriod?.start);
  return age ? ageText(age, "en") : "";
}
