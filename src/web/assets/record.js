// The EHR's patient on this page: who it is, what was taken from the record, and what was not.

/** @import { Feature, Finding, Issue, Term } from "./types.js" */
/** @import { Read } from "./fhir.js" */
/** @import { Found, Reason, Unused } from "./phenotype.js" */
/** @import { Key } from "./i18n.js" */
import { ApiProblem, call } from "./api.js";
import { byId, fill, h, keepingFocus, say } from "./dom.js";
import { isId, readRecord } from "./fhir.js";
import { language, t } from "./i18n.js";
import { showCase } from "./patient.js";
import { ageText } from "./person.js";
import { beginEhrSession, oauthBox, setEhr } from "./signin.js";
import { ehrOf, grantOf, leaveFor } from "./smart.js";
import { changed, on, state } from "./state.js";

/** Most entries of the record that are listed as not used. */
const MOST_LISTED = 200;

/**
 * @typedef {object} RecordNotice
 * @property {"working"|"read"|"failed"} phase
 * @property {string} ehr
 * @property {unknown} problem An error, or what to say.
 */

/** @type {RecordNotice|null} */
let notice = null;

/** @param {RecordNotice|null} now */
function tell(now) {
  notice = now;
  show();
  if (notice?.phase === "failed") say(byId("record").querySelector(".problem")?.textContent ?? "");
}

/** In the order in which they are listed: what a person can clear up comes first. @type {Record<Reason, Key>} */
const REASONS = {
  contradiction: "unusedContradiction",
  unclear: "unusedUnclear",
  several: "unusedSeveral",
  modifier: "unusedModifier",
  unknown: "unusedUnknown",
  status: "unusedStatus",
  other: "unusedOther",
  term: "unusedTerm",
  id: "unusedId",
  text: "unusedText",
  coded: "unusedCoded",
};
const ORDER = Object.keys(REASONS);

/** @param {string} text */
function languageOf(text) {
  return /[\u3040-\u30ff\u3400-\u9fff]/.test(text) ? "ja" : null;
}

/** Who the patient of the record is: on this page only, and gone with the case. */
function banner() {
  const { record } = state;
  if (!record?.banner || !record.person) return null;
  const { name, kana, birth, sex, age } = record.person;
  return h(
    "div",
    { class: "banner", role: "group", "aria-label": t("bannerLabel") },
    h("p", { class: "banner-name", lang: languageOf(name) }, name || t("bannerNoName"), kana ? [" ", h("span", { class: "banner-kana" }, kana)] : null),
    h(
      "p",
      {},
      birth ? t("bannerBorn", { date: birth }) : t("bannerNoBirth"),
      age ? ` (${ageText(age, language())})` : null,
      " · ",
      t(sex),
    ),
  );
}

/** @param {Unused} one */
function unusedItem(one) {
  const kind = t(one.kind === "Condition" ? "kindCondition" : "kindObservation");
  return h(
    "li",
    {},
    h("span", { lang: languageOf(one.name) ?? "en" }, one.name),
    one.count > 1 ? ` ×${one.count}` : null,
    " ",
    h("span", { class: "hint" }, [kind, one.systems.join(t("comma")), t(REASONS[one.reason])].filter(Boolean).join(" · ")),
  );
}

function account() {
  const { record } = state;
  if (!record) return null;
  const { taken, unused, problems, partly, person } = record;
  const present = taken.filter((feature) => !feature.excluded).length;
  const left = unused.reduce((sum, one) => sum + one.count, 0);
  return h(
    "div",
    { class: "notice" },
    h("p", {}, h("b", {}, t("recordTaken", { n: taken.length, ehr: record.ehr })), " ", taken.length ? t("recordCounts", { present, absent: taken.length - present }) : null),
    person && !person.age ? h("p", {}, t("recordNoAge")) : null,
    problems.map((each) => h("p", { class: "issue warning" }, h("b", {}, t("warning")), " ", t("recordUnread", { what: t(/** @type {Key} */ (`kind${each.what}`)), status: each.status || t("oauthUnreachableShort") }))),
    partly.map((what) => h("p", { class: "issue warning" }, h("b", {}, t("warning")), " ", t("recordPartly", { what: t(/** @type {Key} */ (`kind${what}`)) }))),
    left
      ? h(
          "details",
          { id: "record-unused", open: document.querySelector("#record-unused[open]") !== null },
          h("summary", { "data-key": "unused" }, t("recordUnused", { n: left })),
          h("p", { class: "hint" }, t("recordUnusedHint")),
          h("ul", { class: "unused", tabindex: "0", "aria-label": t("recordUnused", { n: left }), "data-key": "unused list" }, unused.slice(0, MOST_LISTED).map(unusedItem)),
          unused.length > MOST_LISTED ? h("p", { class: "hint" }, t("recordUnusedMore", { n: unused.length - MOST_LISTED })) : null,
        )
      : null,
    h("p", { class: "hint" }, t("recordNothingWritten")),
  );
}

/** @param {unknown} problem */
function problemOf(problem) {
  return typeof problem === "function" ? h("div", { class: "problem" }, h("p", {}, h("b", {}, problem()))) : oauthBox(problem);
}

function show() {
  const box = byId("record");
  keepingFocus(box, () =>
    fill(
      box,
      banner(),
      notice?.phase === "working" ? h("p", { role: "status" }, t("recordReading", { ehr: notice.ehr })) : null,
      notice?.phase === "failed" ? [h("h3", {}, t("launchFailed")), problemOf(notice.problem)] : null,
      account(),
    ),
  );
  box.hidden = !box.childNodes.length;
}

