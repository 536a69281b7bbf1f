#!/bin/sh
# Writes expected/ of every case anew with the controller-gen that we compare with.
# Usage: testdata/parity/regenerate.sh [CASE...]
set -eu

version=v0.23.0
cd "$(dirname "$0")"

tools="${XDG_CACHE_HOME:-$HOME/.cache}/kubewright/controller-gen-$version"
if [ ! -x "$tools/controller-gen" ]; then
	echo "building controller-gen $version" >&2
	GOFLAGS='' GOBIN="$tools" go install "sigs.k8s.io/controller-tools/cmd/controller-gen@$version"
fi

if [ $# -eq 0 ]; then
	set -- */go
fi
for folder in "$@"; do
	case="${folder%/go}"
	options="crd:omitToolVersion=true"
	if [ -f "$case/options" ]; then
		options="$(cat "$case/options")"
	fi
	rm -rf "$case/expected"
	# shellcheck disable=SC2086 # the options are words
	"$tools/controller-gen" $options "paths=./$case/go/..." "output:dir=$case/expected"
done
