#!/bin/sh
# Builds each crate from its package alone, installs the command from its package, and compiles a project that the
# command makes against the packages: what people get after a release, before there is one.
set -eu
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-$PWD/target}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "== packages"
cargo package --quiet --workspace --exclude kubewright-conformance --exclude kubewright-oracles --no-verify --locked "$@"
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
# What crates.io would give.
echo "[patch.crates-io]" >"$work/packages.toml"
for name in kubewright kubewright-analysis kubewright-bundle kubewright-import kubewright-golang kubewright-kube-types kubewright-usage kubewright-validation kubewright-olm kubewright-cel kubewright-core kubewright-macros kubewright-runtime kubewright-controllers kubewright-envtest kubewright-operator-kit kubewright-helm-operator kubewright-ansible-operator kubewright-helm-template kubewright-charts; do
    tar -xzf "$target/package/$name-$version.crate" -C "$work"
    echo "$name = { path = \"$work/$name-$version\" }" >>"$work/packages.toml"
done

# One folder for all that is compiled here: dependencies are the same.
export CARGO_TARGET_DIR="$target/packages"

echo "== the command, from its package"
cargo install --quiet --debug --config "$work/packages.toml" --path "$work/kubewright-$version" --root "$work/installed"
PATH="$work/installed/bin:$PATH"
kubewright --version

echo "== a project, against the packages"
mkdir "$work/memcached-operator"
cd "$work/memcached-operator"
kubewright --quiet init --domain example.com
kubewright --quiet create api --group cache --version v1alpha1 --kind Memcached --resource --controller
kubewright --quiet create webhook --group cache --version v1alpha1 --kind Memcached --defaulting --programmatic-validation
kubewright --quiet manifests --check || kubewright --quiet manifests
grep -q "\"$version\"\|version = \"$version\"" Cargo.toml || {
    echo "error: the project does not depend on version $version of the runtime:" >&2
    grep kubewright Cargo.toml >&2
    exit 1
}
cargo check --quiet --config "$work/packages.toml" --all-targets
echo "packages are whole"
