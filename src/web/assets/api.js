// Talking with the service. Every failure is an ApiProblem that can be shown.

/** @import { Issue } from "./types.js" */
import { byId } from "./dom.js";
import { t } from "./i18n.js";
import { authorization, renewed } from "./session.js";

/** A longer wait is left to the reader, in seconds. */
const LONGEST_WAIT = 60;

/** Why the service gave no answer. */
export class ApiProblem extends Error {
  /**
   * @param {"lost"|"refused"|"garbled"} kind
   * @param {number} status
   * @param {string} title
   * @param {string} detail
   * @param {Issue[]} errors
   */
  constructor(kind, status, title, detail, errors) {
    super(`${title}: ${detail}`);
    this.kind = kind;
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
  }
}

/** @param {unknown} error */
export function isAbort(error) {
  return error instanceof DOMException && error.name === "AbortError";
}

/**
 * `plain`: nobody is asked to sign in where the service does not know who asks. `document`: JSON as it is.
 * @typedef {{method?: string, json?: unknown, document?: Blob, form?: FormData|null, signal?: AbortSignal, plain?: boolean}} Options
 */

/**
 * @param {string} path
 * @param {Options} options
 * @returns {Promise<{response: Response, text: string}>}
 */
async function send(path, options) {
  /** @type {RequestInit} */
  const init = { method: options.method ?? (options.json !== undefined || options.document || options.form ? "POST" : "GET") };
  init.signal = options.signal ?? null;
  init.credentials = "same-origin";
  init.cache = "no-store";
  const headers = new Headers();
  const bearer = authorization();
  if (bearer) headers.set("authorization", bearer);
  if (options.form) {
    init.body = options.form;
  } else if (options.document) {
    headers.set("content-type", "application/json");
    init.body = options.document;
  } else if (options.json !== undefined) {
    headers.set("content-type", "application/json");
    init.body = JSON.stringify(options.json);
  }
  init.headers = headers;
  try {
    const response = await fetch(path, init);
    return { response, text: await response.text() };
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiProblem("lost", 0, "", "", []);
  }
}

let waiting = 0;

/**
 * Waits as long as the service asks, and says so.
 * @param {number} seconds
 * @param {AbortSignal} [signal]
 */
async function wait(seconds, signal) {
  const told = byId("waiting");
  waiting += 1;
  told.textContent = t("waiting", { n: seconds });
  try {
    await new Promise((resolve, reject) => {
      const timer = window.setTimeout(resolve, seconds * 1000);
      const stop = () => {
        window.clearTimeout(timer);
        reject(new DOMException("", "AbortError"));
      };
      if (signal?.aborted) stop();
      signal?.addEventListener("abort", stop, { once: true });
    });
  } finally {
    waiting -= 1;
    if (!waiting) told.textContent = "";
  }
}

/**
 * Asks the service. Where it asks who is there, a person is asked to sign in; where it asks to wait, that is done once.
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<string>} The body of a good answer.
 */
export async function textOf(path, options = {}) {
  const sent = authorization();
  let { response, text } = await send(path, options);
  if (response.status === 401 && !options.plain && (await renewed(sent))) ({ response, text } = await send(path, options));
  const seconds = Math.ceil(Number(response.headers.get("retry-after") ?? NaN));
  if ((response.status === 429 || response.status === 503) && seconds >= 0 && seconds <= LONGEST_WAIT) {
    await wait(seconds, options.signal);
    ({ response, text } = await send(path, options));
  }
  if (response.ok) return text;
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    throw garbled(response.status, text);
  }
  const errors = Array.isArray(answer?.errors) ? answer.errors : [];
  throw new ApiProblem(
    "refused",
    response.status,
    String(answer?.title ?? `HTTP ${response.status}`),
    String(answer?.detail ?? ""),
    errors,
  );
}

/**
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<any>}
 */
export async function call(path, options = {}) {
  const text = await textOf(path, options);
  try {
    return JSON.parse(text);
  } catch {
    throw garbled(200, text);
  }
}

/** @param {number} status @param {string} text */
function garbled(status, text) {
  return new ApiProblem("garbled", status, `HTTP ${status}`, text.slice(0, 200), []);
}
