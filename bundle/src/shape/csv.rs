//! The types of a ClusterServiceVersion.

use super::METADATA;
use super::Shape::{self, Any, Bool, Fields, Integer, Kubernetes, List, Map, Text};

/// A ClusterServiceVersion.
pub(crate) const CSV: Shape = Fields(&[
    ("apiVersion", Text),
    ("kind", Text),
    ("metadata", METADATA),
    ("spec", SPEC),
]);

const SPEC: Shape = Fields(&[
    ("annotations", TEXTS),
    ("apiservicedefinitions", APIS),
    ("cleanup", Fields(&[("enabled", Bool)])),
    ("customresourcedefinitions", CRDS),
    ("description", Text),
    ("displayName", Text),
    ("icon", List(&ICON)),
    ("install", INSTALL),
    ("installModes", MODES),
    ("keywords", NAMES),
    ("labels", TEXTS),
    ("links", LINKS),
    ("maintainers", MAINTAINERS),
    ("maturity", Text),
    ("minKubeVersion", Text),
    ("nativeAPIs", NATIVE),
    ("provider", LINK),
    ("relatedImages", List(&Fields(&[("image", Text), ("name", Text)]))),
    ("release", Text),
    ("replaces", Text),
    ("selector", SELECTOR),
    ("skips", NAMES),
    ("version", Text),
    ("webhookdefinitions", List(&WEBHOOK)),
]);

const TEXTS: Shape = Map(&Text);
const NAMES: Shape = List(&Text);
const LINK: Shape = Fields(&[("name", Text), ("url", Text)]);
const LINKS: Shape = List(&LINK);
const MAINTAINERS: Shape = List(&Fields(&[("email", Text), ("name", Text)]));
const MODES: Shape = List(&Fields(&[("supported", Bool), ("type", Text)]));
const NATIVE: Shape = List(&Fields(&[("group", Text), ("kind", Text), ("version", Text)]));
/// An icon.
pub(crate) const ICON: Shape = Fields(&[("base64data", Text), ("mediatype", Text)]);
const SELECTOR: Shape = Kubernetes("apimachinery::pkg::apis::meta::v1::LabelSelector");

const INSTALL: Shape = Fields(&[
    ("strategy", Text),
    (
        "spec",
        Fields(&[
            ("clusterPermissions", List(&PERMISSIONS)),
            ("deployments", List(&DEPLOYMENT)),
            ("permissions", List(&PERMISSIONS)),
        ]),
    ),
]);

const PERMISSIONS: Shape = Fields(&[
    ("rules", List(&Kubernetes("api::rbac::v1::PolicyRule"))),
    ("serviceAccountName", Text),
]);

const DEPLOYMENT: Shape = Fields(&[
    ("label", TEXTS),
    ("name", Text),
    ("spec", Kubernetes("api::apps::v1::DeploymentSpec")),
]);

const DESCRIPTORS: Shape = List(&Fields(&[
    ("description", Text),
    ("displayName", Text),
    ("path", Text),
    ("value", Any),
    ("x-descriptors", NAMES),
]));

const RESOURCES: Shape = List(&Fields(&[("kind", Text), ("name", Text), ("version", Text)]));

const CRDS: Shape = Fields(&[("owned", List(&CRD)), ("required", List(&CRD))]);
const APIS: Shape = Fields(&[("owned", List(&API)), ("required", List(&API))]);

const CRD: Shape = Fields(&[
    ("actionDescriptors", DESCRIPTORS),
    ("description", Text),
    ("displayName", Text),
    ("kind", Text),
    ("name", Text),
    ("resources", RESOURCES),
    ("specDescriptors", DESCRIPTORS),
    ("statusDescriptors", DESCRIPTORS),
    ("version", Text),
]);

const API: Shape = Fields(&[
    ("actionDescriptors", DESCRIPTORS),
    ("containerPort", Integer),
    ("deploymentName", Text),
    ("description", Text),
    ("displayName", Text),
    ("group", Text),
    ("kind", Text),
    ("name", Text),
    ("resources", RESOURCES),
    ("specDescriptors", DESCRIPTORS),
    ("statusDescriptors", DESCRIPTORS),
    ("version", Text),
]);

const WEBHOOK: Shape = Fields(&[
    ("admissionReviewVersions", NAMES),
    ("containerPort", Integer),
    ("conversionCRDs", NAMES),
    ("deploymentName", Text),
    ("failurePolicy", Text),
    ("generateName", Text),
    ("matchPolicy", Text),
    ("objectSelector", SELECTOR),
    ("reinvocationPolicy", Text),
    (
        "rules",
        List(&Kubernetes("api::admissionregistration::v1::RuleWithOperations")),
    ),
    ("sideEffects", Text),
    (
        "targetPort",
        Kubernetes("apimachinery::pkg::util::intstr::IntOrString"),
    ),
    ("timeoutSeconds", Integer),
    ("type", Text),
    ("webhookPath", Text),
]);

/// What a catalog has of a ClusterServiceVersion.
pub(crate) const IN_CATALOGS: Shape = Fields(&[
    ("annotations", TEXTS),
    ("apiServiceDefinitions", APIS),
    ("crdDescriptions", CRDS),
    ("description", Text),
    ("displayName", Text),
    ("installModes", MODES),
    ("keywords", NAMES),
    ("labels", TEXTS),
    ("links", LINKS),
    ("maintainers", MAINTAINERS),
    ("maturity", Text),
    ("minKubeVersion", Text),
    ("nativeAPIs", NATIVE),
    ("provider", LINK),
]);
