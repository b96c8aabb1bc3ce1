// A small EHR: FHIR R4 searches and SMART App Launch 2.2, strict where the specification is. It approves by itself.

import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/**
 * How it behaves other than well.
 * @typedef {object} Faults
 * @property {boolean} [deny] The user says no.
 * @property {boolean} [wrongState] Another state comes back than was sent.
 * @property {boolean} [noS256] It does not name S256.
 * @property {boolean} [onlyV1] It does not know the second version of scopes.
 * @property {boolean} [replay] It hands out the identity token of the time before.
 * @property {boolean} [noPatient] It names no patient.
 * @property {boolean} [nextElsewhere] Further pages lie at another origin.
 * @property {number} [conditionStatus] Conditions are refused with this status.
 * @property {boolean} [noBanner] It shows itself who the patient is.
 *
 * @typedef {{clientId: string, redirectUri: string, challenge: string, scope: string, nonce: string, launch: string}} Grant
 * @typedef {{base: string, iss: string, jwksUrl: string, faults: Faults, requests: string[], authorizations: URLSearchParams[],
 *   register: (clientId: string, redirectUri: string) => void, launch: (patient?: string) => string,
 *   stop: () => void}} Ehr
 */

const HPO = "http://human-phenotype-ontology.org";
const SNOMED = "http://snomed.info/sct";
const PER_PAGE = 5;

/** @param {string} system @param {string} code @param {string} display */
const concept = (system, code, display) => ({ coding: [{ system, code, display }] });
/** @param {string} code @param {string} display @param {string} [system] */
const hpo = (code, display, system = HPO) => concept(system, code, display);
/** @param {string} code */
const verified = (code) => concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", code, code);

let last = 0;
/** @param {any} more @param {string} patient */
function observation(more, patient = "p1") {
  last += 1;
  return { resourceType: "Observation", id: `o${last}`, status: "final", subject: { reference: `Patient/${patient}` }, ...more };
}
/** @param {any} more @param {string} patient */
function condition(more, patient = "p1") {
  last += 1;
  return { resourceType: "Condition", id: `c${last}`, subject: { reference: `Patient/${patient}` }, ...more };
}

const REPRESENTATION = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation";

/** An invented boy with signs of a known disease, as a Japanese EHR might have him. */
export function examplePatient() {
  const birth = new Date();
  birth.setUTCFullYear(birth.getUTCFullYear() - 12, birth.getUTCMonth(), 1);
  return {
    resourceType: "Patient",
    id: "p1",
    identifier: [{ system: "urn:oid:1.2.392.100495.20.3.51.1319999999", value: "00000010" }],
    name: [
      { extension: [{ url: REPRESENTATION, valueCode: "IDE" }], use: "official", text: "山田 太郎", family: "山田", given: ["太郎"] },
      { extension: [{ url: REPRESENTATION, valueCode: "SYL" }], use: "official", text: "ヤマダ タロウ", family: "ヤマダ", given: ["タロウ"] },
    ],
    gender: "male",
    birthDate: birth.toISOString().slice(0, 10),
  };
}

