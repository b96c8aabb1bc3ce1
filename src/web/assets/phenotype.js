// What a record (FHIR R4) says in HPO's terms: findings that are there or are not. Nothing is guessed: what is coded otherwise
// is listed and left out.

import { ageAt, ageText } from "./person.js";

/** Weight of a finding that the record only suspects. */
const SUSPECTED = 0.5;

/** Addresses of HPO without scheme, version and last slash. */
const HPO = new Set([
  "human-phenotype-ontology.org",
  "www.human-phenotype-ontology.org",
  "purl.obolibrary.org/obo/hp.owl",
  "purl.obolibrary.org/obo/hp.fhir",
  "purl.obolibrary.org/obo/hp",
  "hpo.jax.org",
  "urn:oid:2.16.840.1.113883.6.339",
]);
const SNOMED = "snomed.info/sct";
const LOINC = "loinc.org";
const VERIFICATION = "terminology.hl7.org/CodeSystem/condition-ver-status";

/** Names of code systems that records use for other things. @type {[RegExp, string][]} */
const SYSTEMS = [
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

/** @param {unknown} system */
function plain(system) {
  const text = typeof system === "string" ? (system.split("|")[0] ?? "") : "";
  return text.replace(/^https?:\/\//, "").replace(/\/$/, "");
}

/** @param {string} system */
export function systemName(system) {
  const bare = plain(system);
  if (HPO.has(bare)) return "HPO";
  return SYSTEMS.find(([pattern]) => pattern.test(bare))?.[1] ?? bare.slice(0, 60);
}

/** @param {any} concept @returns {{system: string, code: string, display: string}[]} */
function codings(concept) {
  if (!Array.isArray(concept?.coding)) return [];
  const text = (/** @type {unknown} */ value) => (typeof value === "string" ? value : "");
  return concept.coding.map((/** @type {any} */ each) => ({ system: text(each?.system), code: text(each?.code), display: text(each?.display) }));
}

/** The HPO ids of a concept as HPO writes them. @param {any} concept */
function hpoIds(concept) {
  const ids = codings(concept)
    .filter((coding) => HPO.has(plain(coding.system)))
    .map((coding) => /^(?:HP[:_])?(\d{7})$/.exec(coding.code)?.[1])
    .filter((digits) => digits !== undefined);
  return [...new Set(ids.map((digits) => `HP:${digits}`))];
}

/** @param {any} concept */
function namesHpo(concept) {
  return codings(concept).some((coding) => HPO.has(plain(coding.system)));
}

/**
 * `unknown`: it is said that nobody knows. `unclear`: a value that is no answer.
 * @typedef {"present"|"absent"|"suspected"|"unknown"|"unclear"} Presence
 */

/** Codes that answer whether something is there: SNOMED CT, LOINC, and HL7's tables. @type {Record<string, Presence>} */
const ANSWERS = {
  [`${SNOMED} 52101004`]: "present",
  [`${SNOMED} 410515003`]: "present",
  [`${SNOMED} 373066001`]: "present",
  [`${SNOMED} 10828004`]: "present",
  [`${SNOMED} 2667000`]: "absent",
  [`${SNOMED} 410516002`]: "absent",
  [`${SNOMED} 373067005`]: "absent",
  [`${SNOMED} 260385009`]: "absent",
  [`${SNOMED} 415684004`]: "suspected",
  [`${SNOMED} 261665006`]: "unknown",
  [`${SNOMED} 373068000`]: "unknown",
  [`${LOINC} LA9633-4`]: "present",
  [`${LOINC} LA33-6`]: "present",
  [`${LOINC} LA9634-2`]: "absent",
  [`${LOINC} LA32-8`]: "absent",
  [`${LOINC} LA4489-6`]: "unknown",
  "terminology.hl7.org/CodeSystem/v2-0136 Y": "present",
  "terminology.hl7.org/CodeSystem/v2-0136 N": "absent",
  "terminology.hl7.org/CodeSystem/v3-ObservationInterpretation POS": "present",
  "terminology.hl7.org/CodeSystem/v3-ObservationInterpretation NEG": "absent",
  "terminology.hl7.org/CodeSystem/v3-ObservationInterpretation IND": "unknown",
};

/** @param {any} concept @returns {Presence|null} */
function answerOf(concept) {
  const found = new Set(codings(concept).map((coding) => ANSWERS[`${plain(coding.system)} ${coding.code}`]).filter((answer) => answer !== undefined));
  if (found.size > 1) return "unclear";
  return [...found][0] ?? null;
}

/**
 * Why something of the record was left out.
 * @typedef {"coded"|"text"|"unknown"|"unclear"|"status"|"contradiction"|"other"|"several"|"modifier"|"id"|"term"} Reason
 *
 * @typedef {object} Unused
 * @property {"Observation"|"Condition"} kind
 * @property {string} name
 * @property {string[]} systems Names of the code systems that it is coded in.
 * @property {Reason} reason
 * @property {number} count
 *
 * @typedef {object} Found
 * @property {string} id
 * @property {string} name As the record names it.
 * @property {boolean} excluded
 * @property {number} certainty
 * @property {string} onset
 */

/** @param {any} resource @param {any} concept */
function nameOf(resource, concept) {
  const code = codings(concept);
  const text = typeof concept?.text === "string" ? concept.text : "";
  const id = code.find((coding) => coding.code);
  return (text || code.find((coding) => coding.display)?.display || (id ? `${systemName(id.system)} ${id.code}` : "") || String(resource?.resourceType ?? "")).slice(0, 120);
}

/** Whether the resource is about the patient that the EHR named. @param {any} resource @param {string} patient */
function isAbout(resource, patient) {
  const reference = resource?.subject?.reference;
  if (Array.isArray(resource?.focus) && resource.focus.length) return false;
  return typeof reference === "string" && reference.replace(/\/_history\/[^/]*$/, "").split("/").slice(-2).join("/") === `Patient/${patient}`;
}

/** What an Observation says of its finding. @param {any} resource @param {boolean} valueIsFinding @returns {Presence} */
function saidBy(resource, valueIsFinding) {
  /** @type {Presence[]} */
  const said = [];
  if (resource.dataAbsentReason) said.push("unknown");
  if (!valueIsFinding) {
    const name = Object.keys(resource).find((key) => /^value[A-Z]/.test(key) && resource[key] !== null);
    if (name === "valueBoolean") said.push(resource.valueBoolean === true ? "present" : resource.valueBoolean === false ? "absent" : "unclear");
    else if (name === "valueCodeableConcept") said.push(answerOf(resource.valueCodeableConcept) ?? "unclear");
    else if (name) said.push("unclear");
  }
  // A component may say that the finding is absent; one that says so of something else makes the whole unclear.
  for (const component of Array.isArray(resource.component) ? resource.component : []) {
    if (typeof component?.valueBoolean === "boolean") said.push(component.valueBoolean ? "present" : "absent");
    const answer = answerOf(component?.valueCodeableConcept);
    if (answer) said.push(answer);
  }
  for (const concept of Array.isArray(resource.interpretation) ? resource.interpretation : []) {
    const answer = answerOf(concept);
    if (answer) said.push(answer);
  }
  const all = new Set(said);
  if (all.has("unclear") || (all.has("absent") && (all.has("present") || all.has("suspected")))) return "unclear";
  if (all.has("unknown")) return "unknown";
  if (all.has("absent")) return "absent";
  // A finding that is recorded without any value was found.
  return all.has("suspected") ? "suspected" : "present";
}

/** @param {any} resource @returns {{concept: any, presence: Presence}|Reason} */
function readObservation(resource) {
  const { code, status } = resource;
  const value = resource.valueCodeableConcept;
  if (!namesHpo(code) && !namesHpo(value)) return codings(code).length || codings(value).length ? "coded" : "text";
  if (!["final", "amended", "corrected", "preliminary"].includes(status)) return "status";
  if (resource.modifierExtension) return "modifier";
  if (namesHpo(code) && namesHpo(value)) return "several";
  const byValue = namesHpo(value);
  return { concept: byValue ? value : code, presence: saidBy(resource, byValue) };
}

/** @param {any} resource @returns {{concept: any, presence: Presence}|Reason} */
function readCondition(resource) {
  const { code, verificationStatus } = resource;
  if (!namesHpo(code)) return codings(code).length ? "coded" : "text";
  if (resource.modifierExtension) return "modifier";
  if (!verificationStatus) return { concept: code, presence: "present" };
  const verified = codings(verificationStatus).find((coding) => plain(coding.system) === VERIFICATION)?.code;
  switch (verified) {
    case "confirmed":
      return { concept: code, presence: "present" };
    case "unconfirmed":
    case "provisional":
    case "differential":
      return { concept: code, presence: "suspected" };
    case "refuted":
      return { concept: code, presence: "absent" };
    default:
      return "status";
  }
}

/** Whether a resource was entered in error, and so says nothing at all. @param {any} resource */
function isError(resource) {
  const verified = codings(resource.verificationStatus).some((coding) => coding.code === "entered-in-error");
  return resource.status === "entered-in-error" || resource.status === "cancelled" || verified;
}

/**
 * The findings of Observations and Conditions.
 * @param {any[]} resources
 * @param {string} patient The id of the patient.
 * @param {string} birth The date of birth, as FHIR writes it; may be empty.
 * @returns {{found: Found[], unused: Unused[]}}
 */
export function findingsOf(resources, patient, birth) {
  /** @type {Map<string, {present: Found|null, absent: Found|null, kind: Unused["kind"]}>} */
  const terms = new Map();
  /** @type {Map<string, Unused>} */
  const left = new Map();
  const leave = (/** @type {Unused["kind"]} */ kind, /** @type {string} */ name, /** @type {string[]} */ systems, /** @type {Reason} */ reason) => {
    const key = [kind, name, systems.join(), reason].join("\n");
    const there = left.get(key);
    if (there) there.count += 1;
    else left.set(key, { kind, name, systems, reason, count: 1 });
  };
  for (const resource of resources) {
    const kind = resource?.resourceType;
    if ((kind !== "Observation" && kind !== "Condition") || isError(resource)) continue;
    const read = kind === "Observation" ? readObservation(resource) : readCondition(resource);
    const concept = typeof read === "string" ? resource.code : read.concept;
    const name = nameOf(resource, concept);
    const systems = [...new Set(codings(concept).map((coding) => systemName(coding.system)).filter(Boolean))];
    if (!isAbout(resource, patient)) {
      leave(kind, name, systems, "other");
      continue;
    }
    if (typeof read === "string") {
      leave(kind, name, systems, read);
      continue;
    }
    const ids = hpoIds(concept);
    const { presence } = read;
    if (!ids.length) leave(kind, name, systems, "id");
    else if (presence === "unknown" || presence === "unclear") leave(kind, name, systems, presence);
    // Of several terms for one finding that is absent, nobody can say which of them is.
    else if (presence === "absent" && ids.length > 1) leave(kind, name, systems, "several");
    else {
      for (const id of ids) {
        const excluded = presence === "absent";
        /** @type {Found} */
        const one = { id, name, excluded, certainty: presence === "suspected" ? SUSPECTED : 1, onset: excluded ? "" : onsetOf(resource, birth) };
        const term = terms.get(id) ?? { present: null, absent: null, kind };
        terms.set(id, term);
        const there = excluded ? term.absent : term.present;
        if (there) {
          there.certainty = Math.max(there.certainty, one.certainty);
          there.onset ||= one.onset;
        } else if (excluded) term.absent = one;
        else term.present = one;
      }
    }
  }
  /** @type {Found[]} */
  const found = [];
  for (const { present, absent, kind } of terms.values()) {
    if (present && absent) leave(kind, `${present.name} (${present.id})`, ["HPO"], "contradiction");
    else if (present) found.push(present);
    else if (absent) found.push(absent);
  }
  // What is there comes first, as a person would tell it.
  found.sort((one, other) => Number(one.excluded) - Number(other.excluded));
  return { found, unused: [...left.values()] };
}

/** When a finding began. @param {any} resource @param {string} birth */
function onsetOf(resource, birth) {
  const { value, code, unit } = resource.onsetAge ?? {};
  if (typeof value === "number" && value >= 0) {
    const letter = { a: "y", mo: "m", wk: "w", d: "d" }[/** @type {"a"} */ (String(code ?? unit))];
    return letter && Number.isInteger(value) ? `${value}${letter}` : "";
  }
  const age = ageAt(birth, resource.onsetDateTime ?? resource.onsetPeriod?.start);
  return age ? ageText(age, "en") : "";
}
