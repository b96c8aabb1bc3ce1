//! `shirube doctor --config`: the service's configuration, and whether what it names is there.

use std::fmt::Write;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::configured;
use crate::access::Issuer;
use crate::api::tls_config;
use crate::audit::{FILE, has_room, verify};
use crate::config::{Config, load};

/// Checks a configuration and writes a line about each part; gives the number of faults.
pub fn check(state: &Path, path: &Path, text: &mut String) -> usize {
    let config = match load(path, None) {
        Ok(config) => config,
        Err(error) => {
            let _ = writeln!(text, "✗ configuration    {error}");
            return 1;
        }
    };
    let _ = writeln!(text, "✓ configuration    {}", path.display());
    let mut report = Report { text, faults: 0 };
    report.listening(&config);
    report.access(&config);
    report.audit(state, &config);
    report.clock();
    report.faults
}

struct Report<'a> {
    text: &'a mut String,
    faults: usize,
}

impl Report<'_> {
    fn good(&mut self, part: &str, message: &str) {
        let _ = writeln!(self.text, "✓ {part:16} {message}");
    }

    fn note(&mut self, part: &str, message: &str) {
        let _ = writeln!(self.text, "– {part:16} {message}");
    }

    fn fault(&mut self, part: &str, message: &str) {
        self.faults += 1;
        let _ = writeln!(self.text, "✗ {part:16} {message}");
    }

    fn listening(&mut self, config: &Config) {
        let server = &config.server;
        let remote = server.listen.is_some_and(|address| !address.ip().is_loopback());
        if remote && !config.access.is_required() && !config.access.open {
            self.fault("listen", "other machines reach this address, and nothing says who may ask; add [[access.key]] or [[access.issuer]]");
        } else if let Some(address) = server.listen {
            self.good("listen", &address.to_string());
        }
        match &server.tls {
            Some(tls) => match tls_config(&tls.certificate, &tls.key) {
                Ok(_) => self.good("TLS", "certificate and key go together"),
                Err(error) => self.fault("TLS", &error),
            },
            None if remote => {
                self.note("TLS", "off: a proxy on the way must do it, or tokens and cases travel in the open");
            }
            None => {}
        }
        match &server.public_url {
            Some(url) => self.good("public URL", url),
            None => self.note("public URL", "not set; tokens, CDS Hooks and SMART need it"),
        }
    }

    fn access(&mut self, config: &Config) {
        let access = &config.access;
        if config.cds.as_ref().is_some_and(|cds| cds.open) {
            let local = config.server.listen.is_none_or(|address| address.ip().is_loopback());
            if local && !config.server.is_behind_a_proxy() {
                self.note("CDS Hooks", "open: calls without tokens are taken, for a sandbox on this machine only");
            } else {
                self.fault("CDS Hooks", "open = true takes the calls of other machines without a token; list the EHRs as [[cds_hooks.client]]");
            }
        }
        if access.open && config.smart.is_some() {
            self.fault("access", "open = true lets anybody in, and [smart] asks for a session; take out one of them");
        } else if config.smart.is_some() && !access.is_required() {
            self.good("access", "by a launch from an EHR only");
        } else if access.is_required() {
            self.good(
                "access",
                &format!("{} API keys, {} identity providers", access.keys.len(), access.issuers.len()),
            );
        } else {
            self.note("access", "open: anybody who reaches the address may use the service");
            self.through_a_proxy(config);
        }
        if access.is_required() && access.rate.is_none() {
            self.note("rate", "not bounded; [access.rate] bounds each caller");
        }
        for issuer in &access.issuers {
            self.issuer("identity", issuer);
        }
        for client in config.cds.iter().flat_map(|cds| &cds.clients) {
            self.issuer("CDS client", client);
        }
        for ehr in config.smart.iter().flat_map(|smart| &smart.token_issuers) {
            self.issuer("SMART EHR", ehr);
        }
    }

    /// A loopback address is reached by others where a proxy leads to it.
    fn through_a_proxy(&mut self, config: &Config) {
        if !config.access.open && config.server.is_behind_a_proxy() {
            let message = "a proxy leads others here (public_url, trusted_proxies), and nothing says who may ask; add [[access.key]] or [[access.issuer]], or say open = true under [access]";
            self.fault("access", message);
        }
    }

    fn issuer(&mut self, part: &str, issuer: &Issuer) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_secs()).unwrap_or_default();
        match issuer.keys.refresh(now) {
            Ok(()) => self.good(part, &format!("{}: its keys are here", issuer.name)),
            Err(error) => self.fault(part, &format!("{}: {error}", issuer.name)),
        }
    }

    fn audit(&mut self, state: &Path, config: &Config) {
        let path = configured::audit_folder(state, config).join(FILE);
        if !path.exists() {
            let kept = config.keeps_a_log();
            let begins = format!("will begin at {}", path.display());
            self.note("audit log", if kept { &begins } else { "off; [audit] turns it on" });
            if kept {
                self.writable(&configured::audit_folder(state, config));
            }
            return;
        }
        match File::open(&path)
            .map_err(|error| error.to_string())
            .and_then(|file| verify(BufReader::new(file), None).map_err(|fault| fault.to_string()))
        {
            Ok(found) => {
                self.good("audit log", &format!("{} entries, the chain holds", found.entries));
                self.writable(&configured::audit_folder(state, config));
            }
            Err(error) => self.fault("audit log", &format!("{}: {error}", path.display())),
        }
    }

    /// Whether files can be made in a folder, which is made where it is not there.
    fn writable(&mut self, folder: &Path) {
        let made = std::fs::create_dir_all(folder).and_then(|()| has_room(folder));
        if let Err(error) = made {
            self.fault("audit log", &format!("{}: {error}", folder.display()));
        }
    }

    /// The log's times are worth as much as the machine's clock.
    fn clock(&mut self) {
        if Path::new("/run/systemd/timesync/synchronized").exists() {
            self.good("clock", "synchronized by systemd-timesyncd");
        } else {
            self.note(
                "clock",
                "not known to be synchronized (no systemd-timesyncd); the audit log's times come from it",
            );
        }
    }
}
