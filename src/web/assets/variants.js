// What the variants say of a candidate, with the ACMG criteria where given.

/** @import { Allele, Criterion, Genotype, VariantSummary } from "./types.js" */
import { h } from "./dom.js";
import { code, t } from "./i18n.js";
import { inLanguage, placeText, ratioWords } from "./words.js";

/** @param {number} value */
function share(value) {
  if (value === 0) return "0";
  return value < 0.001 ? value.toExponential(1) : value.toFixed(4);
}

/** @param {Criterion} criterion */
function criterionText(criterion) {
  const strength = criterion.strength ? code("strength", criterion.strength) : t("notMet");
  return `${criterion.criterion} ${strength}`;
}

/** @param {Allele} allele */
function alleleBox(allele) {
  const met = allele.acmg.filter((criterion) => criterion.state === "met");
  const notMet = allele.acmg.filter((criterion) => criterion.state !== "met");
  const { scores } = allele;
  /** @type {[string, (Node|string|null)[]][]} */
  const facts = [
    [t("consequence"), [code("consequence", allele.consequence), allele.transcript ? ` (${allele.transcript})` : ""]],
    [t("genotypes"), [allele.genotypes.map((call) => `${code("relation", call.relation)}${t("colon")}${code("zygosity", call.zygosity)}`).join("; ")]],
    [t("origin"), [code("origin", allele.origin)]],
    [t("populationFrequency"), [allele.frequency ? `${share(allele.frequency.value)} (${allele.frequency.source})` : t("notKnown")]],
  ];
  if (allele.japanese_frequency) facts.push([t("japaneseFrequency"), [`${share(allele.japanese_frequency.value)} (${allele.japanese_frequency.source})`]]);
  const computed = [
    scores.revel === null ? "" : `REVEL ${scores.revel}`,
    scores.alpha_missense === null ? "" : `AlphaMissense ${scores.alpha_missense}`,
    scores.cadd === null ? "" : `CADD ${scores.cadd}`,
    scores.splice_ai === null ? "" : `SpliceAI ${scores.splice_ai}`,
  ].filter(Boolean);
  if (computed.length) facts.push([t("scores"), [computed.join(", ")]]);
  if (allele.clinvar) {
    const stated = allele.clinvar.conflicting ? t("conflicting") : allele.clinvar.class ? code("acmg", allele.clinvar.class) : t("notKnown");
    facts.push(["ClinVar", [`${stated}, ${t("stars", { n: allele.clinvar.stars })}`]]);
  }
  facts.push([t("readAt"), [placeText(allele.place), allele.variant ? ` · ${allele.variant} ${allele.assembly ?? ""}` : ""]]);
  return h(
    "div",
    { class: "allele" },
    h("p", { class: "allele-name" }, h("b", {}, allele.gene), " ", h("code", {}, [allele.hgvs_c, allele.hgvs_p].filter(Boolean).join(" ") || allele.variant || "")),
    h(
      "p",
      { class: "acmg" },
      h("span", { class: "tag" }, `ACMG: ${code("acmg", allele.stated_class ?? allele.acmg_class)}`),
      " ",
      allele.stated_class ? t("statedClass") : t("points", { n: allele.acmg_points }),
      met.length ? h("span", { class: "criteria" }, met.map((criterion) => [" ", h("span", { class: "tag met", title: criterion.value }, criterionText(criterion))]).flat()) : ` ${t("noCriteria")}`,
    ),
    h("dl", { class: "facts" }, facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
    h(
      "details",
      {},
      h("summary", {}, t("criteriaAll")),
      h(
        "ul",
        { class: "criteria-list" },
        [...met, ...notMet].map((criterion) =>
          h("li", {}, h("b", {}, criterionText(criterion)), ": ", inLanguage(criterion.value, "en"), " ", h("span", { class: "id" }, `[${criterion.source}]`)),
        ),
        allele.not_assessed.length ? h("li", {}, h("b", {}, t("notAssessed")), t("colon"), allele.not_assessed.join(", ")) : null,
      ),
    ),
  );
}

/**
 * The genotype in full.
 * @param {Genotype} genotype
 */
export function genotypeBox(genotype) {
  return h(
    "div",
    { class: "genotype" },
    h("p", {}, code("genotypeStatus", genotype.status), " ", ratioWords(genotype.likelihood_ratio, "genotype")),
    genotype.modes.length ? h("p", { class: "hint" }, t(genotype.modes_stated ? "modesStated" : "modesGuessed", { modes: genotype.modes.join(", ") })) : null,
    genotype.fits.map((fit) =>
      h("div", { class: "fit" }, h("p", {}, h("b", {}, `${fit.mode} · ${code("fit", fit.genotype)}`), " ", ratioWords(fit.likelihood_ratio, "genotype")), fit.alleles.map(alleleBox)),
    ),
  );
}

/** The likeliest alleles in one line. @param {Genotype} genotype */
export function genotypeSummary(genotype) {
  const fit = genotype.fits[0];
  if (!fit) return t("variants");
  const alleles = fit.alleles.map((allele) => [allele.gene, allele.hgvs_c ?? allele.variant ?? "", code("acmg", allele.stated_class ?? allele.acmg_class)].filter(Boolean).join(" "));
  return `${t("variants")}${t("colon")}${alleles.join(" + ")} – ${fit.mode}, ${code("fit", fit.genotype)}`;
}

/** In short, for the card of the chart. @param {Genotype} genotype */
export function genotypeCard(genotype) {
  const first = genotype.fits[0];
  return [
    h("p", { class: "card-title" }, h("b", {}, t("variants"))),
    h("p", {}, code("genotypeStatus", genotype.status), " ", ratioWords(genotype.likelihood_ratio, "genotype")),
    first
      ? h(
          "ul",
          {},
          first.alleles.map((allele) => h("li", {}, h("code", {}, [allele.gene, allele.hgvs_c, allele.hgvs_p].filter(Boolean).join(" ")), ` – ${code("acmg", allele.stated_class ?? allele.acmg_class)}`)),
        )
      : null,
    h("p", { class: "hint" }, t("variantsBelow")),
  ];
}

/** The variants of the case as a whole. @param {VariantSummary} summary */
export function summaryBox(summary) {
  const left = summary.left_out.map((item) => `${code("leftOut", item.reason)} ${item.alleles}`).join(", ");
  return h(
    "details",
    { class: "variant-summary" },
    h("summary", {}, t("variantSummary", { kept: summary.kept, alleles: summary.alleles })),
    h(
      "ul",
      {},
      h("li", {}, t("family2"), t("colon"), summary.members.map((member) => `${member.sample} (${code("relation", member.relation)}, ${code("sex", member.sex)}, ${member.affected === null ? t("affectedUnknown") : t(member.affected ? "affected" : "unaffected")})`).join("; ")),
      h("li", {}, code("coverage", summary.coverage)),
      left ? h("li", {}, t("leftOut"), t("colon"), left) : null,
      summary.malformed ? h("li", {}, h("b", {}, t("malformed", { n: summary.malformed }))) : null,
      summary.candidate_genes.length
        ? h("li", {}, t("candidateGenes"), t("colon"), summary.candidate_genes.map((gene) => `${gene.symbol} (${code("fit", gene.fit.genotype)})`).join(", "))
        : null,
    ),
  );
}
