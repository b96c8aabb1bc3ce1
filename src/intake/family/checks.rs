//! Whether genotypes fit what is said of sex and kinship, from all records as they are read.

use crate::domain::{Assembly, Contig, InputIssue, Member, Relation, Severity, Sex};

/// More Mendelian errors than this are too many: true trios have fewer than one in a hundred in exome call sets, and
/// strangers more than ten.
const MAX_ERROR_RATE: f64 = 0.03;
/// Fewest sites for a statement about kinship.
const MIN_SITES: u32 = 200;
/// Fewest sites for a statement about sex.
const MIN_X_SITES: u32 = 20;
/// Share of heterozygous sites of X, outside the pseudoautosomal regions, that no male's calls reach.
const MALE_X: f64 = 0.25;
/// The same that every female's calls exceed, unless her parents are related.
const FEMALE_X: f64 = 0.10;
/// Calls of Y that a female has by mismapping at most.
const MAX_FEMALE_Y: u32 = 20;

/// Copies of the reference and of the alternate allele at a site with one alternate allele.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::intake) struct Copies {
    /// Reference.
    pub reference: u8,
    /// Alternate.
    pub alternate: u8,
}

impl Copies {
    fn ploidy(self) -> u8 {
        self.reference + self.alternate
    }

    /// Whether one copy of each parent can give this pair. An unknown parent can have given anything.
    fn can_descend(self, father: Self, mother: Self) -> bool {
        match self.alternate {
            0 => father.reference > 0 && mother.reference > 0,
            1 => (father.alternate > 0 && mother.reference > 0) || (father.reference > 0 && mother.alternate > 0),
            _ => father.alternate > 0 && mother.alternate > 0,
        }
    }

