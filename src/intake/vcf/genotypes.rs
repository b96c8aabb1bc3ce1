//! Sample columns: genotypes and how well they are supported.

use super::error::shorten;
use super::issues::Malformed;
use crate::domain::{Call, Genotype, Phase};

/// Most copies of a chromosome that are read.
const MAX_PLOIDY: usize = 8;

/// A `GT` value: allele numbers, the reference is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::intake) struct RawGenotype {
    alleles: [Option<u16>; MAX_PLOIDY],
    copies: u8,
    phased: bool,
}

impl RawGenotype {
    /// Reads a genotype; `alternates` is how many alternate alleles the record has.
    pub fn read(text: &str, alternates: usize) -> Result<Self, Malformed> {
        let refuse = || Malformed::new("GT", format!("GT {:?} is not a genotype", shorten(text)));
        let mut found = Self { phased: true, ..Self::default() };
        // VCF 4.4 writes the phase of the first allele before it.
        let body = text.strip_prefix(['/', '|']).unwrap_or(text);
        let mut start = 0;
        loop {
            let rest = &body[start..];
            let length = rest.bytes().position(|byte| byte == b'/' || byte == b'|').unwrap_or(rest.len());
            let word = &rest[..length];
            let slot = found.alleles.get_mut(usize::from(found.copies)).ok_or_else(|| {
                Malformed::new("GT ploidy", format!("GT {:?} has more than {MAX_PLOIDY} copies", shorten(text)))
            })?;
            *slot = match word {
                "." => None,
                _ if word.bytes().all(|byte| byte.is_ascii_digit()) => {
                    let allele: u16 = word.parse().map_err(|_| refuse())?;
                    if usize::from(allele) > alternates {
                        let message = format!("GT {:?} names allele {allele} of {alternates}", shorten(text));
                        return Err(Malformed::new("GT allele", message));
                    }
                    Some(allele)
                }
                _ => return Err(refuse()),
            };
            found.copies += 1;
            start += length + 1;
            if start > body.len() {
                break;
            }
            found.phased &= body.as_bytes()[start - 1] == b'|';
        }
        found.phased &= found.copies > 1;
        Ok(found)
    }

    /// Called and uncalled copies.
    pub fn alleles(&self) -> &[Option<u16>] {
        &self.alleles[..usize::from(self.copies)]
    }

    /// The genotype as seen from one allele.
    pub fn of(&self, allele: u16) -> Genotype {
        let mut genotype = Genotype::default();
        for copy in self.alleles() {
            match copy {
                None => genotype.missing += 1,
                Some(0) => genotype.reference += 1,
                Some(other) if *other == allele => genotype.alternate += 1,
                Some(_) => genotype.other += 1,
            }
        }
        genotype
    }

    /// Which of two haplotypes holds the allele.
    fn haplotype(&self, allele: u16) -> Option<u8> {
        match self.alleles() {
            [first, second] if *first == Some(allele) && *second != Some(allele) => Some(0),
            [first, second] if *second == Some(allele) && *first != Some(allele) => Some(1),
            _ => None,
        }
    }
}

/// Where fields stand in the sample columns, for one FORMAT.
#[derive(Debug, Default)]
pub(super) struct FormatIndex {
    text: String,
    fields: [Option<usize>; Field::COUNT],
}

#[derive(Clone, Copy)]
enum Field {
    Gt,
    Gq,
    Dp,
    Ad,
    Ao,
    Ps,
    Pgt,
    Pid,
    Cn,
}

impl Field {
    const COUNT: usize = 9;
    const NAMES: [(&'static str, Self); Self::COUNT] = [
        ("GT", Self::Gt),
        ("GQ", Self::Gq),
        ("DP", Self::Dp),
        ("AD", Self::Ad),
        ("AO", Self::Ao),
        ("PS", Self::Ps),
        ("PGT", Self::Pgt),
        ("PID", Self::Pid),
        ("CN", Self::Cn),
    ];
}

impl FormatIndex {
    /// Takes up the FORMAT of the next record, which is nearly always that of the last.
    pub fn update(&mut self, format: &str) {
        if format == self.text {
            return;
        }
        format.clone_into(&mut self.text);
        self.fields = [None; Field::COUNT];
        for (place, key) in format.split(':').enumerate() {
            if let Some((_, field)) = Field::NAMES.iter().find(|(name, _)| *name == key) {
                let slot = &mut self.fields[*field as usize];
                *slot = slot.or(Some(place));
            }
        }
    }

