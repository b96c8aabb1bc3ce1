// OAuth 2.0 for a client without a secret: authorization code with PKCE (RFC 7636, S256). Nothing is kept here.

/**
 * Why an authorization came to nothing.
 * @typedef {"insecure"|"unreachable"|"document"|"s256"|"state"|"denied"|"refused"|"token"|"identity"|"popup"|"nobody"|"key"} OAuthFault
 */

export class OAuthProblem extends Error {
  /**
   * @param {OAuthFault} fault
   * @param {string} [detail] What the other side said; never a code, a token or a secret.
   */
  constructor(fault, detail = "") {
    super(`${fault}: ${detail}`);
    this.fault = fault;
    this.detail = detail.slice(0, 300);
  }
}

/** Longest wait for a document of another service. */
const PATIENCE_MS = 15_000;

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** 256 bits of chance as text. */
export function randomText() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** @param {string} verifier */
export async function challengeOf(verifier) {
  // Browsers give it to pages of https and of this machine only.
  if (!globalThis.crypto?.subtle) throw new OAuthProblem("insecure");
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

/**
 * Whether people and codes may be sent there: https, or http on this machine.
 * @param {unknown} address
 * @returns {address is string}
 */
export function isSafeAddress(address) {
  if (typeof address !== "string") return false;
  let url;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  if (url.username || url.password || url.hash) return false;
  if (url.protocol === "https:") return true;
  return url.protocol === "http:" && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
}

/**
 * A request to another service: without cookies, and not led elsewhere.
 * @param {string} address
 * @param {RequestInit} [init]
 * @returns {Promise<Response>}
 */
export async function fetchElsewhere(address, init = {}) {
  try {
    return await fetch(address, {
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...init,
    });
  } catch {
    throw new OAuthProblem("unreachable", new URL(address).origin);
  }
}

/**
 * Where an authorization server does what.
 * @typedef {{authorization: string, token: string, document: Record<string, any>}} Endpoints
 */

/**
 * Reads a discovery document (RFC 8414, OpenID Connect Discovery, SMART App Launch).
 * @param {string} address
 * @param {{mustNameS256: boolean, issuer?: string}} expected
 * @returns {Promise<Endpoints>}
 */
export async function discover(address, expected) {
  const response = await fetchElsewhere(address, { headers: { accept: "application/json" } });
  if (!response.ok) throw new OAuthProblem("document", `${address}: HTTP ${response.status}`);
  /** @type {any} */
  const document = await response.json().catch(() => null);
  if (!document || typeof document !== "object") throw new OAuthProblem("document", `${address} is not JSON`);
  const { authorization_endpoint: authorization, token_endpoint: token, code_challenge_methods_supported: methods } = document;
  if (expected.issuer !== undefined && document.issuer !== expected.issuer) {
    throw new OAuthProblem("document", `${address} is of another issuer`);
  }
  if (!isSafeAddress(authorization) || !isSafeAddress(token)) {
    throw new OAuthProblem("document", `${address} names no endpoints that can be used`);
  }
  const listed = Array.isArray(methods);
  if ((listed || expected.mustNameS256) && !(listed && methods.includes("S256"))) throw new OAuthProblem("s256");
  return { authorization, token, document };
}

/**
 * What this side must remember of an authorization until it ends.
 * @typedef {{state: string, verifier: string, nonce: string}} Secrets
 */

/** @returns {Secrets} */
export function newSecrets() {
  return { state: randomText(), verifier: randomText(), nonce: randomText() };
}

/**
 * The address that a person is sent to.
 * @param {Endpoints} endpoints
 * @param {Secrets} secrets
 * @param {{clientId: string, redirectUri: string, scope: string, more?: Record<string, string>}} request
 */
export async function authorizationAddress(endpoints, secrets, request) {
  const address = new URL(endpoints.authorization);
  const parameters = {
    response_type: "code",
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    scope: request.scope,
    state: secrets.state,
    nonce: secrets.nonce,
    code_challenge: await challengeOf(secrets.verifier),
    code_challenge_method: "S256",
    ...request.more,
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return address.href;
}

/**
 * What an authorization server sends back with the person.
 * @typedef {{state: string, code: string, error: string, description: string, iss: string}} Return
 */

/**
 * The code of a return that is an answer to what was asked.
 * @param {Return} back
 * @param {Secrets} secrets
 * @param {Endpoints} endpoints
 */
export function codeOf(back, secrets, endpoints) {
  if (!back.state || back.state !== secrets.state) throw new OAuthProblem("state");
  // RFC 9207: an answer of another server than was asked.
  const named = endpoints.document.authorization_response_iss_parameter_supported === true;
  if ((named || back.iss) && typeof endpoints.document.issuer === "string" && back.iss !== endpoints.document.issuer) {
    throw new OAuthProblem("state");
  }
  if (back.error) {
    throw new OAuthProblem(back.error === "access_denied" ? "denied" : "refused", [back.error, back.description].filter(Boolean).join(": "));
  }
  if (!back.code) throw new OAuthProblem("refused");
  return back.code;
}

/**
 * Exchanges a code for tokens.
 * @param {Endpoints} endpoints
 * @param {Secrets} secrets
 * @param {{clientId: string, redirectUri: string, code: string}} request
 * @returns {Promise<Record<string, any>>}
 */
export async function exchange(endpoints, secrets, request) {
  const response = await fetchElsewhere(endpoints.token, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: request.code,
      redirect_uri: request.redirectUri,
      client_id: request.clientId,
      code_verifier: secrets.verifier,
    }),
  });
  /** @type {any} */
  const answer = await response.json().catch(() => null);
  if (!response.ok || typeof answer?.access_token !== "string" || !/^bearer$/i.test(String(answer.token_type))) {
    const said = [answer?.error, answer?.error_description].filter((part) => typeof part === "string").join(": ");
    throw new OAuthProblem("token", said || `HTTP ${response.status}`);
  }
  return answer;
}

/**
 * The claims of a token, unchecked: the signature is for the service to check.
 * @param {string} token
 * @returns {Record<string, any>}
 */
export function claimsOf(token) {
  try {
    const text = atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/"));
    const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (sign) => sign.charCodeAt(0))));
    return claims && typeof claims === "object" ? claims : {};
  } catch {
    return {};
  }
}

/**
 * Whether an identity token is an answer to this request. It came from the token endpoint itself, so that its signature
 * adds nothing here (OpenID Connect Core 1.0, 3.1.3.7).
 * @param {string} token
 * @param {{issuer?: string, clientId: string, nonce: string}} expected
 */
export function checkIdentity(token, expected) {
  const claims = claimsOf(token);
  const audiences = [claims.aud].flat();
  const fits =
    claims.nonce === expected.nonce &&
    audiences.includes(expected.clientId) &&
    (audiences.length === 1 || claims.azp === expected.clientId) &&
    (expected.issuer === undefined || claims.iss === expected.issuer);
  if (!fits) throw new OAuthProblem("identity");
  return claims;
}
