#!/bin/sh
# Writes expected.yaml of the rbac and webhook cases anew with controller-gen, from the same markers in a Go package.
# Needs a Go toolchain. Cases of ours alone (a file `ours` in the folder, or an expected.stderr) stay as they are.
set -eu
version=v0.23.0
cd "$(dirname "$0")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
GOBIN="$scratch/bin" go install "sigs.k8s.io/controller-tools/cmd/controller-gen@$version"
printf 'module cases\n\ngo 1.24\n' >"$scratch/go.mod"
for case in rbac/*/ webhook/*/; do
    if [ ! -f "$case/input.txt" ] || [ -e "$case/ours" ] || [ -e "$case/expected.stderr" ]; then
        continue
    fi
    case $case in
    rbac/*) generator=rbac:roleName=manager-role ;;
    *) generator=webhook ;;
    esac
    mkdir -p "$scratch/$case"
    { sed 's|^|// |' "$case/input.txt"; printf '\npackage cases\n'; } >"$scratch/$case/doc.go"
    (cd "$scratch" && bin/controller-gen "$generator" "paths=./$case" output:stdout) >"$case/expected.yaml"
    echo "$case"
done