    /// A field of a sample; missing values and trailing fields that were dropped are `None`.
    fn get<'a>(&self, sample: &'a str, field: Field) -> Option<&'a str> {
        let place = self.fields[field as usize]?;
        // GT stands first by rule.
        let value = if place == 0 { sample.split(':').next() } else { sample.split(':').nth(place) };
        value.filter(|value| !value.is_empty() && *value != ".")
    }

    /// The genotype; absent GT reads as not called.
    pub fn genotype(&self, sample: &str, alternates: usize) -> Result<RawGenotype, Malformed> {
        RawGenotype::read(self.get(sample, Field::Gt).unwrap_or("."), alternates)
    }

    /// Whether this FORMAT has genotypes.
    pub fn has_genotypes(&self) -> bool {
        self.fields[Field::Gt as usize].is_some()
    }

    /// Phred-scaled confidence.
    pub fn quality(&self, sample: &str) -> Option<f32> {
        let quality = self.get(sample, Field::Gq)?.parse::<f32>().ok()?;
        (quality.is_finite() && quality >= 0.0).then_some(quality)
    }

    /// Reads; the sum of the reads by allele where the total is not stated.
    pub fn depth(&self, sample: &str) -> Option<u32> {
        if let Some(depth) = self.get(sample, Field::Dp) {
            return count(depth);
        }
        self.get(sample, Field::Ad)?.split(',').map(count).try_fold(0u32, |sum, reads| Some(sum.saturating_add(reads?)))
    }

    /// Number of copies of a segment.
    pub fn copies(&self, sample: &str) -> Option<u32> {
        count(self.get(sample, Field::Cn)?)
    }

    fn alternate_depth(&self, sample: &str, allele: u16, alternates: usize) -> Option<u32> {
        let nth = |field, wanted: usize, place: usize| {
            let list = self.get(sample, field)?;
            (list.split(',').count() == wanted).then(|| list.split(',').nth(place).and_then(count)).flatten()
        };
        let place = usize::from(allele);
        nth(Field::Ad, alternates + 1, place).or_else(|| nth(Field::Ao, alternates, place.checked_sub(1)?))
    }

    /// Everything known of one allele in one sample.
    pub fn call(&self, raw: &RawGenotype, sample: &str, allele: u16, alternates: usize, contig: &str) -> Call {
        Call {
            genotype: raw.of(allele),
            quality: self.quality(sample),
            depth: self.depth(sample),
            alternate_depth: self.alternate_depth(sample, allele, alternates),
            phase: self.phase(raw, sample, allele, alternates, contig),
        }
    }

    /// By `PS`, or the whole contig where a genotype is phased without it (VCF 4.3, section 1.4.2), or by GATK's `PGT`
    /// and `PID`, which leave GT unphased.
    fn phase(&self, raw: &RawGenotype, sample: &str, allele: u16, alternates: usize, contig: &str) -> Option<Phase> {
        if raw.phased {
            let haplotype = raw.haplotype(allele)?;
            let set = self.get(sample, Field::Ps).map_or_else(|| contig.to_owned(), |set| format!("{contig}:{set}"));
            return Some(Phase { set, haplotype });
        }
        let set = self.get(sample, Field::Pid).filter(|_| alternates == 1)?;
        let phased = RawGenotype::read(self.get(sample, Field::Pgt)?, alternates).ok().filter(|found| found.phased)?;
        // A PGT that disagrees with GT tells nothing.
        let haplotype = phased.haplotype(allele).filter(|_| raw.haplotype(allele).is_some())?;
        Some(Phase { set: format!("{contig}:{set}"), haplotype })
    }
}

