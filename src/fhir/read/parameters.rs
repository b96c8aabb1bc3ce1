//! What `$rank` was asked: `Parameters`, or a Bundle alone.

use serde_json::Value;

use super::{GivenResource, ReadOptions};
use crate::domain::{InputIssue, Severity};
use crate::fhir::element::{has, list, resource_type, shown, text, value_name};
use crate::fhir::time::Moment;
use crate::intake::Policy;
use crate::report::Language;

/// Candidates where the request does not say.
const TOP: usize = 10;
/// Most candidates of one answer.
const MOST_CANDIDATES: usize = 100;

/// The parameters of `$rank`.
#[derive(Debug)]
pub struct RankParameters<'a> {
    /// The resources, with their places.
    pub resources: Vec<GivenResource<'a>>,
    /// Candidates to return, 1 to 100.
    pub top: usize,
    /// Language of the texts, where the request names one.
    pub language: Option<Language>,
    /// How to read, without a date where none was given.
    pub options: ReadOptions,
}

/// Takes the body of `$rank` apart.
///
/// # Errors
/// Every parameter that is unknown, given twice, or of another type, with its place.
pub fn rank_parameters(body: &Value) -> Result<RankParameters<'_>, Vec<InputIssue>> {
    let mut parameters =
        RankParameters { resources: Vec::new(), top: TOP, language: None, options: ReadOptions::default() };
    match resource_type(body) {
        "Bundle" => {
            parameters.resources.push(GivenResource { place: "Bundle".to_owned(), resource: body });
            return Ok(parameters);
        }
        "Parameters" => {}
        other => {
            let message = match other {
                "" => "the body has no resourceType".to_owned(),
                other => format!("the body is a {}", shown(other)),
            };
            let issue = InputIssue::new(Severity::Error, "resourceType", message);
            return Err(vec![issue.suggest("send a Bundle or Parameters with Patient, Observations and Conditions")]);
        }
    }
    let mut issues = Vec::new();
    if has(body, "implicitRules") {
        issues.push(wrong("Parameters.implicitRules", "names rules that shirube does not know", "leave it out"));
    }
    let mut seen: Vec<&str> = Vec::new();
    for (index, parameter) in list(body, "parameter") {
        let place = format!("Parameters.parameter[{index}]");
        let name = text(parameter, "name").unwrap_or_default();
        if has(parameter, "modifierExtension") {
            let message = "has an extension that changes its meaning, which shirube does not know";
            issues.push(wrong(&format!("{place}.modifierExtension"), message, "leave it out"));
        } else if seen.contains(&name) && !matches!(name, "observation" | "condition" | "resource") {
            issues.push(wrong(&place, &format!("{name} was given twice"), "give it once"));
        } else if let Err(issue) = parameters.take(name, &place, parameter) {
            issues.push(issue);
        }
        seen.push(name);
    }
    if issues.is_empty() { Ok(parameters) } else { Err(issues) }
}

impl<'a> RankParameters<'a> {
    fn take(&mut self, name: &str, place: &str, parameter: &'a Value) -> Result<(), InputIssue> {
        let value = value_name(parameter).map(|kind| (kind, &parameter[kind]));
        let at = format!("{place}.value");
        match name {
            "patient" | "observation" | "condition" | "resource" => {
                let resource = parameter.get("resource").filter(|resource| resource.is_object()).ok_or_else(|| {
                    wrong(
                        place,
                        &format!("{name} has no resource"),
                        "send the resource itself; addresses are never followed",
                    )
                })?;
                let expected = match name {
                    "patient" => "Patient",
                    "observation" => "Observation",
                    "condition" => "Condition",
                    _ => resource_type(resource),
                };
                if resource_type(resource) != expected {
                    let message = format!("{name} is a {}", shown(resource_type(resource)));
                    return Err(wrong(&format!("{place}.resource"), &message, "give it as the parameter resource"));
                }
                self.resources.push(GivenResource { place: format!("{place}.resource"), resource });
            }
            "top" => {
                let top =
                    value.filter(|(kind, _)| matches!(*kind, "valueInteger" | "valuePositiveInt" | "valueUnsignedInt"));
                let top = top.and_then(|(_, value)| usize::try_from(value.as_u64()?).ok());
                self.top = top.filter(|top| (1..=MOST_CANDIDATES).contains(top)).ok_or_else(|| {
                    wrong(&at, &format!("top is not a valueInteger from 1 to {MOST_CANDIDATES}"), "correct it")
                })?;
            }
            "language" => {
                let language = value.filter(|(kind, _)| matches!(*kind, "valueCode" | "valueString"));
                self.language = Some(match language.and_then(|(_, value)| value.as_str()) {
                    Some("en") => Language::English,
                    Some("ja") => Language::Japanese,
                    _ => return Err(wrong(&at, "language is not a valueCode en or ja", "correct it")),
                });
            }
            "lenient" => {
                let lenient = value.filter(|(kind, _)| *kind == "valueBoolean").and_then(|(_, value)| value.as_bool());
                let lenient = lenient.ok_or_else(|| wrong(&at, "lenient is not a valueBoolean", "correct it"))?;
                self.options.policy = if lenient { Policy::Lenient } else { Policy::Strict };
            }
            "date" => {
                let date = value.filter(|(kind, _)| matches!(*kind, "valueDateTime" | "valueDate"));
                let date = date.and_then(|(_, value)| Moment::parse(value.as_str()?));
                self.options.date =
                    Some(date.filter(|date| date.is_a_day()).ok_or_else(|| {
                        wrong(&at, "date is not a valueDateTime with a day", "write it as 2026-11-25")
                    })?);
            }
            other => {
                let known = "patient, observation, condition, resource, top, language, lenient, date";
                let message = format!("{:?} is not a parameter of $rank", shown(other));
                return Err(wrong(place, &message, &format!("known are {known}")));
            }
        }
        Ok(())
    }
}

fn wrong(place: &str, message: &str, remedy: &str) -> InputIssue {
    InputIssue::new(Severity::Error, place, message).suggest(remedy)
}
