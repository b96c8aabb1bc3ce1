//! What the labels beside an id say of it.

use super::term::LONGEST_NAME;
use super::{Refusal, Resolver};
use crate::domain::{Certainty, DraftFeature, FeatureStatus, InputIssue, Severity};
use crate::intake::wording::{Reservation, affirms_known_name, reservation_of_known_name, reservation_of_name};
use crate::ontology::TermIndex;
use crate::search::{Kinds, SearchOptions, normalize};

/// Kinds that SNOMED CT writes behind its names.
const TAGS: [&str; 5] = ["(disorder)", "(finding)", "(morphologic abnormality)", "(observable entity)", "(situation)"];

/// A label without the kind that SNOMED CT writes behind it.
fn without_tag(label: &str) -> &str {
    TAGS.iter().find_map(|tag| label.trim_end().strip_suffix(tag)).map_or(label, str::trim_end)
}

impl Resolver<'_> {
    /// How much a feature that is given by id counts by its labels.
    ///
    /// A label that is a name of the term and a denial, or a relative's, contradicts the feature; one that is the name of
    /// another term is a slip, of which nobody can say where; one that is no name of the term at all may be anything, also a
    /// denial in words that nobody thought of. Only the first is refused: words mislead both ways.
    pub(super) fn certainty(&mut self, term: TermIndex, draft: &DraftFeature) -> Result<Certainty, Refusal> {
        let mut names: Option<Vec<String>> = None;
        let mut doubted = false;
        for label in draft.labels.iter().map(|label| without_tag(label)) {
            if label.trim().is_empty() || self.is_own(term, label) {
                continue;
            }
            let names = names.get_or_insert_with(|| self.names(term));
            let shown: String = label.chars().take(60).collect();
            let refusal = |what: &str, remedy: &str| {
                let message = format!("the label {shown:?} {what}");
                Err(Refusal { message, suggestion: Some(remedy.to_owned()) })
            };
            match (reservation_of_known_name(label, names), draft.status) {
                (Some(Reservation::Denied), FeatureStatus::Observed) => {
                    return refusal(
                        "denies the finding, which is given as present",
                        "give it as excluded, or correct the label",
                    );
                }
                (Some(Reservation::Relative), _) => {
                    return refusal("speaks of a relative", "give the patient's own findings, or correct the label");
                }
                (Some(Reservation::Suspected), FeatureStatus::Observed) => {
                    let message = format!("the label {shown:?} only suspects the finding; it counts less");
                    self.issues.push(InputIssue::new(Severity::Warning, &draft.place, message));
                    doubted = true;
                }
                (None, FeatureStatus::Excluded) if affirms_known_name(label, names) => {
                    return refusal(
                        "says that the finding is there, and it is given as absent",
                        "give it as observed, or correct the label",
                    );
                }
                (None, status) if !names.contains(&normalize(label)) => {
                    doubted |= self.strange_label(term, draft, label, &shown) && status == FeatureStatus::Observed;
                }
                // A denial of what is given as absent agrees with it; one of the term's names says nothing more.
                (Some(_), FeatureStatus::Excluded) | (None, _) => {}
            }
        }
        let is_less = Certainty::SUSPECTED.weight() < draft.certainty.weight();
        Ok(if doubted && is_less { Certainty::SUSPECTED } else { draft.certainty })
    }

    /// Tells of a label that is no name of the term; whether it may deny, doubt or be about somebody else.
    fn strange_label(&mut self, term: TermIndex, draft: &DraftFeature, label: &str, shown: &str) -> bool {
        let options = SearchOptions { kinds: Kinds::TERMS, limit: 1, phenotypic_only: false };
        let search = self.search.filter(|_| label.len() <= LONGEST_NAME);
        let hits = search.and_then(|search| search.named(self.kb, label, &options).ok()).unwrap_or_default();
        let name = self.name(term);
        let may_deny = reservation_of_name(label).is_some();
        let message = match hits.first() {
            Some(other) => {
                format!("the id means {name}, but the label is the name of {} ({})", other.label, other.id)
            }
            None if may_deny => {
                format!("the id means {name}, and the label {shown:?} may deny or doubt it; it counts less")
            }
            None => format!("the id means {name}, but the label {shown:?} is no name of it"),
        };
        let issue = InputIssue::new(Severity::Warning, &draft.place, message);
        self.issues.push(issue.suggest("the id was used; correct whichever is wrong"));
        may_deny && hits.is_empty()
    }

    /// Whether a label is one of the term's names to the letter: *Absent speech* is no denial of *Speech*.
    fn is_own(&self, term: TermIndex, label: &str) -> bool {
        let view = self.kb.term(term);
        let mut own = [Some(view.name()), view.name_ja()].into_iter().flatten().chain(view.synonyms().map(|s| s.text));
        own.any(|name| name == label || name.to_lowercase() == label.trim().to_lowercase())
    }

    /// The term's names, normalized.
    pub(super) fn names(&self, term: TermIndex) -> Vec<String> {
        let view = self.kb.term(term);
        let own = [Some(view.name()), view.name_ja()].into_iter().flatten();
        own.chain(view.synonyms().map(|synonym| synonym.text)).map(normalize).collect()
    }
}
