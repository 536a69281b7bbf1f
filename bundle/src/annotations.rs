//! The keys of `metadata/annotations.yaml`, which are the labels of a bundle's image too.

/// What the bundle is: `registry+v1`.
pub const MEDIA_TYPE: &str = "operators.operatorframework.io.bundle.mediatype.v1";
/// The folder of the manifests.
pub const MANIFESTS: &str = "operators.operatorframework.io.bundle.manifests.v1";
/// The folder of the metadata.
pub const METADATA: &str = "operators.operatorframework.io.bundle.metadata.v1";
/// The package.
pub const PACKAGE: &str = "operators.operatorframework.io.bundle.package.v1";
/// The channels, separated by commas.
pub const CHANNELS: &str = "operators.operatorframework.io.bundle.channels.v1";
/// The default channel.
pub const DEFAULT_CHANNEL: &str = "operators.operatorframework.io.bundle.channel.default.v1";
/// What the metrics of the tool are: `metrics+v1`.
pub const METRICS_MEDIA_TYPE: &str = "operators.operatorframework.io.metrics.mediatype.v1";
/// The tool that made the bundle.
pub const METRICS_BUILDER: &str = "operators.operatorframework.io.metrics.builder";
/// The layout of the project.
pub const METRICS_PROJECT_LAYOUT: &str = "operators.operatorframework.io.metrics.project_layout";
/// What the tests are: `scorecard+v1`.
pub const TEST_MEDIA_TYPE: &str = "operators.operatorframework.io.test.mediatype.v1";
/// The folder of the tests.
pub const TEST_CONFIG: &str = "operators.operatorframework.io.test.config.v1";
