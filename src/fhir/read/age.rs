//! Ages at which a finding began.

use serde_json::Value;

use super::Reader;
use crate::domain::Age;
use crate::fhir::codes::UCUM;
use crate::fhir::element::{shown, text};
use crate::fhir::time::Moment;

/// In days; a longer time before the birth is a slip.
const LONGEST_PREGNANCY: i64 = 300;

impl Reader {
    /// `onset[x]` of a Condition.
    pub(super) fn onset(&mut self, condition: &Value, place: &str) -> Option<Age> {
        let place = format!("{place}.onset");
        let fields = condition.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
        let given: Vec<&str> = fields.map(|(key, _)| key.as_str()).filter(|key| key.starts_with("onset")).collect();
        if given.len() > 1 {
            let given: Vec<String> = given.into_iter().take(4).map(shown).collect();
            self.warn(
                &place,
                format!("{} are given, and only one may be; the onset was not used", given.join(" and ")),
            );
            return None;
        }
        let found = match *given.first()? {
            "onsetAge" => self.age_of_quantity(&condition["onsetAge"], &place),
            "onsetDateTime" => match text(condition, "onsetDateTime") {
                Some(date) => self.age_of_date(date, &place),
                None => self.no_onset(&place, "is not a date"),
            },
            "onsetRange" => match condition["onsetRange"].get("low") {
                Some(low) => {
                    self.note(&place, "the onset is a range; its low end was used");
                    self.age_of_quantity(low, &place)
                }
                None => self.no_onset(&place, "is a range without a low end"),
            },
            "onsetPeriod" => match text(&condition["onsetPeriod"], "start") {
                Some(date) => {
                    self.note(&place, "the onset is a period; its start was used");
                    self.age_of_date(date, &place)
                }
                None => self.no_onset(&place, "is a period without a start"),
            },
            "onsetString" => self.no_onset(&place, "is text"),
            _ => self.no_onset(&place, "has a type that FHIR does not know"),
        };
        self.lived(found?, &place)
    }

    fn no_onset(&mut self, place: &str, why: &str) -> Option<Age> {
        self.note(place, format!("the onset {why} and was not used"));
        None
    }

    /// The onset, where the patient has reached it. A year or a month of more or less than was counted is the rounding of
    /// what was given.
    pub(super) fn lived(&mut self, onset: Age, place: &str) -> Option<Age> {
        let Some(age) = self.case.draft.age else { return Some(onset) };
        let rounding = if self.birth.is_none_or(Moment::is_a_day) { 31 } else { 366 };
        if onset.days() > age.days().saturating_add(rounding) {
            self.warn(place, format!("the onset at {onset} lies after the patient's age of {age}; it was not used"));
            return None;
        }
        Some(if onset.days() > age.days() { age } else { onset })
    }

    fn age_of_date(&mut self, date: &str, place: &str) -> Option<Age> {
        let Some(moment) = Moment::parse(date) else {
            self.refuse(place, format!("{:?} is not a date", shown(date)), "write it as 2012-05-03");
            return None;
        };
        if self.options.date.is_some_and(|date| moment.is_surely_after(date)) {
            self.warn(place, "the onset lies after the date of the request; it was not used");
            return None;
        }
        let Some(birth) = self.birth else {
            self.note(place, "the onset is a date, and without a date of birth it says no age; it was not used");
            return None;
        };
        let age = moment.age_of_birth(birth);
        // Before birth, and in another zone of time than that of the birth.
        let before = moment.days_to(birth);
        if age.is_none() && (1..=LONGEST_PREGNANCY).contains(&before) {
            self.note(place, "the onset lies before the birth; it was counted as at birth");
            return Age::from_days(0);
        }
        if age.is_none() {
            self.refuse(place, "the onset lies before the birth", "correct one of the two dates");
        }
        age
    }

    /// An `Age`: a number of UCUM's years, months, weeks, days, hours or minutes.
    fn age_of_quantity(&mut self, age: &Value, place: &str) -> Option<Age> {
        if let Some(comparator) = text(age, "comparator") {
            return self.no_onset(place, &format!("is {} an age, not an age", shown(comparator)));
        }
        let value = age.get("value").and_then(Value::as_f64);
        let is_ucum = text(age, "system").is_none_or(|system| system == UCUM);
        let unit = match text(age, "code").or_else(|| text(age, "unit")).filter(|_| is_ucum) {
            Some("a" | "a_j" | "a_g" | "year" | "years" | "歳" | "才") => "y",
            Some("mo" | "mo_j" | "mo_g" | "month" | "months" | "か月" | "ヶ月" | "カ月") => "m",
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
