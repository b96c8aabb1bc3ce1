//! From the file as written to the configuration as meant, collecting every fault.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use super::Fault;
use super::file::{self, Keys};
use super::settings::{
    AccessSettings, CdsSettings, Config, ServerSettings, SignIn, SmartIssuer, SmartSettings, TlsFiles,
};
use crate::access::{
    Issuer, KeyRecord, KeySource, PublicKeys, RateLimit, Role, RoleClaim, SIGNATURES, Signature, may_be_fetched,
};

/// What the page asks an EHR for.
const SMART_SCOPE: &str = "launch openid fhirUser patient/Patient.rs patient/Observation.rs patient/Condition.rs";

pub(super) fn config(file: file::File, folder: &Path) -> Result<Config, Vec<Fault>> {
    let mut reader = Reader { folder, faults: Vec::new() };
    let server = reader.server(file.server);
    let smart = file.smart.map(|smart| reader.smart(smart));
    let access = reader.access(file.access, server.public_url.as_deref());
    let cds = file.cds_hooks.map(|cds| reader.cds(cds, server.public_url.as_deref()));
    let audit_asked = file.audit.is_some();
    let audit = file.audit.and_then(|audit| audit.folder).map(|path| folder.join(path));
    if smart.is_some() && server.public_url.is_none() {
        reader.fault("server.public_url", "is needed for SMART App Launch: the EHR sends people back to it");
    }
    if reader.faults.is_empty() {
        Ok(Config { server, access, audit, audit_asked, cds, smart })
    } else {
        Err(reader.faults)
    }
}

