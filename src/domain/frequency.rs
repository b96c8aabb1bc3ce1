//! How often a finding occurs among patients with a disease.

use std::fmt;

/// A frequency as a curator stated it. Unknown is `None` in the caller's hands, never a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Frequency {
    /// `affected` of `examined` patients; `affected <= examined`, `examined >= 1`.
    Counted {
        /// Patients with the finding.
        affected: u32,
        /// Patients looked at.
        examined: u32,
    },
    /// One of HPO's frequency categories.
    Range(FrequencyRange),
    /// Percent of patients, 0 to 100.
    Percent(f32),
}

/// HPO's frequency categories (children of HP:0040279), with their bounds in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FrequencyRange {
    /// HP:0040280, always present: 100 %.
    Obligate,
    /// HP:0040281, 80 to 99 %.
    VeryFrequent,
    /// HP:0040282, 30 to 79 %.
    Frequent,
    /// HP:0040283, 5 to 29 %.
    Occasional,
    /// HP:0040284, 1 to 4 %.
    VeryRare,
    /// HP:0040285, 0 %: the finding is absent in the disease.
    Excluded,
}

/// Why a frequency field cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown frequency {0:?} (expected n/m, a percentage, or one of HP:0040280 to HP:0040285)")]
pub struct FrequencyError(pub String);

impl FrequencyRange {
    /// Every category with its HPO id, bounds in percent and English name.
    const TABLE: [(Self, &'static str, u8, u8, &'static str); 6] = [
        (Self::Obligate, "HP:0040280", 100, 100, "obligate"),
        (Self::VeryFrequent, "HP:0040281", 80, 99, "very frequent"),
        (Self::Frequent, "HP:0040282", 30, 79, "frequent"),
        (Self::Occasional, "HP:0040283", 5, 29, "occasional"),
        (Self::VeryRare, "HP:0040284", 1, 4, "very rare"),
        (Self::Excluded, "HP:0040285", 0, 0, "excluded"),
    ];

    fn row(self) -> (Self, &'static str, u8, u8, &'static str) {
        Self::TABLE[self as usize]
    }

    /// Lower and upper bound in percent, both included.
    #[must_use]
    pub fn bounds_percent(self) -> (u8, u8) {
        let (_, _, low, high, _) = self.row();
        (low, high)
    }

    /// The category's HPO id.
    #[must_use]
    pub fn hpo_id(self) -> &'static str {
        self.row().1
    }
}

impl Frequency {
    /// Reads the frequency column of `phenotype.hpoa`: `3/7`, `45%`, `HP:0040282`, or empty for unknown.
    ///
    /// # Errors
    /// [`FrequencyError`] for anything else, for `n/0`, for `n > m`, and for percentages outside 0 to 100.
    pub fn parse(text: &str) -> Result<Option<Self>, FrequencyError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let error = || FrequencyError(text.chars().take(40).collect());
        if let Some((range, ..)) = FrequencyRange::TABLE.iter().find(|row| row.1 == text) {
            return Ok(Some(Self::Range(*range)));
        }
        if let Some(percent) = text.strip_suffix('%') {
            let value: f32 = percent.trim().parse().map_err(|_| error())?;
            return if (0.0..=100.0).contains(&value) { Ok(Some(Self::Percent(value))) } else { Err(error()) };
        }
        let (affected, examined) = text.split_once('/').ok_or_else(error)?;
        let number = |part: &str| part.trim().parse::<u32>().map_err(|_| error());
        let (affected, examined) = (number(affected)?, number(examined)?);
        if examined == 0 || affected > examined {
            return Err(error());
        }
        Ok(Some(Self::Counted { affected, examined }))
    }

    /// Whether the curators state that no patient has the finding.
    #[must_use]
    pub fn is_absent(self) -> bool {
        match self {
            Self::Counted { affected, .. } => affected == 0,
            Self::Range(range) => range == FrequencyRange::Excluded,
            Self::Percent(value) => value <= 0.0,
        }
    }

    /// A point estimate between 0 and 1: the proportion, or the middle of the category.
    #[must_use]
    pub fn proportion(self) -> f32 {
        match self {
            Self::Counted { affected, examined } => (f64::from(affected) / f64::from(examined)) as f32,
            Self::Range(range) => {
                let (low, high) = range.bounds_percent();
                f32::midpoint(f32::from(low), f32::from(high)) / 100.0
            }
            Self::Percent(value) => value / 100.0,
        }
    }
}

impl fmt::Display for Frequency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Counted { affected, examined } => write!(f, "{affected}/{examined}"),
            Self::Range(range) => {
                let (_, _, low, high, name) = range.row();
                if low == high { write!(f, "{name} ({low}%)") } else { write!(f, "{name} ({low}-{high}%)") }
            }
            Self::Percent(value) => write!(f, "{value}%"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_in_the_annotation_file_is_read() {
        use Frequency::{Counted, Percent, Range};
        let table = [
            ("3/7", Some(Counted { affected: 3, examined: 7 })),
            ("0/12", Some(Counted { affected: 0, examined: 12 })),
            ("76.3%", Some(Percent(76.3))),
            ("100%", Some(Percent(100.0))),
            ("HP:0040283", Some(Range(FrequencyRange::Occasional))),
            ("HP:0040285", Some(Range(FrequencyRange::Excluded))),
            ("", None),
            ("  ", None),
        ];
        for (text, wanted) in table {
            assert_eq!(Frequency::parse(text).unwrap(), wanted, "{text:?}");
        }
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        for text in
            ["HP:004028", "HP:0040279", "5/0", "8/7", "-1/7", "101%", "-3%", "NaN%", "often", "1/2/3", "inf%", "½"]
        {
            let error = Frequency::parse(text).unwrap_err();
            assert!(error.to_string().contains(text), "{error} should name {text:?}");
        }
    }

    #[test]
    fn absent_is_said_in_three_ways() {
        for text in ["0/5", "0%", "HP:0040285"] {
            assert!(Frequency::parse(text).unwrap().unwrap().is_absent(), "{text}");
        }
        for text in ["1/5", "1%", "HP:0040284"] {
            assert!(!Frequency::parse(text).unwrap().unwrap().is_absent(), "{text}");
        }
    }

    #[test]
    fn categories_are_known_by_position() {
        for (row, (range, id, low, high, _)) in FrequencyRange::TABLE.iter().enumerate() {
            assert_eq!(*range as usize, row);
            assert_eq!(range.hpo_id(), *id);
            assert!(low <= high);
        }
    }
}
