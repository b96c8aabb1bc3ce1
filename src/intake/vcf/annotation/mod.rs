//! Annotation entries of VEP, `SnpEff` and bcftools csq: one shape for all three.

mod choose;
mod compound;
mod effect;

use super::error::VcfError;
use super::header::{Header, InfoField};
use super::options::AnnotatedBy;
use super::profile::{AnnotationProfile, Role};

pub(super) use choose::{Chosen, choice_of, choose};
pub(super) use compound::Compounds;

/// Columns that are read, in the names of VEP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Allele,
    AlleleNumber,
    Consequence,
    Symbol,
    Ensembl,
    Hgnc,
    FeatureKind,
    Transcript,
    Biotype,
    Exon,
    Intron,
    HgvsC,
    HgvsP,
    Residue,
    Canonical,
    Mane,
    Lof,
    LofFilter,
    Decay,
}

impl Column {
    const COUNT: usize = 19;

    /// A column by its name in lower case.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "allele" => Self::Allele,
            "allele_num" => Self::AlleleNumber,
            "consequence" | "annotation" => Self::Consequence,
            "symbol" | "hgnc" | "gene_name" => Self::Symbol,
            "gene" | "gene_id" => Self::Ensembl,
            "hgnc_id" => Self::Hgnc,
            "feature_type" => Self::FeatureKind,
            "feature" | "feature_id" => Self::Transcript,
            "biotype" | "transcript_biotype" => Self::Biotype,
            "exon" | "rank" => Self::Exon,
            "intron" => Self::Intron,
            "hgvsc" | "hgvs.c" => Self::HgvsC,
            "hgvsp" | "hgvs.p" => Self::HgvsP,
            "protein_position" | "aa.pos / aa.length" | "aa.pos/aa.length" => Self::Residue,
            "canonical" => Self::Canonical,
            "mane_select" => Self::Mane,
            "lof" => Self::Lof,
            "lof_filter" => Self::LofFilter,
            "nmd" => Self::Decay,
            _ => return None,
        })
    }
}

/// How entries of one file are laid out.
#[derive(Debug)]
pub(super) struct Layout {
    /// Whose they are.
    pub by: AnnotatedBy,
    columns: [Option<usize>; Column::COUNT],
    values: Vec<(usize, Role, String)>,
    width: usize,
}

/// `SnpEff`'s columns, for headers that do not list them (ANN specification 1.0).
const ANN: &str = "Allele|Annotation|Annotation_Impact|Gene_Name|Gene_ID|Feature_Type|Feature_ID|Transcript_BioType|Rank|\
                   HGVS.c|HGVS.p|cDNA.pos / cDNA.length|CDS.pos / CDS.length|AA.pos / AA.length|Distance|ERRORS";
/// The columns of bcftools csq, in the names of VEP; the last is not read by name.
const BCSQ: &str = "Consequence|SYMBOL|Feature|BIOTYPE|STRAND|Protein_position|DNA_CHANGE";
/// Place of the last.
const BCSQ_CHANGE: usize = 6;

impl Layout {
    /// The annotation that a header declares; of several VEP's, then `SnpEff`'s, then that of bcftools.
    pub fn find(header: &Header, profile: &AnnotationProfile, name: &str) -> Result<Option<Self>, VcfError> {
        let missing =
            |id, problem: &str| VcfError::AnnotationFormat { name: name.to_owned(), id, problem: problem.to_owned() };
        if let Some(field) = header.info("CSQ") {
            let format = field.description.split_once("Format:").map(|(_, format)| format.trim());
            let format = format.ok_or_else(|| missing("CSQ", "the description has no \"Format:\""))?;
            let layout = Self::new(AnnotatedBy::Vep, format, profile);
            let needed = [Column::Allele, Column::Consequence, Column::Symbol, Column::Transcript];
            let [allele, consequence, symbol, transcript] = needed.map(|column| layout.place(column).is_some());
            let gene = symbol || layout.place(Column::Ensembl).is_some() || layout.place(Column::Hgnc).is_some();
            if !(allele && consequence && gene && transcript) {
                return Err(missing("CSQ", "Allele, Consequence, Feature and a column for the gene are needed"));
            }
            return Ok(Some(layout));
        }
        if let Some(field) = header.info("ANN") {
            let format = ann_format(field).unwrap_or(ANN);
            return Ok(Some(Self::new(AnnotatedBy::SnpEff, format, profile)));
        }
        Ok(header.info("BCSQ").map(|_| Self::new(AnnotatedBy::BcftoolsCsq, BCSQ, profile)))
    }

    fn new(by: AnnotatedBy, format: &str, profile: &AnnotationProfile) -> Self {
        let roles = profile.subfields();
        let mut layout = Self { by, columns: [None; Column::COUNT], values: Vec::new(), width: 0 };
        for (place, name) in format.split('|').enumerate() {
            let name = name.trim().trim_matches(['\'', '"']);
            let lower = name.to_ascii_lowercase();
            if let Some(column) = Column::named(&lower) {
                let slot = &mut layout.columns[column as usize];
                *slot = slot.or(Some(place));
            } else if let Some(role) = roles.get(&lower) {
                layout.values.push((place, *role, name.to_owned()));
            }
            layout.width = place + 1;
        }
        layout
    }

