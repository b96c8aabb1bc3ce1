//! A whole file: header, family, records, account.

use std::io::Read;

use super::super::family::{FamilyError, members};
use super::annotation::Layout;
use super::assembly;
use super::error::{VcfError, shorten};
use super::header::Header;
use super::info::InfoKeys;
use super::issues::IssueLog;
use super::options::{AnnotatedBy, VcfContent, VcfOptions};
use super::sieve::{BEYOND, Failure, Sieve};
use super::source::Lines;
use crate::domain::{CaseVariants, Coverage, InputIssue, LeftOut, Member, Severity};

/// After so many records it is judged whether this is a variant file at all.
const TRIAL: u64 = 1_000;

/// Records beyond the end of their chromosome from which on the file is of another assembly, and not one line wrong.
const MOST_BEYOND: u64 = 10;

/// Reads a variant file: VCF 4.0 to 4.5, plain, gzip or BGZF, or BCF 2, whatever it is called. `name` stands in
/// messages.
///
/// # Errors
/// If it is no such file, is truncated, has a header that changes the meaning of records (no `#CHROM` line, missing
/// columns, a sample twice), names two assemblies or none, does not fit the pedigree, is not annotated with nobody to
/// ask, or if most of its first 1,000 records cannot be read.
pub fn read_variants(input: impl Read + Send, name: &str, options: &VcfOptions<'_>) -> Result<VcfContent, VcfError> {
    let mut issues = IssueLog::default();
    let mut lines = Lines::open(input, name, options.max_bytes)?;
    let header = Header::read(&mut lines, name, &mut issues)?;
    let build = assembly::detect(&header, options.assembly, name, &mut issues)?;
    let layout = Layout::find(&header, options.profile, name)?;
    if layout.is_none() && options.annotator.is_none() {
        return Err(VcfError::NotAnnotated { name: name.to_owned() });
    }
    let family = family(&header, name, options, &mut issues)?;
    let keys = InfoKeys::new(&header, options.profile, layout.as_ref().map(Layout::key));
    let assembly = build.assembly;
    if build.old_mitochondrion {
        issues.warn(
            "mitochondrion",
            || format!("the header of {name}"),
            || "the mitochondrial genome is UCSC's old sequence (16,571 bases); its variants were not used".to_owned(),
        );
    }
    let annotated_by = layout.as_ref().map_or(AnnotatedBy::Annotator, |layout| layout.by);
    lines.begin_records();
    let mut sieve = Sieve::new(name, options, &header, build, layout, keys, family, issues);
    read_records(&mut lines, &mut sieve, name)?;
    let (variants, issues, trail) = finish(sieve, name)?;
    Ok(VcfContent { variants, assembly, annotated_by, issues, trail })
}

fn family(
    header: &Header,
    name: &str,
    options: &VcfOptions<'_>,
    issues: &mut IssueLog,
) -> Result<Vec<Member>, VcfError> {
    if header.samples.is_empty() {
        if !options.accept_sites {
            let problem = if header.has_format { "no sample columns" } else { "no FORMAT column" };
            return Err(VcfError::NoGenotypes { name: name.to_owned(), problem });
        }
        issues.warn(
            "sites",
            || format!("the header of {name}"),
            || {
                "there are no genotypes; every allele was used as if the patient carried it, with unknown zygosity"
                    .to_owned()
            },
        );
        return Ok(vec![Member::proband(options.sample.unwrap_or("patient"), options.sex)]);
    }
    let wrong = |source| VcfError::Family { name: name.to_owned(), source };
    let subject = options.subject.filter(|subject| header.samples.iter().any(|sample| sample == subject));
    if let (Some(sample), Some(subject)) = (options.sample, subject)
        && sample != subject
    {
        return Err(wrong(FamilyError::OtherPatient { sample: sample.to_owned(), subject: subject.to_owned() }));
    }
    let household =
        members(options.pedigree, &header.samples, options.sample.or(subject), options.sex).map_err(wrong)?;
    if options.sample.is_none()
        && header.samples.len() > 1
        && let Some(subject) = subject
    {
        let message = format!("{subject:?}, as the case calls the patient, is a sample of the file and was taken");
        issues.add("subject", || InputIssue::new(Severity::Note, "samples", message));
    }
    issues.extend(household.issues);
    Ok(household.members)
}

