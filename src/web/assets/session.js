// Who is signed in. The bearer token lives in this module's memory only, and is sent to the service this page came from
// and nowhere else.

import { emit } from "./state.js";

/**
 * What the service tells before anybody is signed in (`/v1/settings`).
 * @typedef {{issuer: string, client_id: string, scope: string}} SignInSettings
 * @typedef {{client_id: string, scope: string, redirect_uri: string, issuers: {iss: string, name: string}[]}} SmartSettings
 * @typedef {{access: {required: boolean, keys: boolean, sign_in?: SignInSettings}, smart?: SmartSettings}} Settings
 */

/** How somebody signed in. @typedef {"provider"|"ehr"|"key"} Way */

/**
 * @typedef {object} Session
 * @property {Way} way
 * @property {string} name Who, as far as this page knows; may be empty.
 * @property {string} place The EHR or identity provider.
 */

/** @type {Settings} */
let settings = { access: { required: false, keys: false } };
let bearer = "";
/** @type {Session|null} */
let current = null;
/** Whether a session came to its end by itself. */
let expired = false;
/** @type {number|undefined} */
let clock;

/** Longest time that browsers' timers count. */
const LONGEST_MS = 2 ** 31 - 1;

export function settingsOf() {
  return settings;
}

/** @param {Settings} told */
export function setSettings(told) {
  settings = told;
}

/** @returns {Session|null} */
export function signedIn() {
  return current;
}

export function hasExpired() {
  return expired;
}

/** What to send with a request to the service; empty where nobody is signed in. */
export function authorization() {
  return bearer ? `Bearer ${bearer}` : "";
}

/**
 * @param {string} token
 * @param {Session} who
 * @param {unknown} [seconds] How long it lasts, where that was told.
 */
export function begin(token, who, seconds) {
  window.clearTimeout(clock);
  bearer = token;
  current = who;
  expired = false;
  if (typeof seconds === "number" && seconds > 0) clock = window.setTimeout(expire, Math.min(seconds * 1000, LONGEST_MS));
  emit("session");
}

/** The session ended by itself, or the service no longer takes it; who it was stays known. */
export function expire() {
  window.clearTimeout(clock);
  if (!bearer) return;
  bearer = "";
  expired = true;
  emit("session");
}

export function end() {
  window.clearTimeout(clock);
  bearer = "";
  current = null;
  expired = false;
  emit("session");
}

/** Asks a person to sign in, unless that was declined; true where somebody did. @type {() => Promise<boolean>} */
let ask = async () => false;
/** Opens the dialog. */
let open = () => {};

/**
 * @param {() => Promise<boolean>} asking
 * @param {() => void} opening
 */
export function onUnauthorized(asking, opening) {
  ask = asking;
  open = opening;
}

/** A person wants to sign in. */
export function openSignIn() {
  open();
}

/**
 * The service did not take a request. True where it can be sent again with another authorization.
 * @param {string} sent The authorization that was sent.
 */
export async function renewed(sent) {
  if (sent !== authorization()) return true;
  expire();
  return ask();
}
