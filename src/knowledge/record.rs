//! The layout of the artefact file. Plain data, archived by `rkyv`; read through [`super::KnowledgeBase`] only.
//!
//! A change of any type here changes the format: raise [`super::artefact::FORMAT_VERSION`] with it.

use rkyv::{Archive, Deserialize, Serialize};

use crate::domain::{DiseaseId, Frequency, FrequencyRange, Sex};

/// Everything.
#[derive(Archive, Serialize, Deserialize, Debug, Default)]
pub struct KnowledgeRecord {
    pub provenance: ProvenanceRecord,
    /// Ascending by id; positions are the ontology's term indices.
    pub terms: Vec<TermRecord>,
    pub obsolete: Vec<ObsoleteRecord>,
    /// Every distinct reference once, as written.
    pub references: Vec<String>,
    pub genes: Vec<GeneRecord>,
    pub diseases: Vec<DiseaseRecord>,
    pub series: Vec<SeriesRecord>,
    /// By assembly, in the order of [`crate::domain::Assembly`]; empty where the source is missing.
    pub transcripts: [TranscriptsRecord; 2],
    /// In the order of the list.
    pub insured_tests: Vec<InsuredTestRecord>,
}

#[derive(Archive, Serialize, Deserialize, Debug, Default)]
pub struct ProvenanceRecord {
    pub engine_version: String,
    /// Release of `phenotype.hpoa`, which names the knowledge base.
    pub hpo_release: String,
    pub sources: Vec<SourceRecord>,
}

#[derive(Archive, Serialize, Deserialize, Debug, Default, Clone)]
pub struct SourceRecord {
    pub name: String,
    pub title: String,
    /// Empty where the source is missing.
    pub release: String,
    pub sha256: String,
    pub license: String,
    pub attribution: String,
    pub present: bool,
}

#[derive(Archive, Serialize, Deserialize, Debug, Default)]
pub struct TermRecord {
    pub id: u32,
    pub name: String,
    pub name_ja: Option<String>,
    pub definition: Option<String>,
    pub synonyms: Vec<SynonymRecord>,
    /// Term indices.
    pub parents: Vec<u32>,
    pub alternative_ids: Vec<u32>,
}

#[derive(Archive, Serialize, Deserialize, Debug)]
pub struct SynonymRecord {
    pub text: String,
    pub japanese: bool,
    pub lay: bool,
    /// Means the same as the term, neither more nor less.
    pub exact: bool,
}

#[derive(Archive, Serialize, Deserialize, Debug)]
pub struct ObsoleteRecord {
    pub id: u32,
    pub name: String,
    pub replaced_by: Option<u32>,
    pub consider: Vec<u32>,
}

#[derive(Archive, Serialize, Deserialize, Debug, Default)]
pub struct GeneRecord {
    pub hgnc: u32,
    pub symbol: String,
    pub name: String,
    pub location: String,
    pub aliases: Vec<String>,
    pub previous: Vec<String>,
    pub entrez: Option<u32>,
    pub ensembl: String,
    pub omim: Option<u32>,
    pub mane_select: String,
    pub oe_lof: Option<f32>,
    pub oe_mis: Option<f32>,
    pub pli: Option<f32>,
    /// Disease positions, ascending.
    pub diseases: Vec<u32>,
    /// Positions among the transcripts of each assembly.
    pub transcripts: [Option<u32>; 2],
}

/// The transcripts of one assembly, at most one a gene.
#[derive(Archive, Serialize, Deserialize, Debug, Default)]
pub struct TranscriptsRecord {
    /// Ascending by contig, first base, last base, gene.
    pub rows: Vec<TranscriptRecord>,
    /// The exons of all transcripts, one transcript after the other, ascending by position within each.
    pub exons: Vec<ExonRecord>,
}

