#!/usr/bin/env bash
# Deploys the operator, and applies and deletes the samples. `make test-e2e` runs it in a cluster of its own.
set -euo pipefail

kubectl=${KUBECTL:-kubectl}
kind=${KIND:-kind}
namespace=shop-operator-system
# Where the operator watches the samples.
samples_namespace="$namespace"
image=example.com/shop-operator:v0.0.1

# Refuses any cluster but the test cluster, whatever the current context is.
context=$($kubectl config current-context)
if [ "$context" != "kind-${KIND_CLUSTER:-}" ]; then
  echo "the current context is $context, not that of the test cluster; run it with \`make test-e2e\`" >&2
  exit 1
fi

make docker-build IMG="$image"
$kind load docker-image "$image" --name "$KIND_CLUSTER"
$kubectl create namespace "$namespace"
$kubectl label namespace "$namespace" pod-security.kubernetes.io/enforce=restricted
make deploy IMG="$image"
$kubectl wait deployment --all --namespace "$namespace" --for=condition=Available --timeout=5m

if [ ! -f config/samples/kustomization.yaml ]; then
  echo 'this project has no samples'
  exit 0
fi
samples=$($kubectl kustomize config/samples)
$kubectl apply --namespace "$samples_namespace" -f - <<< "$samples"
$kubectl wait --namespace "$samples_namespace" --for=condition=Deployed --timeout=5m -f - <<< "$samples"
# TODO: Check what the releases do.
$kubectl delete --namespace "$samples_namespace" --timeout=5m -f - <<< "$samples"
