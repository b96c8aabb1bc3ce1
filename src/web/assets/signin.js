// Signing in and out. The identity provider is visited in a window of its own, so that what is entered here stays.

/** @import { Return } from "./oauth.js" */
import { ApiProblem, call } from "./api.js";
import { confirmed } from "./dialogs.js";
import { byId, fill, h, say } from "./dom.js";
import { t } from "./i18n.js";
import { authorizationAddress, checkIdentity, codeOf, discover, exchange, newSecrets, OAuthProblem } from "./oauth.js";
import { authorization, begin, end, hasExpired, onUnauthorized, settingsOf, signedIn } from "./session.js";
import { authorizationAt, grantOf } from "./smart.js";
import { emit, isEmpty, on, state } from "./state.js";
import { detailNodes, inLanguage, problemBox } from "./words.js";

/** What windows of this page tell each other: a code, and that it was taken. It is worth nothing without the verifier. */
const CHANNEL = "shirube.sign-in";
/** How long a window that came back waits for the page that sent it. */
const HAND_OVER_MS = 4000;
/** Any signed-in person may read it, and it is about no patient. */
const PROBE = "/v1/terms/HP:0000118";

/** @type {(() => void)[]} */
let waitingForEnd = [];
/** Whether the dialog was closed without signing in: it does not open by itself again. */
let declined = false;
/** After signing out, the provider is to ask again who is there. */
let askAgain = false;
/** @type {unknown} */
let problem = null;
/** @type {AbortController|null} */
let running = null;
/** The EHR that the page was launched from. @type {{iss: string, name: string}|null} */
let ehr = null;
/** Forgets the case. */
let clearCase = () => {};

/** @param {{iss: string, name: string}|null} launchedFrom */
export function setEhr(launchedFrom) {
  ehr = launchedFrom;
}

/**
 * Words for what went wrong on the way.
 * @param {unknown} error
 */
export function oauthBox(error) {
  if (error instanceof ApiProblem && error.status === 401) {
    return h("div", { class: "problem" }, h("p", {}, h("b", {}, t("signInRefused")), " ", detailNodes(error.detail)));
  }
  if (!(error instanceof OAuthProblem)) return problemBox(error);
  const words = {
    insecure: t("oauthInsecure"),
    unreachable: t("oauthUnreachable"),
    document: t("oauthDocument"),
    s256: t("oauthS256"),
    state: t("oauthState"),
    denied: t("oauthDenied"),
    refused: t("oauthRefused"),
    token: t("oauthToken"),
    identity: t("oauthIdentity"),
    popup: t("oauthPopup"),
    nobody: t("oauthNobody"),
    key: t("keyNone"),
  }[error.fault];
  return h("div", { class: "problem" }, h("p", {}, h("b", {}, words), error.detail ? [" ", inLanguage(error.detail, "en")] : null));
}

/**
 * Opens a window, sends it to an authorization server, and waits for what that answers.
 * @param {() => Promise<{address: string, state: string}>} prepare
 * @param {AbortSignal} signal
 * @returns {Promise<Return>}
 */
async function visit(prepare, signal) {
  // At once, while the browser still knows that a person asked for it.
  const visiting = window.open("", "_blank", "popup,width=560,height=720");
  if (!visiting) throw new OAuthProblem("popup");
  try {
    const { address, state: wanted } = await prepare();
    const channel = new BroadcastChannel(CHANNEL);
    const answered = new Promise((resolve, reject) => {
      channel.addEventListener("message", (event) => {
        if (event.data?.kind !== "back" || event.data.back?.state !== wanted) return;
        channel.postMessage({ kind: "taken", state: wanted });
        resolve(event.data.back);
      });
      signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")), { once: true });
    });
    try {
      signal.throwIfAborted();
      visiting.location.replace(address);
      return /** @type {Return} */ (await answered);
    } finally {
      channel.close();
    }
  } finally {
    visiting.close();
  }
}

/** Whether the service takes what was just given to it; throws where it does not. */
async function probe() {
  await call(PROBE, { plain: true }).catch((error) => {
    // What the knowledge base does not know is known to nobody: it is an answer all the same.
    if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
  });
}

