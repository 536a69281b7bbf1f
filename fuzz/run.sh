#!/bin/sh
# Runs fuzz targets for so many seconds each, all or those that are named: fuzz/run.sh SECONDS [TARGET...]
set -eu
cd "$(dirname "$0")"
seconds=$1
shift
./seeds.py
for target in ${*:-$(cargo fuzz list)}; do
    echo "== $target"
    cargo +nightly fuzz run "$target" -- -max_total_time="$seconds" -timeout=10 -print_final_stats=1
done
