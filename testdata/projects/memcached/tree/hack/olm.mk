# Targets for bundles and catalogs of the Operator Lifecycle Manager (OLM). `make help` lists them.

# The version of the operator, without `v`.
VERSION ?= 0.0.1
# The channels of the bundle, separated by commas, and the one that users get by default.
CHANNELS ?= candidate
DEFAULT_CHANNEL ?=
# The prefix of the image names below.
IMAGE_TAG_BASE ?= example.org/cache-operator
BUNDLE_IMG ?= $(IMAGE_TAG_BASE)-bundle:v$(VERSION)
CATALOG_IMG ?= $(IMAGE_TAG_BASE)-catalog:v$(VERSION)
# Bundle images for the catalog, already pushed, separated by commas. By default, `make catalog-build` adds bundle/.
BUNDLE_IMGS ?=
# The image of a catalog to start from while catalog/ is empty.
CATALOG_BASE_IMG ?=
comma := ,
# The channel of the catalog in catalog/ that `make catalog-build` adds the bundle to.
CATALOG_CHANNEL ?= $(firstword $(subst $(comma), ,$(CHANNELS)))
# The manifests of a release of OLM for `make olm-install`: `OLM_MANIFESTS='crds.yaml olm.yaml'`.
OLM_MANIFESTS ?=
# `true`: the bundle names images by digest, not by tag.
USE_IMAGE_DIGESTS ?= false
BUNDLE_METADATA_OPTS ?= $(if $(CHANNELS),--channels '$(CHANNELS)') $(if $(DEFAULT_CHANNEL),--default-channel '$(DEFAULT_CHANNEL)')
BUNDLE_GEN_FLAGS ?= --version '$(VERSION)' $(BUNDLE_METADATA_OPTS) $(if $(filter true,$(USE_IMAGE_DIGESTS)),--use-image-digests)
# More arguments for commands that pull images: `make catalog-build REGISTRY_ARGS=--use-http`.
REGISTRY_ARGS ?=
# More arguments for `run-bundle`, `bundle-upgrade` and `cleanup-bundle`: `make run-bundle OLM_ARGS='--namespace operators'`.
OLM_ARGS ?=

# If CONTAINER_TOOL is set on the command line or in the environment, that program builds and pushes the bundle; otherwise none is
# needed.
bundle_tool = $(if $(filter command environment,$(firstword $(origin CONTAINER_TOOL))),$(CONTAINER_TOOL))

##@ Bundle

.PHONY: bundle
bundle: manifests ## Generate the bundle of VERSION with IMG, and validate it.
	$(KUBEWRIGHT) --quiet generate kustomize manifests --interactive=false
	$(KUSTOMIZE) config/manifests | sed 's|image: controller:latest$$|image: $(IMG)|' | $(KUBEWRIGHT) generate bundle $(BUNDLE_GEN_FLAGS)
	$(KUBEWRIGHT) bundle validate bundle

.PHONY: bundle-build
bundle-build: ## Build the image of the bundle.
	$(if $(bundle_tool),$(bundle_tool) build --file bundle.Dockerfile --tag '$(BUNDLE_IMG)' .,$(KUBEWRIGHT) bundle build bundle --tag '$(BUNDLE_IMG)')

.PHONY: bundle-push
bundle-push: ## Push the image of the bundle.
	$(if $(bundle_tool),$(bundle_tool),$(KUBEWRIGHT) bundle) push '$(BUNDLE_IMG)'

.PHONY: scorecard
scorecard: ## Run the scorecard tests of the bundle.
	$(KUBEWRIGHT) scorecard bundle

##@ Catalog

.PHONY: catalog-build
catalog-build: ## Add bundle/ or BUNDLE_IMGS to the catalog in catalog/ if they are new, and build its image.
	@mkdir -p catalog
	$(if $(CATALOG_BASE_IMG),@[ -n "$$(find catalog -type f -size +0)" ] || $(KUBEWRIGHT) catalog pull '$(CATALOG_BASE_IMG)' catalog $(REGISTRY_ARGS))
	@[ -n "$$(find catalog -type f -size +0)" ] || $(KUBEWRIGHT) catalog init cache-operator --default-channel '$(or $(DEFAULT_CHANNEL),$(CATALOG_CHANNEL))' > catalog/catalog.yaml
	$(foreach image,$(subst $(comma), ,$(BUNDLE_IMGS)),$(KUBEWRIGHT) catalog add catalog '$(image)' --channel '$(CATALOG_CHANNEL)' --if-missing $(REGISTRY_ARGS) && )$(if $(BUNDLE_IMGS),true,$(KUBEWRIGHT) catalog add catalog bundle --channel '$(CATALOG_CHANNEL)' --image '$(BUNDLE_IMG)' --if-missing)
	$(KUBEWRIGHT) catalog validate catalog
	$(KUBEWRIGHT) catalog build catalog --tag '$(CATALOG_IMG)'

.PHONY: catalog-push
catalog-push: ## Push the image of the catalog.
	$(KUBEWRIGHT) catalog push '$(CATALOG_IMG)'

##@ Operator Lifecycle Manager

.PHONY: olm-install
olm-install: ## Install OLM from OLM_MANIFESTS into the cluster of the current kubectl context.
	$(KUBEWRIGHT) olm install $(foreach file,$(OLM_MANIFESTS),--file '$(file)')

.PHONY: olm-uninstall
olm-uninstall: ## Uninstall the OLM of OLM_MANIFESTS.
	$(KUBEWRIGHT) olm uninstall $(foreach file,$(OLM_MANIFESTS),--file '$(file)')

.PHONY: run-bundle
run-bundle: ## Install the pushed bundle with OLM.
	$(KUBEWRIGHT) run bundle '$(BUNDLE_IMG)' $(OLM_ARGS)

.PHONY: bundle-upgrade
bundle-upgrade: ## Upgrade the operator with OLM, to the pushed bundle.
	$(KUBEWRIGHT) run bundle-upgrade '$(BUNDLE_IMG)' $(OLM_ARGS)

.PHONY: cleanup-bundle
cleanup-bundle: ## Delete the operator that OLM installed. OLM v0 keeps CRDs; OLM v1 deletes them, so this fails while they have objects.
	$(KUBEWRIGHT) cleanup cache-operator $(OLM_ARGS)
