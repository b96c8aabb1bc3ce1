//! `shirube serve`

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use super::args::ServeArgs;
use super::outcome::CliError;
use super::{configured, open};
use crate::access::{Access, Sessions};
use crate::api::{Auditor, PageSettings, ServerOptions, serve, tls_config};
use crate::audit::{AuditLog, Pseudonyms, Releases};
use crate::config::Config;
use crate::diagnosis::Engine;
use crate::knowledge::DataFolder;

/// Where nothing says otherwise.
pub(super) const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
const TIMEOUT: Duration = Duration::from_secs(10);
const UPLOAD_LIMIT: usize = 200 << 20;

/// Serves until interrupted.
pub fn run(data: &DataFolder, state: &Path, args: &ServeArgs) -> Result<(), CliError> {
    let config = configured::config(args.config.as_deref(), args.public_url.as_deref())?;
    let listen = args.listen.or(config.server.listen).unwrap_or(LISTEN);
    refuse_open_to_others(listen, &config, args.allow_remote)?;
    let tls = config.server.tls.as_ref().map(|tls| tls_config(&tls.certificate, &tls.key));
    let tls = tls.transpose().map_err(CliError::Input)?;
    open::ensure_set_up(data)?;
    let engine = open::engine(data, &args.engine)?;
    let search = open::search(data)?;
    let auditor = auditor(data, state, &config, &engine)?;
    let required = config.access.is_required() || config.smart.is_some();
    let options = ServerOptions {
        listen,
        timeout: args
            .timeout
            .map(|seconds| Duration::from_secs(seconds.into()))
            .or(config.server.timeout)
            .unwrap_or(TIMEOUT),
        upload_limit: args
            .upload_limit
            .map(|mib| usize::from(mib) << 20)
            .or(config.server.upload_limit)
            .unwrap_or(UPLOAD_LIMIT),
        knowledge_base: open::knowledge_base(data),
        most_requests: config.server.most_requests,
        trusted_proxies: config.server.trusted_proxies,
        cors_origins: config.server.cors_origins,
        tls,
        access: Access {
            open: !required,
            keys: config.access.keys,
            issuers: config.access.issuers,
            sessions: Sessions::new(config.access.session_seconds),
        },
        rate: config.access.rate,
        auditor,
        page: PageSettings {
            public_url: config.server.public_url.unwrap_or_default(),
            sign_in: config.access.sign_in,
            smart: config.smart,
        },
        cds: config.cds.map(|cds| {
            let feedback = cds.feedback.clone().unwrap_or_else(|| state.join("feedback.jsonl"));
            (cds, feedback)
        }),
    };
    Ok(serve(engine, search, options)?)
}

/// An address that other machines reach needs keys or an identity provider, or somebody who says in words that it does
/// not.
fn refuse_open_to_others(listen: SocketAddr, config: &Config, allowed: bool) -> Result<(), CliError> {
    let guarded = config.access.is_required();
    // A loopback address is reached by others where a proxy leads to it.
    let reached = !listen.ip().is_loopback() || config.server.is_behind_a_proxy();
    if reached && !allowed && config.cds.as_ref().is_some_and(|cds| cds.open) {
        let message = format!(
            "{listen} can be reached by other machines, and open = true under [cds_hooks] takes their calls without a token: list the EHRs as [[cds_hooks.client]], or listen on this machine only"
        );
        return Err(CliError::Input(message));
    }
    if allowed && guarded {
        let message =
            "--allow-remote says that anybody may ask, and the configuration has keys or issuers; take out one of them";
        return Err(CliError::Input(message.to_owned()));
    }
    if !reached || guarded || allowed || config.access.open || (listen.ip().is_loopback() && config.smart.is_some()) {
        return Ok(());
    }
    Err(CliError::Input(format!(
        "{listen} can be reached by other machines (by itself, or through a proxy: public_url, trusted_proxies), and nothing says who may ask. Configure API keys or an identity provider (docs/configuration.md; `shirube key new` makes a key), or put the service behind a proxy that knows its callers and say --allow-remote"
    )))
}

/// The audit log: kept where callers have to prove who they are, and where the configuration asks for it.
fn auditor(data: &DataFolder, state: &Path, config: &Config, engine: &Engine) -> Result<Option<Auditor>, CliError> {
    if !config.keeps_a_log() {
        return Ok(None);
    }
    let folder = configured::audit_folder(state, config);
    let log = AuditLog::open(&folder)?;
    let pseudonyms = Pseudonyms::open(&folder)
        .map_err(|error| CliError::Input(format!("the secret of pseudonyms in {}: {error}", folder.display())))?;
    let model = engine.reranker().map(|model| format!("{} {}", model.card().name, model.card().version));
    let releases =
        Releases { engine: env!("CARGO_PKG_VERSION").to_owned(), knowledge_base: open::knowledge_base(data), model };
    Ok(Some(Auditor::new(log, pseudonyms, releases)))
}
