//! From terms as typed to current phenotype terms, with every change and refusal as an issue.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{
    Case, CaseDraft, DraftFeature, FeatureStatus, InputIssue, MAX_FEATURES, PhenotypicFeature, Severity, TermId,
};
use crate::knowledge::KnowledgeBase;
use crate::ontology::{MODE_OF_INHERITANCE, ONSET, Resolution, TermIndex};
use crate::search::{Hit, Kinds, Role, SearchIndex, SearchOptions, normalize};

/// What to do with a feature that cannot be used as given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policy {
    /// Nothing is ranked until it is put right.
    #[default]
    Strict,
    /// The feature is left out, and the result says so.
    Lenient,
}

/// A case with what was found in reading it.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// The case; complete only where no issue is an error.
    pub case: Case,
    /// Issues of the parser and of resolution, in input order.
    pub issues: Vec<InputIssue>,
    /// Places of features that were refused.
    pub left_out: Vec<String>,
}

impl Resolved {
    /// Whether an issue forbids ranking.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.issues.iter().any(|issue| issue.severity == Severity::Error)
    }
}

/// Holds a draft against the knowledge base. Without a search index, names cannot be looked up and are refused.
#[must_use]
pub fn resolve(kb: &KnowledgeBase, search: Option<&SearchIndex>, draft: CaseDraft, policy: Policy) -> Resolved {
    let mut resolver = Resolver {
        kb,
        search,
        policy,
        issues: draft.issues,
        features: BTreeMap::new(),
        order: Vec::new(),
        torn: BTreeSet::new(),
        left_out: Vec::new(),
    };
    // A record of many years says the same finding again and again.
    let distinct: BTreeSet<&str> = draft.features.iter().map(|feature| feature.term.trim()).collect();
    if distinct.len() > MAX_FEATURES {
        // Never lenient: which 500 of 10,000 terms describe the patient nobody can say.
        let message = format!("the case has {} terms; at most {MAX_FEATURES} can be ranked", distinct.len());
        resolver
            .issues
            .push(InputIssue::new(Severity::Error, "features", message).suggest("give the findings of one patient"));
        return Resolved {
            case: Case { id: draft.id, age: draft.age, onset: draft.onset, sex: draft.sex, ..Case::default() },
            issues: resolver.issues,
            left_out: Vec::new(),
        };
    }
    for feature in &draft.features {
        resolver.add(feature);
    }
    resolver.drop_contradictions();
    resolver.drop_implied();
    let Resolver { issues, features, order, left_out, .. } = resolver;
    let features = order.iter().filter_map(|term| features.get(term)).map(|entry| entry.feature).collect();
    let case = Case { id: draft.id, features, age: draft.age, onset: draft.onset, sex: draft.sex, ..Case::default() };
    Resolved { case, issues, left_out }
}

/// HPO's longest label has 236 characters.
const LONGEST_NAME: usize = 300;

struct Entry {
    feature: PhenotypicFeature,
    place: String,
}

struct Resolver<'a> {
    kb: &'a KnowledgeBase,
    search: Option<&'a SearchIndex>,
    policy: Policy,
    issues: Vec<InputIssue>,
    features: BTreeMap<TermIndex, Entry>,
    order: Vec<TermIndex>,
    /// Terms that contradicted themselves; nothing more that is said of them is believed.
    torn: BTreeSet<TermIndex>,
    left_out: Vec<String>,
}

/// Why a text names no usable term, and what might help.
struct Refusal {
    message: String,
    suggestion: Option<String>,
}

