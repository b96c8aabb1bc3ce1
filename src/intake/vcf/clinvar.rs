//! `ClinVar`'s words to classes and stars.

use crate::domain::{AcmgClass, ClinVar};

/// Reads an aggregate classification and its review status (<https://www.ncbi.nlm.nih.gov/clinvar/docs/review_status>).
/// `None` where neither says anything. Without a review status there are no stars.
pub(super) fn read(significance: &str, review: Option<&str>) -> Option<ClinVar> {
    let text = significance.trim().to_ascii_lowercase();
    if matches!(text.as_str(), "" | "." | "not_provided" | "not provided") {
        return None;
    }
    let stars = review.map_or(0, stars);
    let mut classes: Vec<AcmgClass> = Vec::new();
    let mut conflicting = text.contains("conflicting");
    // "Pathogenic/Likely_pathogenic|drug_response", "5|5", "pathogenic&likely_pathogenic"
    for word in text.split(['/', '|', ',', '&', ';', ':']) {
        classes.extend(class(word.trim_matches(['_', ' '])));
    }
    let (worst, best) = (classes.iter().max().copied(), classes.iter().min().copied());
    let side = |class: AcmgClass| class.cmp(&AcmgClass::UncertainSignificance);
    if let (Some(worst), Some(best)) = (worst, best) {
        conflicting |= side(worst) != side(best);
    }
    // Of "pathogenic/likely pathogenic" the more careful word counts, and so for benign.
    let class = match (worst, best) {
        _ if conflicting => None,
        (Some(AcmgClass::Pathogenic | AcmgClass::LikelyPathogenic), best) => best,
        (worst, _) => worst,
    };
    Some(ClinVar { class, conflicting, stars })
}

fn class(word: &str) -> Option<AcmgClass> {
    Some(match word {
        "pathogenic" | "5" => AcmgClass::Pathogenic,
        "likely_pathogenic" | "likely pathogenic" | "4" => AcmgClass::LikelyPathogenic,
        "uncertain_significance" | "uncertain significance" | "0" => AcmgClass::UncertainSignificance,
        "likely_benign" | "likely benign" | "3" => AcmgClass::LikelyBenign,
        "benign" | "2" => AcmgClass::Benign,
        _ => return None,
    })
}

/// Stars of a review status; the short words are those of files before 2017.
fn stars(review: &str) -> u8 {
    let text = review.to_ascii_lowercase();
    let of = |word: &str| -> u8 {
        match word.trim_matches(['_', ' ']) {
            "practice_guideline" | "guideline" | "prof" => 4,
            "reviewed_by_expert_panel" | "exp" => 3,
            "multiple_submitters" | "mult" => 2,
            "single" | "conf" => 1,
            _ => 0,
        }
    };
    let words = text.split(['|', ',', '&', ';']).map(of).max().unwrap_or(0);
    match words {
        2 if text.contains("conflicting") => 1,
        0 if text.contains("criteria_provided") && !text.contains("no_assertion_criteria_provided") => 1,
        words => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AcmgClass::{Benign, LikelyBenign, LikelyPathogenic, Pathogenic, UncertainSignificance};

    #[test]
    fn words_and_numbers_make_classes() {
        for (text, class, conflicting) in [
            ("Pathogenic", Some(Pathogenic), false),
            ("Pathogenic/Likely_pathogenic", Some(LikelyPathogenic), false),
            ("Likely_pathogenic|drug_response", Some(LikelyPathogenic), false),
            ("Benign/Likely_benign", Some(LikelyBenign), false),
            ("Benign", Some(Benign), false),
            ("Uncertain_significance", Some(UncertainSignificance), false),
            ("Pathogenic,_low_penetrance", Some(Pathogenic), false),
            ("Conflicting_classifications_of_pathogenicity", None, true),
            ("Conflicting_interpretations_of_pathogenicity|other", None, true),
            ("5|5|4", Some(LikelyPathogenic), false),
            ("5|2", None, true),
            ("drug_response", None, false),
        ] {
            let wanted = Some(ClinVar { class, conflicting, stars: 0 });
            assert_eq!(read(text, None), wanted, "{text}");
        }
        assert_eq!(read(".", Some("guideline")), None);
        assert_eq!(read("not_provided", None), None);
    }

    #[test]
    fn review_makes_stars() {
        for (text, wanted) in [
            ("practice_guideline", 4),
            ("reviewed_by_expert_panel", 3),
            ("criteria_provided,_multiple_submitters,_no_conflicts", 2),
            ("criteria_provided&_multiple_submitters&_no_conflicts", 2),
            ("criteria_provided,_conflicting_classifications", 1),
            ("criteria_provided,_conflicting_interpretations", 1),
            ("criteria_provided,_single_submitter", 1),
            ("no_assertion_criteria_provided", 0),
            ("no_classification_provided", 0),
            ("mult|single", 2),
            ("no_criteria", 0),
            (".", 0),
            ("", 0),
        ] {
            assert_eq!(stars(text), wanted, "{text}");
        }
    }
}
