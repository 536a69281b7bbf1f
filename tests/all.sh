#!/usr/bin/env bash
# Runs every test, and says at its end how many ran and which did not by themselves, each with its reason.
set -uo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cargo test --workspace "$@" 2>&1 | tee "$log"
status=$?
awk '
  /^test result:/ { ran += $4 + $6 }
  / \.\.\. ignored/ {
    sub(/^test /, ""); sub(/ \.\.\. ignored,? ?/, ": ")
    if (/: $/) $0 = $0 "no reason given"
    left[++count] = $0
  }
  END {
    printf "\n%d tests ran", ran
    if (count == 0) print "; none was skipped"
    else print "; " count " did not by themselves:"
    for (i = 1; i <= count; i++) print "  " left[i]
  }
' "$log"
exit $status
