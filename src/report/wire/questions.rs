//! What to look for next.

use serde::Serialize;
use utoipa::ToSchema;

use super::rank::{TermRef, term_ref};
use crate::diagnosis::{Question, Shift};
use crate::knowledge::KnowledgeBase;

/// A finding whose presence or absence would change the differential.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionWire {
    /// The finding.
    pub term: TermRef,
    /// How it is looked for: `examination`, `laboratory` or `imaging`.
    pub kind: &'static str,
    /// By how much the answer is expected to change the differential, in bits.
    pub expected_gain: f64,
    /// How likely it is to be present, by the present differential.
    pub probability_present: f64,
    /// The candidates that presence would change most.
    pub if_present: Vec<ShiftWire>,
    /// The candidates that absence would change most.
    pub if_absent: Vec<ShiftWire>,
}

/// How an answer would change a candidate.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShiftWire {
    /// Primary id.
    pub disease_id: String,
    /// English name.
    pub name: String,
    /// Japanese name, where known.
    pub name_ja: Option<String>,
    /// Probability now.
    pub probability_before: f64,
    /// Probability with the answer.
    pub probability_after: f64,
}

/// Questions in order.
#[must_use]
pub fn question_wires(kb: &KnowledgeBase, questions: &[Question]) -> Vec<QuestionWire> {
    let shifts = |shifts: &[Shift]| shifts.iter().map(|shift| shift_wire(kb, shift)).collect();
    let wire = |question: &Question| QuestionWire {
        term: term_ref(kb, question.term),
        kind: question.how.as_str(),
        expected_gain: question.expected_gain,
        probability_present: question.present.value(),
        if_present: shifts(&question.if_present),
        if_absent: shifts(&question.if_absent),
    };
    questions.iter().map(wire).collect()
}

fn shift_wire(kb: &KnowledgeBase, shift: &Shift) -> ShiftWire {
    let disease = kb.disease(shift.disease);
    ShiftWire {
        disease_id: disease.primary_id().to_string(),
        name: disease.name().to_owned(),
        name_ja: disease.name_ja().map(str::to_owned),
        probability_before: shift.before.value(),
        probability_after: shift.after.value(),
    }
}
