#!/usr/bin/env bash
# Installs the tools that the image lacks.
set -euo pipefail

KIND_VERSION=v0.30.0

rustup component add clippy rustfmt rust-src

if ! command -v kind >/dev/null; then
  arch=$(dpkg --print-architecture)
  folder=$(mktemp -d)
  cd "$folder"
  curl --fail --location --silent --show-error --remote-name "https://kind.sigs.k8s.io/dl/$KIND_VERSION/kind-linux-$arch"
  curl --fail --location --silent --show-error "https://kind.sigs.k8s.io/dl/$KIND_VERSION/kind-linux-$arch.sha256sum" | sha256sum --check
  install "kind-linux-$arch" /usr/local/bin/kind
  cd - >/dev/null
  rm -r "$folder"
fi

make kubewright
