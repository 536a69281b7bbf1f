#!/usr/bin/env bash
# Runs one test program so that it prints how long each test took. The test harness has that behind an unstable option; the
# variable turns it on in this program only, and whatever starts cargo from a test removes it again.
#
# Doc tests run each in a process of its own if rustdoc names their program in a variable, which it leaves to a runner.
[[ "$1" != *rustdoctest* ]] || export RUSTDOC_DOCTEST_BIN_PATH="$1"
RUSTC_BOOTSTRAP=1 exec "$@" -Z unstable-options --report-time
