//! One example of every marker that has an effect, with the Rust that it is written above.
//!
//! The tests of the guide generate manifests from each.

use serde::Serialize;

/// An example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Example {
    /// The marker, with its arguments.
    pub marker: &'static str,
    /// The field or item below it.
    pub above: &'static str,
}

const ROOT: &str = "pub struct Memcached { … }";

/// Every example, in the order of the reference.
const EXAMPLES: &[(&str, &str)] = &[
    ("+kubebuilder:validation:Optional", "pub zone: String,"),
    (
        "+kubebuilder:validation:Required",
        "#[serde(default)] pub zone: String,",
    ),
    ("+optional", "pub zone: String,"),
    ("+k8s:optional", "pub zone: String,"),
    ("+required", "#[serde(default)] pub zone: String,"),
    ("+k8s:required", "#[serde(default)] pub zone: String,"),
    ("+kubebuilder:validation:Minimum=1", "pub replicas: i32,"),
    ("+kubebuilder:validation:Maximum=65535", "pub port: i32,"),
    (
        "+kubebuilder:validation:ExclusiveMinimum=true",
        "pub port: i32, // with +kubebuilder:validation:Minimum=0",
    ),
    (
        "+kubebuilder:validation:ExclusiveMaximum=true",
        "pub port: i32, // with +kubebuilder:validation:Maximum=65536",
    ),
    (
        "+kubebuilder:validation:MultipleOf=64",
        "pub memory_mebibytes: i32,",
    ),
    ("+k8s:minimum=1", "pub replicas: i32,"),
    ("+k8s:maximum=65535", "pub port: i32,"),
    ("+kubebuilder:validation:MinLength=1", "pub zone: String,"),
    ("+kubebuilder:validation:MaxLength=63", "pub zone: String,"),
    (
        "+kubebuilder:validation:Pattern=`^[a-z][a-z0-9-]*$`",
        "pub zone: String,",
    ),
    ("+kubebuilder:validation:Format=uuid", "pub volume_id: String,"),
    ("+kubebuilder:validation:MinItems=1", "pub zones: Vec<String>,"),
    ("+kubebuilder:validation:MaxItems=16", "pub zones: Vec<String>,"),
    (
        "+kubebuilder:validation:UniqueItems=false",
        "pub zones: Vec<String>,",
    ),
    ("+listType=set", "pub zones: Vec<String>,"),
    ("+listMapKey=name", "pub ports: Vec<Port>, // with +listType=map"),
    ("+k8s:maxItems=16", "pub zones: Vec<String>,"),
    ("+k8s:listType=set", "pub zones: Vec<String>,"),
    (
        "+k8s:listMapKey=name",
        "pub ports: Vec<Port>, // with +listType=map",
    ),
    (
        "+kubebuilder:validation:MinProperties=1",
        "pub labels: BTreeMap<String, String>,",
    ),
    (
        "+kubebuilder:validation:MaxProperties=16",
        "pub labels: BTreeMap<String, String>,",
    ),
    ("+mapType=atomic", "pub labels: BTreeMap<String, String>,"),
    ("+structType=atomic", "pub port: Port,"),
    (
        "+kubebuilder:pruning:PreserveUnknownFields",
        "pub settings: Value,",
    ),
    (
        "+kubebuilder:validation:XPreserveUnknownFields",
        "pub settings: Value,",
    ),
    (
        "+kubebuilder:validation:EmbeddedResource",
        "pub template: RawExtension, // with +kubebuilder:pruning:PreserveUnknownFields",
    ),
    (
        "+kubebuilder:validation:XEmbeddedResource",
        "pub template: RawExtension, // with +kubebuilder:pruning:PreserveUnknownFields",
    ),
    (
        "+kubebuilder:validation:keys:MinLength=1",
        "pub labels: BTreeMap<String, String>,",
    ),
    (
        "+kubebuilder:validation:keys:MaxLength=63",
        "pub labels: BTreeMap<String, String>,",
    ),
    (
        "+kubebuilder:validation:keys:Pattern=`^[a-z]+$`",
        "pub labels: BTreeMap<String, String>,",
    ),
    (
        "+kubebuilder:validation:keys:Enum=primary;replica",
        "pub endpoints: BTreeMap<String, String>,",
    ),
    ("+kubebuilder:validation:Enum=TCP;UDP", "pub protocol: String,"),
    ("+kubebuilder:default=3", "pub replicas: i32,"),
    (
        "+default={\"name\": \"main\", \"port\": 11211}",
        "pub port: Port,",
    ),
    ("+kubebuilder:example=eu-central-1a", "pub zone: String,"),
    ("+kubebuilder:title=Availability zone", "pub zone: String,"),
    (
        "+kubebuilder:externalDocs:url=https://example.com/zones",
        "pub zone: String,",
    ),
    ("+nullable", "pub zone: Option<String>,"),
    (
        "+kubebuilder:validation:XValidation:rule=\"self >= oldSelf\",message=\"the size cannot shrink\"",
        "pub size: i32,",
    ),
    (
        "+kubebuilder:validation:Type=string",
        "pub created: Timestamp, // a type of your own that serializes as a string",
    ),
    (
        "+kubebuilder:validation:XIntOrString",
        "pub max_unavailable: Value,",
    ),
    (
        "+kubebuilder:validation:Schemaless",
        "pub settings: Value, // with +kubebuilder:pruning:PreserveUnknownFields",
    ),
    (
        "+kubewright:schema={\"not\": {\"enum\": [\"nowhere\"]}}",
        "pub zone: String,",
    ),
    (
        "+kubebuilder:validation:AtMostOneOf=bucket;claim",
        "pub struct Target { pub bucket: Option<String>, pub claim: Option<String> }",
    ),
    (
        "+kubebuilder:validation:ExactlyOneOf=bucket;claim",
        "pub struct Target { pub bucket: Option<String>, pub claim: Option<String> }",
    ),
    (
        "+kubebuilder:validation:AtLeastOneOf=bucket;claim",
        "pub struct Target { pub bucket: Option<String>, pub claim: Option<String> }",
    ),
    ("+kubebuilder:resource:shortName=mc,scope=Cluster", ROOT),
    ("+kubebuilder:subresource:status", ROOT),
    (
        "+kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.replicas",
        ROOT,
    ),
    (
        "+kubebuilder:printcolumn:name=Replicas,type=integer,JSONPath=.spec.replicas",
        ROOT,
    ),
    ("+kubebuilder:selectablefield:JSONPath=.spec.zone", ROOT),
    ("+kubebuilder:storageversion", ROOT),
    ("+kubebuilder:unservedversion", ROOT),
    (
        "+kubebuilder:deprecatedversion:warning=\"use cache.example.com/v1\"",
        ROOT,
    ),
    ("+kubebuilder:skipversion", ROOT),
    (
        "+kubebuilder:metadata:labels=app.kubernetes.io/part-of=cache",
        ROOT,
    ),
    ("+kubebuilder:conversion:strategy=Webhook", ROOT),
    (
        "+kubebuilder:rbac:groups=apps,resources=deployments,verbs=get;list;watch;create;patch",
        "pub struct MemcachedReconciler { … }",
    ),
    (
        "+kubebuilder:webhook:path=/mutate-cache-example-com-v1-memcached,mutating=true,failurePolicy=fail,sideEffects=None,\
         groups=cache.example.com,resources=memcacheds,verbs=create;update,versions=v1,name=mmemcached.example.com,\
         admissionReviewVersions=v1",
        "pub struct MemcachedDefaulter;",
    ),
    (
        "+kubebuilder:webhookconfiguration:mutating=true,name=memcached-defaults",
        "pub struct MemcachedDefaulter;",
    ),
    (
        "+operator-sdk:csv:customresourcedefinitions:type=spec,displayName=\"Zone\",xDescriptors=\"urn:alm:descriptor:text\"",
        "pub zone: String,",
    ),
    ("+k8s:immutable", "pub zone: String,"),
];

/// The example of a marker, if it has an effect.
pub(super) fn of(name: &str) -> Option<Example> {
    let is_it = |marker: &str| {
        let rest = marker
            .strip_prefix('+')
            .and_then(|marker| marker.strip_prefix(name));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['=', ':']))
    };
    let (marker, above) = EXAMPLES.iter().find(|(marker, _)| is_it(marker))?;
    Some(Example { marker, above })
}
