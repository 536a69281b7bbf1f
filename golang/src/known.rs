//! Go types of Kubernetes and of the standard library, as Rust types.

use kubewright_core::tables::{self, Minor};

use crate::model::Ty;

/// Types whose Rust counterpart has another path, or is a type of Rust itself.
const ROWS: &[(&str, &str, Row)] = &[
    (
        "k8s.io/apimachinery/pkg/apis/meta/v1",
        "Duration",
        Row::Plain("String"),
    ),
    (
        "k8s.io/apimachinery/pkg/apis/meta/v1",
        "Time",
        Row::Openapi("apimachinery::pkg::apis::meta::v1::Time"),
    ),
    (
        "k8s.io/apimachinery/pkg/apis/meta/v1",
        "MicroTime",
        Row::Openapi("apimachinery::pkg::apis::meta::v1::MicroTime"),
    ),
    (
        "k8s.io/apimachinery/pkg/apis/meta/v1",
        "ObjectMeta",
        Row::Openapi("apimachinery::pkg::apis::meta::v1::ObjectMeta"),
    ),
    (
        "k8s.io/apimachinery/pkg/api/resource",
        "Quantity",
        Row::Openapi("apimachinery::pkg::api::resource::Quantity"),
    ),
    (
        "k8s.io/apimachinery/pkg/util/intstr",
        "IntOrString",
        Row::Openapi("apimachinery::pkg::util::intstr::IntOrString"),
    ),
    (
        "k8s.io/apimachinery/pkg/runtime",
        "RawExtension",
        Row::Openapi("apimachinery::pkg::runtime::RawExtension"),
    ),
    (
        "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1",
        "JSON",
        Row::Plain("serde_json::Value"),
    ),
    (
        "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1beta1",
        "JSON",
        Row::Plain("serde_json::Value"),
    ),
    ("time", "Duration", Row::Plain("i64")),
];

enum Row {
    Plain(&'static str),
    /// A path in k8s-openapi.
    Openapi(&'static str),
}

/// Strings of Kubernetes without a type in Rust, for projects whose dependencies are not on disk.
const STRINGS: &[(&str, &[&str])] = &[
    (
        "k8s.io/api/core/v1",
        &[
            "AzureDataDiskCachingMode",
            "Capability",
            "ConditionStatus",
            "ContainerRestartPolicy",
            "DNSPolicy",
            "FinalizerName",
            "HostPathType",
            "IPFamily",
            "IPFamilyPolicy",
            "IPFamilyPolicyType",
            "MountPropagationMode",
            "NamespacePhase",
            "NodeConditionType",
            "NodeSelectorOperator",
            "OSName",
            "PersistentVolumeAccessMode",
            "PersistentVolumeClaimPhase",
            "PersistentVolumeMode",
            "PersistentVolumePhase",
            "PersistentVolumeReclaimPolicy",
            "PodConditionType",
            "PodPhase",
            "PodQOSClass",
            "PreemptionPolicy",
            "ProcMountType",
            "Protocol",
            "PullPolicy",
            "ResourceName",
            "RestartPolicy",
            "SecretType",
            "ServiceAffinity",
            "ServiceExternalTrafficPolicy",
            "ServiceExternalTrafficPolicyType",
            "ServiceInternalTrafficPolicy",
            "ServiceInternalTrafficPolicyType",
            "ServiceType",
            "StorageMedium",
            "TaintEffect",
            "TerminationMessagePolicy",
            "TolerationOperator",
            "URIScheme",
            "UnsatisfiableConstraintAction",
        ],
    ),
    (
        "k8s.io/apimachinery/pkg/apis/meta/v1",
        &["ConditionStatus", "DeletionPropagation", "LabelSelectorOperator"],
    ),
    ("k8s.io/apimachinery/pkg/types", &["UID", "PatchType"]),
    (
        "k8s.io/api/apps/v1",
        &[
            "DaemonSetUpdateStrategyType",
            "DeploymentStrategyType",
            "StatefulSetUpdateStrategyType",
            "PodManagementPolicyType",
        ],
    ),
    (
        "k8s.io/api/autoscaling/v2",
        &[
            "HPAScalingPolicyType",
            "MetricSourceType",
            "MetricTargetType",
            "ScalingPolicySelect",
        ],
    ),
    ("k8s.io/api/batch/v1", &["CompletionMode", "ConcurrencyPolicy"]),
    ("k8s.io/api/networking/v1", &["PathType", "PolicyType"]),
];

/// The Rust type of a Go type, if it is one of these.
pub(crate) fn find(package: &str, name: &str) -> Option<Ty> {
    if let Some((_, _, row)) = ROWS
        .iter()
        .find(|(path, known, _)| *path == package && *known == name)
    {
        return Some(match row {
            Row::Plain(ty) => Ty::Plain(ty, None),
            Row::Openapi(path) => Ty::Known(format!("k8s_openapi::{path}")),
        });
    }
    if package == "k8s.io/api/core/v1" && name == "ResourceList" {
        let quantity = Ty::Known("k8s_openapi::apimachinery::pkg::api::resource::Quantity".to_owned());
        return Some(Ty::Map(Box::new(Ty::STRING), Box::new(quantity)));
    }
    let path = match package.strip_prefix("k8s.io/api/") {
        Some(rest) => format!("api::{}", rest.replace('/', "::")),
        None => {
            let rest = package.strip_prefix("k8s.io/")?;
            rest.replace('/', "::").replace('-', "_")
        }
    };
    let path = format!("{path}::{name}");
    if tables::lookup(Minor::NEWEST, &path).is_some() {
        return Some(Ty::Known(format!("k8s_openapi::{path}")));
    }
    let (_, strings) = STRINGS.iter().find(|(known, _)| *known == package)?;
    strings.contains(&name).then_some(Ty::STRING)
}

/// A type of Go itself.
pub(crate) fn basic(name: &str) -> Option<Ty> {
    const UNFORMATTED: Option<&str> = Some("Format=\"\"");
    const NUMBER: Option<&str> = Some("Type=number");
    Some(match name {
        "bool" => Ty::Plain("bool", None),
        "string" => Ty::STRING,
        "int32" | "rune" => Ty::Plain("i32", None),
        "int64" | "uint64" => Ty::Plain("i64", None),
        // controller-gen gives them no bounds, and the format of the signed type.
        "uint32" => Ty::Plain("i64", Some("Format=int32")),
        "int" | "int8" | "int16" | "uint" | "uint8" | "byte" | "uint16" | "uintptr" => {
            Ty::Plain("i64", UNFORMATTED)
        }
        "float32" => Ty::Plain("f32", NUMBER),
        "float64" => Ty::Plain("f64", NUMBER),
        _ => return None,
    })
}
