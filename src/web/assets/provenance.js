// What answers are made with.

/** @import { Provenance } from "./types.js" */
import { call } from "./api.js";
import { byId, fill, h } from "./dom.js";
import { t } from "./i18n.js";
import { on, state } from "./state.js";
import { inLanguage, problemBox } from "./words.js";

/** @type {Provenance|null} */
let provenance = null;
/** @type {unknown} */
let problem = null;

function show() {
  const made = state.result?.provenance ?? provenance;
  const box = byId("provenance");
  if (!made) {
    fill(box, problem ? problemBox(problem) : null);
    return;
  }
  const { model } = made;
  fill(
    box,
    h(
      "p",
      {},
      `HPO ${made.data} · ${t("engine")} shirube ${made.engine} · ${t("model")} `,
      model ? [`${model.name} ${model.version} `, h("span", { class: "id", title: model.sha256 }, `(SHA-256 ${model.sha256.slice(0, 12)}…)`)] : t("noModel"),
    ),
    made.missing_sources.length ? h("p", {}, h("b", {}, t("missingSources")), " ", inLanguage(made.missing_sources.join(", "), "en")) : null,
    h(
      "details",
      {},
      h("summary", {}, t("sources")),
      h("ul", { lang: "en" }, made.sources.map((source) => h("li", {}, h("b", {}, source.name), ` ${source.release} – ${source.attribution} (${source.license})`))),
    ),
  );
}

export function startProvenance() {
  on("language", show);
  on("result", () => {
    if (state.phase === "current" && state.result) provenance = state.result.provenance;
    if (!document.querySelector("#provenance p")) show();
  });
  call("/v1/version")
    .then((answer) => {
      provenance = answer;
    })
    .catch((error) => {
      problem = error;
    })
    .finally(show);
}
