"""Reads the features that `shirube evaluate --export-features` writes, and splits cases into folds by gene."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass

import numpy as np

FOLDS = 5
SHORTLIST = 120  # training sees this many rows of a case; scoring sees all
LEAST_LEFT = 20  # annotations that masking leaves the disease of a pseudo-patient

# Findings that were looked for and not seen are, in published cohorts, mostly findings of the very disease: the paper
# lists what its other patients show. A model that may use them learns that an absent finding speaks *for* a disease.
# That is how papers are written, not how patients are, so these features are never shown to the network.
WITHHELD = ("denied", "denied_most", "refuted")


@dataclass
class Case:
    meta: dict
    rows: np.ndarray  # shortlist × features, NaN is unknown
    source: str  # fresh, cited, masked, new, pseudo
    kept: float = 1.0  # share of the true disease's annotations that masking left
    index: int | None = None  # position of the true disease in the knowledge base, where it is on the shortlist

    @property
    def truth(self):
        return self.meta["row"]


def read(path):
    archive = np.load(path)
    header = json.loads(archive["header"].tobytes())
    features, diseases, start, cases = archive["features"], archive["diseases"], 0, []
    for meta in header["cases"]:
        rows = features[start : start + meta["rows"]]
        index = None if meta["row"] is None else int(diseases[start + meta["row"]])
        start += meta["rows"]
        cases.append(Case(meta, rows, meta["class"], index=index))
    return header, cases


def load(plain, masked):
    """Fresh, cited and new cases as they are; cited ones once more without their own paper."""
    header, cases = read(plain)
    by_id = {case.meta["id"]: case for case in cases}
    annotations = header["features"].index("log_annotations")
    _, others = read(masked)
    for case in others:
        if case.meta["class"] != "cited" or not case.meta["masked"]:
            continue
        case.source = "masked"
        before = by_id[case.meta["id"]]
        if case.truth is None or before.truth is None:
            case.kept = 0.0
        else:
            case.kept = np.expm1(case.rows[case.truth, annotations]) / np.expm1(before.rows[before.truth, annotations])
        cases.append(case)
    return header, cases


def load_pseudo(path, header, cases):
    """Pseudo-patients of diseases and genes that no case has, so that every fold may learn from them.

    Those on whose disease the mask left little are out: they teach that the right disease is the thin one.
    """
    other, pseudo = read(path)
    if other["features"] != header["features"]:
        raise ValueError("the pseudo-patients' features are not those of the cases")
    annotations = header["features"].index("log_annotations")
    names = {case.meta["disease"] for case in cases}
    genes = {gene for case in cases for gene in case.meta["genes"]}
    indices = {case.index for case in cases}
    chosen = []
    for case in pseudo:
        known = case.meta["disease"] in names or case.index in indices or genes & set(case.meta["genes"])
        if known or case.truth is None or not case.meta["masked"]:
            continue
        if np.expm1(case.rows[case.truth, annotations]) >= LEAST_LEFT:
            case.source = "pseudo"
            chosen.append(case)
    return chosen


def folds(cases):
    """Fold by connected genes and diseases, so that neither is ever in two folds."""
    parent = {}

    def find(key):
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for case in cases:
        root = find("disease " + case.meta["disease"])
        for gene in case.meta["genes"]:
            parent[find("gene " + gene)] = root = find(root)
    members = {}
    for key in list(parent):
        members.setdefault(find(key), []).append(key)
    # The fold hangs on the names alone, not on the order of the cases.
    fold_of = {
        root: int(hashlib.sha256(min(keys).encode()).hexdigest(), 16) % FOLDS for root, keys in members.items()
    }
    return np.array([fold_of[find("disease " + case.meta["disease"])] for case in cases])


def weights(cases, share, least_kept, power):
    """Cases of one disease together weigh `count ** (1 - power)`; 0 where a case cannot be learned from."""
    counts = Counter((case.source, case.meta["disease"]) for case in cases)
    values = []
    for case in cases:
        usable = case.truth is not None and case.source in share and case.kept >= least_kept
        count = counts[(case.source, case.meta["disease"])]
        values.append(share.get(case.source, 0.0) * count**-power if usable else 0.0)
    return np.array(values, np.float32)


class Scaler:
    """Standard scores within ±5; unknown becomes the mean."""

    def __init__(self, cases, columns):
        sample = np.concatenate([case.rows[::7] for case in cases])
        self.columns = columns
        self.mean = np.nanmean(sample, axis=0)
        self.scale = np.nanstd(sample, axis=0) + 1e-6

    def __call__(self, rows):
        scaled = np.nan_to_num((rows - self.mean) / self.scale)
        return np.clip(scaled, -5, 5)[:, self.columns].astype(np.float32)

    def tensors(self, cases):
        x = np.zeros((len(cases), SHORTLIST, len(self.columns)), np.float32)
        valid = np.zeros((len(cases), SHORTLIST), bool)
        truth = np.full(len(cases), -1)
        for at, case in enumerate(cases):
            keep = np.arange(min(len(case.rows), SHORTLIST))
            if case.truth is not None:
                if case.truth >= SHORTLIST:
                    keep = np.append(keep[:-1], case.truth)
                truth[at] = int(np.where(keep == case.truth)[0][0])
            x[at, : len(keep)] = self(case.rows[keep])
            valid[at, : len(keep)] = True
        return x, valid, truth
