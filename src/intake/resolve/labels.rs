//! What the labels beside an id say of it.

use super::term::LONGEST_NAME;
use super::{Refusal, Resolver};
use crate::domain::{Certainty, DraftFeature, FeatureStatus, InputIssue, Severity};
use crate::intake::wording::{Reservation, reservation_of_name};
use crate::ontology::TermIndex;
use crate::search::{Kinds, SearchOptions, normalize};

/// How much a finding counts that its label only suspects. A judgment.
const SUSPECTED: f32 = 0.5;

impl Resolver<'_> {
    /// A label that is the name of another term than the id: one of the two is a slip, and nobody can say which.
    pub(super) fn hold_against_labels(&mut self, term: TermIndex, draft: &DraftFeature) {
        for label in self.foreign_labels(term, draft) {
            let Some(search) = self.search else { return };
            let options = SearchOptions { kinds: Kinds::TERMS, limit: 1, phenotypic_only: false };
            let Ok(hits) = search.named(self.kb, label, &options) else { return };
            if let Some(other) = hits.first() {
                let message = format!(
                    "the id means {}, but the label is the name of {} ({})",
                    self.name(term),
                    other.label,
                    other.id
                );
                self.issues.push(
                    InputIssue::new(Severity::Warning, &draft.place, message)
                        .suggest("the id was used; correct whichever is wrong"),
                );
            }
        }
    }

    /// How much the feature counts by its labels; refused where one says that the finding is absent, or a relative's.
    pub(super) fn certainty(&mut self, term: TermIndex, draft: &DraftFeature) -> Result<Certainty, Refusal> {
        let mut certainty = draft.certainty;
        // All of them: `Arachnodactyly?` is a name of the term but for the sign at its end.
        for label in &draft.labels {
            let Some(found) = reservation_of_name(label).filter(|found| !self.is_in_its_names(term, *found)) else {
                continue;
            };
            let shown: String = label.chars().take(60).collect();
            let refusal = |what: &str, remedy: &str| {
                let message = format!("the label {shown:?} {what}");
                Err(Refusal { message, suggestion: Some(remedy.to_owned()) })
            };
            match (found, draft.status) {
                (Reservation::Denied, FeatureStatus::Observed) => {
                    return refusal(
                        "denies the finding, which is given as present",
                        "give it as excluded, or correct the label",
                    );
                }
                (Reservation::Relative, _) => {
                    return refusal("speaks of a relative", "give the patient's own findings, or correct the label");
                }
                (Reservation::Suspected, FeatureStatus::Observed) => {
                    let message = format!("the label {shown:?} only suspects the finding; it counts less");
                    self.issues.push(InputIssue::new(Severity::Note, &draft.place, message));
                    let less = Certainty::new(SUSPECTED).unwrap_or(Certainty::CERTAIN);
                    if less.weight() < certainty.weight() {
                        certainty = less;
                    }
                }
                (Reservation::Denied | Reservation::Suspected, FeatureStatus::Excluded) => {}
            }
        }
        Ok(certainty)
    }

    /// Labels that are none of the term's names.
    fn foreign_labels<'d>(&self, term: TermIndex, draft: &'d DraftFeature) -> Vec<&'d str> {
        let view = self.kb.term(term);
        let mut names: Option<Vec<String>> = None;
        let mut is_own = |label: &str| {
            let names = names.get_or_insert_with(|| {
                let own = [Some(view.name()), view.name_ja()].into_iter().flatten();
                own.chain(view.synonyms().map(|synonym| synonym.text)).map(normalize).collect()
            });
            let wanted = normalize(label);
            wanted.is_empty() || names.contains(&wanted)
        };
        let labels = draft.labels.iter().map(String::as_str);
        labels.filter(|label| *label != view.name() && label.len() <= LONGEST_NAME && !is_own(label)).collect()
    }

    /// Whether the term's own names sound so: *Absent speech* denies nothing.
    fn is_in_its_names(&self, term: TermIndex, found: Reservation) -> bool {
        let view = self.kb.term(term);
        let own = [Some(view.name()), view.name_ja()].into_iter().flatten();
        own.chain(view.synonyms().map(|synonym| synonym.text)).any(|name| reservation_of_name(name) == Some(found))
    }
}
