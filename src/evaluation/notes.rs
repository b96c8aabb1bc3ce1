//! How right the recognition of phenotypes in text is, on notes whose mentions are marked.
//!
//! A file of notes is blocks with a blank line between them. The first line of a block is `#` and the note's name; in
//! the rest a mention is `[words|HP:0001250|flags]`, with the flags `absent`, `family`, `other` and `uncertain`.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::domain::{FeatureStatus, TermId};
use crate::ontology::Ontology;
use crate::search::{Experiencer, Mention};

/// Why notes cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct NotesError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

/// A marked mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldMention {
    /// Bytes of the note's text.
    pub span: Range<usize>,
    /// The term.
    pub term: TermId,
    /// Whether it is there.
    pub status: FeatureStatus,
    /// Whose it is.
    pub experiencer: Experiencer,
    /// Whether it is only suspected.
    pub uncertain: bool,
}

/// A note without its marks, and the mentions they named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Its mentions, in order.
    pub mentions: Vec<GoldMention>,
}

/// Hits, found and marked mentions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Found and marked.
    pub hits: usize,
    /// Found.
    pub found: usize,
    /// Marked.
    pub marked: usize,
}

impl Counts {
    /// Share of the found that are marked; `None` where nothing was found.
    #[must_use]
    pub fn precision(self) -> Option<f64> {
        (self.found > 0).then(|| self.hits as f64 / self.found as f64)
    }

    /// Share of the marked that are found; `None` where nothing is marked.
    #[must_use]
    pub fn recall(self) -> Option<f64> {
        (self.marked > 0).then(|| self.hits as f64 / self.marked as f64)
    }

    /// Harmonic mean of both; `None` where nothing was found and nothing is marked.
    #[must_use]
    pub fn f1(self) -> Option<f64> {
        let all = self.found + self.marked;
        (all > 0).then(|| 2.0 * self.hits as f64 / all as f64)
    }
}

/// Figures over all notes, micro-averaged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NoteFigures {
    /// Number of notes.
    pub notes: usize,
    /// Same words, term, status and person.
    pub exact: Counts,
    /// As `exact`, where a parent or child of the marked term is right too.
    pub near: Counts,
    /// Same words, whatever is said of them.
    pub span: Counts,
    /// Per note, the set of term, status and person, wherever it stands.
    pub set: Counts,
}

/// Reads marked notes.
///
/// # Errors
/// [`NotesError`] with the line of a bracket that does not close, a bad id, or an unknown flag.
pub fn parse_notes(text: &str) -> Result<Vec<Note>, NotesError> {
    let mut notes: Vec<Note> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_end_matches('\r');
        if let Some(name) = line.strip_prefix("# ") {
            notes.push(Note { name: name.trim().to_owned(), text: String::new(), mentions: Vec::new() });
            continue;
        }
        let Some(note) = notes.last_mut() else {
            if line.trim().is_empty() {
                continue;
            }
            return Err(NotesError { line: number, reason: "text before the first \"# name\"".to_owned() });
        };
        if !note.text.is_empty() {
            note.text.push('\n');
        }
        read_line(line, number, note)?;
    }
    for note in &mut notes {
        note.text.truncate(note.text.trim_end().len());
    }
    Ok(notes)
}

fn read_line(line: &str, number: usize, note: &mut Note) -> Result<(), NotesError> {
    let fail = |reason: String| NotesError { line: number, reason };
    let mut rest = line;
    while let Some(open) = rest.find('[') {
        note.text.push_str(&rest[..open]);
        let inner = &rest[open + 1..];
        let close = inner.find(']').ok_or_else(|| fail("a bracket does not close".to_owned()))?;
        let mut fields = inner[..close].split('|');
        let words = fields.next().unwrap_or_default();
        let Some(id) = fields.next() else {
            // A bracket of the note itself.
            note.text.push_str(&rest[open..open + close + 2]);
            rest = &inner[close + 1..];
            continue;
        };
        let term: TermId = id.trim().parse().map_err(|error| fail(format!("{error}")))?;
        let start = note.text.len();
        note.text.push_str(words);
        let mut mention = GoldMention {
            span: start..note.text.len(),
            term,
            status: FeatureStatus::Observed,
            experiencer: Experiencer::Patient,
            uncertain: false,
        };
        for flag in fields.flat_map(|field| field.split(',')).map(str::trim).filter(|flag| !flag.is_empty()) {
            match flag {
                "absent" => mention.status = FeatureStatus::Excluded,
                "family" => mention.experiencer = Experiencer::Family,
                "other" => mention.experiencer = Experiencer::Other,
                "uncertain" => mention.uncertain = true,
                _ => return Err(fail(format!("unknown flag {flag:?}"))),
            }
        }
        if words.is_empty() {
            return Err(fail("a mention without words".to_owned()));
        }
        note.mentions.push(mention);
        rest = &inner[close + 1..];
    }
    note.text.push_str(rest);
    Ok(())
}

