//! Tests of the scorecard run as images in Pods of a simulated cluster, started by the CLI.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

mod pods {
    pub(crate) mod cases;
    pub(crate) mod fixture;
    pub(crate) mod kubelet;
    pub(crate) mod logs;
}
