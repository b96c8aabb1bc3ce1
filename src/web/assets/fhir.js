// Reading a patient's record from an EHR's FHIR service (R4).

/** @import { Unused } from "./entries.js" */
/** @import { Person } from "./person.js" */
import { partsOf } from "./entries.js";
import { personOf } from "./person.js";

/** Most pages of one kind of resource, and most resources. */
const MOST_PAGES = 50;
const MOST_RESOURCES = 10_000;
const PER_PAGE = "200";
const PATIENCE_MS = 20_000;

/** Why something could not be read. */
export class RecordProblem extends Error {
  /**
   * @param {string} what The kind of resource.
   * @param {number} status HTTP status; 0 where there was no answer.
   */
  constructor(what, status) {
    super(`${what}: ${status}`);
    this.what = what;
    this.status = status;
  }
}

/**
 * @param {string} address
 * @param {string} token
 * @param {string} what
 * @returns {Promise<any>}
 */
async function resourceAt(address, token, what) {
  let response;
  try {
    response = await fetch(address, {
      headers: { accept: "application/fhir+json", authorization: `Bearer ${token}` },
      credentials: "omit",
      cache: "no-store",
      // A token must not be led elsewhere.
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new RecordProblem(what, 0);
  }
  if (!response.ok) throw new RecordProblem(what, response.status);
  const resource = await response.json().catch(() => null);
  if (!resource || typeof resource !== "object") throw new RecordProblem(what, response.status);
  return resource;
}

/**
 * The next page, where it is one of the same server.
 * @param {any} bundle
 * @param {string} base
 * @returns {string|null|"elsewhere"}
 */
export function nextPage(bundle, base) {
  const link = (Array.isArray(bundle?.link) ? bundle.link : []).find((/** @type {any} */ each) => each?.relation === "next")?.url;
  if (typeof link !== "string" || !link) return null;
  try {
    const address = new URL(link, `${base}/`);
    return address.origin === new URL(base).origin && !address.username && !address.password ? address.href : "elsewhere";
  } catch {
    return "elsewhere";
  }
}

/**
 * All resources of a kind that a search gives.
 * @param {string} base
 * @param {string} token
 * @param {"Observation"|"Condition"} kind
 * @param {string} patient
 * @returns {Promise<{resources: any[], whole: boolean}>}
 */
async function search(base, token, kind, patient) {
  /** @type {string|null|"elsewhere"} */
  let address = `${base}/${kind}?${new URLSearchParams({ patient, _count: PER_PAGE })}`;
  /** @type {any[]} */
  const resources = [];
  /** @type {Set<string>} */
  const seen = new Set();
  let whole = true;
  while (address) {
    if (address === "elsewhere" || seen.has(address) || seen.size >= MOST_PAGES || resources.length >= MOST_RESOURCES) return { resources, whole: false };
    seen.add(address);
    const bundle = await resourceAt(address, token, kind);
    if (bundle.resourceType !== "Bundle") throw new RecordProblem(kind, 200);
    if (bundle.entry !== undefined && !Array.isArray(bundle.entry)) throw new RecordProblem(kind, 200);
    for (const entry of bundle.entry ?? []) {
      const found = entry?.resource?.resourceType;
      if (found === kind) resources.push(entry.resource);
      // A failure within the answer, or something that is no entry: there is more than was read.
      else if (found === "OperationOutcome" ? failed(entry.resource) : entry?.search?.mode !== "include") whole = false;
    }
    address = nextPage(bundle, base);
  }
  return { resources, whole };
}

/** Whether an outcome tells of a failure. @param {any} outcome */
function failed(outcome) {
  return (Array.isArray(outcome.issue) ? outcome.issue : []).some((/** @type {any} */ issue) => ["fatal", "error", "warning"].includes(issue?.severity));
}

/**
 * What was read of a record.
 * @typedef {{person: Person|null, asked: any[], unused: Unused[], problems: RecordProblem[], partly: string[]}} Read
 */

/** Whether an id is one of FHIR's. @param {unknown} id @returns {id is string} */
export function isId(id) {
  return typeof id === "string" && /^[A-Za-z0-9.-]{1,64}$/.test(id);
}

/**
 * Reads Patient, Observations and Conditions. What cannot be read is told, and the rest is used.
 * @param {string} base Address of the FHIR service.
 * @param {string} token
 * @param {string} patient
 * @param {string} today
 * @returns {Promise<Read>}
 */
export async function readRecord(base, token, patient, today) {
  const root = base.replace(/\/$/, "");
  const [who, observations, conditions] = await Promise.allSettled([
    resourceAt(`${root}/Patient/${encodeURIComponent(patient)}`, token, "Patient"),
    search(root, token, "Observation", patient),
    search(root, token, "Condition", patient),
  ]);
  /** @type {RecordProblem[]} */
  const problems = [];
  /** @type {string[]} */
  const partly = [];
  /** @type {any[]} */
  const resources = [];
  let person = null;
  if (who.status === "fulfilled" && who.value.resourceType === "Patient" && who.value.id === patient) person = personOf(who.value, today);
  else problems.push(who.status === "rejected" && who.reason instanceof RecordProblem ? who.reason : new RecordProblem("Patient", 200));
  for (const [kind, outcome] of /** @type {const} */ ([["Observation", observations], ["Condition", conditions]])) {
    if (outcome.status === "fulfilled") {
      resources.push(...outcome.value.resources);
      if (!outcome.value.whole) partly.push(kind);
    } else problems.push(outcome.reason instanceof RecordProblem ? outcome.reason : new RecordProblem(kind, 0));
  }
  return { person, ...partsOf(resources, patient), problems, partly };
}
