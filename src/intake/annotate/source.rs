//! A local annotation file.

use std::fs::File;
use std::io;
use std::path::Path;

use noodles::bgzf;
use noodles::core::{Position, Region};
use noodles::vcf;

use super::line::Row;

/// Fields that are taken from a file, by what it is: its own name and the name that is written.
const KNOWN: &[(&str, &[(&str, &str)])] = &[
    ("clinvar", &[("CLNSIG", "CLNSIG"), ("CLNREVSTAT", "CLNREVSTAT")]),
    (
        "gnomad",
        &[
            ("AF_grpmax", "gnomAD_AF_grpmax"),
            ("AF_popmax", "gnomAD_AF_popmax"),
            ("AF", "gnomAD_AF"),
            ("nhomalt", "gnomAD_nhomalt"),
        ],
    ),
    ("tommo", &[("AF", "ToMMo_AF")]),
    ("revel", &[("REVEL", "REVEL")]),
    ("alphamissense", &[("AlphaMissense", "AlphaMissense")]),
    ("cadd", &[("PHRED", "CADD_PHRED")]),
    ("spliceai", &[("SpliceAI", "SpliceAI")]),
];

/// A bgzip-compressed, tabix-indexed VCF.
pub struct AnnotationSource {
    name: String,
    reader: vcf::io::IndexedReader<bgzf::io::Reader<File>>,
    header: vcf::Header,
    contigs: Vec<String>,
    /// Name in the file, name written.
    fields: Vec<(String, String)>,
}

/// Why an annotation file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AnnotationSourceError {
    /// The file or its index.
    #[error(
        "{path}: {source} (it must be bgzip-compressed with a tabix index beside it: bgzip FILE; tabix -p vcf FILE.gz)"
    )]
    Open {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// Nothing to take from it.
    #[error(
        "{path}: it is not known which fields to take from a file called {name}; write --with {name}={path}:FIELD,FIELD"
    )]
    Fields {
        /// The file.
        path: String,
        /// What the caller calls it.
        name: String,
    },
    /// A record of it.
    #[error("annotation file {name}: {source}")]
    Record {
        /// What the caller calls it.
        name: String,
        /// What the reader said.
        source: io::Error,
    },
}

impl std::fmt::Debug for AnnotationSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AnnotationSource")
            .field("name", &self.name)
            .field("fields", &self.fields)
            .finish_non_exhaustive()
    }
}

impl AnnotationSource {
    /// Opens a file. `name` says what it is (`clinvar`, `gnomad`, `tommo`, …); `fields` names INFO fields to take in place
    /// of the usual ones, which are then written as `name_FIELD`.
    ///
    /// # Errors
    /// [`AnnotationSourceError`] where the file or its index cannot be read, or its fields are not known.
    pub fn open(name: &str, path: &Path, fields: &[String]) -> Result<Self, AnnotationSourceError> {
        let shown = path.display().to_string();
        let wrong = |source| AnnotationSourceError::Open { path: shown.clone(), source };
        let mut reader = vcf::io::indexed_reader::Builder::default().build_from_path(path).map_err(wrong)?;
        let header = reader.read_header().map_err(wrong)?;
        let contigs = reader
            .index()
            .header()
            .map(|header| header.reference_sequence_names().iter().map(ToString::to_string).collect())
            .unwrap_or_default();
        let usual = KNOWN.iter().find(|(known, _)| *known == name.to_ascii_lowercase()).map(|(_, fields)| *fields);
        let fields: Vec<(String, String)> = match (fields, usual) {
            ([], None) => return Err(AnnotationSourceError::Fields { path: shown, name: name.to_owned() }),
            ([], Some(usual)) => usual.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect(),
            (given, _) => given.iter().map(|field| (field.clone(), format!("{name}_{field}"))).collect(),
        };
        Ok(Self { name: name.to_owned(), reader, header, contigs, fields })
    }

