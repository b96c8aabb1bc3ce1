//! Ages at which a finding began.

use serde_json::Value;

use super::Reader;
use crate::domain::Age;
use crate::fhir::codes::UCUM;
use crate::fhir::element::{shown, text};
use crate::fhir::time::Moment;

impl Reader {
    /// `onset[x]` of a Condition.
    pub(super) fn onset(&mut self, condition: &Value, place: &str) -> Option<Age> {
        let place = format!("{place}.onset");
        if let Some(age) = condition.get("onsetAge").filter(|age| age.is_object()) {
            return self.age_of_quantity(age, &place);
        }
        if let Some(low) = condition.get("onsetRange").and_then(|range| range.get("low")) {
            return self.age_of_quantity(low, &place);
        }
        let start = condition.get("onsetPeriod").and_then(|period| text(period, "start"));
        if let Some(date) = text(condition, "onsetDateTime").or(start) {
            return self.age_of_date(date, &place);
        }
        if text(condition, "onsetString").is_some() {
            self.note(&place, "the onset is text and was not used");
        }
        None
    }

    fn age_of_date(&mut self, date: &str, place: &str) -> Option<Age> {
        let Some(moment) = Moment::parse(date) else {
            self.refuse(place, format!("{:?} is not a date", shown(date)), "write it as 2012-05-03");
            return None;
        };
        let Some(birth) = self.birth else {
            self.note(place, "the onset is a date, and without a date of birth it says no age; it was not used");
            return None;
        };
        let age = moment.age_of_birth(birth);
        if age.is_none() {
            self.refuse(place, "the onset lies before the birth", "correct one of the two dates");
        }
        age
    }

    /// An `Age`: a number of UCUM's years, months, weeks, days, hours or minutes.
    fn age_of_quantity(&mut self, age: &Value, place: &str) -> Option<Age> {
        let value = age.get("value").and_then(Value::as_f64);
        let is_ucum = text(age, "system").is_none_or(|system| system == UCUM);
        let unit = match text(age, "code").or_else(|| text(age, "unit")).filter(|_| is_ucum) {
            Some("a" | "a_j" | "a_g" | "year" | "years") => "y",
            Some("mo" | "mo_j" | "mo_g" | "month" | "months") => "m",
            Some("wk" | "week" | "weeks") => "w",
            Some("d" | "day" | "days") => "d",
            Some("h" | "min") => return value.filter(|value| *value >= 0.0).and(Age::from_days(0)),
            _ => "",
        };
        let found = value.and_then(|value| format!("{value}{unit}").parse().ok());
        if found.is_none() {
            self.refuse(place, "the onset is not an age", "write a value and a UCUM code: a, mo, wk or d");
        }
        found
    }
}
