//! From terms as typed to current phenotype terms, with every change and refusal as an issue.

mod labels;
mod term;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{
    Case, CaseDraft, Certainty, DraftFeature, FeatureStatus, InputIssue, MAX_FEATURES, PhenotypicFeature, Severity,
};
use crate::knowledge::KnowledgeBase;
use crate::ontology::TermIndex;
use crate::search::SearchIndex;

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
    /// Places of the case's features, in their order.
    pub places: Vec<String>,
    /// Features that say nothing more than others do, and so are not in the case, with their places.
    pub implied: Vec<(String, PhenotypicFeature)>,
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
            places: Vec::new(),
            implied: Vec::new(),
        };
    }
    for feature in &draft.features {
        resolver.add(feature);
    }
    resolver.drop_contradictions();
    let implied = resolver.drop_implied();
    let Resolver { issues, features, order, left_out, .. } = resolver;
    let kept = order.iter().filter_map(|term| features.get(term));
    let (features, places) = kept.map(|entry| (entry.feature, entry.place.clone())).unzip();
    let case = Case { id: draft.id, features, age: draft.age, onset: draft.onset, sex: draft.sex, ..Case::default() };
    Resolved { case, issues, left_out, places, implied }
}

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
        let (term, certainty) = match self.term(draft).and_then(|term| self.usable(term, draft)) {
            Ok(usable) => usable,
            Err(refusal) => return self.refuse(&draft.place, refusal),
        };
        let id = self.kb.ontology().id(term);
        let feature = PhenotypicFeature { term: id, status: draft.status, onset: draft.onset, certainty };
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

    /// Whether a term may be used as the feature says it, and how much it counts.
    fn usable(&mut self, term: TermIndex, draft: &DraftFeature) -> Result<(TermIndex, Certainty), Refusal> {
        self.phenotypic(term)?;
        if let Some(fault) = &draft.fault {
            return Err(Refusal { message: fault.message.clone(), suggestion: Some(fault.remedy.clone()) });
        }
        Ok((term, self.certainty(term, draft)?))
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

    /// An observed ancestor of an observed term, or an excluded descendant of an excluded term, says nothing more. Answers
    /// with those that were taken out.
    fn drop_implied(&mut self) -> Vec<(String, PhenotypicFeature)> {
        let ontology = self.kb.ontology();
        let of = |status| {
            self.features
                .iter()
                .filter(move |(_, e)| e.feature.status == status)
                .map(|(&term, e)| (term, e.place.clone()))
        };
        let mut found = Vec::new();
        for status in [FeatureStatus::Observed, FeatureStatus::Excluded] {
            for (term, place) in of(status) {
                let by = of(status).find(|&(other, _)| {
                    // What is only suspected does not stand for what is certain.
                    let certainty =
                        |term| self.features.get(&term).map_or(0.0, |entry: &Entry| entry.feature.certainty.weight());
                    if certainty(other) < certainty(term) {
                        return false;
                    }
                    let (specific, general) =
                        if status == FeatureStatus::Observed { (other, term) } else { (term, other) };
                    other != term && ontology.is_a(specific, general)
                });
                if let Some((other, _)) = by {
                    found.push((term, other, place));
                }
            }
        }
        let mut implied = Vec::new();
        for (term, other, place) in found {
            let message =
                format!("{} is implied by {} and is not counted a second time", self.name(term), self.name(other));
            self.issues.push(InputIssue::new(Severity::Note, place, message));
            implied.extend(self.features.remove(&term).map(|entry| (entry.place, entry.feature)));
        }
        implied
    }
}
