//! Bundles taken apart.

use serde_json::Value;

use super::{GivenResource, MOST_FAULTS, Reader};
use crate::domain::{InputIssue, Severity};
use crate::fhir::element::{has, list, resource_type, shown, text};
use crate::fhir::shape::{BUNDLE, misshapen};

/// More resources than any request for one patient has: a larger one is a mistake.
pub const MOST_RESOURCES: usize = 2_000;

/// A resource and where it is.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// `FHIRPath`.
    pub place: String,
    /// Address by which the Bundle knows it.
    pub full_url: Option<&'a str>,
    /// The resource.
    pub value: &'a Value,
}

impl<'a> Found<'a> {
    /// Its id, where that has the form of one.
    pub(super) fn id(&self) -> Option<&str> {
        let is_id =
            |id: &&str| id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
        text(self.value, "id").filter(is_id)
    }

    /// What two versions of it have in common: the server, where it is known, the type and the id.
    pub(super) fn name(&self) -> Option<String> {
        let Some(id) = self.id() else { return self.full_url.map(str::to_owned) };
        Some(match self.base() {
            Some(base) => format!("{base}/{}/{id}", resource_type(self.value)),
            None => format!("{}/{id}", resource_type(self.value)),
        })
    }

    /// The server that the Bundle says it is from.
    pub(super) fn base(&self) -> Option<&'a str> {
        let url = self.full_url.filter(|url| url.starts_with("http://") || url.starts_with("https://"))?;
        url.strip_suffix(self.id()?)?.strip_suffix('/')?.strip_suffix(resource_type(self.value))?.strip_suffix('/')
    }

    /// A reference to it that a reader of the answer can follow.
    pub(super) fn reference(&self) -> Option<String> {
        let by_id = self.id().map(|id| format!("{}/{id}", resource_type(self.value)));
        let is_address = |url: &&str| {
            ["http://", "https://", "urn:uuid:", "urn:oid:"].iter().any(|scheme| url.starts_with(scheme))
                && url.len() <= 300
                && url.bytes().all(|b| b.is_ascii_graphic())
        };
        by_id.or_else(|| self.full_url.filter(is_address).map(str::to_owned))
    }
}

/// All resources of what was given, Bundles taken apart, however deep.
pub(super) fn gather<'a>(given: impl IntoIterator<Item = GivenResource<'a>>, reader: &mut Reader) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    for GivenResource { place, resource } in given {
        add(place, None, resource, reader, &mut found);
    }
    if found.len() > MOST_RESOURCES {
        let message = format!("{} resources; at most {MOST_RESOURCES} are read", found.len());
        let remedy = "send the findings of one patient";
        reader.issue(InputIssue::new(Severity::Error, "Bundle.entry", message).suggest(remedy));
        return Vec::new();
    }
    found
}

fn add<'a>(place: String, url: Option<&'a str>, value: &'a Value, reader: &mut Reader, found: &mut Vec<Found<'a>>) {
    if value.is_null() || found.len() > MOST_RESOURCES {
        return;
    }
    match resource_type(value) {
        "" => {
            let message = if value.is_object() { "has no resourceType" } else { "is not a resource" };
            reader.case.incomplete.push(place.clone());
            reader.issue(InputIssue::new(Severity::Error, place, message).suggest("send FHIR R4 resources in JSON"));
        }
        "Bundle" => take_apart(&place, value, reader, found),
        _ => {
            reader.tell_of_a_cut(value, &place);
            found.push(Found { place, full_url: url, value });
        }
    }
}

