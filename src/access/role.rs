//! Roles, what each may do, and who a caller is.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// What a person or a machine is to this service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Works on cases at the patient's side.
    Clinician,
    /// Works on cases at the committee's table.
    Committee,
    /// A program that ranks cases, such as an EHR or a pipeline.
    Integrator,
    /// Reads the audit log, and no case.
    Auditor,
    /// Reads the metrics, and no case.
    Admin,
}

/// What a route needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Terms, diseases, genes, releases.
    Knowledge,
    /// Case data sent for ranking, recognition or a report.
    Cases,
    /// The audit log.
    Audit,
    /// The metrics.
    Operations,
}

/// A word that is no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no role; roles are clinician, committee, integrator, auditor, admin")]
pub struct RoleError(String);

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] = [Self::Clinician, Self::Committee, Self::Integrator, Self::Auditor, Self::Admin];

    /// Whether the role allows it.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::Knowledge => true,
            Permission::Cases => matches!(self, Self::Clinician | Self::Committee | Self::Integrator),
            Permission::Audit => matches!(self, Self::Auditor),
            Permission::Operations => matches!(self, Self::Admin),
        }
    }

    /// The word in configurations and tokens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clinician => "clinician",
            Self::Committee => "committee",
            Self::Integrator => "integrator",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }
}

impl Permission {
    /// The roles that have it, in words for a refusal.
    #[must_use]
    pub fn roles(self) -> String {
        let names: Vec<&str> = Role::ALL.into_iter().filter(|role| role.may(self)).map(Role::as_str).collect();
        names.join(", ")
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = RoleError;

    fn from_str(text: &str) -> Result<Self, RoleError> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == text);
        found.ok_or_else(|| RoleError(text.chars().take(40).collect()))
    }
}

/// How a caller proved who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// Not at all: access is open.
    Open,
    /// An API key.
    Key,
    /// An access token of an identity provider.
    Token,
    /// A session begun with an EHR's identity token.
    Session,
    /// The signed call of an EHR (CDS Hooks).
    Ehr,
}

impl Via {
    /// The word in the audit log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Key => "key",
            Self::Token => "token",
            Self::Session => "session",
            Self::Ehr => "ehr",
        }
    }
}

/// A caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Who, as the audit log names it: an API key's name, or a token's subject after its issuer.
    pub name: String,
    /// Its roles; may be empty.
    pub roles: BTreeSet<Role>,
    /// How it proved that.
    pub via: Via,
}

impl Principal {
    /// The caller where access is open: anybody on this machine, with every role that works on cases.
    #[must_use]
    pub fn anyone() -> Self {
        Self { name: "anyone".to_owned(), roles: Role::ALL.into_iter().collect(), via: Via::Open }
    }

    /// Whether one of its roles allows it.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.roles.iter().any(|role| role.may(permission))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_as_they_are_written() {
        for role in Role::ALL {
            assert_eq!(role.to_string().parse(), Ok(role));
        }
        for wrong in ["", "Clinician", "doctor", "admin "] {
            assert!(wrong.parse::<Role>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn an_auditor_and_an_admin_see_no_case() {
        for (role, knowledge, cases, audit, operations) in [
            (Role::Clinician, true, true, false, false),
            (Role::Committee, true, true, false, false),
            (Role::Integrator, true, true, false, false),
            (Role::Auditor, true, false, true, false),
            (Role::Admin, true, false, false, true),
        ] {
            let may = [Permission::Knowledge, Permission::Cases, Permission::Audit, Permission::Operations]
                .map(|permission| role.may(permission));
            assert_eq!(may, [knowledge, cases, audit, operations], "{role}");
        }
        let nobody = Principal { name: "x".to_owned(), roles: BTreeSet::new(), via: Via::Token };
        assert!(!nobody.may(Permission::Knowledge));
        assert_eq!(Permission::Cases.roles(), "clinician, committee, integrator");
    }
}
