// A clinical note: findings recognised in it, each to be accepted or rejected by a person.

/** @import { Mention, Term } from "./types.js" */
import { call, isAbort } from "./api.js";
import { byId, fill, freshId, h, keepingFocus, say } from "./dom.js";
import { t } from "./i18n.js";
import { addFeature, featureOf, on } from "./state.js";
import { mainName, mainText, otherName, percent, problemBox } from "./words.js";

/** Weight of a finding that the note only suspects. */
const UNCERTAIN = 0.5;

/**
 * All mentions of one term with one status, of one person.
 * @typedef {{key: string, term: Term, choices: Term[], status: "observed"|"excluded", experiencer: string,
 *   uncertain: boolean, confidence: number, texts: Set<string>, accepted: boolean, added: boolean}} Entry
 */

/** @type {Entry[]} */
let entries = [];
/** @type {{mention: Mention, entry: Entry}[]} */
let marks = [];
let read = "";
/** @type {unknown} */
let problem = null;
/** @type {AbortController|null} */
let running = null;

/** @param {{experiencer: string, status: string, uncertain: boolean}} of */
function kindOf(of) {
  if (of.experiencer !== "patient") return "family";
  if (of.status === "excluded") return "absent";
  return of.uncertain ? "uncertain" : "present";
}

/** @param {{experiencer: string, status: string, uncertain: boolean}} of */
function kindText(of) {
  const presence = of.status === "excluded" ? t("absent") : t("present");
  const person = of.experiencer === "family" ? t("family") : of.experiencer === "other" ? t("otherPerson") : "";
  return [person, presence, of.uncertain ? t("uncertain") : ""].filter(Boolean).join(" · ");
}

const SIGNS = { present: "+", absent: "−", uncertain: "?", family: "⌂" };

/** @param {Mention[]} mentions */
function takeMentions(mentions) {
  /** @type {Map<string, Entry>} */
  const byKey = new Map();
  marks = [];
  for (const mention of mentions) {
    const key = [mention.term.id, mention.status, mention.experiencer].join(" ");
    let entry = byKey.get(key);
    if (!entry) {
      entry = {
        key,
        term: mention.term,
        choices: [mention.term, ...mention.alternatives.filter((term) => term.id !== mention.term.id)],
        status: mention.status,
        experiencer: mention.experiencer,
        uncertain: mention.uncertain,
        confidence: mention.confidence,
        texts: new Set(),
        accepted: mention.experiencer === "patient",
        added: false,
      };
      byKey.set(key, entry);
    }
    entry.texts.add(mention.text);
    entry.uncertain &&= mention.uncertain;
    entry.confidence = Math.max(entry.confidence, mention.confidence);
    marks.push({ mention, entry });
  }
  entries = [...byKey.values()];
  for (const entry of entries) if (conflicts(entry)) entry.accepted = false;
}

/** A term both present and absent in one note is for a person to decide. @param {Entry} entry */
function conflicts(entry) {
  return entries.some((each) => each !== entry && each.experiencer === entry.experiencer && each.term.id === entry.term.id);
}

/** The text with the mentions marked. Places are in code points. */
function markedText() {
  const points = [...read];
  const nodes = [];
  let at = 0;
  const cues = marks.flatMap(({ mention }) => (mention.cue ? [mention.cue] : []));
  const plain = (/** @type {number} */ from, /** @type {number} */ to) => {
    let start = from;
    for (const cue of cues.filter((each) => each.start >= from && each.end <= to).sort((a, b) => a.start - b.start)) {
      if (cue.start < start) continue;
      nodes.push(points.slice(start, cue.start).join(""), h("span", { class: "cue", title: t("cue") }, points.slice(cue.start, cue.end).join("")));
      start = cue.end;
    }
    nodes.push(points.slice(start, to).join(""));
  };
  for (const { mention, entry } of [...marks].sort((a, b) => a.mention.start - b.mention.start)) {
    if (mention.start < at) continue;
    plain(at, mention.start);
    const kind = kindOf(mention);
    nodes.push(
      h(
        "button",
        {
          type: "button",
          class: `mention ${kind}${entry.accepted ? "" : " rejected"}`,
          "data-key": `mark ${mention.start}`,
          title: `${mainText(mention.term)} – ${kindText(mention)}`,
          onclick: () => {
            const box = document.getElementById("note-mentions")?.querySelector(`[data-key="${CSS.escape(`accept ${entry.key}`)}"]`);
            if (box instanceof HTMLElement) box.focus();
          },
        },
        h("span", { class: "sign" }, SIGNS[kind]),
        points.slice(mention.start, mention.end).join(""),
        h("span", { class: "unseen" }, ` (${mainText(mention.term)}, ${kindText(mention)})`),
      ),
    );
    at = mention.end;
  }
  plain(at, points.length);
  return nodes;
}