/**
 * The terms of findings with their names, as the service knows them; ids that were merged become the present ones.
 * @param {Found[]} found
 * @returns {Promise<{features: Feature[], strange: Unused[]}>}
 */
async function named(found) {
  /** @type {Map<string, Term>} */
  const terms = new Map();
  /** Indices of findings that cannot be used, such as modes of inheritance. @type {Set<number>} */
  const useless = new Set();
  if (found.some((one) => !one.excluded)) {
    // One request for all, and no finding in an address.
    const features = found.map((one) => ({ term: one.id, excluded: one.excluded }));
    const answer = await call("/v1/rank", { json: { features, lenient: true, top: 1 } }).catch((error) => {
      if (error instanceof ApiProblem && error.status === 422) return null;
      throw error;
    });
    for (const finding of /** @type {Finding[]} */ (answer?.candidates?.[0]?.findings ?? [])) terms.set(finding.term.id, finding.term);
    for (const issue of /** @type {Issue[]} */ (answer?.issues ?? [])) {
      const [, index] = /^features\[(\d+)\]/.exec(issue.place) ?? [];
      // Of two that contradict each other neither is taken: see below.
      const contradicts = /given as observed and as excluded/.test(issue.message);
      if (index && issue.severity !== "note" && !contradicts) useless.add(Number(index));
    }
  }
  /** @type {Map<string, Feature>} */
  const features = new Map();
  /** @type {Set<string>} */
  const contradicted = new Set();
  /** @type {Unused[]} */
  const strange = [];
  const leave = (/** @type {Found} */ one, /** @type {Reason} */ reason) => {
    strange.push({ kind: "Observation", name: `${one.name} (${one.id})`, systems: ["HPO"], reason, count: 1 });
  };
  for (const [index, one] of found.entries()) {
    const term = useless.has(index) ? null : (terms.get(one.id) ?? (await termOf(one.id)));
    if (!term) {
      leave(one, "term");
      continue;
    }
    const { id, name, name_ja } = term;
    const there = features.get(id);
    if (contradicted.has(id) || (there && there.excluded !== one.excluded)) {
      contradicted.add(id);
      features.delete(id);
      leave(one, "contradiction");
    } else if (!there) {
      features.set(id, { id, name, name_ja, excluded: one.excluded, onset: one.onset, certainty: one.certainty, ehr: one.excluded ? "absent" : "present" });
    }
  }
  return { features: [...features.values()], strange };
}

/**
 * A term, where it is one of a finding.
 * @param {string} id
 * @returns {Promise<Term|null>}
 */
async function termOf(id) {
  try {
    const term = await call(`/v1/terms/${encodeURIComponent(id)}`);
    return term.phenotypic === false ? null : term;
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 404 || error.status === 422)) return null;
    throw error;
  }
}

/** @param {Date} now */
function dayOf(now) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/**
 * Puts what was read to the left.
 * @param {Read} read
 * @param {string} ehr
 * @param {boolean} withBanner
 */
async function take(read, ehr, withBanner) {
  const { features, strange } = await named(read.found);
  const unused = [...read.unused, ...strange].sort((one, other) => ORDER.indexOf(one.reason) - ORDER.indexOf(other.reason));
  const { person } = read;
  for (const feature of features) if (!state.case.features.some((there) => there.id === feature.id)) state.case.features.push(feature);
  if (person?.age && !state.case.age) state.case.age = ageText(person.age, language());
  if (person && state.case.sex === "unknown") state.case.sex = person.sex;
  state.record = { ehr, banner: withBanner, person, taken: features, unused, problems: read.problems, partly: read.partly };
  tell({ phase: "read", ehr, problem: null });
  showCase();
  say(t("recordTaken", { n: features.length, ehr }));
  changed();
}

/**
 * The page was opened by an EHR: its user is sent to its authorization.
 * @param {{iss: string, launch: string}} launch
 * @param {import("./session.js").SmartSettings|undefined} smart
 */
export async function launched(launch, smart) {
  const ehr = smart && ehrOf(smart, launch.iss);
  if (!smart || !ehr || !launch.launch) {
    const why = () => (!smart ? t("launchOff") : ehr ? t("launchWithout") : t("launchStranger", { iss: launch.iss.slice(0, 200) || "–" }));
    tell({ phase: "failed", ehr: "", problem: why });
    return;
  }
  tell({ phase: "working", ehr: ehr.name, problem: null });
  try {
    await leaveFor(smart, launch);
  } catch (error) {
    tell({ phase: "failed", ehr: ehr.name, problem: error });
  }
}

/**
 * The EHR's authorization sent its user back.
 * @param {import("./smart.js").Pending} pending
 * @param {import("./oauth.js").Return} back
 * @param {import("./session.js").SmartSettings|undefined} smart
 */
export async function returned(pending, back, smart) {
  const ehr = smart && ehrOf(smart, pending.server);
  if (!smart || !ehr) {
    tell({ phase: "failed", ehr: "", problem: () => t("launchOff") });
    return;
  }
  tell({ phase: "working", ehr: ehr.name, problem: null });
  try {
    const grant = await grantOf(smart, ehr.iss, pending, back);
    setEhr(ehr);
    await beginEhrSession(grant, ehr.name);
    if (!isId(grant.patient)) {
      tell({ phase: "failed", ehr: ehr.name, problem: () => t("launchNoPatient") });
      return;
    }
    await take(await readRecord(ehr.iss, grant.token, grant.patient, dayOf(new Date())), ehr.name, grant.banner);
  } catch (error) {
    tell({ phase: "failed", ehr: ehr.name, problem: error });
  }
}

export function startRecord() {
  // Another patient: nothing here is the record's any more.
  on("record", () => {
    if (!state.record) notice = null;
    show();
  });
  on("language", show);
  show();
}
