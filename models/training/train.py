"""Trains the re-ranker and writes models/ranker.onnx with its card and figures.

    python models/training/train.py --plain plain.npz --masked masked.npz --pseudo pseudo.npz --out models

Everything is measured out of fold: the folds are disjoint by gene and disease. Seeds are fixed.
"""

import argparse
import hashlib
import json
from collections import defaultdict
from pathlib import Path

import numpy as np

import calibration
import data
import export
import figures
import linear
import network

SEEDS = (0, 1, 2, 3, 4)
EPOCHS = 9
# What each kind of case weighs. Masked cases teach little of use where the mask leaves a thin disease among rivals
# that keep all their rows, so only those that keep most rows take part.
# Pseudo-patients teach the networks only: what the linear part says of descriptions is to come from real patients.
SHARE = {"fresh": 1.0, "masked": 0.6, "cited": 0.1, "pseudo": 0.06}
LEAST_KEPT = 0.8
POWER = 0.8
TOP_K = (1, 3, 5, 10, 20, 50)


class Model:
    """One linear model and a few networks, whose logits are averaged."""

    def __init__(self, cases, header, scaler):
        self.scaler = scaler
        chosen = [header["features"][at] for at in scaler.columns]
        self.visible = np.array([name not in network.DISEASE_ONLY for name in chosen], np.float32)
        weight = data.weights(cases, SHARE, LEAST_KEPT, POWER)
        used = [case for case, value in zip(cases, weight) if value > 0]
        weight = weight[weight > 0] / weight[weight > 0].mean()
        tensors = self.scaler.tensors(used)
        real = np.array([case.source != "pseudo" for case in used])
        self.linear = linear.fit([part[real] for part in tensors], weight[real], chosen)
        self.networks = [network.train(tensors, weight, self.visible, seed, EPOCHS) for seed in SEEDS]

    def logits(self, rows):
        x = self.scaler(rows)
        return 0.5 * (x @ self.linear) + 0.5 * network.logits(self.networks, self.visible, x)


def place(case, logits):
    """Place of the diagnosis in the shortlist, from 1; none where it is not on it."""
    return None if case.truth is None else 1 + int((logits > logits[case.truth]).sum())


