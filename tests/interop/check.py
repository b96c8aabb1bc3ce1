"""Everything under /fhir must be valid base R4 to fhirkit-rs, and every phenopacket must be read by GA4GH's own package."""

import copy
import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import fhirkit
from google.protobuf import json_format
from phenopackets import Interpretation, Phenopacket, PhenotypicFeature

DATA = Path("tests/data/fhir")
FHIR = "application/fhir+json"
failures = []
checked = 0


def check(holds, words):
    global checked
    checked += 1
    if not holds:
        failures.append(words)


class Service:
    """The real service on a free port."""

    def __init__(self, program):
        command = [program, "serve", "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if "listening" in line:
                self.base = "http://" + json.loads(line)["address"]
                # A pipe that nobody empties would hold up the service.
                threading.Thread(target=self.process.stderr.read, daemon=True).start()
                return
        raise SystemExit("the service did not start")

    def send(self, path, body=None, kind=FHIR, method=None, accept=None):
        data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        headers = {"content-type": kind} if data is not None else {}
        if accept:
            headers["accept"] = accept
        request = urllib.request.Request(self.base + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers["content-type"], answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers["content-type"], error.read().decode()

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


def valid(words, text):
    """Whether a text is valid R4, every resource of a Bundle for itself, too."""
    for issue in fhirkit.validate(text):
        check(False, f"{words}: {issue}")
    value = json.loads(text)
    for entry in value.get("entry", []) if value["resourceType"] == "Bundle" else []:
        for issue in fhirkit.validate(json.dumps(entry["resource"])):
            check(False, f"{words}: {entry['resource']['resourceType']}: {issue}")
    check(True, words)
    return value


def parameters(resources, **more):
    listed = [{"name": "resource", "resource": resource} for resource in resources]
    kinds = {"top": "valueInteger", "language": "valueCode", "lenient": "valueBoolean", "date": "valueDateTime"}
    listed += [{"name": name, kinds[name]: value} for name, value in more.items()]
    return {"resourceType": "Parameters", "parameter": listed}


def the_validator_works(answer):
    """A validator that accepts everything would say nothing of us."""
    def broken(change):
        copied = copy.deepcopy(answer)
        change(copied["entry"][0]["resource"])
        return fhirkit.validate(json.dumps(copied))

    check(broken(lambda risk: risk.pop("status")), "a RiskAssessment without a status passed")
    check(broken(lambda risk: risk.update(colour="red")), "an element that is not there passed")
    check(broken(lambda risk: risk["prediction"][0].update(probabilityDecimal="much")), "a share in words passed")


def fhir(service):
    for path in ["/fhir/metadata", "/fhir/OperationDefinition/rank"]:
        status, kind, text = service.send(path)
        check(status == 200 and kind == FHIR, f"{path}: {status} {kind}")
        valid(path, text)
    bundle = json.loads((DATA / "bundle.json").read_text())
    valid("the test's own bundle", json.dumps(bundle))
    asked = json.loads((DATA / "parameters.json").read_text())
    valid("the test's own parameters", json.dumps(asked))
    plain = [entry["resource"] for entry in bundle["entry"] if "variant" not in entry["resource"]["id"] and "implication" not in entry["resource"]["id"]]
    unnamed = [{key: value for key, value in resource.items() if key not in ("id", "subject")} for resource in plain[1:2]]
    requests = {
        "a bundle with variants": bundle,
        "parameters in Japanese": asked,
        "no variants, many candidates": parameters(plain, top=100, language="ja", date="2026-11-25"),
        "with variants, in English": parameters([bundle], top=100, language="en"),
        "one finding of nobody": parameters(unnamed, top=1),
    }
    for words, body in requests.items():
        status, kind, text = service.send("/fhir/$rank", body)
        check(status == 200 and kind == FHIR, f"{words}: {status} {kind} {text[:300]}")
        if status == 200:
            answer = valid(words, text)
            shares = [prediction["probabilityDecimal"] for prediction in answer["entry"][0]["resource"]["prediction"]]
            check(abs(sum(shares) - 1) < 0.005 and all(0 <= share <= 1 for share in shares), f"{words}: shares {sum(shares)}")
    the_validator_works(answer)
    stranger = copy.deepcopy(bundle)
    stranger["entry"][2]["resource"]["subject"]["reference"] = "Patient/other"
    wrong = copy.deepcopy(bundle)
    wrong["entry"][1]["resource"]["code"]["coding"][0]["code"] = "ab€123"
    refused = {
        "no such path": (404, service.send("/fhir/nothing")),
        "no such definition": (404, service.send("/fhir/OperationDefinition/nothing")),
        "wrong method": (405, service.send("/fhir/metadata", method="DELETE")),
        "XML wanted": (406, service.send("/fhir/metadata", accept="application/fhir+xml")),
        "too large": (413, service.send("/fhir/$rank", b" " * (3 << 20))),
        "XML sent": (415, service.send("/fhir/$rank", b"<x/>", kind="application/fhir+xml")),
        "not JSON": (400, service.send("/fhir/$rank", b"{")),
        "nobody": (422, service.send("/fhir/$rank", {"resourceType": "Parameters"})),
        "two patients": (422, service.send("/fhir/$rank", stranger)),
        "a wrong id": (422, service.send("/fhir/$rank", wrong)),
        "a wrong parameter": (422, service.send("/fhir/$rank", parameters([], top=0))),
    }
    for words, (wanted, (status, kind, text)) in refused.items():
        check(status == wanted and kind == FHIR, f"{words}: {status} {kind}")
        check(valid(words, text)["resourceType"] == "OperationOutcome", f"{words}: no OperationOutcome")


def the_documented_example(service):
    text = Path("docs/fhir.md").read_text()
    example = text.split("-d '", 1)[1].split("'\n", 1)[0]
    status, _, answer = service.send("/fhir/$rank", json.loads(example))
    check(status == 200, f"the example of docs/fhir.md: {status} {answer[:300]}")


def phenopacket(words, text, interpretations):
    packet = json_format.Parse(text, Phenopacket())
    check(packet.id and packet.subject.id and packet.meta_data.created.seconds > 0, f"{words}: id, subject or date is missing")
    check(packet.meta_data.phenopacket_schema_version == "2.0" and packet.meta_data.created_by, f"{words}: metaData")
    prefixes = {resource.namespace_prefix for resource in packet.meta_data.resources}
    check(all(r.id and r.name and r.url and r.version and r.iri_prefix for r in packet.meta_data.resources), f"{words}: resources")
    classes = [feature.type for feature in packet.phenotypic_features]
    classes += [interpretation.diagnosis.disease for interpretation in packet.interpretations]
    genomic = [g for interpretation in packet.interpretations for g in interpretation.diagnosis.genomic_interpretations]
    states = [g.variant_interpretation.variation_descriptor.allelic_state for g in genomic]
    for known in classes + [state for state in states if state.id]:
        check(known.id and known.label, f"{words}: a class without id or label")
        check(known.id.split(":")[0] in prefixes, f"{words}: {known.id} is of no resource")
    check(len(packet.interpretations) == interpretations, f"{words}: {len(packet.interpretations)} interpretations")
    progress = Interpretation.ProgressStatus.Value("IN_PROGRESS")
    check(all(i.progress_status == progress for i in packet.interpretations), f"{words}: progress")
    check(all(g.subject_or_biosample_id == packet.subject.id for g in genomic), f"{words}: whose variant")
    check(all(g.interpretation_status == 2 for g in genomic), f"{words}: a machine says more than candidate")
    check(any(isinstance(f, PhenotypicFeature) and f.excluded for f in packet.phenotypic_features), f"{words}: nothing is excluded")
    return genomic


def phenopackets(service, program):
    case = {"id": "症例 1", "observed": ["HP:0001166", "HP:0001083"], "excluded": ["HP:0001250"], "age": "12y", "sex": "male", "top": 5}
    status, _, text = service.send("/v1/phenopacket", case, kind="application/json")
    check(status == 200, f"/v1/phenopacket: {status} {text[:300]}")
    check(not phenopacket("without variants", text, 5), "variants where none were given")
    case["variants"] = ["FBN1 c.1948C>T p.Arg650Ter het likely_pathogenic", {"variant": "15-48488193-G-A", "gene": "FBN1", "zygosity": "hom"}]
    status, _, text = service.send("/v1/phenopacket", {**case, "lenient": True}, kind="application/json")
    check(status == 200, f"/v1/phenopacket with variants: {status} {text[:300]}")
    check(phenopacket("with variants", text, 5), "no variant where some were given")
    command = [program, "rank", "--hpo", "HP:0001166", "--exclude", "HP:0001250", "--format", "phenopacket", "--top", "3"]
    phenopacket("by the program", subprocess.run(command, check=True, capture_output=True, text=True).stdout, 3)


def main():
    program = sys.argv[1]
    service = Service(program)
    try:
        fhir(service)
        the_documented_example(service)
        phenopackets(service, program)
    finally:
        service.stop()
    for failure in failures:
        print("failed:", failure)
    print(f"{checked} checks, {len(failures)} failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
