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
target/release/shirube evaluate --cases "$cases" --no-model --export-features "$work/plain.npz"
target/release/shirube evaluate --cases "$cases" --no-model --mask-own-publication --export-features "$work/masked.npz"

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --requirement models/training/requirements.txt
"$work/python/bin/python" models/training/train.py --plain "$work/plain.npz" --masked "$work/masked.npz" --out "$out"
