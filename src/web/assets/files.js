// Files: a phenopacket fills the left side; a VCF, with or without a PED, goes with the case.

/** @import { Case, Feature, Issue, ReadCase } from "./types.js" */
import { agesInWords } from "./ages.js";
import { ApiProblem, call } from "./api.js";
import { confirmed } from "./dialogs.js";
import { byId, fill, h, keepingFocus, say } from "./dom.js";
import { language, t } from "./i18n.js";
import { showCase } from "./patient.js";
import { changed, emit, isEmpty, on, state } from "./state.js";
import { issueLine, problemBox } from "./words.js";

const LARGEST_COPY = 64 << 20;

/** What is told of the last phenopacket; `left`: why features were left out. @type {{name: string, read: number, left: Issue[], issues: Issue[], onset: string, offered: string[]}|null} */
let packetNotice = null;
/** Why the last file was not taken. @type {Node|null} */
let refusal = null;

/**
 * What a file is, by its name or its beginning.
 * @param {File} file
 * @returns {Promise<"phenopacket"|"vcf"|"ped"|null>}
 */
async function kindOf(file) {
  const name = file.name.toLowerCase();
  if (/\.vcf(\.b?gz)?$/.test(name)) return "vcf";
  if (/\.(ped|fam)$/.test(name)) return "ped";
  const head = new Uint8Array(await file.slice(0, 2048).arrayBuffer());
  if (head[0] === 0x1f && head[1] === 0x8b) return "vcf";
  const text = new TextDecoder().decode(head).replace(/^\ufeff/, "").trimStart();
  if (text.startsWith("##fileformat=VCF")) return "vcf";
  if (text.startsWith("{")) return "phenopacket";
  const first = text.split(/\r?\n/).find((line) => line && !line.startsWith("#"));
  return first && first.trim().split(/\s+/).length >= 6 && text.length < 2048 * 4 ? "ped" : null;
}

/** @param {File[]} files */
async function take(files) {
  refusal = null;
  for (const file of files) {
    const kind = await kindOf(file).catch(() => null);
    if (kind === "phenopacket") await takePacket(file);
    else if (kind) await takeFile(kind, file);
    else refuse(h("p", {}, h("b", {}, t("error")), " ", t("strangeFile", { name: file.name })));
  }
}

/** @param {Node} node */
function refuse(node) {
  refusal = h("div", { class: "problem" }, node);
  say(refusal.textContent ?? "");
  show();
}

/**
 * @param {"vcf"|"ped"} kind
 * @param {File} file
 */
async function takeFile(kind, file) {
  try {
    // A copy in memory: a file that changes on the disk could not be sent again.
    state.files[kind] = file.size <= LARGEST_COPY ? new File([await file.arrayBuffer()], file.name) : file;
  } catch {
    refuse(h("p", {}, h("b", {}, t("error")), " ", t("unreadable", { name: file.name })));
    return;
  }
  say(t("fileTaken", { name: file.name }));
  show();
  changed();
}

/** An age of the service's (`3y6m`), as people write it. @param {string|null} age */
function ageInWords(age) {
  return age ? agesInWords(`P${age.toUpperCase()}`, language()) : "";
}

/** @param {File} file */
async function takePacket(file) {
  /** @type {ReadCase} */
  let answer;
  try {
    // As it is: what a reader here would lose (a key that stands twice) is for the service to say.
    const document = new File([(await file.text()).replace(/^\ufeff/, "")], file.name, { type: "application/json" });
    answer = await call("/v1/read", { document });
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 400) {
      refuse(h("p", {}, h("b", {}, t("error")), " ", t("notJson", { name: file.name }), " ", h("span", { lang: "en" }, error.detail)));
      return;
    }
    refusal = problemBox(error);
    say(t("cannotUse"));
    show();
    return;
  }
  if (!isEmpty() && !(await confirmed(t("replaceTitle"), t("replaceText", { name: file.name }), t("replaceYes")))) return;
  const features = answer.features.map(({ term, excluded, onset, certainty }) => {
    /** @type {Feature} */
    const feature = { id: term.id, name: term.name, name_ja: term.name_ja, excluded, onset: ageInWords(onset), certainty };
    return feature;
  });
  /** @type {Case} */
  const found = { id: answer.id.slice(0, 80), age: ageInWords(answer.age), sex: answer.sex, features, variants: "" };
  state.case = found;
  state.files = { vcf: null, ped: null, sample: "", assembly: "", panel: false };
  state.skipped.clear();
  state.compared = [];
  state.opened.clear();
  // Another patient than the EHR's.
  state.record = null;
  emit("record");
  const left = answer.issues.filter(leavesOut);
  packetNotice = { name: file.name, read: features.length, left, issues: answer.issues.filter((issue) => !leavesOut(issue)), onset: ageInWords(answer.onset), offered: answer.variants };
  say([t("packetRead", { name: file.name, n: features.length }), left.length ? t("packetLeft", { n: left.length }) : ""].join(" "));
  showCase();
  show();
  changed();
}

