//! `shirube health`: whether the service on this machine answers; for containers and supervisors.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::args::HealthArgs;
use super::outcome::{CliError, print};
use super::{configured, serve};
use crate::access::is_ready;

/// Asks `/readyz` of the address that `serve` listens on by the same configuration.
pub fn run(args: &HealthArgs) -> Result<(), CliError> {
    let config = configured::config(args.config.as_deref(), None)?;
    let mut address = args.listen.or(config.server.listen).unwrap_or(serve::LISTEN);
    // What listens everywhere listens here.
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    let scheme = if config.server.tls.is_some() { "https" } else { "http" };
    let answer = is_ready(&format!("{scheme}://{address}/readyz")).map_err(|error| anyhow::anyhow!("{error}"))?;
    print(&answer)
}
