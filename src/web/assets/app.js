// The page: puts the parts together.

import { startCandidates } from "./candidates.js";
import { startCompare } from "./compare.js";
import { confirmed, startDialogs } from "./dialogs.js";
import { byId, say } from "./dom.js";
import { clearFiles, startFiles } from "./files.js";
import { t } from "./i18n.js";
import { clearNote, startNote } from "./note.js";
import { showCase, startPatient } from "./patient.js";
import { startProvenance } from "./provenance.js";
import { startQuestions } from "./questions.js";
import { startRanking } from "./rank.js";
import { startReport } from "./report.js";
import { startSettings } from "./settings.js";
import { changed, emit, isEmpty, newCase, restore, state } from "./state.js";
import { clearWhy, startWhy } from "./why.js";

restore();
startSettings();
startDialogs();
startPatient();
startFiles();
startNote();
startCandidates();
startCompare();
startQuestions();
startWhy();
startReport();
startProvenance();
startRanking();

byId("new-case").addEventListener("click", async () => {
  const text = byId("note-text", HTMLTextAreaElement);
  if ((!isEmpty() || text.value || state.kept) && !(await confirmed(t("newTitle"), t("newText"), t("newYes")))) return;
  newCase();
  clearFiles();
  clearNote();
  clearWhy();
  showCase();
  emit("compared");
  emit("case");
  byId("finding").focus();
  say(t("cleared"));
});

// What is entered is nowhere else: a slip of the hand must not lose it.
window.addEventListener("beforeunload", (event) => {
  const files = state.files.vcf || state.files.ped;
  if (!isEmpty() && (!state.kept || files)) event.preventDefault();
});

if (!isEmpty()) changed();
