// The page: puts the parts together.

import { call } from "./api.js";
import { startCandidates } from "./candidates.js";
import { startCompare } from "./compare.js";
import { confirmed, startDialogs } from "./dialogs.js";
import { byId, fill, say } from "./dom.js";
import { clearFiles, startFiles } from "./files.js";
import { t } from "./i18n.js";
import { clearNote, startNote } from "./note.js";
import { showCase, startPatient } from "./patient.js";
import { startProvenance } from "./provenance.js";
import { startQuestions } from "./questions.js";
import { startRanking } from "./rank.js";
import { launched, returned, startRecord } from "./record.js";
import { startReport } from "./report.js";
import { setSettings, settingsOf } from "./session.js";
import { startSettings } from "./settings.js";
import { askAtStart, handOver, startSignIn } from "./signin.js";
import { arrival, takePending } from "./smart.js";
import { changed, emit, isEmpty, newCase, restore, state } from "./state.js";
import { clearWhy, startWhy } from "./why.js";

const arrived = arrival();
const pending = takePending();
startSettings();
if (arrived?.back && !pending) handOver(arrived.back);
else start();

function start() {
  // A kept case is another patient than the EHR's.
  if (!arrived) restore();
  startDialogs();
  startPatient();
  startFiles();
  startNote();
  startCandidates();
  startCompare();
  startQuestions();
  startWhy();
  startReport();
  startRecord();
  startSignIn(clear);
  startProvenance();
  startRanking();

  byId("new-case").addEventListener("click", async () => {
    const text = byId("note-text", HTMLTextAreaElement);
    if ((!isEmpty() || text.value || state.kept || state.record) && !(await confirmed(t("newTitle"), t("newText"), t("newYes")))) return;
    clear();
    byId("finding").focus();
    say(t("cleared"));
  });

  // What is entered is nowhere else: a slip of the hand must not lose it.
  window.addEventListener("beforeunload", (event) => {
    const files = state.files.vcf || state.files.ped;
    if (!isEmpty() && (!state.kept || files)) event.preventDefault();
  });

  void goOn();
}

function clear() {
  newCase();
  clearFiles();
  clearNote();
  clearWhy();
  showCase();
  fill(byId("report-problem"));
  emit("record");
  emit("compared");
  emit("case");
}

/** What needs the service's settings. */
async function goOn() {
  try {
    setSettings(await call("/v1/settings"));
  } catch {
    // Then it is not known who may ask; the service will say.
  }
  const { smart } = settingsOf();
  if (arrived?.launch) await launched(arrived.launch, smart);
  else if (arrived?.back && pending) await returned(pending, arrived.back, smart);
  // A case may be there already, kept on this machine or typed while the settings came.
  if (!arrived && !isEmpty()) changed();
  // What went wrong with an EHR is not hidden behind a question.
  if (arrived) emit("session");
  else await askAtStart();
}
