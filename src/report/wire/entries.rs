//! Terms, diseases and genes with everything known of them.

use serde::Serialize;
use utoipa::ToSchema;

use super::japan::{DesignatedWire, InsuredTestWire, designated_wire, insured_wire};
use super::rank::{ReferenceWire, TermRef, reference_wire, term_ref};
use crate::diagnosis::Engine;
use crate::knowledge::{Aspect, DiseaseIndex, GeneIndex, GeneLinkView, KnowledgeBase, NanbyoView, PrevalenceView};
use crate::ontology::TermIndex;

/// A term with everything known of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermWire {
    /// HPO id.
    pub id: String,
    /// English label.
    pub name: String,
    /// Japanese label.
    pub name_ja: Option<String>,
    /// English definition.
    pub definition: Option<String>,
    /// Other names.
    pub synonyms: Vec<SynonymWire>,
    /// Direct parents.
    pub parents: Vec<TermRef>,
    /// Direct children.
    pub children: Vec<TermRef>,
    /// Whether it describes a patient.
    pub phenotypic: bool,
    /// Share of all diseases' patients expected to show it.
    pub background: f32,
}

/// Another name.
#[derive(Debug, Serialize, ToSchema)]
pub struct SynonymWire {
    /// The name.
    pub text: String,
    /// `en` or `ja`.
    pub language: &'static str,
    /// Whether laypersons say it.
    pub lay: bool,
}

/// A disease with everything known of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiseaseWire {
    /// Primary id.
    pub id: String,
    /// All ids.
    pub ids: Vec<String>,
    /// English name.
    pub name: String,
    /// Japanese name.
    pub name_ja: Option<String>,
    /// All names.
    pub names: Vec<NameWire>,
    /// 指定難病 notification number.
    pub designated_number: Option<u16>,
    /// 指定難病 and how the disease was linked with it.
    pub designated: Option<DesignatedWire>,
    /// Genetic tests of it that Japan's health insurance covers, the most particular first.
    pub insured_tests: Vec<InsuredTestWire>,
    /// Entries in Japan's programmes.
    pub nanbyo: Vec<NanbyoWire>,
    /// Linked genes.
    pub genes: Vec<GeneLinkWire>,
    /// Modes of inheritance.
    pub inheritance: Vec<TermRef>,
    /// Ages of onset and clinical course.
    pub course: Vec<TermRef>,
    /// Ages of onset in Orphanet's words.
    pub orphanet_onset: Vec<String>,
    /// Prevalence statements of Orphanet, as text.
    pub prevalence: Vec<String>,
    /// Phenotypes.
    pub phenotypes: Vec<AnnotationWire>,
}

/// A name and where it is from.
#[derive(Debug, Serialize, ToSchema)]
pub struct NameWire {
    /// The name.
    pub text: String,
    /// `en` or `ja`.
    pub language: &'static str,
    /// Catalogue id, MONDO or NANDO class.
    pub source: String,
}

/// An entry in one of Japan's programmes.
#[derive(Debug, Serialize, ToSchema)]
pub struct NanbyoWire {
    /// NANDO id.
    pub id: String,
    /// `指定難病` or `小児慢性特定疾病`.
    pub programme: &'static str,
    /// `exact`, `cross_reference`, `name`, `close` or `descendant`; only the first three are the disease itself.
    #[serde(rename = "match")]
    pub match_kind: &'static str,
    /// 告示番号.
    pub notification_number: Option<u16>,
    /// Japanese name.
    pub name_ja: String,
    /// The name in hiragana.
    pub kana: Option<String>,
    /// Japanese description.
    pub description_ja: Option<String>,
}

/// A gene linked with a disease.
#[derive(Debug, Serialize, ToSchema)]
pub struct GeneLinkWire {
    /// HGNC id.
    pub id: String,
    /// Approved symbol.
    pub symbol: String,
    /// ClinGen's classification; null is not curated.
    pub validity: Option<String>,
    /// ClinGen's mode of inheritance.
    pub mode_of_inheritance: Option<String>,
    /// ClinGen's report.
    pub report: Option<String>,
}

/// All rows about one phenotype of a disease, pooled.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnnotationWire {
    /// The term.
    pub term: TermRef,
    /// Whether the disease is stated not to show it.
    pub absent: bool,
    /// Frequency; null is unknown.
    pub frequency: Option<String>,
    /// What it rests on.
    pub references: Vec<ReferenceWire>,
}

/// A gene with everything known of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct GeneWire {
    /// HGNC id.
    pub id: String,
    /// Approved symbol.
    pub symbol: String,
    /// Approved name.
    pub name: String,
    /// Cytogenetic location.
    pub location: String,
    /// Alias symbols.
    pub aliases: Vec<String>,
    /// Previous symbols.
    pub previous_symbols: Vec<String>,
    /// NCBI gene id.
    pub entrez: Option<u32>,
    /// Ensembl gene id.
    pub ensembl: String,
    /// OMIM gene number.
    pub omim: Option<u32>,
    /// MANE Select transcripts.
    pub mane_select: String,
    /// Observed over expected loss-of-function variants (gnomAD); null is unknown.
    pub oe_lof: Option<f32>,
    /// Observed over expected missense variants (gnomAD); null is unknown.
    pub oe_mis: Option<f32>,
    /// pLI (ExAC); null is unknown.
    pub pli: Option<f32>,
    /// Linked diseases: id and name.
    pub diseases: Vec<NameWire>,
}

