//! Copies of an allele that the chromosome and the sex do not allow.

use super::VariantItem;
use crate::domain::{AnnotatedVariant, Assembly, Contig, InputIssue, Severity, Sex, Zygosity};
use crate::knowledge::KnowledgeBase;

/// A warning where zygosity, chromosome and sex cannot all be right, with how the variant is taken.
pub(super) fn strange_copies(
    kb: &KnowledgeBase,
    item: &VariantItem,
    variant: &AnnotatedVariant,
    sex: Sex,
) -> Option<InputIssue> {
    let zygosity = variant.calls.first()?.genotype.zygosity();
    let message = fault(contig_of(kb, variant)?, zygosity, sex)?;
    Some(InputIssue::new(Severity::Warning, &item.place, message).suggest("check zygosity and sex"))
}

/// The chromosome, where males have one copy of what lies there if it is X or Y.
fn contig_of(kb: &KnowledgeBase, variant: &AnnotatedVariant) -> Option<Contig> {
    let pair = |contig: Contig, assembly, position| !contig.is_pseudoautosomal(assembly, position);
    if let Some(locus) = &variant.locus {
        return Some(locus.contig).filter(|contig| pair(*contig, locus.assembly, locus.position));
    }
    let gene = kb.gene(kb.gene_by_id(variant.effects.first()?.gene)?);
    let transcript = [Assembly::Grch38, Assembly::Grch37]
        .into_iter()
        .find_map(|assembly| Some((assembly, gene.transcript(assembly)?)));
    if let Some((assembly, transcript)) = transcript {
        return Some(transcript.contig()).filter(|contig| pair(*contig, assembly, transcript.start()));
    }
    // Cytogenetic: `15q21.1`, `Xp21.2-p21.1`, `Xp22.33 and Yp11.2`.
    let location = gene.location();
    let end = location.find(['p', 'q', 'c']).filter(|_| !location.contains(" and "))?;
    location[..end].parse().ok()
}

fn fault(contig: Contig, zygosity: Zygosity, sex: Sex) -> Option<String> {
    match (zygosity, sex) {
        (Zygosity::Hemizygous, _) if contig.is_autosome() => Some(format!(
            "hemizygous, but it lies on chromosome {contig}, of which everyone has two copies: taken as one copy \
             (heterozygous); where the other copy is deleted, list the deletion too"
        )),
        (Zygosity::Hemizygous, Sex::Female) if contig == Contig::X => {
            Some("hemizygous on X, but the patient is female: taken as her only copy".to_owned())
        }
        (Zygosity::Heterozygous, Sex::Male) if matches!(contig, Contig::X | Contig::Y) => Some(format!(
            "heterozygous on {contig}, but the patient is male and has one copy: either the allele is in some of the cells \
             (mosaic), or sex or zygosity is wrong"
        )),
        (Zygosity::Heterozygous | Zygosity::Homozygous | Zygosity::Hemizygous, Sex::Female) if contig == Contig::Y => {
            Some("on chromosome Y, but the patient is female".to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_held_against_chromosome_and_sex() {
        use Zygosity::{Hemizygous, Heterozygous, Homozygous, Unknown};
        let of = |contig: &str, zygosity, sex| fault(contig.parse().unwrap(), zygosity, sex).is_some();
        for (contig, zygosity, sex) in [
            ("15", Heterozygous, Sex::Male),
            ("15", Homozygous, Sex::Female),
            ("X", Hemizygous, Sex::Male),
            ("X", Heterozygous, Sex::Female),
            ("X", Homozygous, Sex::Male),
            ("X", Hemizygous, Sex::Unknown),
            ("Y", Hemizygous, Sex::Male),
            ("MT", Hemizygous, Sex::Female),
            ("15", Unknown, Sex::Female),
        ] {
            assert!(!of(contig, zygosity, sex), "{contig} {zygosity:?} {sex:?}");
        }
        for (contig, zygosity, sex) in [
            ("15", Hemizygous, Sex::Male),
            ("X", Hemizygous, Sex::Female),
            ("X", Heterozygous, Sex::Male),
            ("Y", Heterozygous, Sex::Female),
        ] {
            assert!(of(contig, zygosity, sex), "{contig} {zygosity:?} {sex:?}");
        }
    }
}