fn take_apart<'a>(place: &str, bundle: &'a Value, reader: &mut Reader, found: &mut Vec<Found<'a>>) {
    if has(bundle, "implicitRules") {
        let place = format!("{place}.implicitRules");
        return reader.malformed(
            &place,
            "the Bundle was made by rules that shirube does not know",
            "leave the rules out",
        );
    }
    if text(bundle, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("history")) {
        let message = "a history holds past versions, of which nobody can say which is meant";
        return reader.malformed(&format!("{place}.type"), message, "send a collection or a searchset");
    }
    for fault in misshapen(bundle, &BUNDLE).iter().take(MOST_FAULTS) {
        let message = format!("{}: what stands there cannot be read", fault.message);
        reader.malformed(&format!("{place}{}", fault.place), message, "correct the Bundle");
    }
    reader.tell_of_a_cut(bundle, place);
    let mut has_more = false;
    for (index, link) in list(bundle, "link") {
        let is_next = text(link, "relation").is_some_and(|relation| relation.eq_ignore_ascii_case("next"));
        has_more |= is_next;
        if is_next {
            let message = "only this page of the search was read; addresses are never followed";
            reader.incomplete(&format!("{place}.link[{index}]"), message);
        }
    }
    if !has_more {
        missing_matches(place, bundle, reader);
    }
    for (index, entry) in list(bundle, "entry").filter(|(_, entry)| entry.is_object()) {
        take_entry(&format!("{place}.entry[{index}]"), entry, reader, found);
    }
}

fn take_entry<'a>(place: &str, entry: &'a Value, reader: &mut Reader, found: &mut Vec<Found<'a>>) {
    if has(entry, "modifierExtension") {
        let message = "the entry has an extension that changes its meaning, which shirube does not know";
        return reader.malformed(&format!("{place}.modifierExtension"), message, "leave the entry out, or lenient");
    }
    let method = entry.get("request").and_then(|request| text(request, "method"));
    let response = entry.get("response");
    if let Some(method) = method.filter(|method| !matches!(*method, "POST" | "PUT")) {
        let message = format!("not used: an entry to {}", shown(method));
        let place = format!("{place}.request.method");
        return match (method, response) {
            ("GET" | "HEAD", None) => reader.incomplete(&place, format!("{message}, which nobody answered")),
            _ => reader.note(&place, message),
        };
    }
    if let Some(status) = response.map(|response| response.get("status").unwrap_or(&Value::Null)) {
        let has_resource = entry.get("resource").is_some() || response.is_some_and(|r| has(r, "location"));
        let is_good = status.as_str().is_some_and(|status| {
            status.starts_with("200") && has_resource || ["201", "204"].iter().any(|good| status.starts_with(good))
        });
        if !is_good {
            let status = status.as_str().map_or_else(|| status.to_string(), str::to_owned);
            let message = format!("the sender's server answered {}; something may be missing", shown(&status));
            reader.incomplete(&format!("{place}.response.status"), message);
        }
    }
    let outcome = response.and_then(|response| response.get("outcome"));
    if let Some(outcome) = outcome {
        add(format!("{place}.response.outcome"), None, outcome, reader, found);
    }
    match entry.get("resource").filter(|resource| resource.is_object()) {
        Some(resource) if is_about_the_search(entry, resource) => {
            let message = "is given as an outcome of the search and not as one of its matches";
            reader.malformed(&format!("{place}.search.mode"), message, "write match, or send an OperationOutcome");
        }
        Some(resource) => add(format!("{place}.resource"), text(entry, "fullUrl"), resource, reader, found),
        // What was done and has no answer (204), and what failed and was said, need none.
        None if response.is_some() => {}
        None => reader.malformed(place, "the entry has no resource", "send the resource itself under resource"),
    }
}

/// Whether the search calls a resource an outcome that is none.
fn is_about_the_search(entry: &Value, resource: &Value) -> bool {
    entry.get("search").and_then(|search| text(search, "mode")) == Some("outcome")
        && resource_type(resource) != "OperationOutcome"
}

/// A search that found more than was sent, and does not say where the rest is.
fn missing_matches(place: &str, bundle: &Value, reader: &mut Reader) {
    let Some(total) = bundle.get("total").and_then(Value::as_f64) else { return };
    let is_match = |entry: &Value| {
        let mode = entry.get("search").and_then(|search| text(search, "mode"));
        let is_outcome = entry.get("resource").is_some_and(|resource| resource_type(resource) == "OperationOutcome");
        mode.is_none_or(|mode| mode == "match") && !is_outcome
    };
    let matches = list(bundle, "entry").filter(|(_, entry)| is_match(entry)).count();
    if total > matches as f64 {
        let message = format!("the search found {total} resources and {matches} were sent; the others are missing");
        reader.incomplete(&format!("{place}.total"), message);
    }
}
