//! The names of annotations, which other programs write.

/// The prefix of operator-sdk's names.
macro_rules! sdk {
    ($name:literal) => {
        concat!("ansible.sdk.operatorframework.io/", $name)
    };
}

/// On an object of a kind: how often it is reconciled without a change.
pub(crate) const RECONCILE_PERIOD: &str = sdk!("reconcile-period");
/// On an object of a kind: how many runs keep their artifacts.
pub(crate) const MAX_RUNNER_ARTIFACTS: &str = sdk!("max-runner-artifacts");
/// On an object of a kind: the verbosity of its runs.
pub(crate) const VERBOSITY: &str = sdk!("verbosity");
