//! Frequencies, scores and `ClinVar`'s class of one allele, gathered from INFO and from annotation entries.

use super::clinvar;
use super::error::shorten;
use super::issues::IssueLog;
use super::profile::Role;
use crate::domain::{AcmgClass, AlleleFrequency, ClinVar, PathogenicityScores};

/// What was found about one allele.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Evidence<'a> {
    frequency: Option<(f32, &'a str)>,
    fallback: Option<(f32, &'a str)>,
    japanese: Option<(f32, &'a str)>,
    /// Scores.
    pub scores: PathogenicityScores,
    significance: Option<&'a str>,
    review: Option<&'a str>,
}

/// Where a value stands, for complaints.
pub(super) struct Site<'s, 'a> {
    /// Field name.
    pub name: &'a str,
    /// The record.
    pub place: &'s dyn Fn() -> String,
    /// Alleles as an annotator may write this one.
    pub spellings: &'s [&'a str],
    /// Whether it is the only alternate allele.
    pub only: bool,
}

impl<'a> Evidence<'a> {
    /// Takes up the value of one field.
    pub fn take(&mut self, role: Role, value: &'a str, site: &Site<'_, 'a>, issues: &mut IssueLog) {
        let mut number = |low: f32, high: f32| largest(value, low, high, site, issues);
        match role {
            Role::Frequency => raise(&mut self.frequency, number(0.0, 1.0), site.name),
            Role::FallbackFrequency => raise(&mut self.fallback, number(0.0, 1.0), site.name),
            Role::JapaneseFrequency => raise(&mut self.japanese, number(0.0, 1.0), site.name),
            Role::Revel => self.scores.revel = larger(self.scores.revel, number(0.0, 1.0)),
            Role::AlphaMissense => self.scores.alpha_missense = larger(self.scores.alpha_missense, number(0.0, 1.0)),
            Role::Cadd => self.scores.cadd = larger(self.scores.cadd, number(0.0, 120.0)),
            Role::SpliceAi => self.scores.splice_ai = larger(self.scores.splice_ai, number(0.0, 1.0)),
            Role::SpliceAiRecord => {
                self.scores.splice_ai = larger(self.scores.splice_ai, splice_ai(value, site));
            }
            Role::ClinVarSignificance if known(value) => self.significance = self.significance.or(Some(value)),
            Role::ClinVarReview if known(value) => self.review = self.review.or(Some(value)),
            Role::ClinVarSignificance | Role::ClinVarReview => {}
        }
    }

    /// The largest frequency of any population, Japan's included.
    pub fn largest_frequency(&self) -> Option<(f32, &'a str)> {
        let world = self.frequency.or(self.fallback);
        match (world, self.japanese) {
            (Some(a), Some(b)) => Some(if b.0 > a.0 { b } else { a }),
            (a, b) => a.or(b),
        }
    }

    /// How common it is.
    pub fn frequency(&self) -> Option<AlleleFrequency> {
        self.frequency.or(self.fallback).map(owned)
    }

    /// How common it is in Japan.
    pub fn japanese_frequency(&self) -> Option<AlleleFrequency> {
        self.japanese.map(owned)
    }

    /// What `ClinVar` says.
    pub fn clinvar(&self) -> Option<ClinVar> {
        clinvar::read(self.significance?, self.review)
    }

    /// Whether `ClinVar` has it as pathogenic or likely pathogenic with criteria, which overrules any filter.
    pub fn is_known_pathogenic(&self) -> bool {
        self.clinvar().is_some_and(|found| {
            found.stars > 0 && matches!(found.class, Some(AcmgClass::Pathogenic | AcmgClass::LikelyPathogenic))
        })
    }
}

fn owned((value, source): (f32, &str)) -> AlleleFrequency {
    AlleleFrequency { value, source: source.to_owned() }
}

fn known(value: &str) -> bool {
    !matches!(value, "" | ".")
}

fn larger(known: Option<f32>, found: Option<f32>) -> Option<f32> {
    match (known, found) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    }
}

fn raise<'a>(slot: &mut Option<(f32, &'a str)>, found: Option<f32>, name: &'a str) {
    if let Some(value) = found
        && slot.is_none_or(|(known, _)| value > known)
    {
        *slot = Some((value, name));
    }
}

/// The largest number of a list, one value for each transcript or source. What is no number is unknown; what is out of
/// range is unknown and reported.
fn largest(value: &str, low: f32, high: f32, site: &Site<'_, '_>, issues: &mut IssueLog) -> Option<f32> {
    let mut found = None;
    for word in value.split([',', '&', '|', ';']) {
        // Old VEP writes ALLELE:FREQUENCY for every allele known at the place.
        let word = match word.split_once(':') {
            Some((allele, number)) if site.spellings.contains(&allele) => number,
            Some(_) => continue,
            None => word,
        };
        let Some(number) = word.trim().parse::<f32>().ok().filter(|number| !number.is_nan()) else { continue };
        if (low..=high).contains(&number) {
            found = larger(found, Some(number));
        } else {
            issues.warn(&format!("range {}", site.name), site.place, || {
                format!("{} is {}, outside {low} to {high}; it was read as unknown", site.name, shorten(word))
            });
        }
    }
    found
}

