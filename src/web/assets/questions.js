// What to look for next: the findings whose answer is expected to tell most.

/** @import { Question, Shift } from "./types.js" */
import { ApiProblem } from "./api.js";
import { byId, fill, h, keepingFocus, say, unseen } from "./dom.js";
import { code, t } from "./i18n.js";
import { askQuestions } from "./rank.js";
import { addFeature, featureOf, on, state } from "./state.js";
import { bothNames, mainName, mainText, percent, problemBox } from "./words.js";

/**
 * @param {string} title
 * @param {string} sign
 * @param {Shift[]} shifts
 */
function outcome(title, sign, shifts) {
  return h(
    "div",
    { class: "outcome" },
    h("p", {}, h("span", { class: "sign", "aria-hidden": "true" }, sign), " ", title),
    shifts.length
      ? h(
          "ul",
          {},
          shifts.map((shift) => {
            const [before, after] = [percent(shift.probability_before), percent(shift.probability_after)];
            const up = shift.probability_after >= shift.probability_before;
            const arrow = before === after ? " → " : up ? " ↗ " : " ↘ ";
            return h(
              "li",
              {},
              h("span", { class: "outcome-name" }, mainName(shift)),
              " ",
              h("span", { class: "outcome-numbers" }, before, h("span", { class: before === after ? null : up ? "for" : "against", "aria-hidden": "true" }, arrow), unseen(` ${t("becomes")} `), after),
            );
          }),
        )
      : h("p", { class: "hint" }, t("nothingChanges")),
  );
}

/** An expected gain that would be written as 0.00 bits: the answer would tell nothing. */
const LEAST_GAIN = 0.005;

/** Ids of the questions whose outcomes are shown, or hidden, by hand. @type {Map<string, boolean>} */
const shown = new Map();

/**
 * @param {Question} question
 * @param {number} index
 */
function questionItem(question, index) {
  const { term } = question;
  const name = mainText(term);
  const answer = (/** @type {boolean} */ excluded) => () => {
    say(`${name}: ${t(excluded ? "absent" : "present")}`);
    addFeature(term, excluded);
    byId("next").focus({ preventScroll: true });
  };
  const outcomes = h(
    "details",
    { open: shown.get(term.id) ?? index === 0 },
    h("summary", { "data-key": `outcomes ${term.id}` }, t("wouldChange"), unseen(`: ${name}`)),
    h("div", { class: "outcomes" }, outcome(t("ifPresent"), "+", question.if_present), outcome(t("ifAbsent"), "−", question.if_absent)),
  );
  outcomes.addEventListener("toggle", () => shown.set(term.id, outcomes.open));
  return h(
    "li",
    { class: "question", "data-id": term.id },
    h("p", { class: "question-head" }, h("span", { class: "tag" }, code("questionKind", question.kind)), " ", h("b", {}, bothNames(term)), " ", h("span", { class: "id" }, term.id)),
    h("p", { class: "hint" }, t("gain", { bits: question.expected_gain.toFixed(2) }), " · ", t("expectedPresent", { p: percent(question.probability_present) })),
    outcomes,
    h(
      "p",
      { class: "buttons" },
      h("button", { type: "button", class: "answer-present", "data-key": `present ${term.id}`, onclick: answer(false) }, h("span", { "aria-hidden": "true" }, "+ "), t("present"), unseen(`: ${name}`)),
      h("button", { type: "button", class: "answer-absent", "data-key": `absent ${term.id}`, onclick: answer(true) }, h("span", { "aria-hidden": "true" }, "− "), t("absent"), unseen(`: ${name}`)),
      h(
        "button",
        {
          type: "button",
          "data-key": `skip ${term.id}`,
          onclick: () => {
            state.skipped.add(term.id);
            say(t("skipped", { name }));
            show();
            byId("next").focus({ preventScroll: true });
            void askQuestions();
          },
        },
        t("skip"),
        unseen(`: ${name}`),
      ),
    ),
  );
}

function show() {
  const box = byId("questions");
  const { result, phase } = state;
  const late = state.questions === "working" && phase === "current";
  box.classList.toggle("stale", (phase !== "current" || late) && Boolean(result?.questions));
  box.setAttribute("aria-busy", String(late));
  if (phase === "working") return;
  keepingFocus(box, () => {
    if (!result) {
      fill(box, h("p", { class: "hint" }, t("questionsEmpty")));
      return;
    }
    if (phase === "current" && state.questions instanceof ApiProblem) {
      fill(box, problemBox(state.questions), h("p", { class: "buttons" }, h("button", { type: "button", onclick: () => void askQuestions() }, t("retry"))));
      return;
    }
    if (!result.questions && late) {
      fill(box, h("p", { class: "hint" }, t("questionsWorking")));
      return;
    }
    // The old questions stand a while; what was answered meanwhile is no question any more.
    if (!result.questions) {
      fill(box, h("p", { class: "hint" }, t("questionsUnavailable")));
      return;
    }
    const open = result.questions.filter((question) => question.expected_gain >= LEAST_GAIN && !state.skipped.has(question.term.id) && !featureOf(question.term.id));
    fill(
      box,
      open.length ? [h("p", { class: "hint" }, t("questionsHint")), h("ul", { class: "question-list" }, open.map(questionItem))] : h("p", { class: "hint" }, t("noQuestion")),
      state.skipped.size
        ? h(
            "p",
            { class: "buttons" },
            h(
              "button",
              {
                type: "button",
                "data-key": "unskip",
                onclick: () => {
                  state.skipped.clear();
                  show();
                  byId("next").focus({ preventScroll: true });
                },
              },
              t("unskip", { n: state.skipped.size }),
            ),
          )
        : null,
    );
  });
}

export function startQuestions() {
  on("result", show);
  on("questions", show);
  on("language", show);
  show();
}
