//! Candidates as a table.

use std::fmt::Write;

use crate::diagnosis::{DifferentialDiagnosis, Engine};
use crate::domain::InputIssue;
use crate::knowledge::{InsuredTestView, LIST_DATE};

/// A header row, one row per candidate; issues as comment lines before them.
#[must_use]
pub fn to_tsv(engine: &Engine, result: &DifferentialDiagnosis, issues: &[InputIssue]) -> String {
    let kb = engine.kb();
    let mut text = String::new();
    for issue in issues {
        let _ = writeln!(text, "# {}", clean(&issue.to_string()));
    }
    text.push_str(
        "rank\tdisease_id\tids\tname\tname_ja\tdesignated_number\tgenes\tprobability\tscore\tevidence_rank\t\
         designated_match\tinsured_test\n",
    );
    for candidate in &result.candidates {
        let disease = kb.disease(candidate.disease);
        let ids: Vec<String> = disease.ids().map(|id| id.to_string()).collect();
        let genes: Vec<&str> = disease.genes().map(|link| kb.gene(link.gene).symbol()).collect();
        let _ = writeln!(
            text,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{:.6}\t{:.4}\t{}\t{}\t{}",
            candidate.rank,
            disease.primary_id(),
            ids.join("|"),
            clean(disease.name()),
            clean(disease.name_ja().unwrap_or_default()),
            disease.designated_number().map(|n| n.to_string()).unwrap_or_default(),
            genes.join("|"),
            candidate.probability.value(),
            candidate.score,
            candidate.evidence_rank,
            disease.designated().map(|entry| entry.link().as_str()).unwrap_or_default(),
            disease.insured_tests().next().map(insured).unwrap_or_default(),
        );
    }
    text
}

/// Group, item, date of the list, name: `エ3 2019-09 マルファン症候群`.
fn insured(test: InsuredTestView<'_>) -> String {
    format!("{}{} {LIST_DATE} {}", test.group().as_str(), test.item(), clean(test.name_ja()))
}

/// Tabs and line breaks would change the table.
fn clean(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}
