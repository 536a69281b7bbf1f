//! The guide as a program sees it: pages, the steps on them, a reader who takes them, and each block of Rust as a doc test.
//!
//! Blocks of the tutorials are no doc tests: they are compiled as the project that they make.

#![deny(missing_docs)]

pub mod page;
pub mod reader;

macro_rules! compiled {
    ($($page:ident $path:literal)*) => {
        $(
            #[cfg(doctest)]
            #[doc = include_str!($path)]
            pub mod $page {}
        )*

        /// The pages whose Rust is doc tests, from this folder.
        pub const COMPILED: &[&str] = &[$($path),*];
    };
}

compiled! {
    readme "../../README.md"
    from_go "../src/howto/from-go.md"
    from_kube_rs "../src/howto/from-kube-rs.md"
    markers "../src/howto/markers.md"
    metrics "../src/howto/metrics.md"
    rbac "../src/howto/rbac.md"
    reconciling "../src/howto/reconciling.md"
    testing "../src/howto/testing.md"
    time "../src/howto/time.md"
    versions "../src/howto/versions.md"
    webhooks "../src/howto/webhooks.md"
}
