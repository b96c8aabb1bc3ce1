//! Pseudonyms of cases: the same id gives the same one, and without the secret nobody can go back or guess.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The secret's file.
const FILE: &str = "pseudonym.key";

/// Makes pseudonyms by HMAC-SHA-256 with a secret of the log's folder.
#[derive(Clone)]
pub struct Pseudonyms {
    secret: [u8; 32],
}

impl std::fmt::Debug for Pseudonyms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pseudonyms")
    }
}

impl Pseudonyms {
    /// Reads the folder's secret, or, where the log is still empty, makes one that only its owner can read.
    ///
    /// # Errors
    /// Where the file cannot be read or written, or has another length.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        if !path.exists() {
            if fs::metadata(folder.join(super::FILE)).is_ok_and(|log| log.len() > 0) {
                let message = "is missing, and the log has entries: with a new one, cases would get other pseudonyms. Restore it, or name another folder under [audit]";
                return Err(io::Error::new(io::ErrorKind::NotFound, message));
            }
            let mut secret = [0; 32];
            let no_chance = |error| {
                io::Error::other(format!("the system gives no random numbers ({error}); is /dev/urandom there?"))
            };
            getrandom::fill(&mut secret).map_err(no_chance)?;
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options.open(&path)?.write_all(&secret)?;
        }
        let secret = fs::read(&path)?.try_into();
        secret
            .map(|secret| Self { secret })
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "does not have 32 bytes; was it replaced?"))
    }

    /// The pseudonym of a case's id: 32 hexadecimal digits; `None` for no id.
    #[must_use]
    pub fn of(&self, case_id: &str) -> Option<String> {
        if case_id.is_empty() {
            return None;
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).ok()?;
        mac.update(case_id.as_bytes());
        let code = mac.finalize().into_bytes();
        Some(base16ct::lower::encode_string(&code[..16]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_stays_in_its_folder_and_differs_in_another() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let first = Pseudonyms::open(one.path()).unwrap().of("patient-1").unwrap();
        assert_eq!(Pseudonyms::open(one.path()).unwrap().of("patient-1").unwrap(), first);
        assert_ne!(Pseudonyms::open(one.path()).unwrap().of("patient-2").unwrap(), first);
        assert_ne!(Pseudonyms::open(other.path()).unwrap().of("patient-1").unwrap(), first);
        assert_eq!(first.len(), 32);
        assert_eq!(Pseudonyms::open(one.path()).unwrap().of(""), None);
    }

    #[test]
    fn a_lost_secret_is_not_replaced_in_silence() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(crate::audit::FILE), "x\n").unwrap();
        assert!(Pseudonyms::open(folder.path()).is_err());
    }

    #[test]
    fn a_secret_of_another_length_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), b"short").unwrap();
        assert!(Pseudonyms::open(folder.path()).is_err());
    }
}
