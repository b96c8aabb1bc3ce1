//! Arguments as typed.

mod service;

pub use service::{AuditCommand, AuditFolderArgs, DoctorArgs, HealthArgs, KeyCommand, ServeArgs};

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::variants::VariantArgs;

/// Ranks candidate diagnoses of rare diseases from phenotype terms, with the reason and the paper behind every point.
#[derive(Debug, Parser)]
#[command(
    name = "shirube",
    version,
    about,
    propagate_version = true,
    arg_required_else_help = true,
    after_help = "\
Exit codes: 0 done, 1 nothing found, 2 wrong input, 3 failure.

Examples:
  shirube rank --example
  shirube rank --hpo \"arachnodactyly, ectopia lentis\" --exclude HP:0001250 --age 12y --sex male
  shirube search けいれん
  shirube show OMIM:154700

Decision support for healthcare professionals; not a diagnosis."
)]
pub struct Shirube {
    /// Folder of downloads and the knowledge base [default: the user's data folder]
    #[arg(long, global = true, env = "SHIRUBE_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Folder that the service writes to (audit log, feedback) [default: the data folder]
    #[arg(long, global = true, env = "SHIRUBE_STATE", value_name = "DIR")]
    pub state: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Fetch the sources and build the knowledge base
    #[command(
        after_help = "Examples:\n  shirube setup\n  shirube setup --mirror /media/usb/shirube --offline\n  shirube setup --latest"
    )]
    Setup(SetupArgs),
    /// Rank candidate diagnoses for one patient
    #[command(
        after_help = "Examples:\n  shirube rank --example\n  shirube rank --hpo HP:0001166,HP:0001083 --exclude HP:0001250 --age 12y --sex male\n  shirube rank --hpo \"クモ状指、水晶体偏位\" --lang ja\n  shirube rank --phenopacket patient.json --format json\n  shirube rank --hpo \"craniosynostosis, brachydactyly\" --variant \"FGFR2 c.755C>G p.Ser252Trp het\"\n  shirube rank --phenopacket patient.json --vcf trio.vcf.gz --ped trio.ped\n  shirube rank --example --format phenopacket"
    )]
    Rank(RankArgs),
    /// Say why a disease or a gene stands where it stands, wherever that is
    #[command(
        after_help = "Examples:\n  shirube why OMIM:129600 --example\n  shirube why FGFR2 --phenopacket patient.json --vcf exome.vcf.gz"
    )]
    Why(Box<WhyArgs>),
    /// Write a report to print and file, in HTML or PDF, in English, Japanese or both
    #[command(
        after_help = "Examples:\n  shirube report --example --out report.html\n  shirube report --phenopacket patient.json --vcf trio.vcf.gz --ped trio.ped --format pdf --lang both --out report.pdf\n\nPDF needs Chromium (or Google Chrome): SHIRUBE_CHROMIUM, or chromium, chromium-browser or google-chrome on the path.\nWithout one, write HTML and print it from a browser."
    )]
    Report(Box<ReportArgs>),
    /// Add fields of local, tabix-indexed files (ClinVar, gnomAD, ToMMo, scores) to a VCF
    #[command(
        after_help = "Examples:\n  shirube annotate --vcf in.vcf.gz --with clinvar=clinvar.vcf.gz --with tommo=tommo.vcf.gz --out out.vcf.gz\n  shirube annotate --vcf in.vcf --with lab=lab.vcf.gz:AF,NOTE --out out.vcf"
    )]
    Annotate(AnnotateArgs),
    /// Find terms, diseases and genes by name, in English or Japanese
    #[command(
        after_help = "Examples:\n  shirube search seizure\n  shirube search arachnodactily --kind term\n  shirube search マルファン"
    )]
    Search(SearchArgs),
    /// Recognize findings in a clinical note, in English or Japanese
    #[command(
        after_help = "Examples:\n  shirube recognize \"Tall stature, no seizures. Mother has ectopia lentis.\"\n  shirube recognize --file note.txt --format json\n  shirube recognize けいれんを繰り返す。肝腫大なし。母にてんかん。"
    )]
    Recognize(RecognizeArgs),
    /// Show everything known of a term, disease or gene
    #[command(after_help = "Examples:\n  shirube show HP:0001166\n  shirube show OMIM:154700\n  shirube show FBN1")]
    Show(ShowArgs),
    /// Rank many phenopackets, one line of JSON each
    #[command(after_help = "Example:\n  shirube batch --cases cohort.jsonl.gz --out ranks.jsonl --top 20")]
    Batch(BatchArgs),
    /// Measure the ranking on solved phenopackets
    #[command(
        after_help = "Examples:\n  shirube evaluate --cases cohort.jsonl.gz\n  shirube evaluate --cases packets/ --out report/ --mask-own-publication"
    )]
    Evaluate(EvaluateArgs),
    /// Serve the page and the HTTP API
    #[command(
        after_help = "Examples:\n  shirube serve --listen 127.0.0.1:8080\n  curl -s localhost:8080/v1/version\n  shirube serve --config /etc/shirube/shirube.toml"
    )]
    Serve(ServeArgs),
    /// Check the installation and the configuration, and say what is wrong
    #[command(after_help = "Examples:\n  shirube doctor\n  shirube doctor --config /etc/shirube/shirube.toml")]
    Doctor(DoctorArgs),
    /// Ask the service on this machine whether it answers
    Health(HealthArgs),
    /// Make API keys for programs that call the service
    #[command(subcommand)]
    Key(KeyCommand),
    /// Check the audit log, and find cases in it
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Print a completion script for a shell
    #[command(after_help = "Example:\n  shirube completions bash > /etc/bash_completion.d/shirube")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Which learned model orders the shortlist.
