// SMART App Launch 2.2: an EHR opens the page for a patient, and sends its user back with a code.

/** @import { Return, Secrets } from "./oauth.js" */
/** @import { SmartSettings } from "./session.js" */
import { authorizationAddress, checkIdentity, codeOf, discover, exchange, newSecrets, OAuthProblem } from "./oauth.js";

/** What is remembered while the user is at the EHR: nothing of the case. In this tab only, and removed on return. */
const PENDING_KEY = "shirube.launch";

/** The page was opened by an EHR, or by an authorization server that sends somebody back. */
export class Arrival {
  /**
   * @param {{iss: string, launch: string}|null} launch
   * @param {Return|null} back
   */
  constructor(launch, back) {
    this.launch = launch;
    this.back = back;
  }
}

/**
 * How the page was opened; the address is cleaned at once, so that no code or launch stays in the history.
 * @returns {Arrival|null}
 */
export function arrival() {
  const query = new URLSearchParams(location.search);
  const one = (/** @type {string} */ name) => query.get(name) ?? "";
  /** @type {Arrival|null} */
  let found = null;
  if (query.has("launch") || (query.has("iss") && !query.has("state"))) {
    found = new Arrival({ iss: one("iss"), launch: one("launch") }, null);
  } else if (query.has("state") || query.has("code") || query.has("error")) {
    found = new Arrival(null, { state: one("state"), code: one("code"), error: one("error"), description: one("error_description"), iss: one("iss") });
  }
  if (found || location.pathname !== "/") history.replaceState(null, "", "/");
  return found;
}

/** @typedef {Secrets & {server: string}} Pending */

/**
 * Takes what was remembered of a launch, once.
 * @returns {Pending|null}
 */
export function takePending() {
  let text = null;
  try {
    text = sessionStorage.getItem(PENDING_KEY);
    sessionStorage.removeItem(PENDING_KEY);
    const pending = JSON.parse(text ?? "null");
    const whole = ["state", "verifier", "nonce", "server"].every((name) => typeof pending?.[name] === "string" && pending[name]);
    return whole ? pending : null;
  } catch {
    return null;
  }
}

/**
 * Scopes in the first version of SMART's language, for EHRs that do not know the second: `patient/Condition.rs` is
 * `patient/Condition.read`.
 * @param {string} scope
 */
export function oldScopes(scope) {
  return scope
    .split(" ")
    .flatMap((word) => {
      const [, what, deeds] = /^((?:patient|user|system)\/(?:\w+|\*))\.(c?r?u?d?s?)(?:\?.*)?$/.exec(word) ?? [];
      if (!what || !deeds) return [word];
      return [/[rs]/.test(deeds) ? `${what}.read` : "", /[cud]/.test(deeds) ? `${what}.write` : ""].filter(Boolean);
    })
    .filter((word, index, words) => word && words.indexOf(word) === index)
    .join(" ");
}

/** @param {string} iss */
function discovered(iss) {
  return discover(`${iss.replace(/\/$/, "")}/.well-known/smart-configuration`, { mustNameS256: true });
}

/**
 * The EHR of an address, if it is one of those configured, letter by letter.
 * @param {SmartSettings} smart
 * @param {string} iss
 */
export function ehrOf(smart, iss) {
  return smart.issuers.find((each) => each.iss === iss) ?? null;
}

/**
 * The address of the EHR's authorization, with what must be remembered of it.
 * @param {SmartSettings} smart
 * @param {string} iss One of `smart.issuers`.
 * @param {string} launch What the EHR sent; empty to sign in again without a patient.
 */
export async function authorizationAt(smart, iss, launch) {
  const endpoints = await discovered(iss);
  const secrets = newSecrets();
  const { capabilities } = endpoints.document;
  const knowsV2 = Array.isArray(capabilities) && capabilities.includes("permission-v2");
  const wanted = launch ? smart.scope : smart.scope.split(" ").filter((word) => /^(openid|fhirUser|profile)$/.test(word)).join(" ");
  const scope = knowsV2 ? wanted : oldScopes(wanted);
  const more = { aud: iss, ...(launch ? { launch } : {}) };
  const address = await authorizationAddress(endpoints, secrets, { clientId: smart.client_id, redirectUri: smart.redirect_uri, scope, more });
  return { address, secrets };
}

/**
 * Sends the user to the EHR's authorization. The page is left.
 * @param {SmartSettings} smart
 * @param {{iss: string, launch: string}} launch
 */
export async function leaveFor(smart, launch) {
  const { address, secrets } = await authorizationAt(smart, launch.iss, launch.launch);
  /** @type {Pending} */
  const pending = { ...secrets, server: launch.iss };
  try {
    sessionStorage.setItem(PENDING_KEY, JSON.stringify(pending));
  } catch {
    throw new OAuthProblem("insecure");
  }
  location.replace(address);
}

/**
 * What an EHR gave.
 * @typedef {object} Grant
 * @property {string} iss
 * @property {string} token For the EHR's FHIR service, and for nothing else.
 * @property {string} idToken Empty where there was none.
 * @property {string} nonce
 * @property {string} userName As the identity token has it; may be empty.
 * @property {string} patient Empty where the EHR named none.
 * @property {boolean} banner Whether the page has to say who the patient is.
 */

/**
 * Exchanges the code that the EHR sent the user back with.
 * @param {SmartSettings} smart
 * @param {string} iss
 * @param {Secrets} secrets
 * @param {Return} back
 * @returns {Promise<Grant>}
 */
export async function grantOf(smart, iss, secrets, back) {
  // Before anything is fetched.
  if (!back.state || back.state !== secrets.state) throw new OAuthProblem("state");
  const endpoints = await discovered(iss);
  const code = codeOf(back, secrets, endpoints);
  const answer = await exchange(endpoints, secrets, { clientId: smart.client_id, redirectUri: smart.redirect_uri, code });
  const idToken = typeof answer.id_token === "string" ? answer.id_token : "";
  const claims = idToken ? checkIdentity(idToken, { clientId: smart.client_id, nonce: secrets.nonce }) : {};
  return {
    iss,
    token: answer.access_token,
    idToken,
    nonce: secrets.nonce,
    userName: [claims.name, claims.preferred_username].find((name) => typeof name === "string" && name) ?? "",
    patient: typeof answer.patient === "string" ? answer.patient : "",
    banner: answer.need_patient_banner !== false,
  };
}
