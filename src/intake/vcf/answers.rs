//! Where a file says what the patient has, and where it only has records.

use crate::domain::{Contig, ContigSet};

/// Chromosomes of the primary assembly.
const CONTIGS: usize = 25;

/// A chromosome of whose records fewer than one in so many say what the patient has was not looked at. Callers write many
/// records that say nothing (sites of a cohort, candidates that were turned down), so that the bound is low.
const ONE_IN: u32 = 10;

/// Records by chromosome, and those among them that say what the patient has there.
#[derive(Debug, Default)]
pub(super) struct Answers {
    records: [(u32, u32); CONTIGS],
}

impl Answers {
    /// Counts a record.
    pub fn count(&mut self, contig: Contig, is_answer: bool) {
        if let Some((records, answers)) = self.records.get_mut(usize::from(contig.number()) - 1) {
            *records = records.saturating_add(1);
            *answers = answers.saturating_add(u32::from(is_answer));
        }
    }

    /// Chromosomes on which what the file does not have is absent.
    pub fn answered(&self) -> ContigSet {
        let mut found = ContigSet::default();
        for contig in self.of(|(records, answers)| records > 0 && is_read(records, answers)) {
            found.insert(contig);
        }
        found
    }

    /// What to say of chromosomes whose records hardly say anything.
    pub fn complaint(&self) -> Option<String> {
        let names: Vec<String> = self
            .of(|(records, answers)| records > 0 && !is_read(records, answers))
            .map(|contig| contig.to_string())
            .collect();
        (!names.is_empty()).then(|| {
            format!(
                "on chromosome {} nearly no record says what the patient has (not called, no reads, or a failed filter); \
                 nothing there was taken for absent",
                names.join(", ")
            )
        })
    }

    fn of(&self, wanted: impl Fn((u32, u32)) -> bool) -> impl Iterator<Item = Contig> {
        Contig::all().zip(self.records).filter(move |(_, counts)| wanted(*counts)).map(|(contig, _)| contig)
    }
}

fn is_read(records: u32, answers: u32) -> bool {
    answers.saturating_mul(ONE_IN) >= records
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chromosome_is_read_where_some_of_its_records_say_something() {
        let mut answers = Answers::default();
        for number in 0..10 {
            answers.count(Contig::X, number == 0);
            answers.count(Contig::Y, false);
        }
        assert!(answers.answered().contains(Contig::X) && !answers.answered().contains(Contig::Y));
        assert!(!answers.answered().contains(Contig::MT), "no record at all");
        let complaint = answers.complaint().unwrap();
        assert!(complaint.starts_with("on chromosome Y "), "{complaint}");
        answers.count(Contig::X, false);
        assert!(!answers.answered().contains(Contig::X));
        assert_eq!(Answers::default().complaint(), None);
    }
}
