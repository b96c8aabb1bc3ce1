//! Downloads from official addresses, resumed and retried.

use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Progress;

const ATTEMPTS: u32 = 3;
/// More than any source holds; a runaway answer must not fill the disk.
const MAX_BYTES: u64 = 2 << 30;

/// Downloads to `target`, through a `.part` file that a later attempt continues.
pub(super) fn download(address: &str, target: &Path, label: &str, progress: &dyn Progress) -> Result<PathBuf, String> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_connect(Some(Duration::from_secs(10)))
        .timeout_recv_response(Some(Duration::from_secs(30)))
        .http_status_as_error(false)
        .user_agent(concat!("shirube/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let part = target.with_extension("part");
    let mut last = String::new();
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            std::thread::sleep(Duration::from_millis(500 << attempt));
        }
        progress.begin(&format!("{label} (attempt {})", attempt + 1), None);
        let result = once(&agent, address, &part, progress);
        progress.finish("");
        match result {
            Ok(()) => {
                fs::rename(&part, target).map_err(|error| error.to_string())?;
                return Ok(target.to_owned());
            }
            Err(Failure::Final(reason)) => return Err(reason),
            Err(Failure::Passing(reason)) => last = reason,
        }
    }
    Err(format!("{last} (after {ATTEMPTS} attempts)"))
}

enum Failure {
    /// Trying again cannot help.
    Final(String),
    /// It may.
    Passing(String),
}

fn once(agent: &ureq::Agent, address: &str, part: &Path, progress: &dyn Progress) -> Result<(), Failure> {
    let have = fs::metadata(part).map_or(0, |meta| meta.len());
    let mut request = agent.get(address);
    if have > 0 {
        request = request.header("Range", format!("bytes={have}-"));
    }
    let response = request.call().map_err(|error| match error {
        // No name server: the network is not there, and waiting does not bring it.
        ureq::Error::HostNotFound => Failure::Final("the host's name cannot be looked up from this machine".to_owned()),
        ureq::Error::Io(io) if io.to_string().contains("lookup") => {
            Failure::Final(format!("not reachable from this machine ({io})"))
        }
        other => Failure::Passing(other.to_string()),
    })?;
    let status = response.status().as_u16();
    let resumed = match status {
        206 => true,
        200 => false,
        // What is there already is not a beginning of the file.
        416 => {
            let _ = fs::remove_file(part);
            return Err(Failure::Passing("the server could not resume the download".to_owned()));
        }
        400..=499 => return Err(Failure::Final(format!("the server answered {status}"))),
        _ => return Err(Failure::Passing(format!("the server answered {status}"))),
    };
    let announced = response.body().content_length();
    let io = |error: std::io::Error| Failure::Passing(error.to_string());
    let mut file =
        OpenOptions::new().create(true).write(true).append(resumed).truncate(!resumed).open(part).map_err(io)?;
    let mut body = response.into_body().into_reader().take(MAX_BYTES);
    let mut buffer = vec![0_u8; 1 << 16];
    let mut written = 0_u64;
    loop {
        let count = body.read(&mut buffer).map_err(io)?;
        if count == 0 {
            break;
        }
        file.write_all(&buffer[..count]).map_err(io)?;
        written += count as u64;
        progress.advance(count as u64);
    }
    file.sync_all().map_err(io)?;
    match announced {
        Some(length) if length != written => {
            Err(Failure::Passing(format!("truncated: {written} of {length} bytes arrived")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::net::TcpListener;

    use super::super::Silent;
    use super::*;

    /// Answers one connection after another with the given texts; gives the address and what was asked.
    fn serve(answers: Vec<&'static str>) -> (String, std::thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/file", listener.local_addr().unwrap());
        let asked = std::thread::spawn(move || {
            let mut requests = Vec::new();
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let reader = BufReader::new(stream.try_clone().unwrap());
                let lines: Vec<String> =
                    reader.lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                requests.push(lines.join("\n").to_lowercase());
                stream.write_all(answer.as_bytes()).unwrap();
            }
            requests
        });
        (address, asked)
    }

    #[test]
    fn a_truncated_download_is_resumed_where_it_broke_off() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("file.txt");
        let (address, asked) = serve(vec![
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n0123",
            "HTTP/1.1 206 Partial Content\r\nContent-Length: 6\r\nContent-Range: bytes 4-9/10\r\nConnection: close\r\n\r\n456789",
        ]);
        assert_eq!(download(&address, &target, "file", &Silent).unwrap(), target);
        assert_eq!(fs::read_to_string(&target).unwrap(), "0123456789");
        assert!(asked.join().unwrap()[1].contains("range: bytes=4-"));
        assert!(!target.with_extension("part").exists());
    }

    #[test]
    fn a_refusal_is_final_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("file.txt");
        let (address, asked) = serve(vec!["HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"]);
        let message = download(&address, &target, "file", &Silent).unwrap_err();
        assert!(message.contains("404"), "{message}");
        assert_eq!(asked.join().unwrap().len(), 1, "asked once only");
        assert!(!target.exists());
    }
}