    /// Header lines of the fields that this file adds.
    #[must_use]
    pub fn declarations(&self) -> Vec<String> {
        let line = |(from, to): &(String, String)| {
            format!("##INFO=<ID={to},Number=.,Type=String,Description=\"{from} of annotation file {}\">", self.name)
        };
        self.fields.iter().map(line).collect()
    }

    /// Names and values of the fields for the alleles of a record. Where a record has several alternate alleles, the
    /// values of each are joined by commas, a point where the file does not hold the allele.
    pub(super) fn fields(&mut self, row: &Row<'_>) -> Result<Vec<(String, String)>, AnnotationSourceError> {
        let Some(region) = self.region(row) else { return Ok(Vec::new()) };
        let wrong = |source| AnnotationSourceError::Record { name: self.name.clone(), source };
        let alternates: Vec<&str> = row.alternates.split(',').collect();
        let mut values: Vec<Vec<Option<String>>> = vec![vec![None; alternates.len()]; self.fields.len()];
        let query = self.reader.query(&self.header, &region).map_err(wrong)?;
        for record in query.records() {
            let record = record.map_err(wrong)?;
            let start = record.variant_start().transpose().map_err(wrong)?;
            if start.map(usize::from) != Some(row.position as usize) || record.reference_bases() != row.reference {
                continue;
            }
            let bases = record.alternate_bases();
            let theirs: Vec<&str> = bases.as_ref().split(',').collect();
            for (mine, alternate) in alternates.iter().enumerate() {
                let Some(place) = theirs.iter().position(|other| other == alternate) else { continue };
                for ((from, _), slot) in self.fields.iter().zip(&mut values) {
                    if let Some(text) = value_of(record.info().as_ref(), from) {
                        slot[mine] = Some(one_of(text, place, theirs.len()).to_owned());
                    }
                }
            }
        }
        let joined = |slot: Vec<Option<String>>| {
            slot.iter().any(Option::is_some).then(|| {
                slot.into_iter().map(|value| value.unwrap_or_else(|| ".".to_owned())).collect::<Vec<_>>().join(",")
            })
        };
        Ok(self.fields.iter().zip(values).filter_map(|((_, to), slot)| Some((to.clone(), joined(slot)?))).collect())
    }

    /// The place in the file's own way of naming chromosomes; `None` where it has none of that chromosome.
    fn region(&self, row: &Row<'_>) -> Option<Region> {
        let bare = row.contig.strip_prefix("chr").unwrap_or(row.contig);
        let prefixed = format!("chr{bare}");
        let mitochondrial = if matches!(bare, "M" | "MT") { ["M", "MT"] } else { [bare, bare] };
        let names = [row.contig, bare, &prefixed].into_iter().chain(mitochondrial);
        let contig = names.into_iter().find(|name| self.contigs.iter().any(|contig| contig == name))?;
        let start = Position::try_from(row.position as usize).ok()?;
        Some(Region::new(contig, start..=start))
    }
}

/// The value of a key in an INFO column.
fn value_of<'a>(info: &'a str, key: &str) -> Option<&'a str> {
    info.split(';').find_map(|entry| entry.split_once('=').filter(|(name, _)| *name == key)).map(|(_, value)| value)
}

/// The value of one allele, where there is one for each.
fn one_of(text: &str, place: usize, alleles: usize) -> &str {
    if alleles > 1 && text.split(',').count() == alleles { text.split(',').nth(place).unwrap_or(text) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_by_key_and_allele() {
        assert_eq!(value_of("AC=3;AF=0.1,0.2;DB", "AF"), Some("0.1,0.2"));
        assert_eq!(value_of("XAF=1", "AF"), None);
        assert_eq!(one_of("0.1,0.2", 1, 2), "0.2");
        assert_eq!(one_of("criteria_provided,_single_submitter", 0, 1), "criteria_provided,_single_submitter");
    }

    #[test]
    fn a_missing_file_is_named_with_the_remedy() {
        let error = AnnotationSource::open("clinvar", Path::new("/nonexistent.vcf.gz"), &[]).unwrap_err().to_string();
        assert!(error.contains("/nonexistent.vcf.gz") && error.contains("tabix"), "{error}");
    }
}