#[derive(Debug, Args, Default)]
pub struct ModelArgs {
    /// Rank by likelihood ratios alone
    #[arg(long)]
    pub no_model: bool,
    /// Folder with ranker.onnx and ranker.json, in place of the built-in model
    #[arg(long, value_name = "DIR", env = "SHIRUBE_MODEL", conflicts_with = "no_model")]
    pub model: Option<PathBuf>,
}

#[derive(Debug, Args, Default)]
pub struct SetupArgs {
    /// Folder that holds source files, tried first
    #[arg(long, value_name = "DIR", env = "SHIRUBE_MIRROR")]
    pub mirror: Option<PathBuf>,
    /// Do not touch the network
    #[arg(long)]
    pub offline: bool,
    /// Ask for the newest releases instead of the pinned ones
    #[arg(long, conflicts_with = "offline")]
    pub latest: bool,
    /// A manifest in the form of ontology/sources.toml in place of the built-in one
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A page to read
    Text,
    /// JSON, the shape of POST /v1/rank
    Json,
    /// A table
    Tsv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RankFormat {
    /// A page to read
    Text,
    /// JSON, the shape of POST /v1/rank
    Json,
    /// A table
    Tsv,
    /// A GA4GH phenopacket (v2, JSON): the case, and an interpretation for each candidate
    Phenopacket,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// English
    En,
    /// Japanese
    Ja,
}

/// A patient, and how the patient is ranked: what `rank`, `why` and `report` have in common.
#[derive(Debug, Args)]
pub struct PatientArgs {
    #[command(flatten)]
    pub engine: ModelArgs,
    /// Observed phenotypes: HPO ids or names, separated by commas (repeatable)
    #[arg(long, value_name = "TERMS", group = "input")]
    pub hpo: Vec<String>,
    /// Phenotypes looked for and absent (repeatable)
    #[arg(long, value_name = "TERMS", conflicts_with_all = ["phenopacket", "example"])]
    pub exclude: Vec<String>,
    /// Age, such as 12y, 3y6m, 10d
    #[arg(long, conflicts_with_all = ["phenopacket", "example"])]
    pub age: Option<String>,
    /// female, male or unknown
    #[arg(long, conflicts_with_all = ["phenopacket", "example"])]
    pub sex: Option<String>,
    /// A GA4GH phenopacket (v2, JSON); - reads standard input
    #[arg(long, value_name = "FILE", group = "input")]
    pub phenopacket: Option<PathBuf>,
    /// An invented example patient
    #[arg(long, group = "input")]
    pub example: bool,
    #[command(flatten)]
    pub variants: VariantArgs,
    /// Leave out terms that cannot be used, and say so, instead of refusing the case
    #[arg(long)]
    pub lenient: bool,
    /// Pretest probabilities: lines of disease id, tab, probability [default: every disease alike]
    #[arg(long, value_name = "FILE")]
    pub pretest: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct RankArgs {
    #[command(flatten)]
    pub patient: PatientArgs,
    /// Candidates to list
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub top: u16,
    /// Findings to propose that would most change the differential
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=10))]
    pub questions: u16,
    /// Output format
    #[arg(long, value_enum, default_value_t = RankFormat::Text)]
    pub format: RankFormat,
    /// Language of the page
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub lang: Lang,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// One HTML page that stands alone
    Html,
    /// PDF, by an installed Chromium
    Pdf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportLang {
    /// English
    En,
    /// Japanese
    Ja,
    /// Both, one after the other
    Both,
}

#[derive(Debug, Args)]
pub struct ReportArgs {
    #[command(flatten)]
    pub patient: PatientArgs,
    /// Output format
    #[arg(long, value_enum, default_value_t = ReportFormat::Html)]
    pub format: ReportFormat,
    /// Language of the report
    #[arg(long, value_enum, default_value_t = ReportLang::En)]
    pub lang: ReportLang,
    /// Output file; - writes standard output (HTML only)
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Replace the output file where there is one
    #[arg(long)]
    pub force: bool,
    /// Candidates to list
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub top: u16,
    /// Candidates whose evidence is shown, from the first
    #[arg(long, default_value_t = crate::report::DEFAULT_DETAILS as u16, value_parser = clap::value_parser!(u16).range(0..=100))]
    pub details: u16,
    /// The case's name on the report, a pseudonym [default: the phenopacket's id]
    #[arg(long, value_name = "NAME")]
    pub case_id: Option<String>,
    /// Who had the report written
    #[arg(long, value_name = "NAME")]
    pub author: Option<String>,
    /// Leave the date out: the same input gives the same file
    #[arg(long)]
    pub no_date: bool,
}

