// Files: a phenopacket fills the left side; a VCF, with or without a PED, goes with the case.

/** @import { Case, Feature, Finding, Issue, Term } from "./types.js" */
import { agesInWords } from "./ages.js";
import { ApiProblem, call } from "./api.js";
import { confirmed } from "./dialogs.js";
import { byId, fill, h, keepingFocus, say } from "./dom.js";
import { language, t } from "./i18n.js";
import { showCase } from "./patient.js";
import { changed, emit, isEmpty, on, state } from "./state.js";
import { issueLine, problemBox } from "./words.js";

const LARGEST_COPY = 64 << 20;

/** What is told of the last phenopacket; `left`: why features were left out. @type {{name: string, read: number, left: Issue[], issues: Issue[], offered: string[]}|null} */
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

/** An age of the packet, as people write it. @param {any} packet */
function ageOf(packet) {
  const age = packet?.timeAtLastEncounter ?? packet?.onset ?? packet;
  const text = age?.age?.iso8601duration ?? age?.iso8601duration ?? age?.ageRange?.start?.iso8601duration;
  return typeof text === "string" ? agesInWords(text, language()) : "";
}

/** @param {File} file */
async function takePacket(file) {
  let whole;
  try {
    whole = JSON.parse((await file.text()).replace(/^\ufeff/, ""));
  } catch (error) {
    refuse(h("p", {}, h("b", {}, t("error")), " ", t("notJson", { name: file.name }), " ", h("span", { lang: "en" }, String(error))));
    return;
  }
  const packet = whole?.proband ?? whole;
  if (!isEmpty() && !(await confirmed(t("replaceTitle"), t("replaceText", { name: file.name }), t("replaceYes")))) return;
  let checked;
  try {
    // The service reads the file: what it cannot use it says, and its names of the terms come in both languages.
    checked = await call("/v1/rank", { json: { phenopacket: packet, lenient: true, top: 1 } });
  } catch (error) {
    refusal = problemBox(error);
    say(t("cannotUse"));
    show();
    return;
  }
  /** @type {Map<string, Term>} */
  const names = new Map();
  for (const finding of /** @type {Finding[]} */ (checked.candidates[0]?.findings ?? [])) names.set(finding.term.id, finding.term);
  /** @type {Issue[]} */
  const issues = (checked.issues ?? []).map((/** @type {Issue} */ issue) => ({ ...issue }));
  /** @type {any[]} */
  const listed = packet.phenotypicFeatures ?? packet.phenotypic_features ?? [];
  const left = issues.filter(leavesOut);
  const read = await Promise.all(listed.map((item, index) => featureOfPacket(item, index, names, issues, left)));
  // Of a finding that is said to be there and not to be there, neither statement is taken.
  const contradicted = new Set(left.map((issue) => /\((HP:\d{7})\) is given as observed and as excluded/.exec(issue.message)?.[1]));
  /** @type {Map<string, Feature>} */
  const features = new Map();
  for (const feature of read) if (feature && !features.has(feature.id) && !contradicted.has(feature.id)) features.set(feature.id, feature);
  /** @type {Case} */
  const found = {
    id: String(packet.id ?? packet.subject?.id ?? "").slice(0, 80),
    age: ageOf(packet.subject),
    sex: { MALE: "male", FEMALE: "female" }[/** @type {"MALE"} */ (String(packet.subject?.sex))] ?? "unknown",
    features: [...features.values()],
    variants: "",
  };
  state.case = found;
  state.files = { vcf: null, ped: null, sample: "", assembly: "" };
  state.skipped.clear();
  state.compared = [];
  state.opened.clear();
  // Another patient than the EHR's.
  state.record = null;
  emit("record");
  packetNotice = { name: file.name, read: features.size, left, issues: issues.filter((issue) => !left.includes(issue)), offered: variantsOf(packet) };
  say([t("packetRead", { name: file.name, n: features.size }), left.length ? t("packetLeft", { n: left.length }) : ""].join(" "));
  showCase();
  show();
  changed();
}