def table(cases, places):
    """Top-k shares in percent, by case and averaged by disease."""
    by_disease = defaultdict(list)
    for case, value in zip(cases, places):
        by_disease[case.meta["disease"]].append([value is not None and value <= k for k in TOP_K])
    macro = np.mean([np.mean(hits, axis=0) for hits in by_disease.values()], axis=0)
    micro = np.mean([hit for hits in by_disease.values() for hit in hits], axis=0)
    generator = np.random.default_rng(20250116)
    groups = [np.mean(hits, axis=0) for hits in by_disease.values()]
    resampled = [np.mean([groups[i] for i in generator.integers(0, len(groups), len(groups))], axis=0) for _ in range(500)]
    low, high = np.percentile(resampled, [2.5, 97.5], axis=0)
    percent = lambda values: [round(float(100 * value), 1) for value in values]
    return {
        "cases": len(cases), "diseases": len(by_disease), "k": list(TOP_K), "macro": percent(macro),
        "macro_95_low": percent(low), "macro_95_high": percent(high), "micro": percent(micro),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plain", required=True, type=Path)
    parser.add_argument("--masked", required=True, type=Path)
    parser.add_argument("--pseudo", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path)
    arguments = parser.parse_args()
    header, cases = data.load(arguments.plain, arguments.masked)
    pseudo = data.load_pseudo(arguments.pseudo, header, cases)
    fold_of = data.folds(cases)
    names = header["features"]
    # Means and spreads see no truth, so all folds share them.
    scaler = data.Scaler(cases, [at for at, name in enumerate(names) if name not in data.WITHHELD])
    logits = [None] * len(cases)
    (arguments.out / "folds").mkdir(parents=True, exist_ok=True)
    members = []
    for fold in range(data.FOLDS):
        model = Model([case for case, other in zip(cases, fold_of) if other != fold] + pseudo, header, scaler)
        members.append(model)
        for at in np.flatnonzero(fold_of == fold):
            logits[at] = model.logits(cases[at].rows)
        print(f"fold {fold}: {np.sum(fold_of == fold)} cases held out", flush=True)

    results = {}
    for source in ("fresh", "cited", "masked"):
        chosen = [at for at, case in enumerate(cases) if case.source == source]
        group = [cases[at] for at in chosen]
        results[source] = {
            "likelihood_ratio": table(group, [case.meta["place"] for case in group]),
            "model": table(group, [place(cases[at], logits[at]) for at in chosen]),
        }
        print(source, json.dumps(results[source]), flush=True)

    explained = header["features"].index("information_explained")
    fitted = calibration.fit(cases, logits, explained)
    reliability = calibration.out_of_fold(cases, logits, fold_of, explained)
    print("calibration", json.dumps(reliability), flush=True)

    final = Model(cases + pseudo, header, scaler)
    onnx_bytes = export.onnx_bytes(final)
    card = {
        "card_version": 2,
        "name": "shirube-ranker",
        "version": "2026.11",
        "license": "Apache-2.0",
        "intended_use": "Re-ordering the shortlist of the likelihood-ratio stage for rare-disease diagnosis support, "
        "from phenotype terms. For healthcare professionals; not a diagnosis.",
        "limits": [
            "Trained on published cases, whose diagnoses are all OMIM entries; entries of other catalogs rank lower than they should.",
            "Findings that were looked for and not seen move it only where they contradict a nearly obligate finding: in "
            "published cohorts they are mostly findings of the very disease, which would teach the reverse of what they mean.",
            "Diseases without annotations are not candidates; their cases show as a large share of none of these at best.",
            "Variants are not used.",
        ],
        "feature_version": header["feature_version"],
        "features": header["features"],
        "missing": [float(value) for value in final.scaler.mean],
        "onnx_sha256": hashlib.sha256(onnx_bytes).hexdigest(),
        "calibration": {
            "temperature": fitted[:3], "none": fitted[3:6], "none_by_share": fitted[6], "none_by_explained": fitted[7],
        },
        "kb_release": header["hpo_release"],
        "training": {
            "data": "phenopacket-store, commit b694d17 (BSD-3-Clause), development part",
            "cases": {source: sum(case.source == source for case in cases) for source in ("fresh", "masked", "cited")}
            | {"pseudo": len(pseudo), "pseudo_diseases": len({case.meta["disease"] for case in pseudo})},
            "share": SHARE, "least_kept": LEAST_KEPT, "weight_power": POWER, "withheld_features": list(data.WITHHELD),
            "folds": f"{data.FOLDS}, disjoint by connected genes and diseases (SHA-256 of the least name)",
            "seeds": list(SEEDS), "epochs": EPOCHS,
        },
        "out_of_fold": results,
        "reliability": reliability,
    }
    (arguments.out / "ranker.onnx").write_bytes(onnx_bytes)
    (arguments.out / "ranker.json").write_text(json.dumps(card, indent=1) + "\n")
    # `shirube evaluate` ranks every case by the member that saw neither its disease nor its gene.
    assignment = {"diseases": {}, "genes": {}}
    for case, fold in zip(cases, fold_of):
        assignment["diseases"][case.meta["disease"]] = int(fold)
        assignment["genes"].update({gene: int(fold) for gene in case.meta["genes"]})
    text = json.dumps(assignment, sort_keys=True, indent=0)
    (arguments.out / "folds" / "folds.json").write_text(text + "\n")
    for fold, model in enumerate(members):
        (arguments.out / "folds" / f"ranker-{fold}.onnx").write_bytes(export.onnx_bytes(model))
    export.reference_outputs(cases, header, onnx_bytes, arguments.out / "reference-outputs.json")
    figures.draw(cases, logits, results, fitted, explained, final, header, arguments.out / "figures")


if __name__ == "__main__":
    main()