/// Positions count from 1.
#[derive(Archive, Serialize, Deserialize, Debug, Default, Clone)]
pub struct TranscriptRecord {
    /// Gene position.
    pub gene: u32,
    /// First base.
    pub start: u32,
    /// Last base.
    pub end: u32,
    /// The largest `end` of this and all earlier transcripts on the contig.
    pub reach: u32,
    /// First and last coding base; zeros where it codes for no protein.
    pub coding: [u32; 2],
    /// Coding bases, the stop codon among them.
    pub coding_length: u32,
    /// Position of its first exon among the exons.
    pub exons_from: u32,
    pub exon_count: u16,
    /// Version of the accession.
    pub version: u16,
    /// Digits of the accession.
    pub number: u32,
    /// Prefix of the accession.
    pub kind: u8,
    /// 1 to 25.
    pub contig: u8,
    pub reverse: bool,
    pub mane_select: bool,
    /// Whether the chromosome holds the transcript's bases and no others.
    pub regular: bool,
}

#[derive(Archive, Serialize, Deserialize, Debug, Default, Clone, Copy)]
pub struct ExonRecord {
    pub first: u32,
    pub last: u32,
}

#[derive(Archive, Serialize, Deserialize, Debug, Default)]
pub struct SeriesRecord {
    pub number: u32,
    pub name: String,
}

#[derive(Archive, Serialize, Deserialize, Debug, Default)]
pub struct DiseaseRecord {
    /// Primary first: OMIM, ORPHA, DECIPHER, MONDO.
    pub ids: Vec<DiseaseIdRecord>,
    pub names: Vec<NameRecord>,
    pub annotations: Vec<AnnotationRecord>,
    pub genes: Vec<GeneLinkRecord>,
    /// Orphanet's ages of onset, in Orphanet's words.
    pub orphanet_onset: Vec<String>,
    pub prevalence: Vec<PrevalenceRecord>,
    pub nanbyo: Vec<NanbyoRecord>,
    /// Best first.
    pub insured: Vec<InsuredLinkRecord>,
    /// OMIM phenotypic series, by number. Not filled: the public mappings name series but not their members; kept so
    /// that filling it later does not change the format.
    pub series: Vec<u32>,
}

#[derive(Archive, Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiseaseIdRecord {
    pub catalogue: u8,
    pub number: u32,
}

#[derive(Archive, Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
pub struct NameRecord {
    pub text: String,
    pub japanese: bool,
    /// Where the name is from: a catalogue id, `MONDO:…` or `NANDO:…`.
    pub source: String,
}

#[derive(Archive, Serialize, Deserialize, Debug, Clone)]
pub struct AnnotationRecord {
    /// Term index.
    pub term: u32,
    /// Position among the disease's `ids`.
    pub source: u8,
    pub frequency: FrequencyRecord,
    /// Qualifier NOT.
    pub negated: bool,
    /// Term index of the onset.
    pub onset: Option<u32>,
    pub sex: u8,
    pub aspect: u8,
    pub modifiers: Vec<u32>,
    /// Positions among the references.
    pub references: Vec<u32>,
}

#[derive(Archive, Serialize, Deserialize, Debug, Clone, Copy, PartialEq)]
pub enum FrequencyRecord {
    Unknown,
    Counted(u32, u32),
    Range(u8),
    Percent(f32),
}

#[derive(Archive, Serialize, Deserialize, Debug, Clone)]
pub struct GeneLinkRecord {
    /// Gene position.
    pub gene: u32,
    /// ClinGen classification, where curated.
    pub validity: Option<String>,
    /// ClinGen's mode of inheritance, where curated.
    pub mode_of_inheritance: Option<String>,
    pub report: Option<String>,
}

#[derive(Archive, Serialize, Deserialize, Debug, Clone)]
pub struct PrevalenceRecord {
    pub kind: String,
    pub class: String,
    pub value: Option<f32>,
    pub region: String,
    pub validated: bool,
}

