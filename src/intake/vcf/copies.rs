//! Numbers of copies (`CN`): what a symbolic allele is, and whether the person has it.

use std::cmp::Ordering::{Equal, Greater, Less};

use super::alleles::Allele;
use super::issues::IssueLog;
use super::sieve::{Record, Sieve};
use crate::domain::{Contig, LeftOut, Sex, StructuralKind};

impl Sieve<'_> {
    /// Callers of copy numbers write `./.` and the number of copies: the genotype that the number stands for.
    pub(super) fn genotypes_by_copies(&self, record: &mut Record<'_>) {
        let [alternate] = record.alternates[..] else { return };
        if !alternate.starts_with('<') {
            return;
        }
        let duplicates = alternate.starts_with("<DUP");
        for place in 0..record.genotypes.len() {
            let Some(sample) = record.samples.get(place) else { return };
            let is_called = record.genotypes[place].alleles().iter().any(Option::is_some);
            let usual = self.members.get(place).and_then(|member| usual_copies(record, member.sex));
            let (false, Some(copies), Some(usual)) = (is_called, self.format.copies(sample), usual) else { continue };
            let text = match (copies, usual) {
                _ if copies == usual => "0/0",
                (_, 1) => "1",
                (0, _) if !duplicates => "1/1",
                _ => "0/1",
            };
            if let Ok(genotype) = super::genotypes::RawGenotype::read(text, 1) {
                record.genotypes[place] = genotype;
            }
        }
    }

    /// The allele by the proband's number of copies: `<CNV>` is a loss or a gain, and a number that contradicts the symbol
    /// or says that nothing is changed leaves the allele out.
    pub(super) fn by_copies<'a>(
        &mut self,
        record: &Record<'_>,
        allele: Allele<'a>,
        place: &dyn Fn() -> String,
    ) -> Result<Allele<'a>, LeftOut> {
        let Allele::Structural(kind) = allele else { return Ok(allele) };
        // Of several alleles the number is the sum.
        if record.alternates.len() != 1 {
            return Ok(allele);
        }
        let copies = record.samples.first().and_then(|sample| self.format.copies(sample));
        let usual = self.members.first().and_then(|member| usual_copies(record, member.sex));
        let (Some(copies), Some(usual)) = (copies, usual) else { return Ok(allele) };
        match (kind, copies.cmp(&usual)) {
            (StructuralKind::CopyNumber, Less) => Ok(Allele::Structural(StructuralKind::Deletion)),
            (StructuralKind::CopyNumber, Greater) => Ok(Allele::Structural(StructuralKind::Duplication)),
            (StructuralKind::CopyNumber, Equal) => Err(LeftOut::NotCarried),
            (StructuralKind::Deletion, Equal | Greater) | (StructuralKind::Duplication, Equal | Less) => {
                contradiction(&mut self.issues, kind, copies, place);
                Err(LeftOut::NotCalled)
            }
            _ => Ok(allele),
        }
    }
}

fn contradiction(issues: &mut IssueLog, kind: StructuralKind, copies: u32, place: &dyn Fn() -> String) {
    let message = format!(
        "ALT is {} and CN, the number of copies, is {copies}: they contradict each other; not used",
        kind.as_str()
    );
    issues.warn("copies", place, || message);
}

/// Copies of a place that a person has; `None` where it depends on a sex that is not known, or on the mitochondria.
fn usual_copies(record: &Record<'_>, sex: Sex) -> Option<u32> {
    let paired = !matches!(record.contig, Contig::X | Contig::Y)
        || record.contig.is_pseudoautosomal(record.assembly, record.position);
    match (record.contig, sex) {
        (Contig::MT, _) => None,
        _ if paired => Some(2),
        (_, Sex::Male) => Some(1),
        (Contig::X, Sex::Female) => Some(2),
        _ => None,
    }
}
