#!/usr/bin/env bash
# Runs one test program so that it prints how long each test took. The test harness has that behind an unstable option; the
# variable turns it on in this program only, and whatever starts cargo from a test removes it again.
RUSTC_BOOTSTRAP=1 exec "$@" -Z unstable-options --report-time
