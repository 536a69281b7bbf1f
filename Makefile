# Each recipe is one plain command; `make` lists them.
.DEFAULT_GOAL := help

# Rewrites goldens where a test compares with one.
BLESS := SNAPSHOTS=overwrite

.PHONY: help
help: ## Lists the targets.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

.PHONY: test
test: lint assets ## Format, lints, documents, and all tests.
	tests/all.sh

.PHONY: test-fast
test-fast: ## The tests that need no API server and compile no whole project.
	cargo test --workspace --config "target.'cfg(all())'.runner = '$(CURDIR)/tests/fast.sh'"

.PHONY: test-real-controllers
test-real-controllers: assets ## The tests that use a cluster, with kube-controller-manager, kube-scheduler and kwok in place of the simulated controllers.
	ENVTEST_REAL_CONTROLLERS=true cargo test --workspace --no-fail-fast --test cluster --test clusters --test pods --test releases --test runs --test tutorial

.PHONY: lint
lint: ## Format, clippy and documentation, warnings as errors.
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --all-features -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --exclude kubewright-conformance --all-features --no-deps

.PHONY: assets
assets: ## Builds the servers and programs of the tests once, from their public Go modules, into the cache.
	cargo run -q -p kubewright-envtest --example assets
	cargo run -q -p kubewright-oracles --example oracles

.PHONY: bless
bless: ## Rewrites goldens and generated documents; read the diff it makes.
	$(BLESS) cargo test --workspace

.PHONY: parity
parity: ## Regenerates the manifests that controller-gen gives for testdata/parity (needs Go).
	testdata/parity/regenerate.sh

.PHONY: rules
rules: ## Asks the API server's own code about the rules in cel/testdata/rules, and lists the functions of rules (needs Go).
	cd testdata/oracle/rules && go run . functions > functions.new && mv functions.new ../../../cel/src/library/functions.txt
	cd testdata/oracle/rules && go run . specs ../../../cel/testdata/rules ../../../cel/testdata/cel-spec-exceptions.txt
	cd testdata/oracle/rules && go run . verdicts ../../../cel/testdata/rules
	cd testdata/oracle/rules && go run . evaluations ../../../cel/testdata/rules ../../../cel/testdata/evaluations
	cd testdata/oracle/rules && go run . formats > ../../../cel/testdata/formats.txt
	cd testdata/oracle/rules && go run . parses < ../../cel.txt > cel.new && mv cel.new ../../cel.txt

.PHONY: kube
kube: ## Regenerates what kube's own derives give for testdata/kube (downloads and compiles kube).
	cargo run --manifest-path testdata/kube/oracle/Cargo.toml
	for era in 5.0=1.37 4.2=1.36 4.0=1.36 3.1=1.35 3.0.1=1.35 3.0.0=1.35 2.0=1.34 1.1=1.33; do \
		(cd testdata/kube/eras/$${era%=*} && cargo run --config "env.K8S_OPENAPI_ENABLED_VERSION=\"$${era#*=}\"") || exit 1; done

.PHONY: soak
soak: ## Runs an operator among faults for ten minutes, one whose API server is gone for a minute, and Pods and an operator in the simulated cluster for ten minutes each.
	SOAK_SECONDS=600 cargo test -p kubewright-runtime --test soak -- --nocapture
	OUTAGE_SECONDS=60 cargo test -p kubewright-runtime --test operator a_long_outage -- --nocapture
	CLUSTER_SOAK_SECONDS=600 cargo test -p kubewright-envtest --test cluster pods_stay_ready -- --nocapture
	SOAK_SECONDS=600 cargo test --test projects the_cronjob_operator_goes_on -- --ignored --nocapture

# How long each target of fuzz/ runs.
FUZZ_SECONDS := 60

.PHONY: fuzz
fuzz: ## Runs each fuzz target for FUZZ_SECONDS, 60 by default (needs nightly Rust, cargo-fuzz and Python).
	fuzz/run.sh $(FUZZ_SECONDS)

.PHONY: bench
bench: ## Measures against controller-gen, kubebuilder, kube-derive, schemars and controller-runtime; writes bench/RESULTS.md (needs Go and Python).
	bench/run.py

.PHONY: deny
deny: ## Licenses, sources and duplicates of dependencies (needs cargo-deny).
	cargo deny check licenses bans sources
	cargo deny --manifest-path fuzz/Cargo.toml check licenses bans sources

.PHONY: packages
packages: ## Builds each crate from its package alone, and a project against the packages.
	release/check-packages.sh

.PHONY: demo
demo: ## Makes the operator of the tutorial and runs it in a simulated cluster.
	cargo run -p kubewright-guide --bin demo

# The version that the book is written for; one on the PATH is used as it is.
MDBOOK_VERSION := 0.5.4
MDBOOK := $(or $(shell command -v mdbook),bin/mdbook-$(MDBOOK_VERSION)/bin/mdbook)

.PHONY: book
book: $(MDBOOK) ## Builds the guide into docs/book.
	$(MDBOOK) build docs

bin/mdbook-%/bin/mdbook:
	cargo install mdbook --version $* --locked --no-default-features --features search --root bin/mdbook-$*

.PHONY: picture
picture: ## Redraws the terminal of the README from a real run (needs Python).
	docs/picture.py

.PHONY: install
install: ## Installs the command from this checkout, and what `kubewright cluster` runs.
	cargo install --path . --locked
	cargo install --path envtest --features cluster --debug --locked