    fn opposite(self, other: Self) -> bool {
        (self.reference == 0 && other.alternate == 0) || (self.alternate == 0 && other.reference == 0)
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Rate {
    sites: u32,
    errors: u32,
}

impl Rate {
    fn count(&mut self, error: bool) {
        self.sites += 1;
        self.errors += u32::from(error);
    }

    fn is_high(self) -> bool {
        self.sites >= MIN_SITES && self.share() > MAX_ERROR_RATE
    }

    fn share(self) -> f64 {
        if self.sites == 0 { 0.0 } else { f64::from(self.errors) / f64::from(self.sites) }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct SexEvidence {
    x_heterozygous: u32,
    x_other: u32,
    y: u32,
}

/// Counts over the records of one file.
#[derive(Debug)]
pub(in crate::intake) struct FamilyChecks {
    assembly: Assembly,
    father: Option<usize>,
    mother: Option<usize>,
    trio: Rate,
    with_father: Rate,
    with_mother: Rate,
    sex: Vec<SexEvidence>,
}

impl FamilyChecks {
    /// Nothing counted yet.
    pub fn new(members: &[Member], assembly: Assembly) -> Self {
        let find = |relation| members.iter().position(|member| member.relation == relation);
        Self {
            assembly,
            father: find(Relation::Father),
            mother: find(Relation::Mother),
            trio: Rate::default(),
            with_father: Rate::default(),
            with_mother: Rate::default(),
            sex: vec![SexEvidence::default(); members.len()],
        }
    }

    /// Whether records of a contig tell anything.
    pub fn wants(&self, contig: Contig) -> bool {
        contig == Contig::X || contig == Contig::Y || (contig.is_autosome() && (self.father.or(self.mother)).is_some())
    }

    /// Counts a record that passed the filters and has one single-nucleotide allele; `copies` has the members in
    /// order, `None` where a genotype is not called in full or is poorly supported.
    pub fn observe(&mut self, contig: Contig, position: u32, copies: &[Option<Copies>]) {
        if contig.is_autosome() {
            self.observe_kinship(copies);
            return;
        }
        if contig.is_pseudoautosomal(self.assembly, position) {
            return;
        }
        for (evidence, copies) in self.sex.iter_mut().zip(copies) {
            let Some(copies) = copies.filter(|copies| copies.alternate > 0) else { continue };
            if contig == Contig::Y {
                evidence.y += 1;
            } else if copies.reference > 0 {
                evidence.x_heterozygous += 1;
            } else {
                evidence.x_other += 1;
            }
        }
    }

    fn observe_kinship(&mut self, copies: &[Option<Copies>]) {
        let diploid = |index: usize| copies.get(index).copied().flatten().filter(|copies| copies.ploidy() == 2);
        let Some(child) = diploid(0) else { return };
        let father = self.father.and_then(diploid);
        let mother = self.mother.and_then(diploid);
        for (parent, rate) in [(father, &mut self.with_father), (mother, &mut self.with_mother)] {
            if let Some(parent) = parent.filter(|parent| parent.alternate + child.alternate > 0) {
                rate.count(child.opposite(parent));
            }
        }
        if let (Some(father), Some(mother)) = (father, mother)
            && father.alternate + mother.alternate + child.alternate > 0
        {
            self.trio.count(!child.can_descend(father, mother));
        }
    }

    /// What does not fit.
    pub fn finish(&self, members: &[Member]) -> Vec<InputIssue> {
        let mut issues = Vec::new();
        self.kinship(members, &mut issues);
        for (member, evidence) in members.iter().zip(&self.sex) {
            issues.extend(sex_issue(member, *evidence));
        }
        issues
    }

    fn kinship(&self, members: &[Member], issues: &mut Vec<InputIssue>) {
        let name =
            |index: Option<usize>| index.and_then(|index| members.get(index)).map_or("", |member| &member.sample);
        let wrong: Vec<String> = [(self.with_father, self.father, "father"), (self.with_mother, self.mother, "mother")]
            .into_iter()
            .filter(|(rate, ..)| rate.is_high())
            .map(|(rate, index, role)| {
                format!(
                    "{:?} shares no allele with the patient at {:.1} % of {} sites and is probably not the {role}",
                    name(index),
                    100.0 * rate.share(),
                    rate.sites
                )
            })
            .collect();
        let message = match (&wrong[..], self.trio.is_high()) {
            ([], false) => return,
            ([], true) => format!(
                "{:.1} % of {} sites contradict the stated parents, though neither parent alone does; calls may be poor",
                100.0 * self.trio.share(),
                self.trio.sites
            ),
            (_, false) => wrong.join("; "),
            (_, true) => format!(
                "{:.1} % of {} sites contradict the stated parents: {}",
                100.0 * self.trio.share(),
                self.trio.sites,
                wrong.join("; ")
            ),
        };
        issues.push(
            InputIssue::new(Severity::Warning, "family", message)
                .suggest("check for swapped samples; de novo and compound heterozygous calls cannot be trusted"),
        );
    }
}

fn sex_issue(member: &Member, evidence: SexEvidence) -> Option<InputIssue> {
    let sites = evidence.x_heterozygous + evidence.x_other;
    let share = f64::from(evidence.x_heterozygous) / f64::from(sites.max(1));
    let looks = match sites {
        ..MIN_X_SITES => None,
        _ if share > MALE_X => Some(Sex::Female),
        _ if share < FEMALE_X => Some(Sex::Male),
        _ => None,
    };
    let figures =
        format!("{:.0} % of {sites} variants of X are heterozygous, and {} are called on Y", 100.0 * share, evidence.y);
    let place = format!("sample {:?}", member.sample);
    let (severity, message) = match (member.sex, looks) {
        (_, Some(Sex::Female)) if evidence.y > MAX_FEMALE_Y => (
            Severity::Warning,
            format!(
                "X looks female, but Y is called ({figures}): mismapping, contamination, or a karyotype such as XXY"
            ),
        ),
        (Sex::Unknown, Some(looks)) => {
            (Severity::Note, format!("the sex is not stated; genotypes look {} ({figures})", looks.as_str()))
        }
        (stated, Some(looks)) if stated != looks => (
            Severity::Warning,
            format!("stated to be {}, but genotypes look {} ({figures})", stated.as_str(), looks.as_str()),
        ),
        (Sex::Female, None) if evidence.y > MAX_FEMALE_Y => {
            (Severity::Warning, format!("stated to be female, but {} variants are called on Y", evidence.y))
        }
        _ => return None,
    };
    let issue = InputIssue::new(severity, place, message);
    Some(if severity == Severity::Warning { issue.suggest("check for swapped samples or a wrong sex") } else { issue })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REF: Copies = Copies { reference: 2, alternate: 0 };
    const HET: Copies = Copies { reference: 1, alternate: 1 };
    const ALT: Copies = Copies { reference: 0, alternate: 2 };

    fn trio() -> Vec<Member> {
        let member = |sample: &str, relation, sex| Member { sample: sample.to_owned(), relation, sex, affected: None };
        vec![
            member("kid", Relation::Proband, Sex::Male),
            member("dad", Relation::Father, Sex::Male),
            member("mom", Relation::Mother, Sex::Female),
        ]
    }

    fn kinship(rows: &[([Copies; 3], usize)]) -> Vec<String> {
        let members = trio();
        let mut checks = FamilyChecks::new(&members, Assembly::Grch38);
        let one: Contig = "1".parse().unwrap();
        for (copies, times) in rows {
            for _ in 0..*times {
                checks.observe(one, 1, &copies.map(Some));
            }
        }
        checks.finish(&members).into_iter().map(|issue| issue.message).collect()
    }

    #[test]
    fn inheritance_follows_mendel() {
        for (child, father, mother, fits) in [
            (HET, REF, HET, true),
            (HET, REF, REF, false),
            (ALT, HET, HET, true),
            (ALT, HET, REF, false),
            (REF, ALT, HET, false),
            (HET, ALT, ALT, false),
            (REF, HET, HET, true),
        ] {
            assert_eq!(child.can_descend(father, mother), fits, "{child:?} {father:?} {mother:?}");
        }
    }

    #[test]
    fn the_parent_who_does_not_fit_is_named() {
        assert!(kinship(&[([HET, REF, HET], 990), ([HET, REF, REF], 10)]).is_empty());
        let issues = kinship(&[([HET, REF, HET], 900), ([ALT, REF, HET], 60), ([REF, ALT, HET], 40)]);
        assert!(issues[0].contains("\"dad\"") && !issues[0].contains("\"mom\""), "{issues:?}");
        let both = kinship(&[([HET, HET, HET], 500), ([ALT, REF, REF], 100)]);
        assert!(both[0].contains("\"dad\"") && both[0].contains("\"mom\""), "{both:?}");
        assert!(kinship(&[([ALT, REF, REF], 100)]).is_empty(), "too few sites");
    }

    #[test]
    fn sex_is_told_by_x_outside_the_shared_regions() {
        let kid = Member::proband("kid", Sex::Male);
        for (position, copies, stated, wanted) in [
            (31_000_000, HET, Sex::Male, Some("stated to be male, but genotypes look female")),
            (31_000_000, ALT, Sex::Female, Some("genotypes look male")),
            (31_000_000, ALT, Sex::Male, None),
            (31_000_000, HET, Sex::Unknown, Some("the sex is not stated; genotypes look female")),
            (2_000_000, HET, Sex::Male, None),
        ] {
            let members = vec![Member { sex: stated, ..kid.clone() }];
            let mut checks = FamilyChecks::new(&members, Assembly::Grch38);
            for _ in 0..50 {
                checks.observe(Contig::X, position, &[Some(copies)]);
            }
            let issues = checks.finish(&members);
            assert_eq!(issues.len(), usize::from(wanted.is_some()));
            assert!(wanted.is_none_or(|word| issues[0].message.contains(word)), "{issues:?}");
        }
    }
}