/// A count of reads; some callers write it with a decimal point.
fn count(text: &str) -> Option<u32> {
    text.parse::<u32>().ok().or_else(|| {
        let number = text.parse::<f64>().ok()?;
        (number >= 0.0 && number <= f64::from(u32::MAX)).then_some(number.round() as u32)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn genotype(alternate: u8, reference: u8, other: u8, missing: u8) -> Genotype {
        Genotype { alternate, reference, other, missing }
    }

    #[test]
    fn genotypes_are_counted_from_the_allele() {
        for (text, allele, wanted) in [
            ("0/1", 1, genotype(1, 1, 0, 0)),
            ("1/2", 2, genotype(1, 0, 1, 0)),
            ("2|2", 2, genotype(2, 0, 0, 0)),
            ("1", 1, genotype(1, 0, 0, 0)),
            ("./1", 1, genotype(1, 0, 0, 1)),
            ("./.", 1, genotype(0, 0, 0, 2)),
            (".", 1, genotype(0, 0, 0, 1)),
            ("0/0/1", 1, genotype(1, 2, 0, 0)),
            ("|0|1", 1, genotype(1, 1, 0, 0)),
            ("/1", 1, genotype(1, 0, 0, 0)),
        ] {
            assert_eq!(RawGenotype::read(text, 2).unwrap().of(allele), wanted, "{text}");
        }
        for text in ["", "0/3", "a/b", "0//1", "0/", "-1/0", "0/99999999", "0/1/0/1/0/1/0/1/0", "0 1", "+1/0"] {
            assert!(RawGenotype::read(text, 2).is_err(), "{text:?}");
        }
    }

    #[test]
    fn support_is_read_tolerantly() {
        let call = |format: &str, sample: &str, allele, alternates| {
            let mut index = FormatIndex::default();
            index.update(format);
            let raw = index.genotype(sample, alternates).unwrap();
            let call = index.call(&raw, sample, allele, alternates, "7");
            (call.quality, call.depth, call.alternate_depth)
        };
        assert_eq!(call("GT:AD:DP:GQ", "0/1:6,5:11:14.79", 1, 1), (Some(14.79), Some(11), Some(5)));
        assert_eq!(call("GT:AD", "1/2:1,5,7", 2, 2), (None, Some(13), Some(7)));
        assert_eq!(call("GT:AD:DP", "0/1:5:.", 1, 1), (None, Some(5), None));
        assert_eq!(call("GT:DP:AO:GQ", "0/1:12.0:4:x", 1, 1), (None, Some(12), Some(4)));
        assert_eq!(call("GT:AD:DP:GQ", "0/1", 1, 1), (None, None, None));
        assert_eq!(call("GT:AD:GQ", "0/1:.,.:-1", 1, 1), (None, None, None));
    }

    #[test]
    fn phase_needs_a_statement() {
        let phase = |format: &str, sample: &str| {
            let mut index = FormatIndex::default();
            index.update(format);
            let raw = index.genotype(sample, 1).unwrap();
            index.call(&raw, sample, 1, 1, "7").phase.map(|phase| (phase.set, phase.haplotype))
        };
        assert_eq!(phase("GT:PS", "0|1:500"), Some(("7:500".to_owned(), 1)));
        assert_eq!(phase("GT", "1|0"), Some(("7".to_owned(), 0)));
        assert_eq!(phase("GT:PGT:PID", "0/1:0|1:90_A_T"), Some(("7:90_A_T".to_owned(), 1)));
        for (format, sample) in [("GT:PS", "0/1:500"), ("GT", "1|1"), ("GT", "1"), ("GT:PGT:PID", "1/1:0|1:x")] {
            assert_eq!(phase(format, sample), None, "{format} {sample}");
        }
    }

    proptest! {
        #[test]
        fn copies_add_up(text in "([0-3.][/|]){0,4}[0-3.]") {
            let genotype = RawGenotype::read(&text, 3).unwrap();
            prop_assert_eq!(usize::from(genotype.of(1).ploidy()), text.matches(['/', '|']).count() + 1);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,12}") {
            let _ = RawGenotype::read(&text, 2);
        }
    }
}