#[derive(Debug, Args)]
pub struct AnnotateArgs {
    /// The VCF (plain, gzip or bgzip)
    #[arg(long, value_name = "FILE")]
    pub vcf: PathBuf,
    /// A file to take fields from; NAME is clinvar, gnomad, tommo, revel, alphamissense, cadd or spliceai, or your own with FIELDs
    #[arg(long, value_name = "NAME=FILE[:FIELD,…]", required = true)]
    pub with: Vec<String>,
    /// Where to write; .gz is compressed with bgzip's format
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

#[derive(Debug, Args)]
pub struct WhyArgs {
    /// OMIM:…, ORPHA:…, MONDO:…, HGNC:… or a gene symbol
    pub target: String,
    #[command(flatten)]
    pub rank: RankArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KindArg {
    /// HPO terms
    Term,
    /// Diseases
    Disease,
    /// Genes
    Gene,
}

#[derive(Debug, Args)]
pub struct SearchArgs {
    /// A name, the beginning of one, or an id
    #[arg(required = true)]
    pub query: Vec<String>,
    /// Only this kind (repeatable)
    #[arg(long, value_enum)]
    pub kind: Vec<KindArg>,
    /// Most hits
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub limit: u16,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct RecognizeArgs {
    /// The note
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    pub text: Vec<String>,
    /// A file that holds the note; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// HP:…, OMIM:…, ORPHA:…, MONDO:…, HGNC:… or a gene symbol
    pub id: String,
    /// Output format (text or json)
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct BatchArgs {
    #[command(flatten)]
    pub engine: ModelArgs,
    /// Phenopackets: a .json, .jsonl, .jsonl.gz or .zip file, or a folder of them
    #[arg(long, value_name = "FILE|DIR|ZIP")]
    pub cases: PathBuf,
    /// Output file (JSON lines); - writes standard output
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Threads [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Candidates per case; 0 for all
    #[arg(long, default_value_t = 100)]
    pub top: u32,
    /// Pretest probabilities, as for rank
    #[arg(long, value_name = "FILE")]
    pub pretest: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HalfArg {
    /// The genes that constants may be chosen on
    Tuning,
    /// The genes that are reported
    Report,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PerturbArg {
    /// Add two findings that have nothing to do with the patient
    TwoRandomTerms,
    /// Replace half of the terms by a parent
    HalfToParents,
    /// Keep three terms
    ThreeTerms,
    /// Keep half of the terms and add one that has nothing to do with the patient
    HalfAndOneRandom,
}

#[derive(Debug, Args)]
pub struct EvaluateArgs {
    #[command(flatten)]
    pub engine: ModelArgs,
    /// Solved phenopackets, as for batch
    #[arg(long, value_name = "FILE|DIR|ZIP", required_unless_present = "notes")]
    pub cases: Option<PathBuf>,
    /// Measure the recognition of findings in these marked notes instead
    #[arg(long, value_name = "FILE", conflicts_with_all = ["cases", "spike", "export_features", "half", "perturb"])]
    pub notes: Option<PathBuf>,
    /// Folder for report.txt and cases.tsv
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Leave out annotations that rest only on the case's own paper
    #[arg(long)]
    pub mask_own_publication: bool,
    /// Rank genes instead of diseases
    #[arg(long)]
    pub gene_level: bool,
    /// Only one half of the cases, split by gene
    #[arg(long, value_enum)]
    pub half: Option<HalfArg>,
    /// Insert each case's causal variants into this person's (a VCF of rare coding variants) and rank with them
    #[arg(long, value_name = "VCF", conflicts_with = "export_features")]
    pub spike: Option<PathBuf>,
    /// Deal the background's variants to random genes, in proportion to coding length
    #[arg(long, value_name = "SEED", requires = "spike")]
    pub shuffle_genes: Option<u64>,
    /// Make every case worse before it is ranked
    #[arg(long, value_enum)]
    pub perturb: Option<PerturbArg>,
    /// Write the model's features of every case and its truth to this npz file, and measure nothing
    #[arg(long, value_name = "FILE", conflicts_with_all = ["half", "gene_level", "floor", "out", "pretest"])]
    pub export_features: Option<PathBuf>,
    /// Threads [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Pretest probabilities, as for rank
    #[arg(long, value_name = "FILE")]
    pub pretest: Option<PathBuf>,
    /// Fail (exit code 3) where macro top-1 or top-10 of the fresh cases, or F1 of the notes, is below these percentages
    #[arg(long, value_name = "TOP1,TOP10", value_delimiter = ',')]
    pub floor: Vec<f64>,
}
