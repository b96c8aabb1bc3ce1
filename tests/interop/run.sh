#!/usr/bin/env bash
# Holds what the real service writes against other people's readers. SHIRUBE_BIN and SHIRUBE_DATA say which program and data.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=target/interop
if ! [ -x "$venv/bin/python" ] || ! cmp -s tests/interop/requirements.txt "$venv/installed.txt"; then
  if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
  fi
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement tests/interop/requirements.txt
  cp tests/interop/requirements.txt "$venv/installed.txt"
fi
exec "$venv/bin/python" tests/interop/check.py "${SHIRUBE_BIN:-target/release/shirube}"
