//! `hp.obo`, the Human Phenotype Ontology in OBO 1.4 flat-file format
//! (<https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_4.html>).
//!
//! Only the tags the knowledge base uses are read; all others are passed over.

use super::{Parsed, SourceError};
use crate::domain::TermId;

/// How close a synonym is to its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SynonymScope {
    /// Means the same.
    Exact,
    /// Means more.
    Broad,
    /// Means less.
    Narrow,
    /// Has to do with it.
    Related,
}

/// Another name of a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OboSynonym {
    /// The name.
    pub text: String,
    /// How close it is.
    pub scope: SynonymScope,
    /// Whether it is marked as layperson's language.
    pub layperson: bool,
}

/// One `[Term]` stanza.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OboTerm {
    /// `id`
    pub id: TermId,
    /// `name`
    pub name: String,
    /// `def`, without its references.
    pub definition: Option<String>,
    /// `synonym`, discarded ones left out.
    pub synonyms: Vec<OboSynonym>,
    /// `alt_id`
    pub alternative_ids: Vec<TermId>,
    /// `is_a`
    pub parents: Vec<TermId>,
    /// `is_obsolete`
    pub obsolete: bool,
    /// `replaced_by`
    pub replaced_by: Option<TermId>,
    /// `consider`
    pub consider: Vec<TermId>,
}

struct Stanza {
    line: usize,
    id: Option<TermId>,
    term: OboTerm,
}

impl Stanza {
    fn begin(line: usize) -> Self {
        let term = OboTerm {
            id: TermId::from_number(0),
            name: String::new(),
            definition: None,
            synonyms: Vec::new(),
            alternative_ids: Vec::new(),
            parents: Vec::new(),
            obsolete: false,
            replaced_by: None,
            consider: Vec::new(),
        };
        Self { line, id: None, term }
    }

    fn finish(self, file: &str) -> Result<OboTerm, SourceError> {
        let id = self.id.ok_or_else(|| SourceError::line(file, self.line, "a [Term] without id"))?;
        if self.term.name.is_empty() && !self.term.obsolete {
            return Err(SourceError::line(file, self.line, format!("{id} has no name")));
        }
        Ok(OboTerm { id, ..self.term })
    }

    fn tag(&mut self, tag: &str, value: &str) -> Result<(), String> {
        let term = &mut self.term;
        match tag {
            "id" => self.id = Some(term_id(value)?),
            "name" => value.clone_into(&mut term.name),
            "def" => term.definition = Some(quoted(value)?.0),
            "synonym" => term.synonyms.extend(synonym(value)?),
            "alt_id" => term.alternative_ids.push(term_id(value)?),
            "is_a" => term.parents.push(term_id(value)?),
            "is_obsolete" => term.obsolete = value.trim() == "true",
            "replaced_by" => term.replaced_by = Some(term_id(value)?),
            // Obsolete terms may point at other ontologies; those cannot be offered to a user of HPO.
            "consider" => term.consider.extend(term_id(value)),
            _ => {}
        }
        Ok(())
    }
}

/// Reads the whole file.
///
/// # Errors
/// [`SourceError::Line`] at the first stanza that cannot be understood: an ontology with holes is not used.
pub fn parse(file: &str, text: &str) -> Result<Parsed<OboTerm>, SourceError> {
    let mut parsed = Parsed::default();
    let mut stanza: Option<Stanza> = None;
    let mut in_header = true;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let line = line.trim_end();
        if line.starts_with('[') {
            in_header = false;
            if let Some(done) = stanza.take() {
                parsed.rows.push(done.finish(file)?);
            }
            stanza = (line == "[Term]").then(|| Stanza::begin(number));
            continue;
        }
        let Some((tag, value)) = line.split_once(':') else { continue };
        let value = value.trim_start();
        if let Some(current) = &mut stanza {
            current.tag(tag, value).map_err(|message| SourceError::line(file, number, message))?;
        } else if in_header && tag == "data-version" {
            parsed.release = Some(value.rsplit('/').next().unwrap_or(value).to_owned());
        }
    }
    if let Some(done) = stanza.take() {
        parsed.rows.push(done.finish(file)?);
    }
    parsed.tally.read = parsed.rows.len();
    if parsed.rows.is_empty() {
        return Err(SourceError::file(file, "holds no [Term]"));
    }
    Ok(parsed)
}