    /// INFO key of the entries.
    pub fn key(&self) -> &'static str {
        match self.by {
            AnnotatedBy::Vep => "CSQ",
            AnnotatedBy::SnpEff => "ANN",
            AnnotatedBy::BcftoolsCsq | AnnotatedBy::Annotator => "BCSQ",
        }
    }

    fn place(&self, column: Column) -> Option<usize> {
        self.columns[column as usize]
    }

    /// Splits the entries of one record, and says how many had another number of columns than declared.
    pub fn entries<'a>(&'a self, value: &'a str) -> (Entries<'a>, usize) {
        let mut fields = Vec::with_capacity((value.len() / 100 + 1) * self.width);
        let mut odd = 0;
        for entry in value.split(',').filter(|entry| !entry.is_empty() && *entry != ".") {
            let start = fields.len();
            let entry = if self.by == AnnotatedBy::BcftoolsCsq { entry.trim_start_matches('*') } else { entry };
            fields.extend(entry.split('|').take(self.width));
            // bcftools leaves out what it does not know at the end.
            if self.by != AnnotatedBy::BcftoolsCsq
                && entry.bytes().filter(|byte| *byte == b'|').count() + 1 != self.width
            {
                odd += 1;
            }
            fields.resize(start + self.width, "");
        }
        (Entries { layout: self, fields }, odd)
    }
}

/// The list between quotes of `SnpEff`'s description.
fn ann_format(field: &InfoField) -> Option<&str> {
    let list = field.description.split('\'').nth(1)?;
    (list.matches('|').count() >= 10).then_some(list)
}

/// The entries of one record.
#[derive(Debug)]
pub(super) struct Entries<'a> {
    layout: &'a Layout,
    fields: Vec<&'a str>,
}

/// One entry: an allele's effect on a transcript.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    layout: &'a Layout,
    fields: &'a [&'a str],
}

impl Entries<'_> {
    /// Whether entries have frequencies, scores or classes.
    pub fn has_values(&self) -> bool {
        !self.layout.values.is_empty()
    }

    /// All entries in their order.
    pub fn iter(&self) -> impl Iterator<Item = Entry<'_>> {
        self.fields.chunks_exact(self.layout.width.max(1)).map(|fields| Entry { layout: self.layout, fields })
    }
}

/// The alleles of a record as annotators write them.
#[derive(Debug)]
pub(super) struct Spelling<'a> {
    /// `ALT`
    alternate: &'a str,
    /// Spellings besides it.
    pub all: Vec<&'a str>,
    /// From 1.
    number: usize,
    only: bool,
    symbolic: bool,
    /// Position and bases as bcftools writes them, `948519T>G`.
    change: String,
}

impl<'a> Spelling<'a> {
    /// Spellings of alternate allele `index`.
    pub fn new(position: &str, reference: &'a str, alternates: &[&'a str], index: usize) -> Self {
        let alternate = alternates.get(index).copied().unwrap_or_default();
        let mut all = vec![alternate];
        let real = |allele: &&&str| !allele.starts_with(['*', '<']);
        let changes_length = alternates.iter().filter(real).any(|other| other.len() != reference.len());
        let first = reference.as_bytes().first();
        // VEP takes the first base off all alleles of a record with an insertion or a deletion if they share it.
        if changes_length && alternates.iter().filter(real).all(|other| other.as_bytes().first() == first) {
            all.push(alternate.get(1..).filter(|rest| !rest.is_empty()).unwrap_or("-"));
        }
        // With --minimal it takes off all that the two alleles share.
        let shared = |a: &str, b: &str| a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
        let left = shared(reference, alternate);
        if let (Some(r), Some(a)) = (reference.get(left..), alternate.get(left..)) {
            let right = r.bytes().rev().zip(a.bytes().rev()).take_while(|(a, b)| a == b).count();
            all.push(a.get(..a.len() - right).filter(|rest| !rest.is_empty()).unwrap_or("-"));
        }
        let symbolic = alternate.starts_with('<') || alternate.contains(['[', ']']);
        let change = format!("{position}{reference}>{alternate}");
        Self { alternate, all, number: index + 1, only: alternates.len() == 1, symbolic, change }
    }
}

