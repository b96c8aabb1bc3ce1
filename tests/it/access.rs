//! The real service with access control: keys, roles, rates, the audit log, and what the configuration says.

use std::collections::BTreeSet;
use std::io::Write;
use std::time::Duration;

use serde_json::{Value, json};

use crate::server::Server;
use crate::support::mini_program;

pub const TESTS: &[crate::Test] = &[
    ("access::is_not_ready_without_room_for_the_audit_log", not_ready),
    ("access::keys_and_roles_decide_who_may_ask", roles),
    ("access::every_route_that_is_not_public_refuses_strangers", strangers),
    ("access::the_audit_log_keeps_who_asked_and_no_case_data", audited),
    ("access::who_hangs_up_is_in_the_audit_log", abandoned),
    ("access::a_caller_that_asks_too_often_waits", rates),
    ("access::other_pages_call_only_where_they_are_listed", origins),
    ("access::tls_is_served_with_a_certificate", tls),
    ("access::a_wrong_configuration_is_refused_with_every_fault", faults),
    ("access::sessions_are_refused_without_an_ehr", sessions),
];

/// Keys of the configuration, by role.
struct Keys {
    folder: tempfile::TempDir,
    clinician: String,
    auditor: String,
    admin: String,
}

/// A configuration with one key a role, and more settings.
fn configured(settings: &str) -> Keys {
    let folder = tempfile::tempdir().unwrap();
    // Every service its own log: two cannot write one.
    let mut text = format!("[audit]\nfolder = \"log\"\n{settings}");
    let mut secrets = Vec::new();
    for role in ["clinician", "auditor", "admin"] {
        let made =
            mini_program().args(["key", "new", "--name", &format!("the {role}"), "--role", role]).assert().code(0);
        let printed = String::from_utf8(made.get_output().stdout.clone()).unwrap();
        secrets.push(printed.lines().find(|line| line.trim().starts_with("shirube_")).unwrap().trim().to_owned());
        let table = printed.find("[[access.key]]").unwrap();
        assert!(!printed[table..].contains(secrets.last().unwrap()), "the configuration must not hold the key");
        text.push_str(&printed[table..]);
        text.push('\n');
    }
    std::fs::write(folder.path().join("shirube.toml"), text).unwrap();
    let [clinician, auditor, admin] = secrets.try_into().unwrap();
    Keys { folder, clinician, auditor, admin }
}

impl Keys {
    fn serve(&self) -> Server {
        Server::with(&["--config", self.folder.path().join("shirube.toml").to_str().unwrap()])
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log/audit.jsonl")).unwrap()
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(20)))
        .build()
        .into()
}

/// Status, headers and text of an answer.
struct Answer {
    status: u16,
    headers: ureq::http::HeaderMap,
    text: String,
}

