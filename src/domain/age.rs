//! Ages, as completed time since birth.

use std::fmt;
use std::str::FromStr;

/// An age in days since birth, at most 150 years.
///
/// Months and years are converted with the mean lengths of the Gregorian calendar (30.44 and 365.25 days),
/// which is as exact as a clinical age can be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Age {
    days: u32,
}

/// Why a text is not an age.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an age (write 12y, 3y6m, 8m, 10d, or ISO 8601 such as P12Y3M; at most 150 years)")]
pub struct AgeError(pub String);

const DAYS_PER_YEAR: f64 = 365.25;
const DAYS_PER_MONTH: f64 = DAYS_PER_YEAR / 12.0;
const MAX_DAYS: f64 = 150.0 * DAYS_PER_YEAR;

impl Age {
    /// An age of whole days; `None` above 150 years.
    #[must_use]
    pub fn from_days(days: u32) -> Option<Self> {
        (f64::from(days) <= MAX_DAYS).then_some(Self { days })
    }

    /// Days since birth.
    #[must_use]
    pub fn days(self) -> u32 {
        self.days
    }

    /// Years since birth, with fraction.
    #[must_use]
    pub fn years(self) -> f64 {
        f64::from(self.days) / DAYS_PER_YEAR
    }
}

impl FromStr for Age {
    type Err = AgeError;

    fn from_str(text: &str) -> Result<Self, AgeError> {
        let error = || AgeError(text.chars().take(40).collect());
        let lower = text.trim().to_ascii_lowercase();
        // An ISO 8601 time part (hours) adds less than a day to a clinical age.
        let date = lower.strip_prefix('p').unwrap_or(&lower).split('t').next().unwrap_or_default();
        if date.is_empty() {
            return if lower.starts_with("pt") && lower.len() > 2 { Ok(Self { days: 0 }) } else { Err(error()) };
        }
        let mut days = 0.0;
        let mut rank_before = 0;
        let mut rest = date;
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(error)?;
            let amount: f64 = rest[..end].parse().map_err(|_| error())?;
            let unit = rest[end..].chars().next().ok_or_else(error)?;
            let (length, rank) = match unit {
                'y' => (DAYS_PER_YEAR, 1),
                'm' => (DAYS_PER_MONTH, 2),
                'w' => (7.0, 3),
                'd' => (1.0, 4),
                _ => return Err(error()),
            };
            if rank <= rank_before {
                return Err(error());
            }
            rank_before = rank;
            days += amount * length;
            rest = &rest[end + unit.len_utf8()..];
        }
        if days > MAX_DAYS {
            return Err(error());
        }
        // Bounded by MAX_DAYS just above, and not negative because digits carry no sign.
        Ok(Self { days: days.round() as u32 })
    }
}

impl fmt::Display for Age {
    /// Prints `12y`, `3y6m`, `8m` or `10d`: what clinicians write, rounded to months above one month.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let months = (f64::from(self.days) / DAYS_PER_MONTH + 0.05).floor() as u32;
        match (months / 12, months % 12) {
            (0, 0) => write!(f, "{}d", self.days),
            (0, m) => write!(f, "{m}m"),
            (y, 0) => write!(f, "{y}y"),
            (y, m) => write!(f, "{y}y{m}m"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clinical_and_iso_forms_are_read() {
        let table = [
            ("12y", 4383),
            ("P12Y", 4383),
            ("3y6m", 1278),
            ("P3Y6M", 1278),
            ("8m", 244),
            ("10d", 10),
            ("2w", 14),
            ("P0D", 0),
            ("0d", 0),
            ("PT5H", 0),
            ("P1DT12H", 1),
            ("P2.5Y", 913),
            (" 12Y ", 4383),
        ];
        for (text, days) in table {
            assert_eq!(text.parse::<Age>().unwrap().days(), days, "{text:?}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "", "p", "pt", "12", "y", "12 years", "-3y", "200y", "1e9y", "3m2y", "2y2y", "１２y", "12y€", "..y",
            "P12Y3Q",
        ] {
            assert!(text.parse::<Age>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn ages_print_as_clinicians_write_them() {
        for text in ["12y", "3y6m", "8m", "10d", "0d", "1m", "99y11m"] {
            assert_eq!(text.parse::<Age>().unwrap().to_string(), text);
        }
    }
}
