//! Parents who are known only by what a list says of its variants' origin.

use super::VariantItem;
use crate::domain::{Call, CaseVariants, Genotype, InputIssue, Member, Relation, Severity, Sex};

/// Where an item states an origin, both parents become members, with the genotypes that the origins imply; of an item
/// without one, theirs are unknown. `used` has the items of `variants`, in the same order.
pub(super) fn with_parents(variants: &mut CaseVariants, used: &[&VariantItem], issues: &mut Vec<InputIssue>) {
    if used.iter().all(|item| item.origin.is_none()) {
        return;
    }
    let parent = |sample: &str, relation, sex| Member { sample: sample.to_owned(), relation, sex, affected: None };
    variants.members.push(parent("father", Relation::Father, Sex::Male));
    variants.members.push(parent("mother", Relation::Mother, Sex::Female));
    for (variant, item) in variants.variants.iter_mut().zip(used) {
        let calls = match item.origin.as_deref().map(of_text) {
            None => [Genotype::default(); 2],
            Some(Some(calls)) => calls,
            Some(None) => {
                let shown: String = item.origin.iter().flat_map(|text| text.chars()).take(40).collect();
                issues.push(
                    InputIssue::new(
                        Severity::Warning,
                        &item.place,
                        format!("{shown:?} is not an origin and was left out"),
                    )
                    .suggest("write de_novo, paternal, maternal or both"),
                );
                [Genotype::default(); 2]
            }
        };
        variant.calls.extend(calls.map(Call::of));
    }
}

const ABSENT: Genotype = Genotype { alternate: 0, reference: 2, other: 0, missing: 0 };

/// Genotypes of father and mother.
fn of_text(text: &str) -> Option<[Genotype; 2]> {
    match text.to_ascii_lowercase().replace([' ', '-'], "_").as_str() {
        "de_novo" | "denovo" => Some([ABSENT, ABSENT]),
        "paternal" | "father" => Some([Genotype::HETEROZYGOUS, ABSENT]),
        "maternal" | "mother" => Some([ABSENT, Genotype::HETEROZYGOUS]),
        "both" | "biparental" => Some([Genotype::HETEROZYGOUS, Genotype::HETEROZYGOUS]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_as_people_write_them() {
        assert_eq!(of_text("De novo"), Some([ABSENT, ABSENT]));
        assert_eq!(of_text("maternal").map(|calls| calls[1]), Some(Genotype::HETEROZYGOUS));
        assert_eq!(of_text("unknown"), None);
    }
}
