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
        let Some(given) = text(found.value, "birthDate") else { return };
        let place = format!("{}.birthDate", found.place);
        let Some(birth) = Moment::parse(given) else {
            return self.refuse(&place, format!("{:?} is not a date", shown(given)), "write it as 2012-05-03");
        };
        let Some(date) = self.date_of_age(found) else { return };
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

    /// The date of the request, or that of death where it lies before.
    fn date_of_age(&mut self, found: &Found<'_>) -> Option<Moment> {
        let date = self.options.date?;
        let death = text(found.value, "deceasedDateTime").and_then(Moment::parse);
        match death.filter(|death| death.is_before(date)) {
            Some(death) => {
                self.note(&format!("{}.deceased", found.place), "the age is that at death");
                Some(death)
            }
            None => Some(date),
        }
    }
}
