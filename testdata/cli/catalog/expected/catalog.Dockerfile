# OLM unpacks this image. A CatalogSource of OLM v0 needs `spec.grpcPodConfig.extractContent` with
# `catalogDir: /configs` and `cacheDir: /tmp/cache`.
FROM quay.io/operator-framework/opm:latest AS builder
ADD catalog /configs
RUN ["/bin/opm", "serve", "/configs", "--cache-dir=/tmp/cache", "--cache-only"]

FROM scratch
COPY --from=builder /configs /configs
COPY --from=builder /tmp/cache /tmp/cache
LABEL operators.operatorframework.io.index.configs.v1=/configs