/// A term.
#[must_use]
pub fn term_wire(engine: &Engine, term: TermIndex) -> TermWire {
    let kb = engine.kb();
    let view = kb.term(term);
    let refs = |terms: &[TermIndex]| terms.iter().map(|&t| term_ref(kb, t)).collect();
    TermWire {
        id: view.id().to_string(),
        name: view.name().to_owned(),
        name_ja: view.name_ja().map(str::to_owned),
        definition: view.definition().map(str::to_owned),
        synonyms: view
            .synonyms()
            .map(|s| SynonymWire { text: s.text.to_owned(), language: language(s.japanese), lay: s.lay })
            .collect(),
        parents: refs(kb.ontology().parents(term)),
        children: refs(kb.ontology().children(term)),
        phenotypic: kb.ontology().is_phenotypic(term),
        background: engine.phenotype().background(term),
    }
}

fn language(japanese: bool) -> &'static str {
    if japanese { "ja" } else { "en" }
}

/// A disease.
#[must_use]
pub fn disease_wire(kb: &KnowledgeBase, index: DiseaseIndex) -> DiseaseWire {
    let disease = kb.disease(index);
    let refs = |aspect| disease.terms_of(aspect).into_iter().map(|term| term_ref(kb, term)).collect();
    DiseaseWire {
        id: disease.primary_id().to_string(),
        ids: disease.ids().map(|id| id.to_string()).collect(),
        name: disease.name().to_owned(),
        name_ja: disease.name_ja().map(str::to_owned),
        names: disease
            .names()
            .map(|n| NameWire { text: n.text.to_owned(), language: language(n.japanese), source: n.source.to_owned() })
            .collect(),
        designated_number: disease.designated_number(),
        designated: designated_wire(disease),
        insured_tests: disease.insured_tests().map(insured_wire).collect(),
        nanbyo: disease.nanbyo().map(nanbyo_wire).collect(),
        genes: disease.genes().map(|link| gene_link_wire(kb, link)).collect(),
        inheritance: refs(Aspect::Inheritance),
        course: refs(Aspect::ClinicalCourse),
        orphanet_onset: disease.orphanet_onset().map(str::to_owned).collect(),
        prevalence: disease.prevalence().map(prevalence_text).collect(),
        phenotypes: disease
            .phenotypes(|_| true)
            .into_iter()
            .map(|summary| AnnotationWire {
                term: term_ref(kb, summary.term),
                absent: summary.absent,
                frequency: summary.frequency.map(|frequency| frequency.to_string()),
                references: summary.references.iter().map(reference_wire).collect(),
            })
            .collect(),
    }
}

fn nanbyo_wire(entry: NanbyoView<'_>) -> NanbyoWire {
    NanbyoWire {
        id: entry.id(),
        match_kind: entry.link().as_str(),
        programme: if entry.is_designated_intractable() { "指定難病" } else { "小児慢性特定疾病" },
        notification_number: entry.notification_number(),
        name_ja: entry.name_ja().to_owned(),
        kana: entry.kana().map(str::to_owned),
        description_ja: entry.description_ja().map(str::to_owned),
    }
}

fn gene_link_wire(kb: &KnowledgeBase, link: GeneLinkView<'_>) -> GeneLinkWire {
    let gene = kb.gene(link.gene);
    GeneLinkWire {
        id: gene.id().to_string(),
        symbol: gene.symbol().to_owned(),
        validity: link.validity.map(str::to_owned),
        mode_of_inheritance: link.mode_of_inheritance.map(str::to_owned),
        report: link.report.map(str::to_owned),
    }
}

fn prevalence_text(prevalence: PrevalenceView<'_>) -> String {
    let value = prevalence.value.map(|v| format!(" ({v})")).unwrap_or_default();
    let validated = if prevalence.validated { "" } else { ", not validated" };
    format!("{}: {}{value}, {}{validated}", prevalence.kind, prevalence.class, prevalence.region)
}

/// A gene.
#[must_use]
pub fn gene_wire(kb: &KnowledgeBase, index: GeneIndex) -> GeneWire {
    let gene = kb.gene(index);
    let [oe_lof, oe_mis, pli] = gene.constraint();
    GeneWire {
        id: gene.id().to_string(),
        symbol: gene.symbol().to_owned(),
        name: gene.name().to_owned(),
        location: gene.location().to_owned(),
        aliases: gene.aliases().map(str::to_owned).collect(),
        previous_symbols: gene.previous_symbols().map(str::to_owned).collect(),
        entrez: gene.entrez(),
        ensembl: gene.ensembl().to_owned(),
        omim: gene.omim(),
        mane_select: gene.mane_select().to_owned(),
        oe_lof,
        oe_mis,
        pli,
        diseases: gene
            .diseases()
            .map(|disease| kb.disease(disease))
            .map(|disease| NameWire {
                text: disease.name().to_owned(),
                language: "en",
                source: disease.primary_id().to_string(),
            })
            .collect(),
    }
}
