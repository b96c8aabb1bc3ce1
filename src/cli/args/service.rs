//! Arguments of the service, and of what looks after it.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ModelArgs;

#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub engine: ModelArgs,
    /// Configuration of access, audit, limits, CDS Hooks and SMART (docs/configuration.md); options go before it
    #[arg(long, value_name = "FILE", env = "SHIRUBE_CONFIG")]
    pub config: Option<PathBuf>,
    /// Address to listen on [default: 127.0.0.1:8080]
    #[arg(long, env = "SHIRUBE_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// Address under which others reach the service, such as <https://shirube.example.jp>
    #[arg(long, value_name = "URL", env = "SHIRUBE_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Seconds after which a request is given up [default: 10]
    #[arg(long, env = "SHIRUBE_TIMEOUT", value_parser = clap::value_parser!(u16).range(1..=300))]
    pub timeout: Option<u16>,
    /// Largest variant file that may be sent, in MiB [default: 200]
    #[arg(long, env = "SHIRUBE_UPLOAD_LIMIT", value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub upload_limit: Option<u16>,
    /// Let anybody who reaches the address use the service, where no API keys or identity providers are configured
    #[arg(long)]
    pub allow_remote: bool,
}

#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Check this configuration of the service, too
    #[arg(long, value_name = "FILE", env = "SHIRUBE_CONFIG")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct HealthArgs {
    /// Configuration of the service
    #[arg(long, value_name = "FILE", env = "SHIRUBE_CONFIG")]
    pub config: Option<PathBuf>,
    /// Address that it listens on [default: as configured, else 127.0.0.1:8080]
    #[arg(long, env = "SHIRUBE_LISTEN")]
    pub listen: Option<SocketAddr>,
}

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a key: it is shown once; what the configuration keeps of it is its salted hash
    #[command(after_help = "Example:\n  shirube key new --name sequencing-pipeline --role integrator")]
    New {
        /// Who holds it, as the audit log names it
        #[arg(long)]
        name: String,
        /// clinician, committee, integrator, auditor or admin
        #[arg(long)]
        role: crate::access::Role,
    },
}

#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Check that nothing in the log was changed, taken out or put in
    #[command(
        after_help = "Examples:\n  shirube audit verify\n  shirube audit verify --contains 3f1a… (a head noted earlier: nothing was cut off since)"
    )]
    Verify {
        #[command(flatten)]
        folder: AuditFolderArgs,
        /// A hash noted earlier; the log must hold it still
        #[arg(long, value_name = "HASH")]
        contains: Option<String>,
    },
    /// Tell the pseudonym under which the log has a case
    Pseudonym {
        #[command(flatten)]
        folder: AuditFolderArgs,
        /// The case's id; - reads standard input, so that it is not kept in the shell's history
        case_id: String,
    },
}

#[derive(Debug, Args)]
pub struct AuditFolderArgs {
    /// Folder of the log [default: as configured, else `audit` in the folder that the service writes to]
    #[arg(long, value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// Configuration that names the folder
    #[arg(long, value_name = "FILE", env = "SHIRUBE_CONFIG")]
    pub config: Option<PathBuf>,
}
