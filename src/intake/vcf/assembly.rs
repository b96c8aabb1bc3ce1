//! Which assembly a file counts on.

use super::error::VcfError;
use super::header::Header;
use super::issues::IssueLog;
use crate::domain::{Assembly, Contig};

/// Length of UCSC's hg19 `chrM`, which is not the sequence that mitochondrial positions are counted on elsewhere.
const OLD_MITOCHONDRION: u64 = 16_571;

/// What a header says of the assembly.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Build {
    /// The assembly.
    pub assembly: Option<Assembly>,
    /// Whether mitochondrial positions are on another sequence than the revised Cambridge reference.
    pub old_mitochondrion: bool,
}

/// A statement and what it says.
type Statement = (String, Assembly);

/// Finds the assembly from contig lengths, other header lines and what the caller says.
///
/// Contig lengths weigh most: where the caller agrees with them, other header lines that contradict are only warned
/// about. Every other contradiction is an error.
pub(super) fn detect(
    header: &Header,
    asked: Option<Assembly>,
    name: &str,
    issues: &mut IssueLog,
) -> Result<Build, VcfError> {
    let old_mitochondrion = header.contigs.iter().any(|line| {
        line.length == Some(OLD_MITOCHONDRION) && line.id.parse::<Contig>().is_ok_and(|contig| contig == Contig::MT)
    });
    let lengths = from_lengths(header, asked, name, issues)?;
    let said = from_words(header);
    let asked = asked.map(|assembly| ("--assembly".to_owned(), assembly));
    let conflict = |first: &Statement, second: &Statement| VcfError::AssemblyConflict {
        name: name.to_owned(),
        first: first.clone(),
        second: second.clone(),
    };
    let confirmed = lengths.first().is_some_and(|(_, found)| asked.as_ref().is_some_and(|(_, asked)| asked == found));
    let mut known: Option<Statement> = None;
    for statement in lengths.into_iter().chain(asked) {
        match &known {
            Some(first) if first.1 != statement.1 => return Err(conflict(first, &statement)),
            _ => known = known.or(Some(statement)),
        }
    }
    for statement in said {
        match &known {
            Some(first) if first.1 != statement.1 && confirmed => {
                issues.warn(
                    "assembly",
                    || format!("the header of {name}"),
                    || format!("{} says {}; it was read as {}", statement.0, statement.1.as_str(), first.1.as_str()),
                );
            }
            Some(first) if first.1 != statement.1 => return Err(conflict(first, &statement)),
            _ => known = known.or(Some(statement)),
        }
    }
    Ok(Build { assembly: known.map(|(_, assembly)| assembly), old_mitochondrion })
}

/// At most one statement for each assembly.
fn from_lengths(
    header: &Header,
    asked: Option<Assembly>,
    name: &str,
    issues: &mut IssueLog,
) -> Result<Vec<Statement>, VcfError> {
    let mut found: Vec<Statement> = Vec::new();
    let mut strange = None;
    for line in &header.contigs {
        let (Ok(contig), Some(length)) = (line.id.parse::<Contig>(), line.length) else { continue };
        if contig == Contig::MT {
            continue;
        }
        let fits = |assembly: &Assembly| u64::from(contig.length(*assembly)) == length;
        let statement = format!("the length {length} of contig {}", line.id);
        match [Assembly::Grch37, Assembly::Grch38].into_iter().find(fits) {
            Some(assembly) if found.iter().all(|(_, known)| *known != assembly) => found.push((statement, assembly)),
            Some(_) => {}
            None => strange = strange.or(Some(statement)),
        }
    }
    if let Some(statement) = strange {
        if found.is_empty() && asked.is_none() {
            return Err(VcfError::AssemblyUnsupported { name: name.to_owned(), statement });
        }
        issues.warn(
            "contig of no assembly",
            || format!("the header of {name}"),
            || format!("{statement} fits neither GRCh37 nor GRCh38"),
        );
    }
    Ok(found)
}

/// What `##reference`, `##assembly`, contig attributes and the lines of VEP and `SnpEff` say.
fn from_words(header: &Header) -> Vec<Statement> {
    let lines = header.other.iter().filter_map(|(key, value)| match key.as_str() {
        "reference" | "assembly" | "VEP" | "SnpEffCmd" => Some((format!("##{key}"), value.as_str())),
        _ => None,
    });
    let contigs = header.contigs.iter().filter_map(|line| {
        let assembly = line.assembly.as_deref()?;
        line.id.parse::<Contig>().ok().map(|_| (format!("assembly of contig {}", line.id), assembly))
    });
    let mut found: Vec<Statement> = Vec::new();
    for (place, text) in lines.chain(contigs) {
        let text = match place.as_str() {
            // Other words of VEP's line name databases, whose paths may name any assembly.
            "##VEP" => text.split_once("assembly=").map_or("", |(_, rest)| rest.split(' ').next().unwrap_or_default()),
            _ => text,
        };
        if let Some(assembly) = named(text)
            && found.iter().all(|(_, known)| *known != assembly)
        {
            found.push((place, assembly));
        }
    }
    found
}

