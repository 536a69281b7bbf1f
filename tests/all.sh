#!/usr/bin/env bash
# Runs every test. At its end it prints how many tests ran, which ones were skipped and why, and the ten slowest.
set -uo pipefail
# CI compiles everything once; what a second compilation would reuse takes gigabytes.
[ -z "${CI:-}" ] || export CARGO_INCREMENTAL=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cargo test --workspace --features kubewright-guide/otel --config "target.'cfg(all())'.runner = '$PWD/tests/timed.sh'" "$@" 2>&1 | tee "$log"
status=$?
awk '
  /^test result:/ { ran += $4 + $6 }
  / \.\.\. ignored/ {
    sub(/^test /, ""); sub(/ <[0-9.]+s>$/, ""); sub(/ \.\.\. ignored,? ?/, ": ")
    if (/: $/) $0 = $0 "no reason given"
    skipped[++count] = $0
  }
  END {
    printf "\n%d tests ran", ran
    if (count == 0) print "; none was skipped"
    else print "; " count " were skipped:"
    for (i = 1; i <= count; i++) print "  " skipped[i]
    print "\nThe slowest tests:"
  }
' "$log"
sed -nE 's/^test (.*) \.\.\. (ok|FAILED) <([0-9.]+)s>$/\3 s  \1/p' "$log" | sort -rn | head -n 10 | sed 's/^/  /'
exit $status
