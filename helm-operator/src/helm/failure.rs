//! Why helm failed, from what it wrote.

use super::Verb;

/// What helm's errors contain, and the reason in conditions. The first match counts.
const REASONS: &[(&str, &str)] = &[
    (
        "values don't meet the specifications of the schema",
        "InvalidValues",
    ),
    ("invalid ownership metadata", "ForeignObject"),
    ("template:", "ChartNotRendered"),
    ("parse error", "ChartNotRendered"),
    ("YAML parse error", "ChartNotRendered"),
    ("execution error at", "ChartNotRendered"),
    ("error converting YAML to JSON", "ChartNotRendered"),
    ("chart requires kubeVersion", "ChartNotSupported"),
    ("found in Chart.yaml, but missing in charts/", "ChartIncomplete"),
    ("no matches for kind", "UnknownKind"),
    (
        "another operation (install/upgrade/rollback) is in progress",
        "ReleasePending",
    ),
    ("is forbidden", "Forbidden"),
    ("Kubernetes cluster unreachable", "ClusterUnreachable"),
    ("Request entity too large", "ReleaseTooLarge"),
    ("Too long: may not be more than", "ReleaseTooLarge"),
];

/// Returns the reason of a failure.
pub(crate) fn reason_of(message: &str, verb: Verb<'_>) -> &'static str {
    let known = REASONS.iter().find(|(part, _)| message.contains(part));
    known.map_or_else(
        || match verb {
            Verb::Upgrade { installed: false, .. } => "InstallError",
            Verb::Upgrade { .. } => "UpgradeError",
            Verb::Preview { .. } => "ReconcileError",
            Verb::Rollback { .. } => "RollbackError",
            Verb::Uninstall { .. } => "UninstallError",
        },
        |(_, reason)| reason,
    )
}

/// Returns the error among the warnings that helm writes.
pub(super) fn message(stderr: &str) -> String {
    let error = match stderr.rfind("Error: ") {
        Some(at) => &stderr[at + "Error: ".len()..],
        None => stderr,
    };
    let error = error.trim();
    match error.is_empty() {
        true => String::from("helm failed without a message"),
        false => error.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_found_behind_warnings() {
        let text =
            "level=WARN msg=\"a\"\nError: INSTALLATION FAILED: 1 error:\n\tService \"a\" is forbidden\n";
        let message = message(text);
        assert_eq!(
            message,
            "INSTALLATION FAILED: 1 error:\n\tService \"a\" is forbidden"
        );
        let verb = Verb::Uninstall { keep_history: false };
        assert_eq!(reason_of(&message, verb), "Forbidden");
        assert_eq!(reason_of("something else", verb), "UninstallError");
        assert_eq!(super::message(" \n"), "helm failed without a message");
    }
}
