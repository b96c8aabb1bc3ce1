//! Our own table of the ways findings are put in clinical text, compiled into the binary.

use crate::domain::TermId;

/// The table: term, language, kind, phrase.
const TABLE: &str = include_str!("../../../ontology/recognition-phrases.tsv");

/// What a phrase says of its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PhraseKind {
    /// That it is there.
    Present,
    /// That it is not there, without any negating word ("normocephalic").
    Absent,
    /// The function or organ of which "normal" says that the term is absent ("hearing").
    Normal,
    /// Nothing: the words only look like a finding ("seizure diary").
    Nothing,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    /// The term; `None` for [`PhraseKind::Nothing`].
    pub term: Option<TermId>,
    /// Whether it is Japanese.
    pub japanese: bool,
    /// What it says.
    pub kind: PhraseKind,
    /// The words. `#` stands for any number; `~` for a particle and an adverb, or nothing.
    pub text: &'static str,
}

/// The rows of the table, in its order. A row that cannot be read is left out; a test finds it.
pub fn phrases() -> impl Iterator<Item = Phrase> {
    TABLE.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(row)
}

fn row(line: &'static str) -> Option<Phrase> {
    let mut fields = line.split('\t');
    let (term, language, kind, text) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let kind = match kind {
        "present" => PhraseKind::Present,
        "absent" => PhraseKind::Absent,
        "normal" => PhraseKind::Normal,
        "nothing" => PhraseKind::Nothing,
        _ => return None,
    };
    let term: Option<TermId> = if kind == PhraseKind::Nothing { None } else { Some(term.parse().ok()?) };
    Some(Phrase { term, japanese: language == "ja", kind, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_none_is_repeated() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).skip(1).count();
        assert_eq!(phrases().count(), lines);
        let mut seen = std::collections::HashSet::new();
        for phrase in phrases() {
            assert!(!phrase.text.trim().is_empty() && phrase.text.trim() == phrase.text, "{phrase:?}");
            assert!(seen.insert((phrase.japanese, phrase.kind, phrase.text)), "twice: {phrase:?}");
        }
    }
}
