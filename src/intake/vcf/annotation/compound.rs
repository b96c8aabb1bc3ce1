//! Consequences that bcftools csq writes at one record and points to from others (`@22701`).

use std::collections::{HashMap, VecDeque};

/// How many records are remembered: a compound spans one transcript's codon or reading frame.
const MEMORY: usize = 4096;

/// Entries of recent records of one contig that others may point to.
#[derive(Debug, Default)]
pub(in super::super) struct Compounds {
    contig: String,
    known: HashMap<u32, String>,
    order: VecDeque<u32>,
}

impl Compounds {
    /// Remembers the compound entries of a record, whether or not the patient carries it.
    pub fn remember(&mut self, contig: &str, position: u32, value: &str) {
        if contig != self.contig {
            contig.clone_into(&mut self.contig);
            self.known.clear();
            self.order.clear();
        }
        // The last column joins the changes of a compound by a plus sign; the strand is a column of its own.
        let is_compound =
            |entry: &&str| entry.rsplit('|').next().is_some_and(|change| change.len() > 1 && change.contains('+'));
        let entries: Vec<&str> = value.split(',').filter(is_compound).collect();
        if entries.is_empty() {
            return;
        }
        if self.known.insert(position, entries.join(",")).is_none() {
            self.order.push_back(position);
        }
        if self.order.len() > MEMORY
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }

    /// A record's entries with each pointer replaced by what it points to; the second value counts those that point
    /// nowhere.
    pub fn resolve(&self, value: &str) -> (String, usize) {
        let mut lost = 0;
        let mut parts: Vec<&str> = Vec::new();
        for entry in value.split(',') {
            let Some(pointer) = entry.trim_start_matches('*').strip_prefix('@') else {
                parts.push(entry);
                continue;
            };
            match pointer.parse().ok().and_then(|position: u32| self.known.get(&position)) {
                Some(entries) => parts.push(entries),
                None => lost += 1,
            }
        }
        (parts.join(","), lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_lead_to_the_compound() {
        let mut compounds = Compounds::default();
        let compound = "missense|A|T|protein_coding|+|5A>5C|100A>C+102G>T";
        compounds.remember("1", 100, &format!("intron|B|U|protein_coding,{compound}"));
        compounds.remember("1", 101, "missense|A|T|protein_coding|+|5A>5C|101A>C");
        assert_eq!(compounds.resolve("@100,intron|C"), (format!("{compound},intron|C"), 0));
        assert_eq!(compounds.resolve("*@100"), (compound.to_owned(), 0));
        assert_eq!(compounds.resolve("@101,@x"), (String::new(), 2));
        compounds.remember("2", 5, compound);
        assert_eq!(compounds.resolve("@100").1, 1);
    }
}
