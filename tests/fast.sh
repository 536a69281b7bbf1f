#!/usr/bin/env bash
# Runs one test program without what tests/needs-servers.txt names.
set -euo pipefail
program=$(basename "$1")
program=${program%-*}
skip=()
while read -r name tests; do
  [ "$name" = "$program" ] || continue
  if [ -z "$tests" ]; then
    echo "$program is left out: see tests/needs-servers.txt"
    exit 0
  fi
  skip+=(--skip "$tests")
done < <(sed 's/#.*//' "$(dirname "$0")/needs-servers.txt")
exec "$@" ${skip[@]+"${skip[@]}"}
