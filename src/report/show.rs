//! Pages about one entry of the knowledge base.

use std::fmt::Write;

use super::style::Style;
use super::wire::{DiseaseWire, GeneWire, TermRef, TermWire};

fn names(terms: &[TermRef]) -> String {
    let names: Vec<String> = terms.iter().map(|term| format!("{} {}", term.id, term.name)).collect();
    names.join("; ")
}

fn field(text: &mut String, style: Style, label: &str, value: &str) {
    if !value.is_empty() {
        let _ = writeln!(text, "{} {value}", style.dim(&format!("{label}:")));
    }
}

fn heading(text: &mut String, style: Style, id: &str, name: &str, name_ja: Option<&str>) {
    let japanese = name_ja.map(|ja| format!(" ({ja})")).unwrap_or_default();
    let _ = writeln!(text, "{}", style.bold(&format!("{id}  {name}{japanese}")));
}

/// A term.
#[must_use]
pub fn term_page(term: &TermWire, style: Style) -> String {
    let mut text = String::new();
    heading(&mut text, style, &term.id, &term.name, term.name_ja.as_deref());
    field(&mut text, style, "definition", term.definition.as_deref().unwrap_or_default());
    let synonyms: Vec<&str> = term.synonyms.iter().map(|s| s.text.as_str()).collect();
    field(&mut text, style, "synonyms", &synonyms.join("; "));
    field(&mut text, style, "parents", &names(&term.parents));
    field(&mut text, style, "children", &names(&term.children));
    let phenotypic = if term.phenotypic { "" } else { "no: it cannot be used to describe a patient" };
    field(&mut text, style, "phenotype", phenotypic);
    text
}

/// A disease.
#[must_use]
pub fn disease_page(disease: &DiseaseWire, style: Style) -> String {
    let mut text = String::new();
    heading(&mut text, style, &disease.id, &disease.name, disease.name_ja.as_deref());
    field(&mut text, style, "ids", &disease.ids.join(" "));
    let other: Vec<&str> = disease.names.iter().skip(1).map(|n| n.text.as_str()).collect();
    field(&mut text, style, "also", &other.join("; "));
    for entry in &disease.nanbyo {
        let number = entry.notification_number.map(|n| format!(" {n}")).unwrap_or_default();
        field(
            &mut text,
            style,
            entry.programme,
            format!("{number} {} {} ({})", entry.name_ja, entry.id, entry.match_kind).trim(),
        );
    }
    for test in &disease.insured_tests {
        let listed = format!(
            "{}{} {} ({}, list of {}, by {})",
            test.group, test.item, test.name_ja, test.name_en, test.list_date, test.matched_by
        );
        field(&mut text, style, "insured genetic test (遺伝学的検査 保険収載)", &listed);
    }
    let genes: Vec<String> = disease
        .genes
        .iter()
        .map(|g| format!("{}{}", g.symbol, g.validity.as_ref().map(|v| format!(" (ClinGen: {v})")).unwrap_or_default()))
        .collect();
    field(&mut text, style, "genes", &genes.join(", "));
    field(&mut text, style, "inheritance", &names(&disease.inheritance));
    field(&mut text, style, "onset and course", &names(&disease.course));
    field(&mut text, style, "onset (Orphanet)", &disease.orphanet_onset.join(", "));
    field(&mut text, style, "prevalence (Orphanet)", &disease.prevalence.join("; "));
    let _ = writeln!(text, "{}", style.dim(&format!("phenotypes ({}):", disease.phenotypes.len())));
    for row in &disease.phenotypes {
        let frequency = match (&row.frequency, row.absent) {
            (_, true) => "absent",
            (Some(frequency), _) => frequency,
            (None, _) => "frequency unknown",
        };
        let references: Vec<&str> = row.references.iter().take(3).map(|r| r.id.as_str()).collect();
        let more = if row.references.len() > 3 { format!(" +{}", row.references.len() - 3) } else { String::new() };
        let _ = writeln!(text, "  {} {}  {frequency}  [{}{more}]", row.term.id, row.term.name, references.join(" "));
    }
    text
}

/// A gene.
#[must_use]
pub fn gene_page(gene: &GeneWire, style: Style) -> String {
    let mut text = String::new();
    heading(&mut text, style, &gene.id, &format!("{} {}", gene.symbol, gene.name), None);
    field(&mut text, style, "location", &gene.location);
    field(&mut text, style, "aliases", &gene.aliases.join(", "));
    field(&mut text, style, "previous symbols", &gene.previous_symbols.join(", "));
    field(&mut text, style, "MANE Select", &gene.mane_select);
    let number = |value: Option<f32>| value.map_or("unknown".to_owned(), |v| format!("{v:.2}"));
    let constraint =
        format!("o/e LoF {}, o/e missense {}, pLI {}", number(gene.oe_lof), number(gene.oe_mis), number(gene.pli));
    field(&mut text, style, "constraint", &constraint);
    let _ = writeln!(text, "{}", style.dim(&format!("diseases ({}):", gene.diseases.len())));
    for disease in &gene.diseases {
        let _ = writeln!(text, "  {} {}", disease.source, disease.text);
    }
    text
}
