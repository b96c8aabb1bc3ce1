//! Dates of FHIR: a year, a month, a day, or a moment of a day.

use time::{Date, Month};

use crate::domain::Age;

/// A date as precise as it was given (FHIR `date`, `dateTime`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

impl Moment {
    /// Reads `2012`, `2012-05`, `2012-05-03` or `2012-05-03T10:00:00+09:00`; of a moment, the day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
        let mut parts = date.split('-');
        let year = number(parts.next()?, 4)?;
        let month = parts.next().map(|part| number(part, 2).filter(|month| (1..=12).contains(month)));
        let day = parts.next().map(|part| number(part, 2));
        if parts.next().is_some() || month == Some(None) || day == Some(None) || year == 0 {
            return None;
        }
        let (month, day) = (month.flatten().map(|month| month as u8), day.flatten().map(|day| day as u8));
        date_of(year, month.unwrap_or(1), day.unwrap_or(1))?;
        // A time stands on a whole date only; what it is does not matter here.
        if time.is_some_and(|time| day.is_none() || time.is_empty() || !time.is_ascii()) {
            return None;
        }
        Some(Self { year, month, day })
    }

    /// Whether the day is known.
    #[must_use]
    pub fn is_a_day(self) -> bool {
        self.day.is_some()
    }

    /// Days since a fixed day; of a month or a year without more, the middle.
    fn days(self) -> i64 {
        let (month, day) = match (self.month, self.day) {
            (Some(month), day) => (month, day.unwrap_or(15)),
            (None, _) => (7, 1),
        };
        // Every month has these days, and a given one was checked.
        date_of(self.year, month, day).map_or(0, |date| i64::from(date.to_julian_day()))
    }

    /// Whether a later day or month is meant, or a later year.
    #[must_use]
    pub fn is_before(self, other: Self) -> bool {
        self.days() < other.days()
    }

    /// Whether it lies after another date however the parts that are not given turn out.
    #[must_use]
    pub fn is_surely_after(self, other: Self) -> bool {
        let earliest = (self.year, self.month.unwrap_or(1), self.day.unwrap_or(1));
        let latest = (other.year, other.month.unwrap_or(12), other.day.unwrap_or(31));
        earliest > latest
    }

    /// Whether it is the day before another, as one moment is in another zone of time.
    #[must_use]
    pub fn is_the_day_before(self, other: Self) -> bool {
        self.is_a_day() && other.is_a_day() && other.days() - self.days() == 1
    }

    /// Days from this to another; negative where the other lies before.
    #[must_use]
    pub fn days_to(self, other: Self) -> i64 {
        other.days() - self.days()
    }

    /// The age on this date of a person born then. Where a birth date is a month or a year, its middle counts, but
    /// never so that the age is below 0 on a date of the same month or year.
    ///
    /// `None` before the birth, and above 150 years.
    #[must_use]
    pub fn age_of_birth(self, birth: Self) -> Option<Age> {
        let days = self.days() - birth.days();
        let same_month = birth.month.is_none() || self.month.is_none() || birth.month == self.month;
        let vague = birth.day.is_none() || self.day.is_none();
        if days < 0 && vague && birth.year == self.year && same_month {
            return Age::from_days(0);
        }
        Age::from_days(u32::try_from(days).ok()?)
    }
}

fn number(text: &str, digits: usize) -> Option<u16> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn date_of(year: u16, month: u8, day: u8) -> Option<Date> {
    Date::from_calendar_date(year.into(), Month::try_from(month).ok()?, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(birth: &str, at: &str) -> Option<u32> {
        Moment::parse(at).unwrap().age_of_birth(Moment::parse(birth).unwrap()).map(Age::days)
    }

    #[test]
    fn ages_are_counted_in_days() {
        for (birth, at, days) in [
            ("2012-05-03", "2012-05-03", Some(0)),
            ("2012-02-28", "2012-03-01", Some(2)),
            ("2011-02-28", "2011-03-01", Some(1)),
            ("2000-01-01", "2024-01-01", Some(8766)),
            ("2000-01-01", "2024-01-01T23:59:59+09:00", Some(8766)),
            ("2012", "2012-02-01", Some(0)),
            ("2012-05", "2012-05-02", Some(0)),
            ("2012-05", "2012-06-15", Some(31)),
            ("2012-05-03", "2012-05-02", None),
            ("2012-05", "2012-04-30", None),
            ("2012", "2011-12-31", None),
            ("1800-01-01", "2020-01-01", None),
        ] {
            assert_eq!(age(birth, at), days, "{birth} {at}");
        }
    }

    #[test]
    fn a_vague_date_is_after_another_only_where_it_must_be() {
        let after = |a: &str, b: &str| Moment::parse(a).unwrap().is_surely_after(Moment::parse(b).unwrap());
        for (a, b) in [("2030-05", "2026-11-25"), ("2027", "2026-11-25"), ("2026-11-26", "2026-11-25")] {
            assert!(after(a, b), "{a} {b}");
        }
        for (a, b) in
            [("2026", "2026-01-10"), ("2026-11", "2026-11-01"), ("2026-11-25", "2026-11-25"), ("2020", "2026")]
        {
            assert!(!after(a, b), "{a} {b}");
        }
    }

    #[test]
    fn other_texts_are_no_dates() {
        for text in [
            "",
            "12",
            "20120503",
            "2012-13",
            "2012-00-01",
            "2012-02-30",
            "2011-02-29",
            "2012-5-3",
            "2012-05-03x",
            "2012-05-03T",
            "2012T10:00",
            "２０１２",
            "2012-05-03-01",
            "0000",
            "-2012",
            "2012-05-ab",
            "昭和54年",
        ] {
            assert_eq!(Moment::parse(text), None, "{text:?}");
        }
        assert!(Moment::parse("2012-02-29").unwrap().is_a_day() && !Moment::parse("2012").unwrap().is_a_day());
    }
}
