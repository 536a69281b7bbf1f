# Targets for live reload in a development cluster, which Tilt and Skaffold call. `make help` lists them.

# The architecture of the cluster's nodes, by its name in Rust: x86_64 or aarch64.
LIVE_ARCH ?= $(shell uname -m | sed 's/^arm64$$/aarch64/')
# The image of the running manager; Skaffold sets it.
LIVE_IMAGE ?= controller:live
# `true`: push the image after the build.
LIVE_PUSH ?= false
# The kubectl context of the cluster; Skaffold sets it.
LIVE_CONTEXT ?= $(SKAFFOLD_KUBE_CONTEXT)
LIVE_NAMESPACE ?= convoy-operator-system

live_target = $(LIVE_ARCH)-unknown-linux-musl
live_variable = $(subst -,_,$(live_target))

##@ Live reload

# On Linux, cargo makes a debug build, because it compiles quickly. It is static, as in the Dockerfile, and needs
# `rustup target add $(live_target)` once. Elsewhere, the builder stage of the Dockerfile makes the manager.
.PHONY: live-binary
live-binary: manifests ## Build the manager for the nodes of the cluster into bin/live.
	@mkdir -p bin/live
	@cp hack/live/reload.sh bin/live/
ifeq ($(shell uname -s),Linux)
	CC_$(live_variable)=cc CFLAGS_$(live_variable)=-U_FORTIFY_SOURCE $(CARGO) build --target '$(live_target)' \
	  --config 'target.$(live_target).linker="rust-lld"' --config 'profile.dev.strip="debuginfo"'
	@cp '$(target)/$(live_target)/debug/convoy-operator' bin/live/manager.new
else
	$(CONTAINER_TOOL) build $(BUILD_ARGS) --target builder --tag 'convoy-operator-live-builder' --file Dockerfile ..
	@container="$$($(CONTAINER_TOOL) create 'convoy-operator-live-builder')"; \
	  $(CONTAINER_TOOL) cp "$$container:/manager" bin/live/manager.new; \
	  $(CONTAINER_TOOL) rm "$$container" >/dev/null
endif
	@cmp -s bin/live/manager.new bin/live/manager && rm bin/live/manager.new || mv bin/live/manager.new bin/live/manager

.PHONY: live-image
live-image: live-binary ## Build the image in which the manager can be replaced.
	$(CONTAINER_TOOL) build --file hack/live/Dockerfile --tag '$(LIVE_IMAGE)' bin/live
	@if [ '$(LIVE_PUSH)' = true ]; then $(CONTAINER_TOOL) push '$(LIVE_IMAGE)'; fi

.PHONY: live-copy
live-copy: live-binary ## Replace the manager in the running Pod.
	$(KUBECTL) $(if $(LIVE_CONTEXT),--context '$(LIVE_CONTEXT)') --namespace '$(LIVE_NAMESPACE)' exec --stdin --container manager \
	  deployment/convoy-operator-controller-manager -- \
	  sh -c 'cat > /live/manager.new && chmod +x /live/manager.new && mv /live/manager.new /live/manager' < bin/live/manager
