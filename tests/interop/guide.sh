#!/usr/bin/env bash
# Runs every sh block of docs/integration.md, in order, in one shell. SHIRUBE_BIN: the program; SHIRUBE_DATA: its data.
set -euo pipefail
guide=$(realpath "$(dirname "$0")/../../docs/integration.md")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin"
ln -s "$(realpath "$SHIRUBE_BIN")" "$folder/bin/shirube"
# Job control, as in a reader's shell; whatever still runs at the end is ended.
{ echo 'set -euxmo pipefail; trap '"'"'kill $(jobs -p) 2>/dev/null || true'"'"' EXIT'
  awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$guide"; } > "$folder/guide.sh"
cd "$folder"
PATH="$folder/bin:$PATH" timeout 120 bash guide.sh
echo "the guide's commands did what the guide says"
