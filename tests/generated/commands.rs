//! Random commands.

use proptest::prelude::*;

const GROUPS: [&str; 3] = ["cache", "ship-yard", "apps"];
const VERSIONS: [&str; 3] = ["v1", "v1beta1", "v10"];
/// Kinds. Some have names that Rust or an import of their file has too.
const KINDS: [&str; 6] = [
    "Memcached",
    "HTTPRoute",
    "Type",
    "Deployment",
    "Result",
    "Condition",
];

/// Resources. Most are versions of one kind, so that commands affect each other.
pub(crate) fn named() -> impl Strategy<Value = String> {
    let near = (
        Just("cache"),
        prop::sample::select(&VERSIONS[..]),
        Just("Memcached"),
    );
    let any = (
        prop::sample::select(&GROUPS[..]),
        prop::sample::select(&VERSIONS[..]),
        prop::sample::select(&KINDS[..]),
    );
    prop_oneof![3 => near, 2 => any]
        .prop_map(|(group, version, kind)| format!("--group {group} --version {version} --kind {kind}"))
}

fn api() -> impl Strategy<Value = String> {
    let options = prop::sample::subsequence(
        vec![
            "--resource=false",
            "--controller=false",
            "--namespaced=false",
            "--plural others",
            "--controller-name second",
            "--force",
            "--external-api-path other::v1 --external-api-domain io",
            "--external-api-module other@1",
        ],
        0..3,
    );
    (named(), options)
        .prop_map(|(named, options)| format!("create api {named} --make=false {}", options.join(" ")))
}

fn webhook() -> impl Strategy<Value = String> {
    let options = prop::sample::subsequence(
        vec![
            "--defaulting",
            "--programmatic-validation",
            "--conversion",
            "--spoke v1beta1",
            "--spoke v10",
            "--own-certificates",
            "--defaulting-path /mine",
            "--force",
            "--external-api-path other::v1 --external-api-domain io",
        ],
        1..4,
    );
    (named(), options)
        .prop_map(|(named, options)| format!("create webhook {named} --make=false {}", options.join(" ")))
}

fn change() -> impl Strategy<Value = String> {
    let edit = prop::sample::select(vec![
        "--multigroup",
        "--multigroup=false",
        "--namespaced",
        "--namespaced=false",
        "--own-certificates",
        "--own-certificates=false",
    ]);
    let delete = prop::sample::select(vec![
        "delete api",
        "delete webhook",
        "delete webhook --defaulting",
        "delete webhook --conversion",
        "delete webhook --spoke v10",
        "delete api --controller-name second",
    ]);
    prop_oneof![
        edit.prop_map(|option| format!("edit --make=false {option}")),
        (delete, named()).prop_map(|(delete, named)| format!("{delete} {named} --make=false")),
    ]
}

/// A command, which may fail.
pub(crate) fn command() -> impl Strategy<Value = String> {
    prop_oneof![4 => api(), 3 => webhook(), 3 => change()]
}
