// The EHR's patient on this page: who it is, what was taken from the record, and what was not.

/** @import { Feature, ReadCase } from "./types.js" */
/** @import { Read } from "./fhir.js" */
/** @import { Reason, Unused } from "./entries.js" */
/** @import { Key } from "./i18n.js" */
import { call } from "./api.js";
import { complaintWords } from "./complaints.js";
import { byId, fill, h, keepingFocus, say } from "./dom.js";
import { entryAt, onsetOf, questionOf, together, unusedOf } from "./entries.js";
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

/** In the order in which they are listed: what a person can clear up comes first. @type {Record<Reason, Key|null>} */
const REASONS = { said: null, other: "unusedOther", text: "unusedText", coded: "unusedCoded" };
const ORDER = Object.keys(REASONS);

/** How the service says that an entry was taken back. */
const WITHDRAWN = /^not used: the (?:observation is entered-in-error|condition was entered in error)$/;

/** Why an entry was not used, in the page's words. @param {Unused} one */
function wordsOf(one) {
  const key = REASONS[one.reason];
  if (key) return t(key);
  const message = one.said?.message ?? "";
  return (complaintWords(message, language()) ?? message).replace(/^(?:not used: |使用していません：)|; it was not used$/g, "");
}

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
    h("span", { class: "hint" }, [kind, one.systems.join(t("comma"))].filter(Boolean).join(" · "), " · ", h("span", { lang: languageOf(wordsOf(one)) ?? "en" }, wordsOf(one))),
  );
}

function account() {
  const { record } = state;
  if (!record) return null;
  const { taken, unused, remarks, problems, partly, person } = record;
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
    remarks.length ? [h("p", {}, h("b", {}, t("recordRemarks"))), h("ul", { class: "remarks" }, remarks.slice(0, MOST_LISTED).map(unusedItem))] : null,
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
 * What the service reads in the entries that it is asked about.
 * @param {any[]} asked
 * @param {string} birth The date of birth, as FHIR writes it; may be empty.
 * @returns {Promise<{features: Feature[], unused: Unused[], remarks: Unused[]}>}
 */
async function readBy(asked, birth) {
  /** @type {ReadCase} */
  const answer = await call("/v1/read", { json: questionOf(asked) });
  const used = answer.features.filter((feature) => feature.excluded || feature.certainty > 0);
  const features = used.map(({ place, term, excluded, onset, certainty }) => {
    const entry = entryAt(place, asked);
    const began = excluded ? "" : (entry && onsetOf(entry, birth)) || (onset ?? "");
    /** @type {Feature} */
    const feature = { id: term.id, name: term.name, name_ja: term.name_ja, excluded, onset: began, certainty, ehr: excluded ? "absent" : "present" };
    return feature;
  });
  // What is there comes first, as a person would tell it.
  features.sort((one, other) => Number(one.excluded) - Number(other.excluded));
  /** @type {Unused[]} */
  const unused = [];
  /** @type {Unused[]} */
  const remarks = [];
  for (const issue of answer.issues) {
    const entry = entryAt(issue.place, asked);
    // What was entered in error is as if it had never been written.
    if (!entry || WITHDRAWN.test(issue.message)) continue;
    const place = /^Parameters\.parameter\[\d+\]\.resource/.exec(issue.place)?.[0] ?? "";
    const took = used.some((feature) => feature.place.startsWith(`${place}.`));
    if (/^not used: |; it was not used$/.test(issue.message) || !took) unused.push(unusedOf(entry, "said", issue));
    else if (issue.severity !== "note" || /counts less/.test(issue.message)) remarks.push(unusedOf(entry, "said", issue));
  }
  return { features, unused, remarks };
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
  const { person } = read;
  const { features, unused: said, remarks } = read.asked.length ? await readBy(read.asked, person?.birth ?? "") : { features: [], unused: [], remarks: [] };
  const unused = together([...said, ...read.unused], wordsOf).sort((one, other) => ORDER.indexOf(one.reason) - ORDER.indexOf(other.reason));
  for (const feature of features) if (!state.case.features.some((there) => there.id === feature.id)) state.case.features.push(feature);
  if (person?.age && !state.case.age) state.case.age = ageText(person.age, language());
  if (person && state.case.sex === "unknown") state.case.sex = person.sex;
  state.record = { ehr, banner: withBanner, person, taken: features, unused, remarks: together(remarks, wordsOf), problems: read.problems, partly: read.partly };
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
