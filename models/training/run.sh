#!/usr/bin/env bash
# From cases to a trained model, one command: bash models/training/run.sh CASES [OUT]
# CASES is a cohort of solved phenopackets; OUT is `models` unless given. No GPU is used; training takes about 8 minutes on 2 cores, besides the build.
set -euo pipefail
cd "$(dirname "$0")/../.."
cases=$1
out=${2:-models}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --release --locked
target/release/shirube setup
sources=$(target/release/shirube doctor | sed -n 's/^data folder *//p')/downloads
python3 -m venv "$work/python"
python=$work/python/bin/python
"$python" -m pip install --quiet --requirement models/training/requirements.txt
"$python" models/training/pseudo.py --hpoa "$sources/phenotype.hpoa" --genes "$sources/genes_to_phenotype.txt" \
    --out "$work/pseudo.jsonl"

export_features() { target/release/shirube evaluate --no-model --cases "$@"; }
export_features "$cases" --export-features "$work/plain.npz"
export_features "$cases" --mask-own-publication --export-features "$work/masked.npz"
export_features "$work/pseudo.jsonl" --mask-own-publication --export-features "$work/pseudo.npz"
"$python" models/training/train.py --plain "$work/plain.npz" --masked "$work/masked.npz" --pseudo "$work/pseudo.npz" --out "$out"