/// Measures what `recognize` finds in the notes. Each marked and each found mention counts at most once.
pub fn measure_notes(notes: &[Note], ontology: &Ontology, recognize: impl Fn(&str) -> Vec<Mention>) -> NoteFigures {
    let mut figures = NoteFigures { notes: notes.len(), ..NoteFigures::default() };
    for note in notes {
        let found = recognize(&note.text);
        add(&mut figures.exact, note, &found, |gold, mention| {
            same_statement(gold, mention) && gold.term == mention.term
        });
        add(&mut figures.near, note, &found, |gold, mention| {
            same_statement(gold, mention) && is_near(ontology, gold.term, mention.term)
        });
        add(&mut figures.span, note, &found, |_, _| true);
        let marked: BTreeSet<_> =
            note.mentions.iter().map(|m| (m.term, m.status == FeatureStatus::Excluded, m.experiencer)).collect();
        let named: BTreeSet<_> =
            found.iter().map(|m| (m.term, m.status == FeatureStatus::Excluded, m.experiencer)).collect();
        figures.set.hits += marked.intersection(&named).count();
        figures.set.found += named.len();
        figures.set.marked += marked.len();
    }
    figures
}

fn same_statement(gold: &GoldMention, mention: &Mention) -> bool {
    gold.status == mention.status && gold.experiencer == mention.experiencer
}

fn is_near(ontology: &Ontology, a: TermId, b: TermId) -> bool {
    let (Some(first), Some(second)) = (ontology.index(a), ontology.index(b)) else { return a == b };
    a == b || ontology.parents(first).contains(&second) || ontology.parents(second).contains(&first)
}

fn add(counts: &mut Counts, note: &Note, found: &[Mention], fits: impl Fn(&GoldMention, &Mention) -> bool) {
    let mut used = vec![false; found.len()];
    counts.found += found.len();
    counts.marked += note.mentions.len();
    for gold in &note.mentions {
        let overlaps = |span: &Range<usize>| span.start < gold.span.end && gold.span.start < span.end;
        let hit = found.iter().enumerate().position(|(at, m)| !used[at] && overlaps(&m.span) && fits(gold, m));
        if let Some(at) = hit {
            used[at] = true;
            counts.hits += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_and_taken_out() {
        let notes = parse_notes(
            "# a\nA girl with [seizures|HP:0001250], no [x y|HP:0000001|absent,family].\n\n# b\nNone [sic].\n",
        )
        .unwrap();
        assert_eq!(notes.len(), 2);
        assert_eq!(notes[0].text, "A girl with seizures, no x y.");
        assert_eq!(&notes[0].text[notes[0].mentions[1].span.clone()], "x y");
        assert_eq!(notes[0].mentions[1].status, FeatureStatus::Excluded);
        assert_eq!(notes[0].mentions[1].experiencer, Experiencer::Family);
        assert_eq!(notes[1].text, "None [sic].");
    }

    #[test]
    fn wrong_marks_are_refused_by_line() {
        for (text, line) in [
            ("# a\n[x|HP:12]", 2),
            ("# a\n\n[x|HP:0001250", 3),
            ("# a\n[x|HP:0001250|maybe]", 2),
            ("# a\n[|HP:0001250]", 2),
            ("text", 1),
        ] {
            assert_eq!(parse_notes(text).unwrap_err().line, line, "{text}");
        }
        assert_eq!(parse_notes("").unwrap(), []);
    }

    #[test]
    fn figures_of_nothing_are_unknown() {
        let none = Counts::default();
        assert_eq!((none.precision(), none.recall(), none.f1()), (None, None, None));
        let some = Counts { hits: 1, found: 2, marked: 1 };
        assert_eq!((some.precision(), some.recall()), (Some(0.5), Some(1.0)));
    }
}