/** What the record says; the findings that must be taken from it stand in `EXPECTED`. */
export function exampleRecord() {
  return [
    observation({ code: hpo("HP:0001166", "Arachnodactyly"), valueBoolean: true }),
    observation({ code: hpo("0001083", "Ectopia lentis", "http://purl.obolibrary.org/obo/hp.owl"), valueCodeableConcept: concept(SNOMED, "52101004", "Present") }),
    observation({ code: hpo("HP:0001250", "Seizure", "http://purl.obolibrary.org/obo/hp.fhir"), valueBoolean: false }),
    observation({ code: hpo("HP:0001249", "Intellectual disability"), valueCodeableConcept: concept(SNOMED, "2667000", "Absent") }),
    observation({ code: hpo("HP:0000365", "Hearing impairment"), valueCodeableConcept: concept("http://loinc.org", "LA9634-2", "Absent") }),
    observation({ code: concept("http://loinc.org", "8302-2", "Body height"), valueQuantity: { value: 182, unit: "cm" } }),
    observation({ code: hpo("HP:0002616", "Aortic root aneurysm"), dataAbsentReason: concept("http://terminology.hl7.org/CodeSystem/data-absent-reason", "not-performed", "Not performed") }),
    observation({ code: hpo("HP:0001263", "Global developmental delay"), valueBoolean: true, status: "entered-in-error" }),
    observation({ code: hpo("HP:0002650", "Scoliosis"), valueBoolean: true }),
    observation({ code: hpo("HP:0002650", "Scoliosis"), valueBoolean: false }),
    observation({ code: hpo("HP:0000098", "Tall stature"), valueQuantity: { value: 182, unit: "cm" } }),
    observation({ code: hpo("HP:0001631", "Atrial septal defect"), valueBoolean: true, focus: [{ display: "mother" }] }),
    condition({ code: hpo("HP:0000767", "Pectus excavatum"), verificationStatus: verified("confirmed"), onsetAge: { value: 8, code: "a", system: "http://unitsofmeasure.org" } }),
    condition({ code: hpo("HP:0000545", "Myopia"), verificationStatus: verified("provisional") }),
    condition({ code: hpo("HP:0001634", "Mitral valve prolapse"), verificationStatus: verified("refuted") }),
    condition({ code: hpo("HP:0000518", "Cataract"), verificationStatus: verified("entered-in-error") }),
    condition({ code: { ...concept("http://hl7.org/fhir/sid/icd-10", "Q87.4", "Marfan syndrome"), text: "マルファン症候群の疑い" } }),
    condition({ code: { ...concept("http://medis.or.jp/CodeSystem/master-disease-exCode", "MEDIS1", "高身長"), text: "高身長" } }),
    condition({ code: { text: "指が長い" } }),
  ];
}

/** What must be taken: term, and whether it is absent. @type {[string, boolean][]} */
export const EXPECTED = [
  ["HP:0001166", false],
  ["HP:0001083", false],
  ["HP:0000767", false],
  ["HP:0000545", false],
  ["HP:0001250", true],
  ["HP:0001249", true],
  ["HP:0000365", true],
  ["HP:0001634", true],
];

/** What must be listed as not used. */
export const UNUSED = ["Body height", "Aortic root aneurysm", "Scoliosis", "Tall stature", "Atrial septal defect", "マルファン症候群の疑い", "高身長", "指が長い"];

/** Terms of HPO that are no findings, an id that HPO merged into another, and the two against each other. */
function strangeRecord() {
  const of = (/** @type {string} */ id, valueBoolean = true) => observation({ code: hpo(id, id), valueBoolean }, "p2");
  return [of("HP:0000006"), of("HP:9999999"), of("HP:0000118"), of("HP:0001238"), of("HP:0008665"), of("HP:0000057", false), of("HP:0001250", false)];
}