/// Largest delta score of `ALLELE|SYMBOL|DS_AG|DS_AL|DS_DG|DS_DL|...` or of `AG=0.01,AL=0.00,...`.
fn splice_ai(value: &str, site: &Site<'_, '_>) -> Option<f32> {
    let score = |word: &str| word.trim().parse::<f32>().ok().filter(|score| (0.0..=1.0).contains(score));
    if value.contains('=') {
        let named = |word: &str| {
            let (name, number) = word.split_once('=')?;
            matches!(name.trim(), "AG" | "AL" | "DG" | "DL" | "DS_AG" | "DS_AL" | "DS_DG" | "DS_DL")
                .then(|| score(number))
                .flatten()
        };
        return value.split([',', '&', '|']).filter_map(named).reduce(f32::max);
    }
    let mut found = None;
    for record in value.split([',', '&']) {
        let mut fields = record.split('|');
        let allele = fields.next().unwrap_or_default();
        if site.only || site.spellings.contains(&allele) {
            found = larger(found, fields.skip(1).take(4).filter_map(score).reduce(f32::max));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gather(fields: &[(Role, &'static str, &'static str)], only: bool) -> (Evidence<'static>, usize) {
        let mut evidence = Evidence::default();
        let mut issues = IssueLog::default();
        for (role, name, value) in fields {
            let site = Site { name, place: &|| "line 1".to_owned(), spellings: &["T"], only };
            evidence.take(*role, value, &site, &mut issues);
        }
        (evidence, issues.finish().len())
    }

    #[test]
    fn the_largest_population_counts_and_the_fallback_only_alone() {
        let (evidence, issues) = gather(
            &[
                (Role::Frequency, "a", "0.01"),
                (Role::Frequency, "b", ".,0.02,."),
                (Role::Frequency, "c", "."),
                (Role::FallbackFrequency, "MAX_AF", "0.3"),
                (Role::JapaneseFrequency, "j", "0.004"),
            ],
            true,
        );
        assert_eq!(evidence.frequency(), Some(AlleleFrequency { value: 0.02, source: "b".to_owned() }));
        assert_eq!(evidence.japanese_frequency().unwrap().source, "j");
        assert_eq!((evidence.largest_frequency().unwrap().1, issues), ("b", 0));
        let (alone, _) = gather(&[(Role::FallbackFrequency, "MAX_AF", "0.3")], true);
        assert_eq!(alone.frequency().unwrap().source, "MAX_AF");
    }

    #[test]
    fn unknown_is_never_zero() {
        for value in ["", ".", "NA", "nan", ".,.", "-", "C:0.2"] {
            let (evidence, issues) = gather(&[(Role::Frequency, "a", value), (Role::Revel, "r", value)], true);
            assert_eq!((evidence.frequency(), evidence.scores.revel, issues), (None, None, 0), "{value}");
        }
        let (evidence, issues) =
            gather(&[(Role::Frequency, "a", "-1"), (Role::Revel, "r", "7"), (Role::Cadd, "c", "inf")], true);
        assert_eq!((evidence.frequency(), evidence.scores.revel, evidence.scores.cadd, issues), (None, None, None, 3));
        let (evidence, _) = gather(&[(Role::Frequency, "GMAF", "C:0.2&T:0.1")], true);
        assert_eq!(evidence.frequency(), Some(AlleleFrequency { value: 0.1, source: "GMAF".to_owned() }));
    }

    #[test]
    fn splice_ai_is_read_in_its_formats() {
        for (value, only, wanted) in [
            ("T|FGFR2|0.01|0.00|0.83|0.20|-2|5|10|3", true, Some(0.83)),
            ("G|X|0.9|0|0|0|1|1|1|1,T|X|0.1|0.2|0|0|1|1|1|1", false, Some(0.2)),
            ("AG=0.00,AL=0.04,DG=0.00,DL=0.00", true, Some(0.04)),
            ("T|X|.|.|.|.|.|.|.|.", true, None),
            (".", true, None),
            ("G|X|0.9|0|0|0|1|1|1|1", false, None),
        ] {
            let (evidence, _) = gather(&[(Role::SpliceAiRecord, "SpliceAI", value)], only);
            assert_eq!(evidence.scores.splice_ai, wanted, "{value}");
        }
    }

    #[test]
    fn clinvar_overrules_with_a_star_only() {
        let sure = "criteria_provided,_single_submitter";
        for (significance, review, wanted) in [
            ("Pathogenic", Some(sure), true),
            ("Likely_pathogenic", Some(sure), true),
            ("Pathogenic", None, false),
            ("Uncertain_significance", Some(sure), false),
        ] {
            let mut fields = vec![(Role::ClinVarSignificance, "CLNSIG", significance)];
            fields.extend(review.map(|review| (Role::ClinVarReview, "CLNREVSTAT", review)));
            assert_eq!(gather(&fields, true).0.is_known_pathogenic(), wanted, "{significance}");
        }
    }
}