/** @param {AbortSignal} signal */
async function byProvider(signal) {
  const provider = settingsOf().access.sign_in;
  if (!provider) return;
  const redirectUri = `${location.origin}/`;
  const secrets = newSecrets();
  /** @type {import("./oauth.js").Endpoints|null} */
  let endpoints = null;
  const back = await visit(async () => {
    endpoints = await discover(`${provider.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, { mustNameS256: false, issuer: provider.issuer });
    /** @type {Record<string, string>} */
    const more = askAgain ? { prompt: "login" } : {};
    const address = await authorizationAddress(endpoints, secrets, { clientId: provider.client_id, redirectUri, scope: provider.scope, more });
    return { address, state: secrets.state };
  }, signal);
  if (!endpoints) return;
  const code = codeOf(back, secrets, endpoints);
  const answer = await exchange(endpoints, secrets, { clientId: provider.client_id, redirectUri, code });
  const claims = answer.id_token ? checkIdentity(String(answer.id_token), { issuer: provider.issuer, clientId: provider.client_id, nonce: secrets.nonce }) : {};
  const name = [claims.name, claims.preferred_username, claims.email, claims.sub].find((each) => typeof each === "string" && each) ?? "";
  await take(answer.access_token, { way: "provider", name, place: new URL(provider.issuer).host }, answer.expires_in);
}

/** Signs in again at the EHR that the page was launched from, without a patient. @param {AbortSignal} signal */
async function byEhr(signal) {
  const { smart } = settingsOf();
  if (!smart || !ehr) return;
  const { iss, name } = ehr;
  /** @type {import("./oauth.js").Secrets|null} */
  let secrets = null;
  const back = await visit(async () => {
    const asked = await authorizationAt(smart, iss, "");
    secrets = asked.secrets;
    return { address: asked.address, state: asked.secrets.state };
  }, signal);
  if (!secrets) return;
  const grant = await grantOf(smart, iss, secrets, back);
  await beginEhrSession(grant, name);
}

/**
 * Exchanges an EHR's identity token for a session.
 * @param {import("./smart.js").Grant} grant
 * @param {string} name
 */
export async function beginEhrSession(grant, name) {
  if (!grant.idToken) throw new OAuthProblem("identity");
  const begun = await call("/v1/session", { json: { id_token: grant.idToken, nonce: grant.nonce }, plain: true });
  begin(String(begun.token), { way: "ehr", name: grant.userName, place: name }, begun.expires_in);
  settled();
}

/** @param {string} key */
async function byKey(key) {
  const shown = /^shirube_([0-9a-f]+)_[0-9a-f]+$/.exec(key)?.[1];
  if (!shown) throw new OAuthProblem("key");
  await take(key, { way: "key", name: "", place: shown }, undefined);
}

/**
 * @param {string} token
 * @param {import("./session.js").Session} who
 * @param {unknown} seconds
 */
async function take(token, who, seconds) {
  begin(token, who, seconds);
  try {
    await probe();
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 401 || error.status === 403)) end();
    throw error;
  }
  askAgain = false;
  settled();
}

/** Somebody is signed in: what waited goes on. */
function settled() {
  declined = false;
  problem = null;
  byId("sign-in", HTMLDialogElement).close();
  // What could not be asked before is asked now.
  if (state.phase === "failed") emit("case");
  say(whoText());
}

/** @param {(signal: AbortSignal) => Promise<void>} way */
async function attempt(way) {
  running?.abort();
  const own = new AbortController();
  running = own;
  problem = null;
  show();
  try {
    await way(own.signal);
  } catch (error) {
    if (own.signal.aborted) return;
    problem = error;
  } finally {
    if (running === own) running = null;
    show();
  }
  if (problem) byId("sign-in-problem").querySelector(".problem")?.scrollIntoView({ block: "nearest" });
}

/** The names of the EHRs that the page can be opened from. */
function ehrNames() {
  return (settingsOf().smart?.issuers ?? []).map((each) => each.name).join(t("comma"));
}

function show() {
  const dialog = byId("sign-in", HTMLDialogElement);
  showWho();
  if (!dialog.open) return;
  const { access, smart } = settingsOf();
  byId("sign-in-why").textContent = t(hasExpired() ? "signInEnded" : "signInFirst");
  const provider = access.sign_in;
  fill(
    byId("sign-in-ways"),
    ehr
      ? h("p", { class: "buttons" }, h("button", { type: "button", id: "sign-in-ehr", class: "primary", onclick: () => void attempt(byEhr) }, t("signInAt", { place: ehr.name })))
      : null,
    provider
      ? h(
          "p",
          { class: "buttons" },
          h("button", { type: "button", id: "sign-in-provider", class: "primary", onclick: () => void attempt(byProvider) }, t("signInAt", { place: new URL(provider.issuer).host })),
        )
      : null,
    smart && !ehr ? h("p", {}, t(provider || access.keys ? "signInOrEhr" : "signInEhr", { names: ehrNames() })) : null,
    !smart && !provider && !access.keys ? h("p", {}, t("signInNone")) : null,
    running ? h("p", { class: "hint" }, t("signInGoesOn")) : null,
  );
  byId("sign-in-by-key").hidden = !access.keys;
  fill(byId("sign-in-problem"), problem ? oauthBox(problem) : null);
}

/** Opens the dialog; true where somebody signed in. @returns {Promise<boolean>} */
function asked() {
  const dialog = byId("sign-in", HTMLDialogElement);
  return new Promise((resolve) => {
    waitingForEnd.push(() => resolve(authorization() !== ""));
    if (dialog.open) return;
    dialog.showModal();
    show();
    const first = dialog.querySelector("#sign-in-ways button") ?? (byId("sign-in-by-key").hidden ? dialog.querySelector("[data-close]") : byId("key"));
    if (first instanceof HTMLElement) first.focus();
  });
}

function whoText() {
  const session = signedIn();
  if (!session) return t("signedOut");
  if (session.way === "key") return t("signedInKey", { id: session.place });
  return session.name ? t("signedInAs", { name: session.name, place: session.place }) : t("signedInVia", { place: session.place });
}

function showWho() {
  const { access } = settingsOf();
  const box = byId("who");
  box.hidden = !access.required && !signedIn();
  if (box.hidden) return;
  const held = box.contains(document.activeElement);
  const there = authorization() !== "";
  fill(
    box,
    h("span", { id: "who-name" }, there ? whoText() : t(hasExpired() ? "signInEndedShort" : "signedOut")),
    " ",
    there
      ? h("button", { type: "button", id: "sign-out", onclick: () => void signOut() }, t("signOut"))
      : h("button", { type: "button", id: "sign-in-open", class: "primary", onclick: () => void asked() }, t("signIn")),
  );
  if (held) box.querySelector("button")?.focus();
}

async function signOut() {
  if (!isEmpty() && !(await confirmed(t("signOutTitle"), t("signOutText"), t("signOut")))) return;
  if (signedIn()?.way === "ehr") {
    // The service forgets the session; where it cannot be reached, it ends by time.
    await fetch("/v1/session", { method: "DELETE", headers: { authorization: authorization() }, credentials: "same-origin", cache: "no-store" }).catch(() => null);
  }
  askAgain = true;
  declined = true;
  ehr = null;
  end();
  clearCase();
  byId("sign-in-open").focus();
}

/**
 * A window that an authorization server sent back here hands the answer to the page that opened it.
 * @param {Return} back
 */
export function handOver(back) {
  const told = h("p", { role: "status" }, t("handingOver"));
  document.body.replaceChildren(h("main", { class: "handed" }, h("h1", {}, t("title")), told));
  const channel = new BroadcastChannel(CHANNEL);
  const late = window.setTimeout(() => {
    channel.close();
    fill(told, h("b", {}, t("oauthNobody")), " ", h("a", { href: "/" }, t("openPage")));
  }, HAND_OVER_MS);
  channel.addEventListener("message", (event) => {
    if (event.data?.kind !== "taken" || event.data.state !== back.state) return;
    window.clearTimeout(late);
    channel.close();
    told.textContent = t("handedOver");
    window.close();
  });
  channel.postMessage({ kind: "back", back });
}

/** @param {() => void} clear Forgets the case, when somebody signs out. */
export function startSignIn(clear) {
  clearCase = clear;
  const dialog = byId("sign-in", HTMLDialogElement);
  dialog.addEventListener("close", () => {
    running?.abort();
    byId("key", HTMLInputElement).value = "";
    if (!authorization()) declined = true;
    const told = waitingForEnd;
    waitingForEnd = [];
    for (const tell of told) tell();
  });
  byId("sign-in-by-key", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    const key = byId("key", HTMLInputElement);
    const given = key.value.trim();
    key.value = "";
    void attempt(() => byKey(given));
  });
  // Once declined, the dialog opens when it is asked for, and not at every letter that is typed.
  onUnauthorized(
    async () => !declined && asked(),
    () => void asked(),
  );
  on("session", show);
  on("language", show);
}

/** Tells who is there, and asks where nobody is and somebody must be. */
export async function askAtStart() {
  showWho();
  if (settingsOf().access.required && !authorization()) await asked();
}
