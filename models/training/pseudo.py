"""Pseudo-patients from the knowledge base's own papers, so that training sees many more diseases than there are public cases of.

    python models/training/pseudo.py --hpoa phenotype.hpoa --genes genes_to_phenotype.txt --out pseudo.jsonl

An annotation row of phenotype.hpoa that rests on one paper says how many of that paper's patients show a finding. A
patient of the paper is drawn from its rows, finding by finding, and written as a phenopacket that names the paper. The
program then masks exactly these rows (`shirube evaluate --mask-own-publication`), so that the disease has to be
recognized from what others wrote of it: what is asked of a fresh case. Seeds hang on the paper's name alone.
"""

import argparse
import hashlib
import json
from collections import defaultdict
from pathlib import Path

import numpy as np

UNKNOWN = 0.6  # chance of a finding whose frequency the paper's row does not state
CATEGORY = {"HP:0040280": 1.0, "HP:0040281": 0.9, "HP:0040282": 0.55, "HP:0040283": 0.17, "HP:0040284": 0.03}
LEAST_ROWS = 3
LEAST_TERMS = 2
MOST_PATIENTS = 2  # of one paper
CONFIRMED = (1.4, 1.0)  # of the Beta distribution of the share of a paper's findings that others confirm


def chance(frequency):
    """Chance that a patient of the paper shows the finding, and how many were examined."""
    if not frequency:
        return UNKNOWN, 0
    if "/" in frequency:
        affected, examined = (int(part) for part in frequency.split("/"))
        return (affected / examined if examined else 0.0), examined
    if frequency.endswith("%"):
        return float(frequency[:-1]) / 100, 0
    return CATEGORY.get(frequency, 0.0), 0


def papers(path):
    """Phenotype rows by disease and paper, where they rest on that paper only; OMIM entries."""
    rows = defaultdict(list)
    for line in path.read_text().splitlines():
        columns = line.split("\t")
        if len(columns) < 12 or columns[10] != "P" or not columns[0].startswith("OMIM:"):
            continue
        disease, qualifier, term, references, frequency = (columns[at] for at in (0, 2, 3, 4, 7))
        if references.startswith("PMID:") and ";" not in references and qualifier != "NOT":
            rows[disease, references].append((term, *chance(frequency)))
    return {key: found for key, found in rows.items() if len(found) >= LEAST_ROWS}


def genes(path):
    found = defaultdict(set)
    for line in path.read_text().splitlines()[1:]:
        columns = line.split("\t")
        found[columns[5]].add(columns[1])
    return found


def packets(rows, symbols):
    for (disease, paper), findings in sorted(rows.items()):
        seed = int.from_bytes(hashlib.sha256(f"{disease} {paper}".encode()).digest()[:8])
        generator = np.random.default_rng(seed)
        patients = max((examined for *_, examined in findings), default=0)
        seen = set()
        for number in range(min(max(patients, 1), MOST_PATIENTS)):
            shown = tuple(sorted(term for term, share, _ in findings if generator.random() < share))
            if len(shown) < LEAST_TERMS or shown in seen:
                continue
            seen.add(shown)
            # How much of what the patient shows others have described too differs from patient to patient.
            share = generator.beta(*CONFIRMED)
            spared = [term for term, *_ in findings if generator.random() < share]
            yield packet(disease, paper, number, shown, sorted(symbols.get(disease, ())), spared)


def packet(disease, paper, number, terms, symbols, spared):
    gene_parts = [
        {"variantInterpretation": {"variationDescriptor": {"geneContext": {"symbol": symbol}}}} for symbol in symbols
    ]
    return {
        "id": f"pseudo {disease} {paper} {number}",
        "subject": {"id": str(number)},
        "phenotypicFeatures": [{"type": {"id": term, "label": ""}} for term in terms],
        "interpretations": [
            {"diagnosis": {"disease": {"id": disease, "label": ""}, "genomicInterpretations": gene_parts}}
        ],
        "metaData": {"externalReferences": [{"id": paper}], "sparedTerms": spared},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hpoa", required=True, type=Path)
    parser.add_argument("--genes", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path)
    arguments = parser.parse_args()
    with arguments.out.open("w") as file:
        for one in packets(papers(arguments.hpoa), genes(arguments.genes)):
            file.write(json.dumps(one) + "\n")


if __name__ == "__main__":
    main()
