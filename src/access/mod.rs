//! Who may ask: API keys, tokens of identity providers, sessions, roles and the rate of requests.
//!
//! Nothing here listens or answers; the edges ask [`Access::authenticate`] and hold the [`Principal`] against what a
//! route needs. Addresses are fetched only where the configuration names them, never where a caller does.

mod fetch;
mod guard;
mod issuer;
mod jwks;
mod key;
mod limit;
mod replay;
mod role;
mod session;
mod token;

pub use fetch::{FetchError, is_ready, may_be_fetched};
pub use guard::{Access, Credentials, Refusal};
pub use issuer::{Issuer, RoleClaim};
pub use jwks::{KeySource, KeysError, PublicKeys};
pub use key::{KeyRecord, KeyRecordError, NewKey, StoredKey};
pub use limit::{RateLimit, RateLimiter};
pub use replay::{Replay, ReplayGuard};
pub use role::{Permission, Principal, Role, RoleError, Via};
pub use session::{Session, Sessions};
pub use token::{Claims, Expected, SIGNATURES, Signature, SignatureError, TokenError, verify, verify_fetching};