/** @param {Entry} entry */
function entryRow(entry) {
  const kind = kindOf(entry);
  const there = featureOf(entry.term.id);
  const box = h("input", { type: "checkbox", id: freshId("accept"), checked: entry.accepted, disabled: entry.added, "data-key": `accept ${entry.key}` });
  box.addEventListener("change", () => {
    entry.accepted = box.checked;
    show();
  });
  const status = h(
    "select",
    { "aria-label": t("statusOf", { name: mainText(entry.term) }), disabled: entry.added, "data-key": `status ${entry.key}` },
    h("option", { value: "observed", selected: entry.status === "observed" }, t("present")),
    h("option", { value: "excluded", selected: entry.status === "excluded" }, t("absent")),
  );
  status.addEventListener("change", () => {
    entry.status = status.value === "excluded" ? "excluded" : "observed";
    show();
  });
  const choice =
    entry.choices.length > 1 && !entry.added
      ? h(
          "select",
          { "aria-label": t("termOf", { text: [...entry.texts].join(", ") }), "data-key": `term ${entry.key}` },
          entry.choices.map((term) => h("option", { value: term.id, selected: term.id === entry.term.id }, `${mainText(term)} (${term.id})`)),
        )
      : null;
  choice?.addEventListener("change", () => {
    entry.term = entry.choices.find((term) => term.id === choice.value) ?? entry.term;
    show();
  });
  return h(
    "li",
    { class: `entry ${kind}` },
    h("label", { for: box.id, class: "accept" }, box, h("span", { class: "unseen" }, t("accept")), " ", h("span", { class: "sign", "aria-hidden": "true" }, SIGNS[kind]), h("span", {}, mainName(entry.term), " ", otherName(entry.term))),
    h(
      "div",
      { class: "entry-side" },
      entry.experiencer !== "patient" || entry.uncertain || entry.added ? [h("span", { class: "tag" }, kindText(entry)), " "] : null,
      entry.added ? null : [status, " ", choice, " "],
      h("q", {}, [...entry.texts].join(" / ")),
      " ",
      h("span", { class: "id" }, t("confidence", { n: percent(entry.confidence) })),
      there ? h("span", {}, " ", h("b", {}, t("listed", { status: there.excluded ? t("absent") : t("present") }))) : null,
      entry.uncertain && entry.experiencer === "patient" ? h("span", {}, " ", t("uncertainWeight", { n: `${UNCERTAIN * 100}\u00a0%` })) : null,
      conflicts(entry) ? h("span", {}, " ", t("conflict")) : null,
      entry.experiencer !== "patient" ? h("span", {}, " ", t("notThePatient")) : null,
    ),
  );
}

/** @param {boolean} accepted */
function acceptAll(accepted) {
  for (const entry of entries) {
    if (!entry.added) entry.accepted = accepted && entry.experiencer === "patient" && !conflicts(entry);
  }
  show();
}

function addAccepted() {
  let added = 0;
  for (const entry of entries) {
    if (!entry.accepted || entry.added) continue;
    addFeature(entry.term, entry.status === "excluded", entry.uncertain ? { certainty: UNCERTAIN } : {});
    entry.added = true;
    added += 1;
  }
  byId("note", HTMLDialogElement).close();
  say(t("notesAdded", { n: added }));
}

function mentionsPanel() {
  if (!read) return [];
  if (!entries.length) return [h("p", { class: "hint" }, t("noMentions"))];
  const chosen = entries.filter((entry) => entry.accepted && !entry.added).length;
  const groups = [
    { title: t("ofPatient"), list: entries.filter((entry) => entry.experiencer === "patient") },
    { title: t("ofOthers"), list: entries.filter((entry) => entry.experiencer !== "patient") },
  ];
  return [
    h("p", { class: "hint" }, t("noteErrs")),
    h(
      "p",
      { class: "buttons" },
      h("button", { type: "button", "data-key": "all", onclick: () => acceptAll(true) }, t("acceptAll")),
      h("button", { type: "button", "data-key": "none", onclick: () => acceptAll(false) }, t("rejectAll")),
    ),
    ...groups
      .filter((group) => group.list.length)
      .flatMap((group) => [h("h3", {}, group.title), h("ul", { class: "entries" }, group.list.map(entryRow))]),
    h(
      "p",
      { class: "buttons" },
      h("button", { type: "button", id: "note-add", class: "primary", disabled: !chosen, "data-key": "add", onclick: addAccepted }, t("addAccepted", { n: chosen })),
    ),
  ];
}

function show() {
  const dialog = byId("note");
  keepingFocus(dialog, () => {
    byId("note-edit").hidden = Boolean(read);
    byId("note-shown").hidden = !read;
    byId("note-read").hidden = Boolean(read);
    byId("note-again").hidden = !read;
    fill(
      byId("note-shown"),
      read ? h("p", { class: "legend" }, t("legend")) : null,
      read ? h("div", { class: "note-body" }, markedText()) : null,
    );
    fill(byId("note-mentions"), mentionsPanel());
    fill(byId("note-problem"), problem ? problemBox(problem) : null);
  });
}

async function recognise() {
  const text = byId("note-text", HTMLTextAreaElement).value;
  const button = byId("note-read", HTMLButtonElement);
  if (!text.trim()) {
    fill(byId("note-problem"), h("p", { class: "hint" }, t("noteEmpty")));
    return;
  }
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await call("/v1/recognize", { json: { text }, signal });
    if (signal.aborted) return;
    read = text;
    problem = null;
    takeMentions(answer.mentions);
    show();
    byId("note-again").focus();
    say(t("mentionsFound", { n: entries.length }));
  } catch (error) {
    if (isAbort(error) || signal.aborted) return;
    problem = error;
    show();
    say(byId("note-problem").textContent ?? "");
  } finally {
    button.removeAttribute("aria-busy");
  }
}

/** Forgets the text. */
export function clearNote() {
  running?.abort();
  byId("note-text", HTMLTextAreaElement).value = "";
  read = "";
  entries = [];
  marks = [];
  problem = null;
  show();
}

export function startNote() {
  const dialog = byId("note", HTMLDialogElement);
  byId("note-open").addEventListener("click", () => {
    dialog.showModal();
    if (!read) byId("note-text").focus();
  });
  byId("note-read").addEventListener("click", recognise);
  byId("note-again").addEventListener("click", () => {
    read = "";
    entries = [];
    marks = [];
    show();
    byId("note-text").focus();
  });
  on("language", show);
}
