//! The guide as data: pages, the steps on them, a reader that follows the steps, and every block of Rust as a doc test.
//!
//! Blocks of the tutorials are not doc tests: they are compiled as the project that they create.

#![deny(missing_docs)]

pub mod page;
pub mod reader;

macro_rules! compiled {
    ($($page:ident $path:literal $(=> $feature:literal)?)*) => {
        $(
            #[cfg(all(doctest $(, feature = $feature)?))]
            #[doc = include_str!($path)]
            pub mod $page {}
        )*

        /// The pages whose Rust is doc tests, from this folder.
        pub const COMPILED: &[&str] = &[$($path),*];
    };
}

compiled! {
    readme "../../README.md"
    changing_types "../src/howto/changing-types.md"
    chart_beside_a_controller "../src/howto/chart-beside-a-controller.md"
    from_go "../src/howto/from-go.md"
    from_kube_rs "../src/howto/from-kube-rs.md"
    markers "../src/howto/markers.md"
    metrics "../src/howto/metrics.md"
    olm_bundle "../src/howto/olm-bundle.md"
    other_kinds "../src/howto/other-kinds.md"
    rbac "../src/howto/rbac.md"
    reading_and_writing "../src/howto/reading-and-writing.md"
    reconciling "../src/howto/reconciling.md"
    rules "../src/howto/rules.md"
    test_cluster "../src/howto/test-cluster.md"
    testing "../src/howto/testing.md"
    time "../src/howto/time.md"
    tracing "../src/howto/tracing.md" => "otel"
    validating "../src/howto/validating.md"
    versions "../src/howto/versions.md"
    webhooks "../src/howto/webhooks.md"
}
