// Ranking anew on every change: the latest case wins, and an answer of an older one is marked as such.

import { ApiProblem, call, isAbort } from "./api.js";
import { caseRequest, emit, on, state } from "./state.js";

const DEBOUNCE_MS = 90;
/** A file is sent and read anew with each change. */
const DEBOUNCE_WITH_FILE_MS = 450;
/** Questions take the service some hundred milliseconds: the list does not wait for them. */
const QUESTIONS_AFTER_MS = 250;
const TOP = 20;
const QUESTIONS = 5;
const MOST_QUESTIONS = 10;

/** @type {AbortController|null} */
let running = null;
/** @type {number|undefined} */
let timer;
/** @type {AbortController|null} */
let asking = null;
/** @type {number|undefined} */
let questionTimer;

/** Whether there is a finding to rank by: the service needs one that is present. */
export function canRank() {
  return state.case.features.some((feature) => !feature.excluded);
}

function questionCount() {
  return Math.min(MOST_QUESTIONS, QUESTIONS + state.skipped.size);
}

/** What `/v1/report` is asked for beside the case. */
export function reportOptions() {
  return { top: TOP, questions: QUESTIONS };
}

/** Asks for the questions of the case as it stands. */
export async function askQuestions() {
  window.clearTimeout(questionTimer);
  if (state.phase !== "current" || !state.result) return;
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  state.questions = "working";
  emit("questions");
  try {
    const answer = await call("/v1/rank", { ...caseRequest({ top: 1, questions: questionCount() }), signal });
    if (signal.aborted) return;
    state.result.questions = answer.questions ?? null;
    state.questions = "current";
  } catch (error) {
    if (isAbort(error) || signal.aborted) return;
    state.questions = error instanceof ApiProblem ? error : new ApiProblem("garbled", 0, "Error", String(error), []);
  }
  emit("questions");
}

/** Ranks now. */
export async function rankNow() {
  stop();
  if (!canRank()) {
    state.phase = "idle";
    state.result = null;
    state.problem = null;
    emit("result");
    return;
  }
  running = new AbortController();
  const { signal } = running;
  try {
    // A file is sent but once.
    const once = Boolean(state.files.vcf);
    const answer = await call("/v1/rank", { ...caseRequest({ top: TOP, ...(once ? { questions: questionCount() } : {}) }), signal });
    if (signal.aborted) return;
    state.questions = once ? "current" : "working";
    // Until the new questions are there, the old ones stand, marked as stale.
    state.result = once ? answer : { ...answer, questions: state.result?.questions ?? null };
    state.problem = null;
    state.phase = "current";
    if (!once) questionTimer = window.setTimeout(askQuestions, QUESTIONS_AFTER_MS);
  } catch (error) {
    if (isAbort(error) || signal.aborted) return;
    state.problem = error instanceof ApiProblem ? error : new ApiProblem("garbled", 0, "Error", String(error), []);
    state.phase = "failed";
  }
  emit("result");
}

function stop() {
  window.clearTimeout(timer);
  window.clearTimeout(questionTimer);
  running?.abort();
  asking?.abort();
}

export function startRanking() {
  on("case", () => {
    stop();
    if (canRank()) {
      state.phase = "working";
      timer = window.setTimeout(rankNow, state.files.vcf ? DEBOUNCE_WITH_FILE_MS : DEBOUNCE_MS);
      emit("result");
    } else {
      void rankNow();
    }
  });
  window.addEventListener("online", () => {
    if (state.problem?.kind === "lost") void rankNow();
  });
}