/// The id at the start of a value, before any ` ! comment` or `{qualifier}`.
fn term_id(value: &str) -> Result<TermId, String> {
    let id = value.split([' ', '{']).next().unwrap_or_default();
    id.parse().map_err(|error: crate::domain::IdError| error.to_string())
}

/// The text between the first pair of double quotes, with escapes undone, and what follows.
fn quoted(value: &str) -> Result<(String, &str), String> {
    let inside = value.strip_prefix('"').ok_or_else(|| format!("expected a quoted text, found {:?}", head(value)))?;
    let mut text = String::new();
    let mut chars = inside.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Ok((text, inside[at + 1..].trim_start())),
            '\\' => match chars.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, other)) => text.push(other),
                None => break,
            },
            _ => text.push(c),
        }
    }
    Err(format!("the quoted text {:?} has no end", head(value)))
}

fn head(value: &str) -> String {
    value.chars().take(40).collect()
}

/// A synonym, or `None` for one the curators have discarded.
fn synonym(value: &str) -> Result<Option<OboSynonym>, String> {
    let (text, rest) = quoted(value)?;
    let mut words = rest.split_whitespace();
    let scope = match words.next() {
        Some("EXACT") => SynonymScope::Exact,
        Some("BROAD") => SynonymScope::Broad,
        Some("NARROW") => SynonymScope::Narrow,
        Some("RELATED") => SynonymScope::Related,
        other => return Err(format!("unknown synonym scope {other:?}")),
    };
    let kind = words.next().unwrap_or_default();
    if kind == "obsolete_synonym" || text.is_empty() {
        return Ok(None);
    }
    Ok(Some(OboSynonym { text, scope, layperson: kind == "layperson" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "format-version: 1.2\ndata-version: hp/releases/2025-01-16\n\n[Term]\nid: HP:0001250\n\
        name: Seizure\nalt_id: HP:0002279\ndef: \"An \\\"event\\\" of the brain.\" [PMID:1]\n\
        synonym: \"Fits\" RELATED layperson []\nsynonym: \"Old\" EXACT obsolete_synonym []\n\
        is_a: HP:0012638 {x=\"y\"} ! Abnormal nervous system physiology\nxref: UMLS:1\n\n\
        [Term]\nid: HP:0000057\nname: obsolete Clitoromegaly\nis_obsolete: true\nreplaced_by: HP:0008665\nconsider: MP:0000001\n\n\
        [Typedef]\nid: part_of\nname: part of\n";

    #[test]
    fn a_file_is_read_with_its_release() {
        let parsed = parse("hp.obo", GOOD).unwrap();
        assert_eq!(parsed.release.as_deref(), Some("2025-01-16"));
        assert_eq!(parsed.rows.len(), 2);
        let seizure = &parsed.rows[0];
        assert_eq!(seizure.definition.as_deref(), Some("An \"event\" of the brain."));
        assert_eq!(
            seizure.synonyms,
            [OboSynonym { text: "Fits".into(), scope: SynonymScope::Related, layperson: true }]
        );
        assert_eq!(seizure.parents, ["HP:0012638".parse().unwrap()]);
        assert!(parsed.rows[1].obsolete && parsed.rows[1].replaced_by.is_some() && parsed.rows[1].consider.is_empty());
    }

    #[test]
    fn hostile_files_are_refused_with_the_line() {
        for (text, needle) in [
            ("", "no [Term]"),
            ("[Term]\nname: x\n", "line 1 of hp.obo: a [Term] without id"),
            ("[Term]\nid: HP:12\nname: x\n", "line 2"),
            ("[Term]\nid: HP:0000001\n", "has no name"),
            ("[Term]\nid: HP:0000001\nname: x\nsynonym: \"abc\n", "has no end"),
            ("[Term]\nid: HP:0000001\nname: x\nsynonym: \"abc\" SORT []\n", "scope"),
            ("[Term]\nid: HP:0000001\nname: x\ndef: \"a\\", "has no end"),
        ] {
            let error = parse("hp.obo", text).unwrap_err().to_string();
            assert!(error.contains(needle), "{error:?} should contain {needle:?}");
        }
    }

    #[test]
    fn windows_line_ends_are_read_alike() {
        assert_eq!(parse("hp.obo", &GOOD.replace('\n', "\r\n")).unwrap().rows, parse("hp.obo", GOOD).unwrap().rows);
    }
}