/** Whether the service did not use a feature of the packet. @param {Issue} issue */
function leavesOut(issue) {
  return /^(?:proband\.)?phenotypicFeatures\[\d+\]\.type\.id$/.test(issue.place) && (issue.severity === "error" || issue.message.endsWith("; it was not used"));
}

/** @typedef {Term & {phenotypic?: boolean, synonyms?: {text: string}[]}} FullTerm */

/** @param {string} text */
const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/**
 * @param {any} item
 * @param {number} index Its place in the file.
 * @param {Map<string, Term>} names Terms that the service used.
 * @param {Issue[]} issues
 * @param {Issue[]} left
 * @returns {Promise<Feature|null>}
 */
async function featureOfPacket(item, index, names, issues, left) {
  const place = `phenotypicFeatures[${index}].type.id`;
  const own = issues.filter((issue) => issue.place.replace(/^proband\./, "") === place);
  if (own.some((issue) => left.includes(issue))) return null;
  const id = String(item?.type?.id ?? "");
  const label = typeof item?.type?.label === "string" ? item.type.label : "";
  const isNamed = (/** @type {FullTerm} */ term) => !label || [term.name, term.name_ja ?? "", ...(term.synonyms ?? []).map((synonym) => synonym.text)].some((name) => folded(name) === folded(label));
  /** @type {FullTerm|undefined} */
  let term = names.get(id);
  if (!term || (!isNamed(term) && !own.length)) {
    try {
      term = /** @type {FullTerm} */ (await call(`/v1/terms/${encodeURIComponent(id)}`));
    } catch (error) {
      left.push({ severity: "error", place, message: error instanceof ApiProblem ? error.detail : String(error) });
      return null;
    }
  }
  if (term.phenotypic === false) {
    left.push({ severity: "warning", place, message: `${term.name} (${term.id}) is not a phenotypic abnormality; it was not used` });
    return null;
  }
  if (!own.length && !isNamed(term)) {
    const message = `the id means ${term.name} (${term.id}), but the label is “${label.slice(0, 80)}”, which is no name of it`;
    issues.push({ severity: "warning", place, message, suggestion: "the id was used; correct whichever is wrong" });
  }
  return { id: term.id, name: term.name, name_ja: term.name_ja, excluded: item.excluded === true, onset: ageOf(item.onset), certainty: 1 };
}

/** The variants of the interpretations, as a person would type them. @param {any} packet */
function variantsOf(packet) {
  /** @type {string[]} */
  const lines = [];
  for (const interpretation of packet.interpretations ?? []) {
    for (const genomic of interpretation?.diagnosis?.genomicInterpretations ?? []) {
      const found = genomic?.variantInterpretation;
      const described = found?.variationDescriptor;
      if (!described) continue;
      const expression = (/** @type {string} */ syntax) =>
        described.expressions?.find((/** @type {any} */ each) => each.syntax === syntax)?.value ?? "";
      const record = described.vcfRecord;
      const locus = record ? [record.chrom, record.pos, record.ref, record.alt].join("-").replace(/^chr/, "") : "";
      const zygosity =
        { "GENO:0000135": "het", "GENO:0000136": "hom", "GENO:0000134": "hemizygous" }[
          /** @type {"GENO:0000135"} */ (String(described.allelicState?.id))
        ] ?? "";
      const stated = String(found.acmgPathogenicityClassification ?? "").toLowerCase();
      const assembly = record?.genomeAssembly && /37|19/.test(record.genomeAssembly) ? "GRCh37" : "";
      const words = [
        described.geneContext?.symbol ?? "",
        expression("hgvs.c").split(":").pop(),
        expression("hgvs.p").split(":").pop(),
        locus,
        assembly,
        zygosity,
        /pathogenic|benign|uncertain/.test(stated) ? stated : "",
      ];
      const line = words.filter(Boolean).join(" ");
      if (line) lines.push(line);
    }
  }
  return lines;
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
  return h(
    "div",
    { class: "particulars" },
    h("div", {}, h("label", { for: "sample" }, t("sample")), sample),
    h("div", {}, h("label", { for: "assembly" }, t("assembly")), assembly),
  );
}

function noticeBox() {
  if (!packetNotice) return null;
  const { name, read, left, issues, offered } = packetNotice;
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