fn read_records(lines: &mut Lines<'_>, sieve: &mut Sieve<'_>, name: &str) -> Result<(), VcfError> {
    let mut buffer = Vec::new();
    while lines.next(&mut buffer)? {
        let line = String::from_utf8_lossy(&buffer);
        let place = || lines.place();
        if matches!(line, std::borrow::Cow::Owned(_)) {
            sieve.issues.warn("utf8 record", place, || "the record is not UTF-8; other bytes were replaced".to_owned());
        }
        match sieve.record(&line, &place) {
            Ok(()) => {}
            Err(Failure::Fatal(error)) => return Err(*error),
            Err(Failure::Malformed(problem)) if lines.is_unended() => {
                return Err(VcfError::CutOff { place: place(), problem: problem.message });
            }
            Err(Failure::Malformed(problem)) => {
                sieve.issues.warn(&format!("malformed {}", problem.kind), place, || problem.message.clone());
                sieve.tally.malformed += 1;
                if sieve.first_malformed.is_none() {
                    sieve.first_malformed = Some(format!("{}: {}", place(), problem.message));
                }
            }
        }
        if sieve.tally.records == TRIAL {
            check_malformed(sieve, name)?;
        }
        if lines.is_unended() {
            let message = "the last line has no line end; if the file was cut off, what followed is missing";
            sieve.issues.warn("unended", place, || message.to_owned());
        }
    }
    if sieve.tally.records < TRIAL { check_malformed(sieve, name) } else { Ok(()) }
}

fn check_malformed(sieve: &Sieve<'_>, name: &str) -> Result<(), VcfError> {
    let tally = &sieve.tally;
    if tally.malformed * 2 <= tally.records {
        return Ok(());
    }
    Err(VcfError::Malformed {
        name: name.to_owned(),
        malformed: tally.malformed,
        records: tally.records,
        first: sieve.first_malformed.clone().unwrap_or_default(),
    })
}

type Finished = (CaseVariants, Vec<InputIssue>, Vec<super::TrailEntry>);

fn finish(sieve: Sieve<'_>, name: &str) -> Result<Finished, VcfError> {
    let tally = &sieve.tally;
    let whole = || name.to_owned();
    let mut issues = sieve.issues;
    if tally.records == 0 {
        issues.warn("no records", whole, || "there is no record after the header".to_owned());
    }
    if let Some(contig) = sieve.first_other_contig.as_deref().filter(|_| !sieve.placed) {
        return Err(VcfError::NoKnownContig { name: name.to_owned(), contig: shorten(contig) });
    }
    if let Some((count, first)) = issues.of_kind(&format!("malformed {BEYOND}"))
        && count >= MOST_BEYOND
        && let Some(assembly) = sieve.build.assembly
    {
        return Err(VcfError::OtherAssembly { name: name.to_owned(), assembly, count, first: first.to_owned() });
    }
    if tally.records > tally.malformed && sieve.placed && !sieve.has_genotypes {
        return Err(VcfError::NoGenotypes { name: name.to_owned(), problem: "FORMAT has no GT" });
    }
    if sieve.examined > 0 && sieve.annotated == 0 {
        issues.warn("never annotated", whole, || {
            "the header declares an annotation, but no allele of the patient has one".to_owned()
        });
    }
    if tally.count(LeftOut::OtherContig) > 0 {
        issues.add("other contigs", || {
            let message = format!(
                "{} alleles lie outside the primary assembly, the first on {:?}",
                tally.count(LeftOut::OtherContig),
                shorten(sieve.first_other_contig.as_deref().unwrap_or("the old mitochondrial genome"))
            );
            InputIssue::new(Severity::Note, whole(), message)
        });
    }
    if let Some(message) = sieve.answers.complaint() {
        issues.warn("unanswered", whole, || message);
    }
    issues.extend(sieve.checks.iter().flat_map(|checks| checks.finish(&sieve.members)));
    let structural = sieve.tally.alleles > 0 && !sieve.small;
    if structural {
        let message =
            "the file has no small variant: a gene without a structural one was not taken for free of variants";
        issues.add("structural", || InputIssue::new(Severity::Note, whole(), message));
    }
    let coverage = if sieve.options.panel || structural { Coverage::Selected } else { Coverage::Genomewide };
    let variants = CaseVariants {
        members: sieve.members,
        variants: sieve.variants,
        tally: sieve.tally,
        coverage,
        contigs: sieve.answers.answered(),
    };
    Ok((variants, issues.finish(), sieve.trail))
}
