// Talking with the service. Every failure is an ApiProblem that can be shown.

/** @import { Issue } from "./types.js" */

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
 * @param {string} path
 * @param {{method?: string, json?: unknown, form?: FormData|null, signal?: AbortSignal}} [options]
 * @returns {Promise<any>}
 */
export async function call(path, options = {}) {
  /** @type {RequestInit} */
  const init = { method: options.method ?? (options.json !== undefined || options.form ? "POST" : "GET") };
  init.signal = options.signal ?? null;
  init.credentials = "same-origin";
  init.cache = "no-store";
  if (options.form) {
    init.body = options.form;
  } else if (options.json !== undefined) {
    init.headers = { "content-type": "application/json" };
    init.body = JSON.stringify(options.json);
  }
  let response;
  let text;
  try {
    response = await fetch(path, init);
    text = await response.text();
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiProblem("lost", 0, "", "", []);
  }
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new ApiProblem("garbled", response.status, `HTTP ${response.status}`, text.slice(0, 200), []);
  }
  if (response.ok) return answer;
  const errors = Array.isArray(answer?.errors) ? answer.errors : [];
  throw new ApiProblem(
    "refused",
    response.status,
    String(answer?.title ?? `HTTP ${response.status}`),
    String(answer?.detail ?? ""),
    errors,
  );
}
