//! Sex and age.

use super::Reader;
use super::gather::Found;
use crate::domain::Sex;
use crate::fhir::element::{shown, text};
use crate::fhir::time::Moment;

impl Reader {
    pub(super) fn patient(&mut self, found: &Found<'_>) {
        if let Some(id) = found.id() {
            id.clone_into(&mut self.case.draft.id);
        }
        self.sex(found);
        let missing: Vec<&str> = [("gender", "sex"), ("birthDate", "age")]
            .into_iter()
            .filter(|(key, _)| text(found.value, key).is_none())
            .map(|(_, what)| what)
            .collect();
        if !missing.is_empty() {
            self.note(&found.place, format!("the patient's {} is not given", missing.join(" and ")));
        }
        let Some(given) = text(found.value, "birthDate") else { return };
        let place = format!("{}.birthDate", found.place);
        let Some(birth) = Moment::parse(given) else {
            return self.refuse(&place, format!("{:?} is not a date", shown(given)), "write it as 2012-05-03");
        };
        // Where the patient lives it may be tomorrow.
        let today = self.options.date.map(|date| if date.is_the_day_before(birth) { birth } else { date });
        if today.is_some_and(|date| birth.is_surely_after(date)) {
            return self.refuse(&place, "the birth is after the date of the request", "correct one of the two");
        }
        let Some(date) = self.date_of_age(found) else {
            self.birth = Some(birth);
            return;
        };
        let date = if date.is_the_day_before(birth) { birth } else { date };
        let Some(age) = date.age_of_birth(birth) else {
            let message = "the birth is after the date of the request, or more than 150 years before it";
            return self.refuse(&place, message, "correct one of the two");
        };
        self.birth = Some(birth);
        self.case.draft.age = Some(age);
        let from = if birth.is_a_day() { "" } else { "; the day of birth is not given, and the middle was taken" };
        self.note(&place, format!("age {age} at the date of the request{from}"));
    }

    fn sex(&mut self, found: &Found<'_>) {
        let place = format!("{}.gender", found.place);
        match text(found.value, "gender") {
            Some("male") => self.case.draft.sex = Sex::Male,
            Some("female") => self.case.draft.sex = Sex::Female,
            Some("other") => self.note(&place, "neither female nor male: the sex counts as unknown"),
            None | Some("unknown") => {}
            Some(other) => {
                let message = format!("{:?} is not a gender of FHIR", shown(other));
                self.refuse(&place, message, "write male, female, other or unknown");
            }
        }
    }

    /// The date of the request, or that of death where it lies before; none where the patient died and nobody says when.
    fn date_of_age(&mut self, found: &Found<'_>) -> Option<Moment> {
        let date = self.options.date?;
        let place = format!("{}.deceased", found.place);
        let unknown = "the patient is dead and the date of death is not known: the age was not counted";
        if found.value.get("deceasedBoolean").is_some_and(|dead| dead == true) {
            self.note(&place, unknown);
            return None;
        }
        let Some(given) = found.value.get("deceasedDateTime").filter(|given| !given.is_null()) else {
            return Some(date);
        };
        let Some(death) = given.as_str().and_then(Moment::parse) else {
            self.warn(&place, unknown);
            return None;
        };
        if death.is_before(date) {
            self.note(&place, "the age is that at death");
            return Some(death);
        }
        if death.is_surely_after(date) {
            self.warn(&place, "the death lies after the date of the request; the age is that at the request");
        }
        Some(date)
    }
}
