//! MONDO mappings in SSSOM (<https://mapping-commons.github.io/sssom/>): which catalogue entries are one disease.

use super::{Parsed, SourceError, Table};
use crate::domain::{DiseaseId, SeriesId};

/// The other end of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MondoTarget {
    /// An OMIM, Orphanet or DECIPHER entry.
    Disease(DiseaseId),
    /// An OMIM phenotypic series.
    Series(SeriesId),
    /// A class of the Nanbyo Disease Ontology, by number.
    Nando(u32),
}

/// One mapping of a MONDO class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MondoMapping {
    /// Number of the MONDO class.
    pub mondo: u32,
    /// Its label.
    pub label: String,
    /// What it is matched with.
    pub target: MondoTarget,
}

/// Reads exact matches (and, for NANDO, cross-references); mappings to other vocabularies are tallied as dropped.
///
/// # Errors
/// [`SourceError`] where a column is missing.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Parsed<MondoMapping>, SourceError> {
    let mut parsed = Parsed { release: release(bytes), ..Parsed::default() };
    let table = Table::open(file, bytes, b'\t', false)?;
    let subject = table.column("subject_id")?;
    let label = table.column("subject_label")?;
    let predicate = table.column("predicate_id")?;
    let object = table.column("object_id")?;
    let Parsed { rows, tally, .. } = &mut parsed;
    table.for_each(tally, |row, tally| {
        let Ok(DiseaseId::Mondo(mondo)) = row.get(subject).parse() else {
            tally.drop_row("subject is not a MONDO class", || {
                format!("line {} of {file}: {:?}", row.line, row.get(subject))
            });
            return Ok(());
        };
        let Some(target) = target(row.get(object)) else {
            tally.drop_row("another vocabulary", || row.get(object).to_owned());
            return Ok(());
        };
        let wanted = match target {
            MondoTarget::Nando(_) => ["oboInOwl:hasDbXref", "skos:exactMatch"].contains(&row.get(predicate)),
            _ => row.get(predicate) == "skos:exactMatch",
        };
        if wanted {
            rows.push(MondoMapping { mondo, label: row.get(label).to_owned(), target });
        } else {
            tally.drop_row("not an exact match", || format!("{} {}", row.get(predicate), row.get(object)));
        }
        Ok(())
    })?;
    Ok(parsed)
}

fn target(object: &str) -> Option<MondoTarget> {
    let (prefix, number) = object.split_once(':')?;
    match prefix {
        "Orphanet" => format!("ORPHA:{number}").parse().ok().map(MondoTarget::Disease),
        "OMIM" | "ORPHA" | "DECIPHER" => object.parse().ok().map(MondoTarget::Disease),
        "OMIMPS" => object.parse().ok().map(MondoTarget::Series),
        "NANDO" => number.parse().ok().map(MondoTarget::Nando),
        _ => None,
    }
}

/// The date in `# mapping_set_version: …/releases/2026-08-04/…`.
fn release(bytes: &[u8]) -> Option<String> {
    bytes
        .split(|&b| b == b'\n')
        .take_while(|line| line.starts_with(b"#"))
        .filter_map(|line| std::str::from_utf8(line).ok())
        .find_map(|line| {
            line.split_once("mapping_set_version:")?.1.split('/').find(|part| is_date(part)).map(str::to_owned)
        })
}

fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_matches_are_kept_and_others_counted() {
        let text = "# mapping_set_version: http://x/releases/2026-08-04/y\nsubject_id\tsubject_label\tpredicate_id\tobject_id\n\
            MONDO:0007947\tMarfan syndrome\tskos:exactMatch\tOMIM:154700\nMONDO:0007947\tMarfan syndrome\tskos:exactMatch\tOrphanet:558\n\
            MONDO:0007947\tMarfan syndrome\tskos:broadMatch\tOMIM:154701\nMONDO:0007947\tMarfan syndrome\toboInOwl:hasDbXref\tNANDO:1200534\n\
            MONDO:0007947\tMarfan syndrome\tskos:exactMatch\tUMLS:1\nDOID:1\tx\tskos:exactMatch\tOMIM:154700\n";
        let parsed = parse("mondo.sssom.tsv", text.as_bytes()).unwrap();
        let targets: Vec<MondoTarget> = parsed.rows.iter().map(|row| row.target).collect();
        assert_eq!(
            targets,
            [
                MondoTarget::Disease(DiseaseId::Omim(154_700)),
                MondoTarget::Disease(DiseaseId::Orpha(558)),
                MondoTarget::Nando(1_200_534)
            ]
        );
        assert_eq!(parsed.tally.dropped_rows(), 3);
        assert_eq!(parsed.release.as_deref(), Some("2026-08-04"));
    }
}