/** @returns {Promise<Ehr>} */
export async function startEhr() {
  const { privateKey, publicKey } = await generateKeyPair("ES384");
  const jwk = { ...(await exportJWK(publicKey)), kid: "ehr-1", alg: "ES384", use: "sig" };
  /** @type {Map<string, any>} */
  const patients = new Map(/** @type {[string, any][]} */ ([
    ["p1", examplePatient()],
    ["p2", { resourceType: "Patient", id: "p2", name: [{ family: "Doe", given: ["Jane"] }], gender: "other", birthDate: "2014" }],
  ]));
  /** @type {Map<string, any[]>} */
  const records = new Map([
    ["p1", exampleRecord()],
    ["p2", strangeRecord()],
  ]);
  /** @type {Map<string, string>} */
  const clients = new Map();
  /** @type {Map<string, string>} */
  const launches = new Map();
  /** @type {Map<string, Grant>} */
  const codes = new Map();
  /** @type {Map<string, {patient: string, scope: string}>} */
  const tokens = new Map();
  let lastIdToken = "";

  const server = createServer(async (request, response) => {
    const address = new URL(request.url ?? "/", ehr.base);
    ehr.requests.push(`${request.method} ${address.pathname}`);
    const send = (/** @type {number} */ status, /** @type {unknown} */ body, kind = "application/json", more = {}) => {
      response.writeHead(status, { "content-type": kind, "access-control-allow-origin": "*", "access-control-allow-headers": "authorization, content-type, accept", "access-control-allow-methods": "GET, POST", "cache-control": "no-store", ...more });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    };
    const outcome = (/** @type {number} */ status, /** @type {string} */ text) =>
      send(status, { resourceType: "OperationOutcome", issue: [{ severity: "error", code: "processing", diagnostics: text }] }, "application/fhir+json");
    if (request.method === "OPTIONS") return send(204, "");
    switch (address.pathname) {
      case "/fhir/.well-known/smart-configuration":
        return send(200, configuration());
      // The EHR's own page, with an app in a part of it.
      case "/frame":
        return send(200, `<!doctype html><title>EHR</title><iframe title="app" width="1300" height="900" src="${(address.searchParams.get("src") ?? "").replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"></iframe>`, "text/html; charset=utf-8");
      case "/jwks":
        return send(200, { keys: [jwk] });
      case "/authorize":
        return authorize(address.searchParams, send);
      case "/token": {
        const parts = [];
        for await (const part of request) parts.push(part);
        return token(new URLSearchParams(Buffer.concat(parts).toString("utf8")), request.headers["content-type"] ?? "", send);
      }
      default:
        return address.pathname.startsWith("/fhir/") ? fhir(address, request, send, outcome) : send(404, "");
    }
  });

  function configuration() {
    return {
      issuer: ehr.iss,
      jwks_uri: ehr.jwksUrl,
      authorization_endpoint: `${ehr.base}/authorize`,
      token_endpoint: `${ehr.base}/token`,
      grant_types_supported: ["authorization_code"],
      response_types_supported: ["code"],
      code_challenge_methods_supported: ehr.faults.noS256 ? ["plain"] : ["S256"],
      capabilities: ["launch-ehr", "client-public", "context-ehr-patient", "sso-openid-connect", "context-banner", ...(ehr.faults.onlyV1 ? ["permission-v1"] : ["permission-v1", "permission-v2"])],
    };
  }

  /** @param {URLSearchParams} query @param {(status: number, body: unknown, kind?: string, more?: object) => void} send */
  function authorize(query, send) {
    ehr.authorizations.push(query);
    const one = (/** @type {string} */ name) => query.get(name) ?? "";
    const redirectUri = one("redirect_uri");
    // Without a client that is known and its own address, nobody is sent anywhere.
    if (!redirectUri || clients.get(one("client_id")) !== redirectUri) return send(400, "unknown client or redirect_uri", "text/plain");
    const back = (/** @type {Record<string, string>} */ answer) => {
      const target = new URL(redirectUri);
      for (const [name, value] of Object.entries({ ...answer, state: ehr.faults.wrongState ? "another" : one("state") })) target.searchParams.set(name, value);
      return send(302, "", "text/plain", { location: target.href });
    };
    const wrong = (/** @type {string} */ text) => back({ error: "invalid_request", error_description: text });
    if (one("response_type") !== "code") return wrong("response_type");
    if (one("aud") !== ehr.iss) return wrong("aud is not this server");
    if (one("code_challenge_method") !== "S256" || !/^[\w-]{43}$/.test(one("code_challenge"))) return wrong("PKCE with S256 is needed");
    if (one("state").length < 16) return wrong("state is too short");
    const scopes = one("scope").split(" ");
    const launch = one("launch");
    if (scopes.includes("launch") && !launches.has(launch)) return wrong("launch is not known");
    if (ehr.faults.deny) return back({ error: "access_denied", error_description: "the user said no" });
    if (ehr.faults.onlyV1 && scopes.some((scope) => /\.[cruds]+$/.test(scope) && !/\.(read|write)$/.test(scope))) return back({ error: "invalid_scope", error_description: "scopes of version 1 only" });
    const code = randomBytes(24).toString("base64url");
    codes.set(code, { clientId: one("client_id"), redirectUri, challenge: one("code_challenge"), scope: one("scope"), nonce: one("nonce"), launch });
    return back({ code });
  }

  /** @param {URLSearchParams} form @param {string} kind @param {(status: number, body: unknown) => void} send */
  async function token(form, kind, send) {
    const grant = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const hash = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
    const fits =
      kind.startsWith("application/x-www-form-urlencoded") &&
      form.get("grant_type") === "authorization_code" &&
      grant &&
      form.get("redirect_uri") === grant.redirectUri &&
      form.get("client_id") === grant.clientId &&
      /^[\w.~-]{43,128}$/.test(form.get("code_verifier") ?? "") &&
      hash === grant.challenge;
    if (!fits) return send(400, { error: "invalid_grant" });
    const patient = launches.get(grant.launch) ?? "";
    const access = randomBytes(24).toString("base64url");
    tokens.set(access, { patient, scope: grant.scope });
    const claims = { ...(grant.nonce ? { nonce: grant.nonce } : {}), fhirUser: `${ehr.iss}/Practitioner/d1`, name: "佐藤 花子" };
    const signed = await new SignJWT(claims)
      .setProtectedHeader({ alg: "ES384", kid: "ehr-1", typ: "JWT" })
      .setIssuer(ehr.iss)
      .setSubject("d1")
      .setAudience(grant.clientId)
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(privateKey);
    const idToken = ehr.faults.replay && lastIdToken ? lastIdToken : signed;
    lastIdToken = idToken;
    return send(200, {
      access_token: access,
      token_type: "Bearer",
      expires_in: 3600,
      scope: grant.scope,
      ...(grant.scope.split(" ").includes("openid") ? { id_token: idToken } : {}),
      ...(grant.launch && !ehr.faults.noPatient ? { patient, encounter: "e1" } : {}),
      need_patient_banner: !ehr.faults.noBanner,
      smart_style_url: `${ehr.base}/style.json`,
    });
  }

  /**
   * @param {URL} address @param {import("node:http").IncomingMessage} request
   * @param {(status: number, body: unknown, kind?: string) => void} send @param {(status: number, text: string) => void} outcome
   */
  function fhir(address, request, send, outcome) {
    const grant = tokens.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "");
    if (!grant) return outcome(401, "no valid token");
    const [, type, id] = /^\/fhir\/(\w+)(?:\/([\w.-]+))?$/.exec(address.pathname) ?? [];
    const may = new RegExp(`(^| )(patient|user)/(${type}|\\*)\\.(read|\\*|c?ru?d?s?|rs)( |$)`).test(grant.scope);
    if (!type || !may) return outcome(403, `the token does not allow ${type}`);
    if (type === "Patient" && id) {
      return id === grant.patient && patients.has(id) ? send(200, patients.get(id), "application/fhir+json; charset=utf-8") : outcome(404, "no such patient");
    }
    if ((type !== "Observation" && type !== "Condition") || id) return outcome(404, "no such thing");
    if (type === "Condition" && ehr.faults.conditionStatus) return outcome(ehr.faults.conditionStatus, "not now");
    const asked = (address.searchParams.get("patient") ?? "").replace(/^Patient\//, "");
    if (asked !== grant.patient) return outcome(403, "another patient");
    const all = (records.get(asked) ?? []).filter((resource) => resource.resourceType === type);
    const offset = Number(address.searchParams.get("offset") ?? 0);
    const more = offset + PER_PAGE < all.length;
    const self = new URL(address);
    const next = new URL(address);
    next.searchParams.set("offset", String(offset + PER_PAGE));
    if (ehr.faults.nextElsewhere) next.port = String(Number(next.port) + 1);
    return send(
      200,
      {
        resourceType: "Bundle",
        type: "searchset",
        total: all.length,
        link: [{ relation: "self", url: self.href }, ...(more ? [{ relation: "next", url: next.href }] : [])],
        entry: all.slice(offset, offset + PER_PAGE).map((resource) => ({ fullUrl: `${ehr.iss}/${type}/${resource.id}`, resource, search: { mode: "match" } })),
      },
      "application/fhir+json; charset=utf-8",
    );
  }

  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const bound = server.address();
  const base = `http://127.0.0.1:${bound && typeof bound === "object" ? bound.port : 0}`;
  /** @type {Ehr} */
  const ehr = {
    base,
    iss: `${base}/fhir`,
    jwksUrl: `${base}/jwks`,
    faults: {},
    requests: [],
    authorizations: [],
    register: (clientId, redirectUri) => void clients.set(clientId, redirectUri),
    launch: (patient = "p1") => {
      const id = randomBytes(12).toString("base64url");
      launches.set(id, patient);
      return id;
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return ehr;
}
