// Ranking anew on every change: the latest case wins, and an answer of an older one is marked as such.

import { ApiProblem, call, isAbort } from "./api.js";
import { caseRequest, emit, on, state } from "./state.js";

const DEBOUNCE_MS = 90;
const TOP = 20;
const QUESTIONS = 5;
const MOST_QUESTIONS = 10;

/** @type {AbortController|null} */
let running = null;
/** @type {number|undefined} */
let timer;

/** Whether there is a finding to rank by: the service needs one that is present. */
export function canRank() {
  return state.case.features.some((feature) => !feature.excluded);
}

/** What `/v1/rank` and `/v1/report` are asked for beside the case. */
export function rankOptions() {
  return { top: TOP, questions: Math.min(MOST_QUESTIONS, QUESTIONS + state.skipped.size) };
}

/** Ranks now. */
export async function rankNow() {
  window.clearTimeout(timer);
  running?.abort();
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
    const answer = await call("/v1/rank", { ...caseRequest(rankOptions()), signal });
    if (signal.aborted) return;
    state.result = answer;
    state.problem = null;
    state.phase = "current";
  } catch (error) {
    if (isAbort(error) || signal.aborted) return;
    state.problem = error instanceof ApiProblem ? error : new ApiProblem("garbled", 0, "Error", String(error), []);
    state.phase = "failed";
  }
  emit("result");
}

export function startRanking() {
  on("case", () => {
    window.clearTimeout(timer);
    running?.abort();
    if (canRank()) {
      state.phase = "working";
      timer = window.setTimeout(rankNow, DEBOUNCE_MS);
      emit("result");
    } else {
      void rankNow();
    }
  });
  window.addEventListener("online", () => {
    if (state.problem?.kind === "lost") void rankNow();
  });
}