impl Resolver<'_> {
    fn add(&mut self, draft: &DraftFeature) {
        let term = match self.term(draft).and_then(|term| self.phenotypic(term)) {
            Ok(term) => term,
            Err(refusal) => return self.refuse(&draft.place, refusal),
        };
        let id = self.kb.ontology().id(term);
        let feature =
            PhenotypicFeature { term: id, status: draft.status, onset: draft.onset, certainty: draft.certainty };
        if self.torn.contains(&term) {
            let message = format!("{} is given as observed and as excluded", self.name(term));
            return self.refuse(&draft.place, Refusal { message, suggestion: Some("keep one of the two".to_owned()) });
        }
        let Some(before) = self.features.get(&term) else {
            self.features.insert(term, Entry { feature, place: draft.place.clone() });
            self.order.push(term);
            return;
        };
        if before.feature.status == draft.status {
            let message =
                format!("{} is given twice ({} before); it counts once", self.name(term), self.features[&term].place);
            self.issues.push(InputIssue::new(Severity::Note, &draft.place, message));
        } else {
            let message =
                format!("{} is given as observed and as excluded (the other at {})", self.name(term), before.place);
            let keep_one = || Some("keep one of the two".to_owned());
            let before = before.place.clone();
            self.refuse(&draft.place, Refusal { message, suggestion: keep_one() });
            let message =
                format!("{} is given as observed and as excluded (the other at {})", self.name(term), draft.place);
            self.refuse(&before, Refusal { message, suggestion: keep_one() });
            self.torn.insert(term);
            // Left out altogether: neither statement can be trusted.
            self.features.remove(&term);
            self.order.retain(|other| *other != term);
        }
    }

    fn refuse(&mut self, place: &str, refusal: Refusal) {
        self.left_out.push(place.to_owned());
        let severity = if self.policy == Policy::Strict { Severity::Error } else { Severity::Warning };
        let message = if severity == Severity::Warning {
            format!("{}; it was not used", refusal.message)
        } else {
            refusal.message
        };
        let issue = InputIssue::new(severity, place, message);
        self.issues.push(match refusal.suggestion {
            Some(suggestion) => issue.suggest(suggestion),
            None => issue,
        });
    }

    fn name(&self, term: TermIndex) -> String {
        format!("{} ({})", self.kb.term(term).name(), self.kb.ontology().id(term))
    }

    fn term(&mut self, draft: &DraftFeature) -> Result<TermIndex, Refusal> {
        let typed = draft.term.trim();
        if typed.is_empty() {
            return Err(Refusal {
                message: "the term is empty".to_owned(),
                suggestion: self.suggest(draft.label.as_deref().unwrap_or_default()),
            });
        }
        if typed.chars().count() > LONGEST_NAME {
            let message = format!("the text is longer than {LONGEST_NAME} characters, which no term's name is");
            return Err(Refusal { message, suggestion: Some("give one finding at a time".to_owned()) });
        }
        match typed.parse::<TermId>() {
            Ok(id) => {
                let term = self.by_id(id, draft)?;
                self.check_label(term, draft);
                Ok(term)
            }
            Err(error) if looks_like_id(typed) => Err(Refusal {
                message: error.to_string(),
                suggestion: self.suggest(draft.label.as_deref().unwrap_or_default()),
            }),
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
                Err(Refusal { message, suggestion: self.suggest(draft.label.as_deref().unwrap_or_default()) })
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

    /// A label that is the name of another term than the id: one of the two is a slip, and nobody can say which.
    fn check_label(&mut self, term: TermIndex, draft: &DraftFeature) {
        let (Some(label), Some(search)) = (draft.label.as_deref(), self.search) else { return };
        let view = self.kb.term(term);
        if label == view.name() {
            return;
        }
        let wanted = normalize(label);
        let own = [Some(view.name()), view.name_ja()];
        let mut names = own.into_iter().flatten().chain(view.synonyms().map(|synonym| synonym.text));
        if wanted.is_empty() || label.len() > LONGEST_NAME || names.any(|name| normalize(name) == wanted) {
            return;
        }
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

    fn suggest(&self, text: &str) -> Option<String> {
        if text.trim().is_empty() {
            return Some("look the finding up by name".to_owned());
        }
        let options = SearchOptions { kinds: Kinds::TERMS, limit: 3, phenotypic_only: true };
        did_you_mean(&self.search?.search(self.kb, text, &options).ok()?)
    }

    fn phenotypic(&self, term: TermIndex) -> Result<TermIndex, Refusal> {
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

    /// An excluded term above an observed one denies what was observed.
    fn drop_contradictions(&mut self) {
        let ontology = self.kb.ontology();
        let mut conflicts = Vec::new();
        for (&excluded, entry) in self.features.iter().filter(|(_, e)| e.feature.status == FeatureStatus::Excluded) {
            let below = self.features.iter().find(|(term, other)| {
                other.feature.status == FeatureStatus::Observed && ontology.is_a(**term, excluded)
            });
            if let Some((&observed, _)) = below {
                conflicts.push((excluded, observed, entry.place.clone()));
            }
        }
        for (excluded, observed, place) in conflicts {
            let message =
                format!("{} is excluded, but {} is observed and is one", self.name(excluded), self.name(observed));
            self.refuse(
                &place,
                Refusal { message, suggestion: Some("remove the exclusion or correct the observation".to_owned()) },
            );
            self.features.remove(&excluded);
        }
    }

    /// An observed ancestor of an observed term, or an excluded descendant of an excluded term, says nothing more.
    fn drop_implied(&mut self) {
        let ontology = self.kb.ontology();
        let of = |status| {
            self.features
                .iter()
                .filter(move |(_, e)| e.feature.status == status)
                .map(|(&term, e)| (term, e.place.clone()))
        };
        let mut implied = Vec::new();
        for status in [FeatureStatus::Observed, FeatureStatus::Excluded] {
            for (term, place) in of(status) {
                let by = of(status).find(|&(other, _)| {
                    let (specific, general) =
                        if status == FeatureStatus::Observed { (other, term) } else { (term, other) };
                    other != term && ontology.is_a(specific, general)
                });
                if let Some((other, _)) = by {
                    implied.push((term, other, place));
                }
            }
        }
        for (term, other, place) in implied {
            let message =
                format!("{} is implied by {} and is not counted a second time", self.name(term), self.name(other));
            self.issues.push(InputIssue::new(Severity::Note, place, message));
            self.features.remove(&term);
        }
    }
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
