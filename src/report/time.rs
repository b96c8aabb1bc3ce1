//! Times as people and machines both read them.

use std::time::{SystemTime, UNIX_EPOCH};

/// The time in UTC by ISO 8601, to the minute: `2026-11-25T01:48Z`.
#[must_use]
pub fn utc(time: SystemTime) -> String {
    let instant = instant(time);
    format!("{}Z", instant.get(..16).unwrap_or(&instant))
}

/// The time in UTC by RFC 3339, to the second, as interfaces want it: `2026-11-25T01:48:00Z`.
#[must_use]
pub fn instant(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).map(|since| since.as_secs()).unwrap_or_default();
    let (year, month, day) = civil(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Year, month and day of a number of days since 1970-01-01, in the Gregorian calendar, counted in years that begin in
/// March and eras of 400 years.
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_are_iso_8601() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00Z"),
            (951_782_399, "2000-02-28T23:59Z"),
            (951_782_400, "2000-02-29T00:00Z"),
            (1_078_099_200, "2004-03-01T00:00Z"),
            (1_795_571_280, "2026-11-25T01:48Z"),
            (4_107_542_400, "2100-03-01T00:00Z"),
        ] {
            assert_eq!(utc(UNIX_EPOCH + Duration::from_secs(seconds)), text);
        }
        assert_eq!(instant(UNIX_EPOCH + Duration::from_secs(1_795_571_285)), "2026-11-25T01:48:05Z");
    }
}