impl<'a> Entry<'a> {
    /// A column; empty where there is none.
    pub fn get(&self, column: Column) -> &'a str {
        self.layout.place(column).and_then(|place| self.fields.get(place)).map_or("", |text| text.trim())
    }

    /// Columns with frequencies, scores and classes: place, role, name.
    pub fn values(&self) -> &'a [(usize, Role, String)] {
        &self.layout.values
    }

    /// A column by its place.
    pub fn at(&self, place: usize) -> &'a str {
        self.fields.get(place).copied().unwrap_or_default()
    }

    /// Where the consequence is written, if not here.
    fn pointer(&self) -> Option<u32> {
        self.fields.first()?.strip_prefix('@')?.parse().ok().filter(|_| self.layout.by == AnnotatedBy::BcftoolsCsq)
    }

    /// Whether the entry is about one base, and the allele is another.
    fn names_another_base(&self, spelling: &Spelling<'_>) -> bool {
        let is_base = |text: &str| matches!(text, "A" | "C" | "G" | "T");
        let allele = self.get(Column::Allele);
        is_base(allele)
            && is_base(spelling.alternate)
            && allele != spelling.alternate
            && !spelling.all.contains(&allele)
    }

    /// Whether the entry is about an allele.
    pub fn is_of(&self, spelling: &Spelling<'_>) -> bool {
        if spelling.only {
            // A record that was split keeps the annotation of the other alleles with some programs.
            return !self.names_another_base(spelling);
        }
        if self.layout.by == AnnotatedBy::BcftoolsCsq {
            let change = self.at(BCSQ_CHANGE);
            return change.is_empty() || change.split('+').any(|part| part == spelling.change);
        }
        if let Ok(number) = self.get(Column::AlleleNumber).parse::<usize>() {
            return number == spelling.number;
        }
        let allele = self.get(Column::Allele);
        if self.layout.by == AnnotatedBy::SnpEff {
            // Cancer annotations name both alleles, `G-C`.
            return allele == spelling.alternate || allele.split('-').next() == Some(spelling.alternate);
        }
        spelling.symbolic || spelling.all.contains(&allele)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(id: &str, description: &str) -> Result<Option<Layout>, VcfError> {
        let field = InfoField {
            id: id.to_owned(),
            number: super::super::header::Number::Other,
            description: description.to_owned(),
        };
        let header = Header { info: vec![field], ..Header::default() };
        Layout::find(&header, &AnnotationProfile::default(), "t.vcf")
    }

    #[test]
    fn columns_are_found_by_the_header() {
        let vep =
            layout("CSQ", "Consequence annotations from Ensembl VEP. Format: Allele|Consequence|SYMBOL|Feature|REVEL")
                .unwrap()
                .unwrap();
        assert_eq!((vep.width, vep.place(Column::Transcript), vep.values.len()), (5, Some(3), 1));
        let eff = layout("ANN", &format!("Functional annotations: '{}'", ANN.replace('|', " | "))).unwrap().unwrap();
        assert_eq!((eff.place(Column::HgvsP), eff.place(Column::Residue)), (Some(10), Some(13)));
        assert_eq!(layout("ANN", "x").unwrap().unwrap().place(Column::HgvsC), Some(9));
        for description in ["", "Format: Consequence|IMPACT", "Format:"] {
            assert!(layout("CSQ", description).is_err(), "{description}");
        }
        assert!(layout("DP", "").unwrap().is_none());
    }

    #[test]
    fn entries_belong_to_alleles() {
        let vep = layout("CSQ", "Format: Allele|Consequence|SYMBOL|Feature|ALLELE_NUM").unwrap().unwrap();
        for (reference, alternates, index, entry, wanted) in [
            ("A", vec!["C", "G"], 0, "C|x|Y|T|", true),
            ("A", vec!["C", "G"], 1, "C|x|Y|T|", false),
            ("ATCT", vec!["A", "ATCTT"], 0, "-|x|Y|T|", true),
            ("ATCT", vec!["A", "ATCTT"], 1, "TCTT|x|Y|T|", true),
            ("ATCT", vec!["A", "ATCTT"], 1, "-|x|Y|T|", false),
            ("ATCT", vec!["A", "GTCT"], 1, "G|x|Y|T|", true),
            ("A", vec!["C", "G"], 1, "C|x|Y|T|2", true),
            ("A", vec!["C"], 0, "anything|x|Y|T|", true),
            ("AT", vec!["A", "*"], 0, "-|x|Y|T|", true),
        ] {
            let spelling = Spelling::new("5", reference, &alternates, index);
            let (entries, odd) = vep.entries(entry);
            assert_eq!(odd, 0);
            assert_eq!(entries.iter().next().unwrap().is_of(&spelling), wanted, "{reference} {alternates:?} {entry}");
        }
        let csq = layout("BCSQ", "x").unwrap().unwrap();
        let (entries, _) = csq.entries("missense|A|T|protein_coding|+|1A>1C|5A>G,intron|A||protein_coding");
        let spelling = |index| Spelling::new("5", "A", &["C", "G"], index);
        let of = |index| entries.iter().map(|entry| entry.is_of(&spelling(index))).collect::<Vec<_>>();
        assert_eq!((of(0), of(1)), (vec![false, true], vec![true, true]));
    }

    #[test]
    fn short_and_long_entries_are_counted() {
        let vep = layout("CSQ", "Format: Allele|Consequence|SYMBOL|Feature").unwrap().unwrap();
        let (entries, odd) = vep.entries("A|x,A|x|Y|T|more,,A|x|Y|T");
        assert_eq!((entries.iter().count(), odd), (3, 2));
    }
}
