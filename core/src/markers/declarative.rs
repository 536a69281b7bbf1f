//! Markers of Kubernetes' declarative validation, `+k8s:`, that controller-gen does not support either, and those of the
//! code generators that share the prefix.
//!
//! The names are the tags of `validation-gen` in k8s.io/code-generator v0.37.

use super::{Def, Effect, On};

/// How all of them begin.
pub(super) const PREFIX: &str = "k8s:";

/// This file's part of the list.
pub(super) const MARKERS: &[Def] = &[
    unsupported("k8s:minLength", "write `+kubebuilder:validation:MinLength=...`"),
    unsupported("k8s:maxLength", "write `+kubebuilder:validation:MaxLength=...`"),
    unsupported("k8s:minItems", "write `+kubebuilder:validation:MinItems=...`"),
    unsupported(
        "k8s:minProperties",
        "write `+kubebuilder:validation:MinProperties=...`",
    ),
    unsupported(
        "k8s:maxProperties",
        "write `+kubebuilder:validation:MaxProperties=...`",
    ),
    unsupported(
        "k8s:maxBytes",
        "write `+kubebuilder:validation:MaxLength=...`, which counts characters",
    ),
    unsupported(
        "k8s:format",
        "write `+kubebuilder:validation:Format=...` or a `Pattern`",
    ),
    unsupported("k8s:unique", "write `+listType=set` or `+listType=map`"),
    unsupported("k8s:customUnique", CEL),
    unsupported(
        "k8s:eachVal",
        "write `+kubebuilder:validation:items:...` or `+kubebuilder:validation:values:...`",
    ),
    unsupported("k8s:eachKey", "write `+kubebuilder:validation:keys:...`"),
    unsupported("k8s:subfield", "put the marker on the field itself"),
    unsupported("k8s:item", CEL),
    unsupported("k8s:enumExclude", "leave the variant out of the Rust enum"),
    unsupported("k8s:forbidden", "leave the field out"),
    unsupported("k8s:neq", CEL),
    unsupported("k8s:monotonic", CEL),
    unsupported("k8s:update", CEL),
    unsupported("k8s:customValidation", CEL),
    unsupported("k8s:dependentRequired", CEL),
    unsupported("k8s:dependentForbidden", CEL),
    unsupported("k8s:unionMember", ONE_OF),
    unsupported(
        "k8s:unionDiscriminator",
        "write a Rust enum with `#[serde(tag = \"...\")]`",
    ),
    unsupported(
        "k8s:zeroOrOneOfMember",
        "write `+kubebuilder:validation:AtMostOneOf=...` on the type",
    ),
    unsupported("k8s:modeDiscriminator", CEL),
    unsupported("k8s:ifMode", CEL),
    unsupported("k8s:ifEnabled", SERVER),
    unsupported("k8s:ifDisabled", SERVER),
    unsupported("k8s:alpha", "remove `+k8s:alpha(...)=` in front of the marker"),
    unsupported("k8s:beta", "remove `+k8s:beta(...)=` in front of the marker"),
    unsupported("k8s:opaqueType", "write `+kubebuilder:validation:Schemaless`"),
    unsupported("k8s:isSubresource", SERVER),
    unsupported(
        "k8s:supportsSubresource",
        "write `+kubebuilder:subresource:status`",
    ),
    unsupported("k8s:validateTrue", SERVER),
    unsupported("k8s:validateFalse", SERVER),
    unsupported("k8s:validateError", SERVER),
];

const CEL: &str = "write `+kubebuilder:validation:XValidation:rule=...`";
const ONE_OF: &str = "write `+kubebuilder:validation:ExactlyOneOf=...` on the type, or a Rust enum";
const SERVER: &str = "remove it; only types of the API server itself have it";

/// Names behind the prefix that code generators read, and nothing else does.
const GENERATORS: &[&str] = &[
    "applyconfiguration-gen",
    "client-gen",
    "conversion-gen",
    "conversion-gen-external-types",
    "conversion-fn",
    "defaulter-gen",
    "defaulter-gen-input",
    "deprecated",
    "informer-gen",
    "lister-gen",
    "openapi-gen",
    "openapi-model-package",
    "prerelease-lifecycle-gen",
    "protobuf-gen",
    "register-gen",
    "validation-gen",
    "validation-gen-input",
    "validation-gen-nolint",
    "validation-gen-scheme-registry",
];

const fn unsupported(name: &'static str, instead: &'static str) -> Def {
    Def {
        name,
        on: On::FIELD.or(On::TYPE).or(On::ROOT),
        args: &[],
        help: instead,
        effect: Effect::Refused(instead),
        nests: false,
    }
}

/// Whether this is the name of a marker that is not supported.
pub(super) fn is_unsupported(name: &str) -> bool {
    MARKERS.iter().any(|def| def.name == name)
}

/// Whether the text behind the `+` is for a generator of Go code.
pub(super) fn is_generator(text: &str) -> bool {
    text.strip_prefix(PREFIX).is_some_and(|rest| {
        let name = rest.split(['=', ':', '(', ' ']).next().unwrap_or(rest);
        GENERATORS.contains(&name)
    })
}
