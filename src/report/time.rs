//! Times as people and machines both read them.

use std::time::SystemTime;

use time::OffsetDateTime;

/// The time in UTC by ISO 8601, to the minute: `2026-11-25T01:48Z`.
#[must_use]
pub fn utc(time: SystemTime) -> String {
    let instant = instant(time);
    format!("{}Z", instant.get(..16).unwrap_or(&instant))
}

/// The time in UTC by RFC 3339, to the second, as interfaces want it: `2026-11-25T01:48:00Z`.
#[must_use]
pub fn instant(time: SystemTime) -> String {
    let time = OffsetDateTime::from(time);
    let (date, (hour, minute, second)) = (time.date(), time.to_hms());
    format!("{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", date.year(), u8::from(date.month()), date.day())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

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
