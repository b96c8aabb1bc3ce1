//! The configuration as meant.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use crate::access::{Issuer, KeyRecord, RateLimit};

/// Everything that can be configured of the service.
#[derive(Debug)]
pub struct Config {
    /// How to listen.
    pub server: ServerSettings,
    /// Who may ask.
    pub access: AccessSettings,
    /// Folder of the audit log; `None` where none was named.
    pub audit: Option<PathBuf>,
    /// Whether a table `audit` stands in the file.
    pub audit_asked: bool,
    /// The CDS Hooks service; `None` where it is off.
    pub cds: Option<CdsSettings>,
    /// SMART App Launch of the page; `None` where it is off.
    pub smart: Option<SmartSettings>,
}

impl Config {
    /// Whether an audit log is kept: wherever callers have to prove who they are, and where the file asks for it.
    #[must_use]
    pub fn keeps_a_log(&self) -> bool {
        let ehrs = self.cds.as_ref().is_some_and(|cds| !cds.clients.is_empty());
        self.audit_asked || self.access.is_required() || self.smart.is_some() || ehrs
    }
}

/// How to listen, and the bounds on requests.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// Address; `None` where the file does not say.
    pub listen: Option<SocketAddr>,
    /// The address under which others reach the service, without a slash at its end: audience of tokens, base of links.
    pub public_url: Option<String>,
    /// Bound on one request.
    pub timeout: Option<Duration>,
    /// Largest body of a request with a variant file, in bytes.
    pub upload_limit: Option<usize>,
    /// Most requests at a time.
    pub most_requests: usize,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Origins of other pages that may call the service from a browser.
    pub cors_origins: Vec<String>,
    /// TLS, where the service does it itself.
    pub tls: Option<TlsFiles>,
}

impl ServerSettings {
    /// Whether others reach the service through a proxy, also where it listens on this machine only.
    #[must_use]
    pub fn is_behind_a_proxy(&self) -> bool {
        let here = |url: &str| ["://localhost", "://127.", "://[::1]"].iter().any(|here| url.contains(here));
        !self.trusted_proxies.is_empty() || self.public_url.as_deref().is_some_and(|url| !here(url))
    }
}

/// Files of TLS, in PEM.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate and those of its issuers.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// Who may ask.
#[derive(Debug)]
pub struct AccessSettings {
    /// Whether the file says in words that anybody who reaches the service may use it.
    pub open: bool,
    /// API keys.
    pub keys: Vec<KeyRecord>,
    /// Identity providers.
    pub issuers: Vec<Issuer>,
    /// The provider that people sign in with on the page.
    pub sign_in: Option<SignIn>,
    /// How long a session of the page lasts, in seconds.
    pub session_seconds: u64,
    /// Bound on each caller's requests.
    pub rate: Option<RateLimit>,
}

/// How people sign in on the page: authorization code with PKCE, a public client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The identity provider.
    pub issuer: String,
    /// The page's id there.
    pub client_id: String,
    /// What it asks for.
    pub scope: String,
    /// Origins that the page must reach: of the provider, and of its token endpoint.
    pub origins: Vec<String>,
}

/// The CDS Hooks service.
#[derive(Debug)]
pub struct CdsSettings {
    /// Whether calls without a token are taken.
    pub open: bool,
    /// EHRs whose tokens are taken.
    pub clients: Vec<Issuer>,
    /// A card is shown where the first candidate's probability is at least this.
    pub threshold: f64,
    /// And where at least this many findings were used.
    pub least_findings: usize,
    /// Searches that an EHR is asked to prefetch in place of all Observations and Conditions.
    pub observations: Option<String>,
    /// As `observations`.
    pub conditions: Option<String>,
    /// Language of cards where the request does not say: `true` is Japanese.
    pub japanese: bool,
    /// File of feedback; `None` where the configuration does not name one.
    pub feedback: Option<PathBuf>,
}

/// SMART App Launch of the page.
#[derive(Debug)]
pub struct SmartSettings {
    /// The page's id at the EHRs.
    pub client_id: String,
    /// Scopes it asks for.
    pub scope: String,
    /// EHRs it may be launched from.
    pub issuers: Vec<SmartIssuer>,
    /// Who signs their identity tokens, in the same order.
    pub token_issuers: Vec<Issuer>,
}

/// An EHR that the page may be launched from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmartIssuer {
    /// Base address of its FHIR service.
    pub iss: String,
    /// What people call it.
    pub name: String,
    /// Origins that the page must reach: of the FHIR service, and of its authorization server.
    pub origins: Vec<String>,
}

impl AccessSettings {
    /// Whether callers have to prove who they are.
    #[must_use]
    pub fn is_required(&self) -> bool {
        !(self.keys.is_empty() && self.issuers.is_empty())
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            server: ServerSettings {
                listen: None,
                public_url: None,
                timeout: None,
                upload_limit: None,
                most_requests: Self::MOST_REQUESTS,
                trusted_proxies: Vec::new(),
                cors_origins: Vec::new(),
                tls: None,
            },
            access: AccessSettings {
                open: false,
                keys: Vec::new(),
                issuers: Vec::new(),
                sign_in: None,
                session_seconds: Self::SESSION_SECONDS,
                rate: None,
            },
            audit: None,
            audit_asked: false,
            cds: None,
            smart: None,
        }
    }
}

impl Config {
    /// Most requests at a time where the file does not say.
    pub(super) const MOST_REQUESTS: usize = 512;
    /// Length of a session where the file does not say: a working day.
    pub(super) const SESSION_SECONDS: u64 = 8 * 3600;
}