/** Whether the service did not use something of the packet. @param {Issue} issue */
function leavesOut(issue) {
  return /^not used: |; it was not used$/.test(issue.message);
}

/** @param {"vcf"|"ped"} kind */
function fileRow(kind) {
  const file = state.files[kind];
  if (!file) return null;
  return h(
    "li",
    {},
    h("b", {}, kind.toUpperCase()),
    " ",
    h("span", { class: "file-name" }, file.name),
    " ",
    h(
      "button",
      {
        type: "button",
        class: "square quiet",
        "aria-label": t("removeOf", { name: file.name }),
        title: t("remove"),
        "data-key": `file ${kind}`,
        onclick: () => {
          state.files[kind] = null;
          say(t("removed", { name: file.name }));
          show();
          byId(`choose-${kind}`).focus();
          changed();
        },
      },
      "×",
    ),
  );
}

function vcfFields() {
  if (!state.files.vcf) return null;
  const sample = h("input", { id: "sample", value: state.files.sample, autocomplete: "off", placeholder: t("samplePlaceholder"), "data-key": "sample" });
  sample.addEventListener("change", () => {
    state.files.sample = sample.value;
    changed();
  });
  const assembly = h(
    "select",
    { id: "assembly", "data-key": "assembly" },
    ["", "GRCh38", "GRCh37"].map((name) => h("option", { value: name, selected: name === state.files.assembly }, name || t("assemblyAuto"))),
  );
  assembly.addEventListener("change", () => {
    state.files.assembly = assembly.value;
    changed();
  });
  const panel = h("input", { type: "checkbox", id: "panel", checked: state.files.panel, "data-key": "panel" });
  panel.addEventListener("change", () => {
    state.files.panel = panel.checked;
    changed();
  });
  return h(
    "div",
    {},
    h(
      "div",
      { class: "particulars" },
      h("div", {}, h("label", { for: "sample" }, t("sample")), sample),
      h("div", {}, h("label", { for: "assembly" }, t("assembly")), assembly),
    ),
    h("label", { class: "check", for: "panel" }, panel, " ", t("panel")),
  );
}

function noticeBox() {
  if (!packetNotice) return null;
  const { name, read, left, issues, onset, offered } = packetNotice;
  const done = () => {
    if (packetNotice) packetNotice.offered = [];
    show();
    byId("variants").focus();
  };
  return h(
    "div",
    { class: "notice" },
    h("p", {}, t("packetRead", { name, n: read })),
    left.length ? [h("p", {}, h("b", {}, t("packetLeft", { n: left.length }))), left.map((issue) => issueLine(issue))].flat() : null,
    left.length && issues.length ? h("p", {}, h("b", {}, t("packetOther"))) : null,
    issues.map((issue) => issueLine(issue)),
    onset ? h("p", {}, t("packetOnset", { onset })) : null,
    offered.length
      ? h(
          "div",
          {},
          h("p", {}, t("offered", { n: offered.length })),
          h("ul", { class: "offered" }, offered.map((line) => h("li", {}, h("code", {}, line)))),
          h(
            "p",
            { class: "buttons" },
            h(
              "button",
              {
                type: "button",
                class: "primary",
                onclick: () => {
                  state.case.variants = [state.case.variants, ...offered].filter(Boolean).join("\n");
                  showCase();
                  done();
                  changed();
                },
              },
              t("offeredAdd"),
            ),
            h("button", { type: "button", onclick: done }, t("offeredLeave")),
          ),
        )
      : null,
    h(
      "p",
      { class: "buttons" },
      h(
        "button",
        {
          type: "button",
          onclick: () => {
            packetNotice = null;
            show();
            byId("choose-phenopacket").focus();
          },
        },
        t("dismiss"),
      ),
    ),
  );
}

function show() {
  const box = byId("files");
  keepingFocus(box, () => {
    const rows = [fileRow("vcf"), fileRow("ped")].filter((row) => row !== null);
    fill(box, rows.length ? h("ul", { class: "file-list" }, rows) : null, vcfFields(), refusal, noticeBox());
  });
}

/** Forgets the files, when a new case begins. */
export function clearFiles() {
  packetNotice = null;
  refusal = null;
  show();
}

export function startFiles() {
  for (const kind of /** @type {const} */ (["phenopacket", "vcf", "ped"])) {
    const input = byId(`file-${kind}`, HTMLInputElement);
    byId(`choose-${kind}`).addEventListener("click", () => input.click());
    input.addEventListener("change", async () => {
      const file = input.files?.[0];
      if (!file) return;
      refusal = null;
      if (kind === "phenopacket") await takePacket(file);
      else await takeFile(kind, file);
      input.value = "";
    });
  }
  const drop = byId("drop");
  const holdsFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;
  // A file dropped beside the zone would replace the page, and the case with it: the whole page takes it.
  window.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    drop.classList.add("over");
  });
  window.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("over");
  });
  window.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    drop.classList.remove("over");
    if (!document.querySelector("dialog[open]")) void take([...(event.dataTransfer?.files ?? [])]);
  });
  on("language", show);
  show();
}