/// The assembly that a path or a word names; `None` if it names none, or both.
fn named(text: &str) -> Option<Assembly> {
    const WORDS: [(&str, Assembly); 12] = [
        ("grch37", Assembly::Grch37),
        ("hg19", Assembly::Grch37),
        ("hs37", Assembly::Grch37),
        ("b37", Assembly::Grch37),
        ("g1k_v37", Assembly::Grch37),
        ("assembly19", Assembly::Grch37),
        ("grch38", Assembly::Grch38),
        ("hg38", Assembly::Grch38),
        ("hs38", Assembly::Grch38),
        ("b38", Assembly::Grch38),
        ("g1k_v38", Assembly::Grch38),
        ("assembly38", Assembly::Grch38),
    ];
    let text = text.to_ascii_lowercase();
    let stands = |word: &str| {
        text.match_indices(word).any(|(start, _)| {
            // `b37` may be part of a checksum.
            !text[..start].ends_with(|before: char| before.is_ascii_alphanumeric())
                && !text[start + word.len()..].starts_with(|after: char| after.is_ascii_digit())
        })
    };
    let mut found = WORDS.iter().filter(|(word, _)| stands(word)).map(|(_, assembly)| *assembly);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::super::header::ContigLine;
    use super::*;

    fn header(contigs: &[(&str, u64)], other: &[(&str, &str)]) -> Header {
        let contig =
            |(id, length): &(&str, u64)| ContigLine { id: (*id).to_owned(), length: Some(*length), assembly: None };
        Header {
            contigs: contigs.iter().map(contig).collect(),
            other: other.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            ..Header::default()
        }
    }

    fn found(header: &Header, asked: Option<Assembly>) -> Result<Option<Assembly>, String> {
        detect(header, asked, "t", &mut IssueLog::default())
            .map(|build| build.assembly)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn lengths_and_words_tell() {
        let (a, b) = (Some(Assembly::Grch37), Some(Assembly::Grch38));
        for (contigs, other, wanted) in [
            (vec![("chr1", 248_956_422)], vec![], b),
            (vec![("7", 159_138_663), ("MT", 16_569), ("GL1", 5)], vec![], a),
            (vec![], vec![("reference", "file:///data/human_g1k_v37_decoy.fasta")], a),
            (vec![], vec![("reference", "ftp://x/Homo_sapiens_assembly38.fasta")], b),
            (vec![], vec![("VEP", "v85 cache=/x/85_GRCh38 db=. assembly=GRCh37.p13")], a),
            (vec![], vec![("SnpEffCmd", "\"SnpEff  -noStats GRCh38.99 /in.vcf \"")], b),
            (vec![], vec![("reference", "/hg19_to_hg38/x.fa")], None),
            (vec![], vec![("reference", "/d/fab37e2/ref.fa")], None),
            (vec![], vec![("source", "hg19")], None),
        ] {
            assert_eq!(found(&header(&contigs, &other), None), Ok(wanted), "{contigs:?} {other:?}");
        }
        assert_eq!(found(&header(&[], &[]), b), Ok(b));
    }

    #[test]
    fn contradictions_name_both_sides() {
        let mixed = header(&[("1", 249_250_621), ("2", 242_193_529)], &[]);
        let error = found(&mixed, None).unwrap_err();
        assert!(error.contains("contig 1 says GRCh37") && error.contains("contig 2 says GRCh38"), "{error}");
        let wrong_words = header(&[("1", 249_250_621)], &[("reference", "hg38.fa")]);
        let error = found(&wrong_words, None).unwrap_err();
        assert!(error.contains("##reference says GRCh38"), "{error}");
        let error = found(&header(&[("1", 249_250_621)], &[]), Some(Assembly::Grch38)).unwrap_err();
        assert!(error.contains("--assembly says GRCh38"), "{error}");
        // The caller's word confirms the lengths against a stale line.
        assert_eq!(found(&wrong_words, Some(Assembly::Grch37)), Ok(Some(Assembly::Grch37)));
    }

    #[test]
    fn other_assemblies_are_refused() {
        let old = header(&[("chr1", 247_249_719)], &[]);
        assert!(found(&old, None).unwrap_err().contains("247249719"));
        assert_eq!(found(&old, Some(Assembly::Grch37)), Ok(Some(Assembly::Grch37)));
        let ucsc = header(&[("chr1", 249_250_621), ("chrM", 16_571)], &[]);
        assert!(detect(&ucsc, None, "t", &mut IssueLog::default()).unwrap().old_mitochondrion);
    }
}
