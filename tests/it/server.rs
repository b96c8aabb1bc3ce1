//! The real service over HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{mini_data, root};

pub const TESTS: &[crate::Test] = &[
    ("server::ranks_a_list_and_a_phenopacket_alike", ranks),
    ("server::serves_search_and_entries", entries),
    ("server::every_refusal_is_a_problem_that_names_the_place", refusals),
    ("server::a_refusal_reaches_who_is_still_sending", lingers),
    ("server::recognizes_findings_in_a_note", recognizes),
    ("server::writes_a_report_and_serves_the_page", page),
    ("server::health_version_metrics_and_documents", service),
    ("server::the_openapi_document_is_current", openapi),
    ("server::logs_hold_no_case_data", logs),
    ("server::answers_many_at_a_time", concurrent),
    ("server::stops_when_asked", stops),
    ("server::refuses_a_public_address_without_being_told", public),
];

pub struct Server {
    child: Child,
    pub base: String,
    pub log: std::sync::Arc<Mutex<String>>,
}

impl Server {
    fn start() -> Self {
        Self::with(&[])
    }

    /// A server of its own, with more arguments.
    pub fn with(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_shirube"))
            .arg("--data")
            .arg(mini_data().join("data"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let first = loop {
            let line = lines.next().expect("the server ended").unwrap();
            if line.contains("listening") {
                break line;
            }
        };
        let address = serde_json::from_str::<Value>(&first).unwrap()["address"].as_str().unwrap().to_owned();
        let log = std::sync::Arc::new(Mutex::new(String::new()));
        let sink = log.clone();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                sink.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        let scheme = if first.contains("\"https\"") { "https" } else { "http" };
        Self { child, base: format!("{scheme}://{address}"), log }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One server for all tests.
fn server() -> &'static Server {
    SERVER.get_or_init(Server::start)
}

static SERVER: OnceLock<Server> = OnceLock::new();

/// Ends the shared server: a static is never dropped, and a server that outlives the tests holds their output open.
pub fn shut_down() {
    if let Some(server) = SERVER.get() {
        let _ = Command::new("kill").arg(server.child.id().to_string()).status();
    }
}

/// What the service answered.
pub struct Answer {
    pub status: u16,
    pub kind: String,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(20)))
        .build()
        .into()
}

fn answer(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = result.unwrap();
    let kind = response.headers().get("content-type").map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
    Answer { status: response.status().as_u16(), kind, text: response.body_mut().read_to_string().unwrap() }
}

/// A form's body in the shape of RFC 7578.
pub fn form(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, content) in parts {
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").as_bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

const BOUNDARY: &str = "shirube-test-boundary";

/// Status and JSON of a form's answer.
pub fn post_form(path: &str, body: &[u8]) -> (u16, Value) {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let sent = agent().post(format!("{}{path}", server().base)).header("content-type", kind).send(body);
    let answer = answer(sent);
    (answer.status, answer.json())
}

pub fn get(path: &str) -> Answer {
    answer(agent().get(format!("{}{path}", server().base)).call())
}

/// An answer to a request of any method and any headers.
pub fn send(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", server().base));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    answer(agent().run(request.body(body.to_owned()).unwrap()))
}

pub fn post(path: &str, kind: &str, body: impl AsRef<[u8]>) -> Answer {
    answer(agent().post(format!("{}{path}", server().base)).header("content-type", kind).send(body.as_ref()))
}

fn rank(body: &Value) -> Answer {
    post("/v1/rank", "application/json", body.to_string().as_bytes())
}

fn ranks() {
    let list = rank(
        &json!({"observed": ["HP:0001166", "HP:0001083"], "excluded": ["HP:0001250"], "age": "12y", "sex": "male", "top": 3}),
    );
    assert_eq!((list.status, list.kind.as_str()), (200, "application/json"), "{}", list.text);
    let list = list.json();
    assert_eq!(list["candidates"].as_array().unwrap().len(), 3);
    let feature = |id: &str, excluded: bool| json!({"type": {"id": id, "label": "x"}, "excluded": excluded});
    let packet = json!({"id": "p", "subject": {"sex": "MALE", "timeAtLastEncounter": {"age": {"iso8601duration": "P12Y"}}},
        "phenotypicFeatures": [feature("HP:0001166", false), feature("HP:0001083", false), feature("HP:0001250", true)]});
    let packet = rank(&json!({"phenopacket": packet, "top": 3})).json();
    assert_eq!(packet["candidates"], list["candidates"]);
    assert_eq!(packet["case_id"], "p");
    let detailed = rank(&json!({"features": [{"term": "Arachnodactyly", "onset": "3y", "certainty": 0.5}, {"term": "HP:0001083"}], "top": 1})).json();
    assert_ne!(detailed["candidates"][0]["score"], list["candidates"][0]["score"]);
    let prior = rank(&json!({"observed": ["HP:0001250"], "pretest": {"OMIM:154700": 0.99}, "top": 1})).json();
    assert_eq!(prior["candidates"][0]["disease_id"], "OMIM:154700");
    assert_eq!(prior["questions"], Value::Null, "not asked is not none");
    let asked = rank(&json!({"observed": ["HP:0001166", "HP:0001083"], "questions": 3})).json();
    assert!(asked["questions"].as_array().is_some_and(|questions| (1..=3).contains(&questions.len())), "{asked}");
    assert!(asked["questions"][0]["term"]["id"].is_string() && asked["questions"][0]["kind"].is_string());
}

fn entries() {
    let found = get("/v1/search?q=seizure&limit=3").json();
    assert_eq!(found["hits"][0]["id"], "HP:0001250");
    // A name in full, in any case and width, an id, and what only resembles one.
    for (query, exact) in [
        ("SEIZURE", true),
        ("%EF%BD%93%EF%BD%85%EF%BD%89zure", true),
        ("HP:0001250", true),
        ("seizur", false),
        ("seizuer", false),
    ] {
        let hit = &get(&format!("/v1/search?q={query}&kind=term&limit=1")).json()["hits"][0];
        assert_eq!((&hit["id"], &hit["exact"]), (&json!("HP:0001250"), &json!(exact)), "{query}");
    }
    assert_eq!(get("/v1/search?q=qqqqzzzz").json()["hits"], json!([]));
    assert_eq!(
        get("/v1/search?q=%E3%83%9E%E3%83%AB%E3%83%95%E3%82%A1%E3%83%B3&kind=disease").json()["hits"][0]["id"],
        "OMIM:154700"
    );
    assert_eq!(get("/v1/terms/HP:0002279").json()["id"], "HP:0001250");
    assert_eq!(get("/v1/diseases/ORPHA:558").json()["id"], "OMIM:154700");
    let marfan = get("/v1/diseases/OMIM:154700").json();
    assert_eq!(marfan["designated_number"], 167);
    assert_eq!(
        (marfan["designated"]["match"].as_str(), marfan["designated"]["number"].as_u64()),
        (Some("exact"), Some(167))
    );
    assert_eq!(marfan["insured_tests"][0]["group"], "エ");
    assert_eq!(get("/v1/genes/FBN1").json()["id"], get("/v1/genes/HGNC:3603").json()["id"]);
}

fn lingers() {
    let address = server().base.trim_start_matches("http://");
    let size = 12 << 20;
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!(
        "POST /v1/rank HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {size}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    // By now the refusal is written; a connection closed here would break the sending below.
    std::thread::sleep(Duration::from_millis(200));
    stream.write_all(&vec![b' '; size]).unwrap();
    stream.write_all(b"GET /v1/version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    let (refusal, next) = answers.split_once("HTTP/1.1 200").expect("the connection serves on");
    assert!(refusal.starts_with("HTTP/1.1 413") && refusal.contains("larger than"), "{answers}");
    assert!(next.contains("\"version\""), "{answers}");
}

fn recognizes() {
    let answer =
        post("/v1/recognize", "application/json", json!({"text": "😀 Seizures; no arachnodactyly."}).to_string());
    assert_eq!(answer.status, 200, "{}", answer.text);
    let mentions = answer.json()["mentions"].clone();
    assert_eq!(
        (mentions[0]["start"].as_u64(), mentions[0]["end"].as_u64()),
        (Some(2), Some(10)),
        "code points: {mentions}"
    );
    assert_eq!((&mentions[1]["status"], &mentions[1]["term"]["id"]), (&json!("excluded"), &json!("HP:0001166")));
    for (body, status) in [
        (json!({"text": " "}), 422),
        (json!({}), 422),
        (json!({"text": "a", "x": 1}), 422),
        (json!({"text": "a".repeat(200_001)}), 422),
    ] {
        assert_eq!(post("/v1/recognize", "application/json", body.to_string()).status, status);
    }
}

fn page() {
    let page = get("/");
    assert!(
        page.status == 200 && page.kind.starts_with("text/html") && page.text.contains("/assets/app.js"),
        "{}",
        page.kind
    );
    assert!(get("/assets/app.js").kind.starts_with("text/javascript"));
    assert_eq!((get("/assets/none.js").status, get("/assets/..%2f..%2fmod.rs").status), (404, 404));
    let case =
        json!({"id": "<script>alert(1)</script>", "observed": ["HP:0001166"], "language": "both", "author": "A"});
    for (kind, body) in [
        ("application/json", case.to_string()),
        ("application/x-www-form-urlencoded", format!("request={}", percent(&case.to_string()))),
    ] {
        let report = post("/v1/report", kind, &body);
        assert!(report.status == 200 && report.kind.starts_with("text/html"), "{kind}: {}", report.text);
        assert!(report.text.contains("鑑別診断レポート") && !report.text.contains("<script"), "{kind}");
    }
    assert_eq!(post("/v1/report", "application/json", r#"{"observed": ["HP:0001166"], "language": "fr"}"#).status, 422);
    assert_eq!(post("/v1/report", "application/x-www-form-urlencoded", "x=1").status, 400);
    assert_eq!(rank(&json!({"observed": ["HP:0001166"], "language": "ja"})).status, 422, "rank has no language");
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |text, byte| text + &format!("%{byte:02X}"))
}

fn refusals() {
    let json_kind = "application/json";
    let table: Vec<(Answer, u16, &str)> = vec![
        (rank(&json!({"observed": ["XX:1234567"]})), 422, "observed[0]"),
        (rank(&json!({"observed": ["HP:0001250", "ab€123"]})), 422, "observed[1]"),
        (rank(&json!({"observed": ["HP:9999999"]})), 422, "not in HPO"),
        (rank(&json!({"observed": ["HP:0001250"], "excluded": ["HP:0001250"]})), 422, "excluded[0]"),
        (rank(&json!({"observed": []})), 422, "no observed phenotype term"),
        (rank(&json!({})), 422, "no observed phenotype term"),
        (rank(&json!({"observed": ["HP:0001250"], "age": "old"})), 422, "\"age\""),
        (rank(&json!({"observed": ["HP:0001250"], "top": 0})), 422, "\"top\""),
        (rank(&json!({"observed": ["HP:0001250"], "questions": 11})), 422, "\"questions\""),
        (rank(&json!({"observed": ["HP:0001250"], "colour": 1})), 422, "colour"),
        (rank(&json!({"observed": "HP:0001250"})), 422, "observed"),
        (rank(&json!({"features": [{"term": "HP:0001250", "certainty": 2.0}]})), 422, "features[0].certainty"),
        (rank(&json!({"observed": ["HP:0001250"], "pretest": {"OMIM:154700": 1.2}})), 422, "pretest"),
        (rank(&json!({"phenopacket": {"phenotypicFeatures": [], "genes": []}})), 422, "schema version 1"),
        (rank(&json!({"phenopacket": {"phenotypicFeatures": []}, "observed": ["HP:0001250"]})), 422, "not both"),
        (rank(&json!({"observed": (0..10_000).map(|n| format!("HP:{n:07}")).collect::<Vec<_>>()})), 422, "10000 terms"),
        (post("/v1/rank", json_kind, b"{"), 400, "not valid JSON"),
        (post("/v1/rank", json_kind, br#"["x",null,["HP:0001166"],[],[],null,null,1]"#), 422, "array"),
        (post("/v1/rank", json_kind, br#"{"observed":["HP:0001166"]} and more"#), 400, "trailing"),
        (rank(&json!({"observed": ["x".repeat(5_000)]})), 422, "longer than 300 characters"),
        (post("/v1/rank", json_kind, b""), 400, "not valid JSON"),
        (post("/v1/rank", json_kind, b"\xff\xfe{}"), 400, "not valid JSON"),
        (post("/v1/rank", "text/plain", b"{}"), 415, "application/json"),
        (post("/v1/rank", json_kind, vec![b' '; 3 << 20]), 413, "larger than"),
        (get("/v1/rank"), 405, "GET"),
        (get("/v1/nope"), 404, "no such path"),
        (get("/v1/search"), 400, "missing field"),
        (get("/v1/search?q="), 422, "\"q\""),
        (get("/v1/search?q=a&limit=0"), 422, "limit"),
        (get("/v1/search?q=a&limit=x"), 400, "limit"),
        (get("/v1/search?q=a&kind=drug"), 422, "drug"),
        (get("/v1/terms/HP:12"), 422, "HP:12"),
        (get("/v1/terms/HP:9999999"), 404, "HP:9999999"),
        (get("/v1/diseases/OMIM:999999"), 404, "OMIM:999999"),
        (get("/v1/diseases/marfan"), 422, "marfan"),
        (get("/v1/genes/NOGENE"), 404, "NOGENE"),
    ];
    for (answer, status, needle) in table {
        assert_eq!(answer.status, status, "{needle}: {}", answer.text);
        assert_eq!(answer.kind, "application/problem+json", "{needle}");
        assert!(answer.text.contains(needle), "{needle}: {}", answer.text);
        assert_eq!(answer.json()["status"], status);
    }
}

fn service() {
    assert_eq!(get("/healthz").text, "ok\n");
    assert!(get("/readyz").text.contains("HPO 2025-01-16"));
    let version = get("/v1/version").json();
    assert_eq!((&version["data"], &version["model"]["name"]), (&json!("2025-01-16"), &json!("shirube-ranker")));
    assert!(get("/metrics").text.contains("shirube_http_requests_total"));
    let page = get("/docs/");
    assert_eq!(page.status, 200);
    assert!(
        !page.text.contains("http://") && !page.text.contains("https://"),
        "the page loads nothing from elsewhere: {}",
        page.text
    );
    assert_eq!(get("/openapi.json").json()["openapi"], "3.1.0");
}

fn openapi() {
    let path = root().join("docs/openapi.json");
    let current = shirube::api::openapi_json().unwrap() + "\n";
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == current, "docs/openapi.json is not current; run UPDATE_OPENAPI=1 cargo test --release openapi");
}

fn logs() {
    let server = Server::start();
    let send = |path: &str| answer(agent().get(format!("{}{path}", server.base)).call());
    send("/v1/search?q=zebrafinding");
    send("/v1/terms/HP:0001166");
    let body = json!({"id": "secretcase", "observed": ["HP:0001166", "zebraterm"], "lenient": true}).to_string();
    let ranked = answer(
        agent()
            .post(format!("{}/v1/rank", server.base))
            .header("content-type", "application/json")
            .send(body.as_bytes()),
    );
    assert_eq!(ranked.status, 200, "{}", ranked.text);
    let resources = json!({"resourceType": "Bundle", "entry": [
        {"resource": {"resourceType": "Patient", "id": "secretpatient"}},
        {"resource": {"resourceType": "Encounter", "id": "secretcase"}}]});
    let refused = answer(
        agent()
            .post(format!("{}/fhir/$rank", server.base))
            .header("content-type", "application/fhir+json")
            .send(resources.to_string().as_bytes()),
    );
    assert_eq!(refused.status, 422, "{}", refused.text);
    let metrics = send("/metrics").text;
    let until = Instant::now() + Duration::from_secs(5);
    while server.log.lock().unwrap().lines().count() < 5 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    let log = server.log.lock().unwrap().clone();
    assert_eq!(log.lines().count(), 5, "one line a request: {log}");
    for secret in ["zebra", "0001166", "secretcase", "secretpatient"] {
        assert!(!log.contains(secret) && !metrics.contains(secret), "{secret} reached the log or the metrics");
    }
    assert!(
        log.lines().all(
            |line| serde_json::from_str::<Value>(line).is_ok_and(|v| v["route"].is_string() && v["ms"].is_number())
        ),
        "{log}"
    );
}

fn concurrent() {
    let body = json!({"observed": ["HP:0001166", "HP:0001083"], "top": 5});
    let wanted = rank(&body).text;
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..16).map(|_| scope.spawn(|| (0..10).map(|_| rank(&body).text).collect::<Vec<_>>())).collect();
        for thread in threads {
            assert!(thread.join().unwrap().iter().all(|text| *text == wanted));
        }
    });
}

fn stops() {
    let mut server = Server::start();
    let status = Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status().unwrap();
    assert!(status.success());
    let until = Instant::now() + Duration::from_secs(10);
    loop {
        if let Some(status) = server.child.try_wait().unwrap() {
            assert!(status.success(), "{status}");
            break;
        }
        assert!(Instant::now() < until, "the service did not stop");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn public() {
    let failed = crate::support::mini_program().args(["serve", "--listen", "0.0.0.0:0"]).assert().code(2);
    assert!(String::from_utf8_lossy(&failed.get_output().stderr).contains("--allow-remote"));
}