#[derive(Archive, Serialize, Deserialize, Debug, Clone)]
pub struct NanbyoRecord {
    pub number: u32,
    /// How the disease was linked with it: position in [`super::view::NanbyoLink::ALL`].
    pub link: u8,
    /// 告示番号.
    pub notification_number: Option<u16>,
    /// 指定難病 rather than 小児慢性特定疾病.
    pub designated_intractable: bool,
    pub name_ja: String,
    pub kana: Option<String>,
    pub name_en: String,
    pub synonyms_ja: Vec<String>,
    pub description_ja: Option<String>,
}

/// A genetic test that Japan's health insurance covers.
#[derive(Archive, Serialize, Deserialize, Debug, Clone)]
pub struct InsuredTestRecord {
    /// 0 to 3: ア, イ, ウ, エ.
    pub group: u8,
    /// Item in the group, from 1.
    pub item: u8,
    pub family: bool,
    pub name_ja: String,
    pub name_en: String,
}

#[derive(Archive, Serialize, Deserialize, Debug, Clone)]
pub struct InsuredLinkRecord {
    /// Position among the tests.
    pub test: u16,
    pub through: InsuredThroughRecord,
}

/// What linked a disease with a test.
#[derive(Archive, Serialize, Deserialize, Debug, Clone)]
pub enum InsuredThroughRecord {
    /// An id of the disease that the list names.
    Id(DiseaseIdRecord),
    /// A listed NANDO class, or one of its subclasses.
    Nando(u32),
}

impl From<DiseaseId> for DiseaseIdRecord {
    fn from(id: DiseaseId) -> Self {
        let (catalogue, number) = match id {
            DiseaseId::Omim(n) => (0, n),
            DiseaseId::Orpha(n) => (1, n),
            DiseaseId::Decipher(n) => (2, n),
            DiseaseId::Mondo(n) => (3, n),
        };
        Self { catalogue, number }
    }
}

impl ArchivedDiseaseIdRecord {
    /// The identifier; the writer stores no other catalogue than these four.
    #[must_use]
    pub fn get(&self) -> DiseaseId {
        let number = self.number.to_native();
        match self.catalogue {
            0 => DiseaseId::Omim(number),
            1 => DiseaseId::Orpha(number),
            2 => DiseaseId::Decipher(number),
            _ => DiseaseId::Mondo(number),
        }
    }
}

const RANGES: [FrequencyRange; 6] = [
    FrequencyRange::Obligate,
    FrequencyRange::VeryFrequent,
    FrequencyRange::Frequent,
    FrequencyRange::Occasional,
    FrequencyRange::VeryRare,
    FrequencyRange::Excluded,
];

impl From<Option<Frequency>> for FrequencyRecord {
    fn from(frequency: Option<Frequency>) -> Self {
        match frequency {
            None => Self::Unknown,
            Some(Frequency::Counted { affected, examined }) => Self::Counted(affected, examined),
            Some(Frequency::Range(range)) => Self::Range(range as u8),
            Some(Frequency::Percent(value)) => Self::Percent(value),
        }
    }
}

impl ArchivedFrequencyRecord {
    /// The frequency; `None` is unknown.
    #[must_use]
    pub fn get(&self) -> Option<Frequency> {
        match self {
            Self::Unknown => None,
            Self::Counted(affected, examined) => {
                Some(Frequency::Counted { affected: affected.to_native(), examined: examined.to_native() })
            }
            Self::Range(range) => RANGES.get(usize::from(*range)).copied().map(Frequency::Range),
            Self::Percent(value) => Some(Frequency::Percent(value.to_native())),
        }
    }
}

/// Sex as one byte.
#[must_use]
pub fn sex_code(sex: Sex) -> u8 {
    match sex {
        Sex::Unknown => 0,
        Sex::Female => 1,
        Sex::Male => 2,
    }
}

/// The inverse of [`sex_code`].
#[must_use]
pub fn sex_of(code: u8) -> Sex {
    match code {
        1 => Sex::Female,
        2 => Sex::Male,
        _ => Sex::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_stored_by_position() {
        for (position, range) in RANGES.iter().enumerate() {
            assert_eq!(*range as usize, position);
        }
    }
}