struct Reader<'a> {
    folder: &'a Path,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, place: &str, message: impl Into<String>) {
        self.faults.push(Fault { place: place.to_owned(), message: message.into() });
    }

    /// A value parsed from text; a fault names it.
    fn parsed<T: FromStr<Err: std::fmt::Display>>(&mut self, place: &str, text: &str) -> Option<T> {
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(place, format!("{text:?}: {error}"));
                None
            }
        }
    }

    fn server(&mut self, server: file::Server) -> ServerSettings {
        let listen = server.listen.and_then(|text| self.parsed("server.listen", &text));
        let public_url = server.public_url.map(|url| {
            if !may_be_fetched(&url) {
                self.fault("server.public_url", "must be an https address (http only on this machine)");
            }
            url.trim_end_matches('/').to_owned()
        });
        let bounded = |value: Option<u16>, most: u16| value.is_none_or(|value| (1..=most).contains(&value));
        if !bounded(server.timeout_seconds, 300) {
            self.fault("server.timeout_seconds", "must be from 1 to 300");
        }
        if !bounded(server.upload_limit_mib, 4096) {
            self.fault("server.upload_limit_mib", "must be from 1 to 4096");
        }
        if server.most_requests == Some(0) {
            self.fault("server.most_requests", "must be at least 1");
        }
        let trusted_proxies = server
            .trusted_proxies
            .iter()
            .enumerate()
            .filter_map(|(index, text)| self.parsed(&format!("server.trusted_proxies[{index}]"), text))
            .collect();
        for (index, origin) in server.cors_origins.iter().enumerate() {
            self.origin(&format!("server.cors_origins[{index}]"), origin);
        }
        let tls = server
            .tls
            .map(|tls| TlsFiles { certificate: self.folder.join(tls.certificate), key: self.folder.join(tls.key) });
        ServerSettings {
            listen,
            public_url,
            timeout: server.timeout_seconds.map(|seconds| Duration::from_secs(seconds.into())),
            upload_limit: server.upload_limit_mib.map(|mib| usize::from(mib) << 20),
            most_requests: server.most_requests.map_or(Config::MOST_REQUESTS, |most| most as usize),
            trusted_proxies,
            cors_origins: server.cors_origins,
            tls,
        }
    }

    /// Whether a text is the origin of a page: scheme, host and port, nothing else.
    fn origin(&mut self, place: &str, origin: &str) {
        let rest = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        let plain = |rest: &str| rest.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
        if !rest.is_some_and(|rest| !rest.is_empty() && plain(rest)) {
            self.fault(
                place,
                format!("{origin:?} is not an origin, such as https://ehr.example.jp (no path, no slash)"),
            );
        }
    }

    fn access(&mut self, access: file::Access, public_url: Option<&str>) -> AccessSettings {
        let mut names = BTreeSet::new();
        let mut keys = Vec::new();
        for (index, key) in access.key.iter().enumerate() {
            let place = format!("access.key[{index}]");
            if key.name.trim().is_empty() || !names.insert(&key.name) {
                self.fault(&format!("{place}.name"), "must be given, and no two keys may have the same");
            }
            let role = self.parsed::<Role>(&format!("{place}.role"), &key.role);
            // The hash itself is not repeated.
            let stored = key.hash.parse().map_err(|error: crate::access::KeyRecordError| error.to_string());
            match (role, stored) {
                (Some(role), Ok(stored)) => keys.push(KeyRecord { name: key.name.clone(), role, stored }),
                (_, Err(error)) => self.fault(&format!("{place}.hash"), error),
                (None, _) => {}
            }
        }
        let (issuers, sign_in) = self.issuers(access.issuer, public_url);
        if access.open && !(keys.is_empty() && issuers.is_empty()) {
            self.fault("access.open", "says that anybody may ask, and there are keys or issuers; take out one of them");
        }
        let rate = access.rate.and_then(|rate| {
            let (minute, burst) = (NonZeroU32::new(rate.per_minute), NonZeroU32::new(rate.burst));
            let limit = minute.zip(burst).map(|(per_minute, burst)| RateLimit { per_minute, burst });
            if limit.is_none() {
                self.fault("access.rate", "per_minute and burst must be at least 1");
            }
            limit
        });
        if access.session_minutes == Some(0) {
            self.fault("access.session_minutes", "must be at least 1");
        }
        AccessSettings {
            open: access.open,
            keys,
            issuers,
            sign_in,
            session_seconds: access.session_minutes.map_or(Config::SESSION_SECONDS, |minutes| u64::from(minutes) * 60),
            rate,
        }
    }

    fn issuers(&mut self, listed: Vec<file::Issuer>, public_url: Option<&str>) -> (Vec<Issuer>, Option<SignIn>) {
        let (mut issuers, mut sign_in) = (Vec::new(), None);
        for (index, issuer) in listed.into_iter().enumerate() {
            let place = format!("access.issuer[{index}]");
            let mut audiences = issuer.audience;
            if audiences.is_empty() {
                audiences.extend(public_url.map(str::to_owned));
            }
            if audiences.is_empty() {
                self.fault(
                    &format!("{place}.audience"),
                    "is missing, and so is server.public_url: a token that is for another service must not be taken",
                );
            }
            if let Some(client_id) = issuer.client_id {
                let scope = issuer.scope.clone().unwrap_or_else(|| "openid".to_owned());
                let mut origins = issuer.origins.clone();
                for (index, origin) in origins.iter().enumerate() {
                    self.origin(&format!("{place}.origins[{index}]"), origin);
                }
                origins.extend(origin_of(&issuer.name));
                if sign_in.replace(SignIn { issuer: issuer.name.clone(), client_id, scope, origins }).is_some() {
                    self.fault(&format!("{place}.client_id"), "the page can sign in with one issuer only");
                }
            }
            let mut words = std::collections::BTreeMap::new();
            for (word, role) in &issuer.roles {
                words.extend(self.parsed(&format!("{place}.roles.{word}"), role).map(|role| (word.clone(), role)));
            }
            let claim = issuer.role_claim.unwrap_or_else(|| "roles".to_owned());
            let roles = RoleClaim { claim, words, always: BTreeSet::new() };
            let keys = Keys { jwks_file: issuer.jwks_file, jwks_url: issuer.jwks_url, algorithms: issuer.algorithms };
            let typed = issuer.typed.unwrap_or(true);
            let built = self.issuer(&place, issuer.name, keys, true, roles);
            issuers.extend(built.map(|built| Issuer { audiences, typed, ..built }));
        }
        (issuers, sign_in)
    }

    /// An issuer with its keys: from a file, from an address, or, where `discovers`, by its discovery document.
    fn issuer(&mut self, place: &str, name: String, keys: Keys, discovers: bool, roles: RoleClaim) -> Option<Issuer> {
        let mut signatures: Vec<Signature> = Vec::new();
        for (index, text) in keys.algorithms.iter().enumerate() {
            signatures.extend(self.parsed::<Signature>(&format!("{place}.algorithms[{index}]"), text));
        }
        if keys.algorithms.is_empty() {
            signatures = SIGNATURES.iter().map(|(_, signature)| *signature).collect();
        }
        let source = match (keys.jwks_file, keys.jwks_url) {
            (Some(_), Some(_)) => {
                self.fault(place, "give jwks_file or jwks_url, not both");
                return None;
            }
            (Some(file), None) => KeySource::pinned(self.pinned(&format!("{place}.jwks_file"), &file)?),
            (None, Some(url)) => KeySource::at(self.fetched(&format!("{place}.jwks_url"), url)?),
            (None, None) if discovers => KeySource::discovered(self.fetched(&format!("{place}.issuer"), name.clone())?),
            (None, None) => {
                self.fault(place, "needs jwks_file or jwks_url: the public keys that its tokens are signed with");
                return None;
            }
        };
        Some(Issuer { name, signatures, keys: source, audiences: Vec::new(), typed: true, roles })
    }

    fn fetched(&mut self, place: &str, address: String) -> Option<String> {
        if may_be_fetched(&address) {
            return Some(address);
        }
        self.fault(place, format!("{address:?} must be an https address (http only on this machine)"));
        None
    }

    fn pinned(&mut self, place: &str, file: &Path) -> Option<PublicKeys> {
        let path = self.folder.join(file);
        let shown = path.display().to_string();
        let read = std::fs::read_to_string(&path)
            .map_err(|error| format!("{shown}: {error}"))
            .and_then(|text| serde_json::from_str(&text).map_err(|error| format!("{shown} is not JSON: {error}")))
            .and_then(|set| PublicKeys::parse(&set, &shown).map_err(|error| error.to_string()));
        match read {
            Ok(keys) => Some(keys),
            Err(message) => {
                self.fault(place, message);
                None
            }
        }
    }

    fn cds(&mut self, cds: file::CdsHooks, public_url: Option<&str>) -> CdsSettings {
        let mut clients = Vec::new();
        for (index, client) in cds.client.into_iter().enumerate() {
            let keys = Keys { jwks_file: client.jwks_file, jwks_url: client.jwks_url, algorithms: client.algorithms };
            let place = format!("cds_hooks.client[{index}]");
            clients.extend(self.issuer(&place, client.issuer, keys, false, RoleClaim::default()));
        }
        if cds.open != clients.is_empty() {
            self.fault(
                "cds_hooks",
                "needs [[cds_hooks.client]] entries, or open = true for calls without tokens; not both",
            );
        }
        if !cds.open && public_url.is_none() {
            self.fault("server.public_url", "is needed for CDS Hooks: it is the audience of an EHR's tokens");
        }
        let threshold = cds.threshold.unwrap_or(0.1);
        if !(0.0..=1.0).contains(&threshold) {
            self.fault("cds_hooks.threshold", "must be from 0 to 1");
        }
        let japanese = match cds.language.as_deref() {
            None | Some("en") => false,
            Some("ja") => true,
            Some(_) => {
                self.fault("cds_hooks.language", "must be en or ja");
                false
            }
        };
        let observations = cds.observations.and_then(|search| self.search("observations", "Observation", search));
        let conditions = cds.conditions.and_then(|search| self.search("conditions", "Condition", search));
        let feedback = cds.feedback.map(|path| self.folder.join(path));
        let least_findings = cds.least_findings.map_or(3, usize::from);
        CdsSettings { open: cds.open, clients, threshold, least_findings, observations, conditions, japanese, feedback }
    }

    /// A search that an EHR is asked to prefetch: of one kind of resource, and of the patient who is looked at.
    fn search(&mut self, key: &str, kind: &str, search: String) -> Option<String> {
        let begins = search.strip_prefix(kind).is_some_and(|rest| rest.starts_with('?'));
        if begins && search.contains("{{context.patientId}}") && search.bytes().all(|b| b.is_ascii_graphic()) {
            return Some(search);
        }
        let message = format!("must be a search such as {kind}?patient={{{{context.patientId}}}}&_count=200");
        self.fault(&format!("cds_hooks.{key}"), &message);
        None
    }

    fn smart(&mut self, smart: file::Smart) -> SmartSettings {
        let (mut issuers, mut token_issuers) = (Vec::new(), Vec::new());
        if smart.issuer.is_empty() {
            self.fault("smart.issuer", "is empty: the page is launched only from EHRs that are listed");
        }
        for (index, ehr) in smart.issuer.into_iter().enumerate() {
            let place = format!("smart.issuer[{index}]");
            let Some(iss) = self.fetched(&format!("{place}.iss"), ehr.iss) else { continue };
            for (index, origin) in ehr.origins.iter().enumerate() {
                self.origin(&format!("{place}.origins[{index}]"), origin);
            }
            let role = ehr.role.map_or(Some(Role::Clinician), |role| self.parsed(&format!("{place}.role"), &role));
            let keys = Keys { jwks_file: ehr.jwks_file, jwks_url: ehr.jwks_url, algorithms: ehr.algorithms };
            let roles = RoleClaim { always: role.into_iter().collect(), ..RoleClaim::default() };
            let signer = ehr.token_issuer.unwrap_or_else(|| iss.clone());
            token_issuers.extend(self.issuer(&place, signer, keys, true, roles));
            let mut origins = ehr.origins;
            origins.extend(origin_of(&iss));
            origins.sort();
            origins.dedup();
            issuers.push(SmartIssuer { name: ehr.name.unwrap_or_else(|| iss.clone()), iss, origins });
        }
        let scope = smart.scope.unwrap_or_else(|| SMART_SCOPE.to_owned());
        SmartSettings { client_id: smart.client_id, scope, issuers, token_issuers }
    }
}

