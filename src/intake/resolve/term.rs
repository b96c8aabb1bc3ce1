//! Which term a text names.

use super::{Refusal, Resolver};
use crate::domain::{DraftFeature, InputIssue, Severity, TermId};
use crate::intake::wording::reservation_of_known_name;
use crate::ontology::{MODE_OF_INHERITANCE, ONSET, Resolution, TermIndex};
use crate::search::{Hit, Kinds, Role, SearchOptions, normalize};

/// HPO's longest label has 236 characters.
pub(super) const LONGEST_NAME: usize = 300;

impl Resolver<'_> {
    pub(super) fn term(&mut self, draft: &DraftFeature) -> Result<TermIndex, Refusal> {
        let typed = draft.term.trim();
        if typed.is_empty() {
            return Err(Refusal {
                message: "the term is empty".to_owned(),
                suggestion: self.suggest(first_label(draft)),
            });
        }
        if typed.chars().count() > LONGEST_NAME {
            let message = format!("the text is longer than {LONGEST_NAME} characters, which no term's name is");
            return Err(Refusal { message, suggestion: Some("give one finding at a time".to_owned()) });
        }
        match typed.parse::<TermId>() {
            Ok(id) => self.by_id(id, draft),
            Err(error) if looks_like_id(typed) => {
                Err(Refusal { message: error.to_string(), suggestion: self.suggest(first_label(draft)) })
            }
            Err(_) => self.by_name(typed, draft),
        }
    }

    fn by_id(&mut self, id: TermId, draft: &DraftFeature) -> Result<TermIndex, Refusal> {
        match self.kb.ontology().resolve(id) {
            Resolution::Current(term) => Ok(term),
            Resolution::Replaced(term) => {
                let message = format!("{id} is no longer in use; its replacement {} was used", self.name(term));
                self.issues.push(InputIssue::new(Severity::Note, &draft.place, message));
                Ok(term)
            }
            Resolution::Withdrawn(consider) => {
                let name = self.kb.obsolete_name(id).unwrap_or("a term");
                let message = format!("{id} ({name}) was withdrawn from HPO and has no replacement");
                let consider: Vec<String> = consider
                    .iter()
                    .filter_map(|&id| self.kb.ontology().index(id))
                    .map(|term| self.name(term))
                    .collect();
                let suggestion = if consider.is_empty() {
                    self.suggest(name)
                } else {
                    Some(format!("consider {}", consider.join(" or ")))
                };
                Err(Refusal { message, suggestion })
            }
            Resolution::Unknown => {
                let message = format!("{id} is not in HPO {}", self.kb.hpo_release());
                Err(Refusal { message, suggestion: self.suggest(first_label(draft)) })
            }
        }
    }

    fn by_name(&mut self, typed: &str, draft: &DraftFeature) -> Result<TermIndex, Refusal> {
        let Some(search) = self.search else {
            return Err(Refusal {
                message: format!("{typed:?} is not an HPO id, and names cannot be looked up here"),
                suggestion: None,
            });
        };
        let options = SearchOptions { kinds: Kinds::TERMS, limit: 8, phenotypic_only: true };
        let hits = match search.search(self.kb, typed, &options) {
            Ok(hits) => hits,
            Err(error) => {
                return Err(Refusal {
                    message: format!("{typed:?} could not be looked up: {error}"),
                    suggestion: None,
                });
            }
        };
        let wanted = normalize(typed);
        let mut exact: Vec<&Hit> = hits.iter().filter(|hit| normalize(&hit.matched) == wanted).collect();
        // A term's own English label outweighs that another term is also called so; Japanese labels are not unique.
        if let Some(label) = exact.iter().position(|hit| hit.role == Role::Label && normalize(&hit.label) == wanted) {
            exact = vec![exact[label]];
        }
        match exact[..] {
            [only] => {
                let id = only.id.parse().ok().and_then(|id| self.kb.ontology().index(id));
                let term = id.ok_or_else(|| Refusal {
                    message: format!("{typed:?} could not be looked up"),
                    suggestion: None,
                })?;
                // Signs are nothing to a search: `Arachnodactyly (-)`, `クモ指？`.
                if reservation_of_known_name(typed, &self.names(term)).is_some() {
                    let message = format!("{typed:?} says more of {} than its name", self.name(term));
                    let suggestion =
                        "write the name alone; say that it is absent under excluded, and doubt as certainty";
                    return Err(Refusal { message, suggestion: Some(suggestion.to_owned()) });
                }
                let message = format!("{typed:?} was read as {}", self.name(term));
                self.issues.push(InputIssue::new(Severity::Note, &draft.place, message));
                Ok(term)
            }
            // A resemblance is offered, never taken: the wrong term would be a silent wrong answer.
            [] => Err(Refusal {
                message: format!("{typed:?} is neither an HPO id nor the name of a phenotype"),
                suggestion: did_you_mean(&hits),
            }),
            _ => {
                let names: Vec<String> = exact.iter().map(|hit| format!("{} ({})", hit.label, hit.id)).collect();
                Err(Refusal {
                    message: format!("{typed:?} is the name of {} terms", names.len()),
                    suggestion: Some(format!("give the id of the one you mean: {}", names.join(", "))),
                })
            }
        }
    }

    fn suggest(&self, text: &str) -> Option<String> {
        if text.trim().is_empty() {
            return Some("look the finding up by name".to_owned());
        }
        let options = SearchOptions { kinds: Kinds::TERMS, limit: 3, phenotypic_only: true };
        did_you_mean(&self.search?.search(self.kb, text, &options).ok()?)
    }

    pub(super) fn phenotypic(&self, term: TermIndex) -> Result<TermIndex, Refusal> {
        let ontology = self.kb.ontology();
        if ontology.is_phenotypic(term) {
            return Ok(term);
        }
        let below = |id: TermId| ontology.index(id).is_some_and(|above| ontology.is_a(term, above));
        let (what, suggestion) =
            if ontology.is_a(ontology.phenotypic_root(), term) || term == ontology.phenotypic_root() {
                ("says nothing about the patient: every phenotype lies below it", "give the findings themselves")
            } else if below(MODE_OF_INHERITANCE) {
                ("is a mode of inheritance, not a finding in the patient", "remove it")
            } else if below(ONSET) {
                ("is an age of onset, not a finding", "give it as the onset of a finding, or as the patient's age")
            } else {
                ("is not a phenotypic abnormality", "remove it")
            };
        Err(Refusal { message: format!("{} {what}", self.name(term)), suggestion: Some(suggestion.to_owned()) })
    }
}

fn first_label(draft: &DraftFeature) -> &str {
    draft.labels.first().map_or("", String::as_str)
}

/// `XX:1234567`, `HP0001250`, `ab€123`: meant as an id rather than a name.
fn looks_like_id(text: &str) -> bool {
    let has_digit = text.bytes().any(|b| b.is_ascii_digit());
    has_digit
        && (text.contains(':')
            || (text.len() < 24 && !text.contains(' ') && text.bytes().filter(u8::is_ascii_digit).count() >= 3))
}

fn did_you_mean(hits: &[Hit]) -> Option<String> {
    let names: Vec<String> = hits.iter().take(3).map(|hit| format!("{} ({})", hit.label, hit.id)).collect();
    (!names.is_empty()).then(|| format!("did you mean {}?", names.join(", ")))
}
