//! What a build read, dropped and merged.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::super::sources::Tally;
use super::BuildError;
use super::inputs::SourceFile;

/// A source must hold at least this share of the rows its release is known to hold.
const LEAST_SHARE: f64 = 0.9;
/// No more than this share of a source's rows may be unreadable.
const MOST_DROPPED: f64 = 0.01;
/// Reasons that are choices of ours, not faults of a source.
const CHOSEN: &[&str] = &[
    "another vocabulary",
    "not an exact match",
    "not an approved gene",
    "not an official label",
    "not on the primary assembly",
    "predicted transcript",
    "subject is not a MONDO class",
];

/// A row-count gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// The source.
    pub source: String,
    /// Rows its release is known to hold; 0 where nothing is known.
    pub expected: usize,
    /// Rows it held.
    pub read: usize,
    /// Rows that could not be understood.
    pub unreadable: usize,
}

/// Counts and examples of everything a build did.
#[derive(Debug, Clone, Default)]
pub struct BuildReport {
    gates: Vec<Gate>,
    dropped: BTreeMap<String, BTreeMap<String, (usize, String)>>,
    releases: BTreeMap<String, String>,
    missing: Vec<String>,
    counts: Vec<(&'static str, usize)>,
    notes: Vec<String>,
}

impl BuildReport {
    pub(super) fn read(&mut self, file: &SourceFile, tally: &Tally, release: Option<&str>) {
        let unreadable =
            tally.dropped.iter().filter(|(reason, _)| !CHOSEN.contains(*reason)).map(|(_, (count, _))| count).sum();
        self.gates.push(Gate { source: file.name.clone(), expected: file.expected_rows, read: tally.read, unreadable });
        for (reason, (count, example)) in &tally.dropped {
            self.drop_rows(&file.name, reason, *count, example);
        }
        if let Some(release) = release {
            self.releases.insert(file.name.clone(), release.to_owned());
        }
    }

    pub(super) fn missing(&mut self, file: &SourceFile) {
        if !self.missing.contains(&file.name) {
            self.missing.push(file.name.clone());
        }
    }

    pub(super) fn drop_rows(&mut self, source: &str, reason: &str, count: usize, example: &str) {
        let entry = self
            .dropped
            .entry(source.to_owned())
            .or_default()
            .entry(reason.to_owned())
            .or_insert_with(|| (0, example.to_owned()));
        entry.0 += count;
    }

    pub(super) fn count(&mut self, what: &'static str, number: usize) {
        self.counts.push((what, number));
    }

    /// Adds a remark.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// The release a source states of itself.
    #[must_use]
    pub fn release_of(&self, source: &str) -> Option<String> {
        self.releases.get(source).cloned()
    }

    /// A count by its name, such as `diseases`.
    #[must_use]
    pub fn counted(&self, what: &str) -> Option<usize> {
        self.counts.iter().find(|(name, _)| *name == what).map(|(_, number)| *number)
    }

    /// Sources that were not there.
    #[must_use]
    pub fn missing_sources(&self) -> &[String] {
        &self.missing
    }

    /// Row counts against expectations.
    #[must_use]
    pub fn gates(&self) -> &[Gate] {
        &self.gates
    }

    pub(super) fn check_gates(&self) -> Result<(), BuildError> {
        let mut closed = Vec::new();
        for gate in &self.gates {
            if (gate.read as f64) < LEAST_SHARE * gate.expected as f64 {
                closed.push(format!(
                    "source {:?} holds {} rows where its release should hold {}: it has shrunk or was cut short; fetch it again, or correct expected_rows in ontology/sources.toml if the release truly is that small",
                    gate.source, gate.read, gate.expected
                ));
            }
            if gate.unreadable as f64 > MOST_DROPPED * gate.read.max(1) as f64 {
                let example = self
                    .dropped
                    .get(&gate.source)
                    .and_then(|reasons| reasons.values().next())
                    .map_or("", |(_, example)| example.as_str());
                closed.push(format!(
                    "{} of {} rows of source {:?} cannot be understood, such as {example}",
                    gate.unreadable, gate.read, gate.source
                ));
            }
        }
        if closed.is_empty() { Ok(()) } else { Err(BuildError::Gate(closed)) }
    }

    /// One line.
    #[must_use]
    pub fn headline(&self) -> String {
        let of = |what| self.counted(what).unwrap_or_default();
        format!(
            "{} diseases from {} catalogue entries, {} terms, {} annotations, {} genes",
            of("diseases"),
            of("catalogue entries"),
            of("terms"),
            of("annotations"),
            of("genes")
        )
    }

    /// Everything, as lines of text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for gate in &self.gates {
            let release = self.releases.get(&gate.source).map(|r| format!(" (release {r})")).unwrap_or_default();
            let _ = writeln!(text, "read     {:22} {:>8} rows{release}", gate.source, gate.read);
        }
        for (source, reasons) in &self.dropped {
            for (reason, (count, example)) in reasons {
                let example = if example.is_empty() { String::new() } else { format!("; first: {example}") };
                let _ = writeln!(text, "dropped  {source:22} {count:>8} {reason}{example}");
            }
        }
        for (what, number) in &self.counts {
            let _ = writeln!(text, "have     {what:22} {number:>8}");
        }
        for source in &self.missing {
            let _ = writeln!(text, "missing  {source}");
        }
        for note in &self.notes {
            let _ = writeln!(text, "note     {note}");
        }
        text
    }

    /// Counts by name.
    #[must_use]
    pub fn counts(&self) -> &[(&'static str, usize)] {
        &self.counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(expected: usize, read: usize, bad: usize) -> BuildReport {
        let mut report = BuildReport::default();
        let mut tally = Tally { read, ..Tally::default() };
        for _ in 0..bad {
            tally.drop_row("bad frequency", || "line 5".into());
        }
        for _ in 0..read / 2 {
            tally.drop_row("another vocabulary", String::new);
        }
        report.read(&SourceFile { name: "x".into(), expected_rows: expected, ..SourceFile::default() }, &tally, None);
        report
    }

    #[test]
    fn a_source_that_shrank_stops_the_build() {
        assert!(report(1000, 950, 0).check_gates().is_ok());
        let message = report(1000, 600, 0).check_gates().unwrap_err().to_string();
        assert!(message.contains("holds 600 rows where its release should hold 1000"), "{message}");
    }

    #[test]
    fn a_source_that_cannot_be_understood_stops_the_build() {
        assert!(report(0, 1000, 10).check_gates().is_ok());
        let message = report(0, 1000, 11).check_gates().unwrap_err().to_string();
        assert!(message.contains("11 of 1000 rows"), "{message}");
    }
}