/// Scheme, host and port of an address.
pub(super) fn origin_of(address: &str) -> Option<String> {
    let scheme = address.find("://")? + 3;
    let end = address[scheme..].find(['/', '?', '#']).map_or(address.len(), |at| scheme + at);
    Some(address[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::{ConfigError, parse};
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        match parse(text, Path::new("shirube.toml"), None) {
            Ok(_) => Vec::new(),
            Err(ConfigError::Faults { faults, .. }) => faults.into_iter().map(|fault| fault.place).collect(),
            Err(error) => vec![error.to_string()],
        }
    }

    #[test]
    fn an_empty_file_is_the_default() {
        let config = parse("", Path::new("shirube.toml"), None).unwrap();
        assert!(!config.access.is_required() && config.cds.is_none() && config.smart.is_none());
        assert_eq!(config.server.most_requests, Config::MOST_REQUESTS);
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let text = r#"
            [server]
            listen = "everywhere"
            public_url = "http://shirube.example.jp"
            cors_origins = ["https://ehr.example.jp/"]
            trusted_proxies = ["proxy"]
            [[access.key]]
            name = ""
            role = "doctor"
            hash = "x"
            [[access.issuer]]
            issuer = "http://idp.example.jp"
            algorithms = ["HS256", "none"]
            [cds_hooks]
            threshold = 2.0
        "#;
        assert_eq!(
            faults(text),
            [
                "server.listen",
                "server.public_url",
                "server.trusted_proxies[0]",
                "server.cors_origins[0]",
                "access.key[0].name",
                "access.key[0].role",
                "access.key[0].hash",
                "access.issuer[0].algorithms[0]",
                "access.issuer[0].algorithms[1]",
                "access.issuer[0].issuer",
                "cds_hooks",
                "cds_hooks.threshold",
            ]
        );
    }

    #[test]
    fn unknown_keys_and_contradictions_are_refused() {
        let unknown = faults("[server]\nlisten = \"127.0.0.1:80\"\nport = 80\n");
        assert!(unknown[0].contains("line 3") && unknown[0].contains("port"), "{unknown:?}");
        let key = crate::access::NewKey::generate().unwrap().stored;
        let both = format!("[access]\nopen = true\n[[access.key]]\nname = \"a\"\nrole = \"admin\"\nhash = \"{key}\"\n");
        assert_eq!(faults(&both), ["access.open"]);
        assert_eq!(faults("[[access.issuer]]\nissuer = \"https://idp.example.jp\"\n"), ["access.issuer[0].audience"]);
        let smart = "[smart]\nclient_id = \"x\"\n[[smart.issuer]]\niss = \"https://ehr.example.jp/fhir\"\n";
        assert_eq!(faults(smart), ["server.public_url"]);
    }

    #[test]
    fn origins_are_cut_out_of_addresses() {
        assert_eq!(origin_of("https://ehr.example.jp:8443/fhir/r4?x"), Some("https://ehr.example.jp:8443".to_owned()));
        assert_eq!(origin_of("https://ehr.example.jp"), Some("https://ehr.example.jp".to_owned()));
        assert_eq!(origin_of("ehr"), None);
    }
}