impl Answer {
    fn of(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Self {
        let mut response = result.unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        Self { status: response.status().as_u16(), headers: response.headers().clone(), text }
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

fn get(server: &Server, path: &str, key: Option<&str>) -> Answer {
    let mut request = agent().get(format!("{}{path}", server.base));
    if let Some(key) = key {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    Answer::of(request.call())
}

fn rank(server: &Server, headers: &[(&str, &str)]) -> Answer {
    let mut request = agent().post(format!("{}/v1/rank", server.base)).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::of(request.send(json!({"id": "patient-0815", "observed": ["HP:0001166"]}).to_string()))
}

fn roles() {
    let keys = configured("");
    let server = keys.serve();
    let bearer = |key: &str| format!("Bearer {key}");
    assert_eq!(rank(&server, &[("authorization", &bearer(&keys.clinician))]).status, 200);
    assert_eq!(rank(&server, &[("x-api-key", &keys.clinician)]).status, 200);
    for headers in [
        &[][..],
        &[("authorization", "Bearer")],
        &[("authorization", "Bearer shirube_0_0")],
        &[("authorization", "Bearer session_0")],
        &[("authorization", "Bearer a.b.c")],
        &[("authorization", "Basic Og==")],
        &[("x-api-key", "")],
        &[("x-api-key", &keys.clinician), ("authorization", "Bearer a.b.c")],
    ] {
        let refused = rank(&server, headers);
        assert_eq!(refused.status, 401, "{headers:?}");
        assert!(refused.header("www-authenticate").starts_with("Bearer realm=\"shirube\""));
        assert_eq!(refused.header("content-type"), "application/problem+json");
    }
    for key in [&keys.auditor, &keys.admin] {
        let refused = rank(&server, &[("x-api-key", key)]);
        assert_eq!(refused.status, 403);
        assert!(refused.json()["detail"].as_str().unwrap().contains("clinician, committee, integrator"));
    }
    for (path, clinician, auditor, admin) in
        [("/v1/search?q=arachno", 200, 200, 200), ("/v1/audit", 403, 200, 403), ("/metrics", 403, 403, 200)]
    {
        let found = [&keys.clinician, &keys.auditor, &keys.admin].map(|key| get(&server, path, Some(key)).status);
        assert_eq!(found, [clinician, auditor, admin], "{path}");
    }
    let settings = get(&server, "/v1/settings", None).json();
    assert_eq!(settings, json!({"access": {"required": true, "keys": true}}));
}

/// The inventory of the OpenAPI document: whatever is documented refuses strangers, but for what everybody may see.
fn strangers() {
    let keys = configured("");
    let server = keys.serve();
    let document = get(&server, "/openapi.json", None).json();
    let public = BTreeSet::from([
        "/healthz",
        "/readyz",
        "/v1/version",
        "/v1/settings",
        "/fhir/metadata",
        "/fhir/OperationDefinition/{id}",
    ]);
    // They prove who calls in ways of their own.
    let own = BTreeSet::from(["/v1/session", "/cds-services", "/cds-services/{id}", "/cds-services/{id}/feedback"]);
    let mut refused = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let address = format!("{}{}", server.base, path.replace("{id}", "rank"));
            let status = match method.as_str() {
                "get" => Answer::of(agent().get(&address).call()).status,
                "post" => {
                    let request = agent().post(&address).header("content-type", "application/json");
                    Answer::of(request.send("{}")).status
                }
                // Ends a session where there is one, and says nothing of whether there was.
                "delete" if path == "/v1/session" => continue,
                other => panic!("{other}"),
            };
            if public.contains(path.as_str()) {
                assert_eq!(status, 200, "{path}");
            } else if own.contains(path.as_str()) {
                assert!((400..500).contains(&status), "{path} {status}");
            } else {
                assert_eq!(status, 401, "{method} {path}");
                refused += 1;
            }
        }
    }
    assert!(refused >= 8, "only {refused} routes refused a stranger");
}

fn audited() {
    let keys = configured("");
    let server = keys.serve();
    let trace = [("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")];
    let answered = rank(&server, &[("x-api-key", &keys.clinician), trace[0]]);
    let digest = answered.header("shirube-result-digest").to_owned();
    assert_eq!(digest.len(), 64);
    let again = rank(&server, &[("x-api-key", &keys.clinician)]);
    assert_eq!(again.header("shirube-result-digest"), digest, "the same case gives the same digest");
    assert_eq!(rank(&server, &[]).status, 401);
    let page = get(&server, "/v1/audit?limit=2", Some(&keys.auditor)).json();
    assert_eq!((page["entries"].as_array().unwrap().len(), &page["more"]), (2, &json!(true)));
    let first = &page["entries"][0];
    assert_eq!(
        (&first["actor"], &first["via"], &first["roles"]),
        (&json!("the clinician"), &json!("key"), &json!(["clinician"]))
    );
    assert_eq!(
        (&first["action"], &first["outcome"], &first["digest"]),
        (&json!("rank"), &json!("done"), &json!(digest))
    );
    assert_eq!(first["trace"], "0af7651916cd43dd8448eb211c80319c");
    let case = first["case"].as_str().unwrap();
    let folder = keys.folder.path().join("log");
    let told = mini_program()
        .args(["audit", "pseudonym", "--folder"])
        .arg(&folder)
        .arg("-")
        .write_stdin("patient-0815\n")
        .assert()
        .code(0);
    assert_eq!(String::from_utf8_lossy(&told.get_output().stdout).trim(), case);
    let of_case = get(&server, &format!("/v1/audit?case={case}"), Some(&keys.auditor)).json();
    assert_eq!(of_case["entries"].as_array().unwrap().len(), 2);
    let log = keys.log();
    for secret in ["0001166", "patient-0815", &keys.clinician, "rachnodactyly"] {
        assert!(!log.contains(secret), "the log holds {secret}");
    }
    assert!(log.contains("\"denied\""));
    drop(server);
    let verify = |expected: i32| {
        let run = mini_program().args(["audit", "verify", "--folder"]).arg(&folder).assert().code(expected);
        String::from_utf8_lossy(&[run.get_output().stdout.clone(), run.get_output().stderr.clone()].concat())
            .into_owned()
    };
    let good = verify(0);
    let head = good.lines().find_map(|line| line.strip_prefix("head ")).unwrap().to_owned();
    let path = folder.join("audit.jsonl");
    std::fs::write(&path, log.replace("\"denied\"", "\"done\"")).unwrap();
    assert!(verify(3).contains("was changed after it was written"));
    // Cut off at the end: the chain holds, and the noted head shows it.
    let cut: Vec<&str> = log.lines().collect();
    std::fs::write(&path, format!("{}\n", cut[..cut.len() - 1].join("\n"))).unwrap();
    verify(0);
    mini_program().args(["audit", "verify", "--contains", &head, "--folder"]).arg(&folder).assert().code(3);
}

/// A caller that hangs up while it sends, or while its answer is made, has asked all the same.
fn abandoned() {
    let keys = configured("");
    let server = keys.serve();
    let whole = json!({"id": "patient-0815", "observed": ["HP:0001166"]}).to_string();
    let call = |body: &str, wait: u64| {
        let mut stream = std::net::TcpStream::connect(server.base.trim_start_matches("http://")).unwrap();
        let head = "POST /v1/rank HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
        let length = whole.len();
        let request = format!("{head}X-Api-Key: {}\r\nContent-Length: {length}\r\n\r\n{body}", keys.clinician);
        stream.write_all(request.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_micros(wait));
    };
    let entries = || -> Vec<Value> {
        let of_rank = |line: &&str| line.contains("\"action\":\"rank\"");
        keys.log().lines().filter(of_rank).map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    call("{", 100_000);
    // Gone at once, they may be gone before the service has looked at them.
    (0..40).for_each(|step| call(&whole, 100 * step));
    let settled = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        entries().len() > 20
    });
    assert!(settled, "{:?}", entries());
    assert_eq!(entries()[0]["outcome"], "refused");
    for entry in &entries()[1..] {
        assert_eq!(
            (&entry["actor"], entry["status"].is_null()),
            (&json!("the clinician"), entry["outcome"] == "abandoned")
        );
        assert!(entry["outcome"] == "abandoned" || entry["outcome"] == "done", "{entry}");
    }
}

fn rates() {
    let keys = configured("[access.rate]\nper_minute = 1\nburst = 3\n");
    let server = keys.serve();
    let statuses: Vec<u16> = (0..5).map(|_| rank(&server, &[("x-api-key", &keys.clinician)]).status).collect();
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
    let limited = rank(&server, &[("x-api-key", &keys.clinician)]);
    let wait: u64 = limited.header("retry-after").parse().unwrap();
    assert!((1..=61).contains(&wait) && limited.text.contains("try again in"), "{}", limited.text);
    // Another caller does not wait, and wrong keys are counted, too.
    assert_eq!(get(&server, "/v1/search?q=a", Some(&keys.auditor)).status, 200);
    let wrong: Vec<u16> = (0..4).map(|_| rank(&server, &[("x-api-key", "shirube_0_0")]).status).collect();
    assert_eq!(wrong, [401, 401, 401, 429]);
}

fn origins() {
    let keys = configured("[server]\ncors_origins = [\"https://ehr.example.jp\"]\n");
    let server = keys.serve();
    let asked = |origin: &str| {
        let request = ureq::http::Request::builder()
            .method("OPTIONS")
            .uri(format!("{}/v1/rank", server.base))
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type")
            .body(())
            .unwrap();
        Answer::of(agent().run(request))
    };
    let allowed = asked("https://ehr.example.jp");
    assert_eq!((allowed.status, allowed.header("access-control-allow-origin")), (200, "https://ehr.example.jp"));
    assert!(allowed.header("access-control-allow-headers").contains("authorization"));
    assert_eq!(allowed.header("access-control-allow-credentials"), "");
    assert_eq!(asked("https://evil.example").header("access-control-allow-origin"), "");
}

fn tls() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    // A certificate of the test's own, by the program that every Debian has.
    let made = std::process::Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(path("key.pem"))
        .arg("-out")
        .arg(path("certificate.pem"))
        .output();
    assert!(made.expect("openssl, a program that every Debian has").status.success());
    let config = "[server.tls]\ncertificate = \"certificate.pem\"\nkey = \"key.pem\"\n";
    std::fs::write(path("shirube.toml"), config).unwrap();
    let server = Server::with(&["--config", path("shirube.toml").to_str().unwrap()]);
    assert!(server.base.starts_with("https://"));
    let certificate = ureq::tls::parse_pem(&std::fs::read(path("certificate.pem")).unwrap())
        .find_map(|item| match item {
            Ok(ureq::tls::PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .unwrap();
    let roots = ureq::tls::RootCerts::new_with_certs(&[certificate]);
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .tls_config(ureq::tls::TlsConfig::builder().root_certs(roots).build())
        .build()
        .into();
    // A connection that never says anything holds up nobody.
    let idle = std::net::TcpStream::connect(server.base.trim_start_matches("https://")).unwrap();
    let version = agent.get(format!("{}/v1/version", server.base)).call().unwrap().body_mut().read_to_string().unwrap();
    assert!(version.contains("\"version\""));
    drop(idle);
    std::fs::write(path("shirube.toml"), config.replace("key.pem", "certificate.pem")).unwrap();
    let failed = mini_program().args(["serve", "--config"]).arg(path("shirube.toml")).assert().code(2);
    assert!(String::from_utf8_lossy(&failed.get_output().stderr).contains("certificate.pem"));
}

fn faults() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shirube.toml");
    let run = |text: &str, command: &[&str], code: i32| {
        std::fs::write(&file, text).unwrap();
        let run = mini_program().args(command).arg("--config").arg(&file).assert().code(code);
        String::from_utf8_lossy(&[run.get_output().stdout.clone(), run.get_output().stderr.clone()].concat())
            .into_owned()
    };
    let wrong =
        "[server]\nlisten = \"x\"\n[[access.key]]\nname = \"a\"\nrole = \"doctor\"\nhash = \"secret-looking\"\n";
    let message = run(wrong, &["serve"], 2);
    for part in ["server.listen", "access.key[0].role", "doctor", "clinician", "access.key[0].hash"] {
        assert!(message.contains(part), "{part} is not in {message}");
    }
    assert!(!message.contains("secret-looking"));
    assert!(run("[server]\nport = 1\n", &["serve"], 2).contains("line 2"));
    assert!(run(wrong, &["doctor"], 3).contains("access.key[0].role"));
    let open = run("[server]\nlisten = \"0.0.0.0:1\"\n", &["doctor"], 3);
    assert!(open.contains("nothing says who may ask"), "{open}");
    assert!(run("[server]\nlisten = \"0.0.0.0:1\"\n", &["serve"], 2).contains("shirube key new"));
    let search = "[cds_hooks]\nopen = true\nobservations = \"https://x.example/Observation\"\n";
    assert!(run(search, &["doctor"], 3).contains("cds_hooks.observations"));
    // A proxy leads others to an address of this machine only.
    for proxied in [
        "[server]\npublic_url = \"https://shirube.example.jp\"\n",
        "[server]\ntrusted_proxies = [\"10.0.0.5\"]\n",
        "[server]\npublic_url = \"https://shirube.example.jp\"\n[cds_hooks]\nopen = true\n",
    ] {
        assert!(run(proxied, &["doctor"], 3).contains("nothing says who may ask"), "{proxied}");
        assert!(run(proxied, &["serve", "--listen", "127.0.0.1:0"], 2).contains("other machines"), "{proxied}");
    }
    let idp =
        "[server]\npublic_url = \"https://shirube.example.jp\"\n[[access.issuer]]\nissuer = \"http://127.0.0.1:9\"\n";
    assert!(run(idp, &["doctor"], 3).contains("✗ identity"));
    assert!(run("", &["doctor"], 0).contains("✓ configuration"));
    let missing = mini_program().args(["serve", "--config", "nowhere.toml"]).assert().code(2);
    assert!(String::from_utf8_lossy(&missing.get_output().stderr).contains("nowhere.toml"));
}

fn sessions() {
    let keys = configured("");
    let server = keys.serve();
    let begin = |body: &str| {
        let request = agent().post(format!("{}/v1/session", server.base)).header("content-type", "application/json");
        Answer::of(request.send(body))
    };
    assert_eq!(begin("{\"id_token\": \"a.b.c\", \"nonce\": \"n\"}").status, 404);
    assert_eq!(begin("{}").status, 422);
}

/// A balancer must not send requests to a service that would withhold every answer.
fn not_ready() {
    let keys = configured("");
    let server = keys.serve();
    let ready = || Answer::of(agent().get(format!("{}/readyz", server.base)).call());
    assert_eq!(ready().status, 200);
    let (log, away) = (keys.folder.path().join("log"), keys.folder.path().join("away"));
    std::fs::rename(&log, &away).unwrap();
    let answer = ready();
    assert!(answer.status == 503 && answer.text.contains("audit log"), "{}", answer.text);
    std::fs::rename(&away, &log).unwrap();
    assert_eq!(ready().status, 200);
}
