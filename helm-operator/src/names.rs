//! The names of labels, annotations and finalizers, which other programs read.

/// The prefix of operator-sdk's names.
macro_rules! sdk {
    ($name:literal) => {
        concat!("helm.sdk.operatorframework.io/", $name)
    };
}

/// On an object of the kind: the release exists until this is removed.
pub(crate) const FINALIZER: &str = sdk!("uninstall-release");
/// The finalizer of operator-sdk before 1.0.
pub(crate) const OLD_FINALIZER: &str = "uninstall-helm-release";

/// On an object of a release: the name of its chart. The caches select by it.
pub(crate) const CHART: &str = sdk!("chart");
/// On a release Secret: the digest of the values and the chart that the release was made from.
pub(crate) const DIGEST: &str = "helm.kubewright.dev/digest";
/// On a release Secret: the kind of the object that the release belongs to.
pub(crate) const OWNER_KIND: &str = "helm.kubewright.dev/owner-kind";
/// On a release Secret: the group of that kind.
pub(crate) const OWNER_GROUP: &str = "helm.kubewright.dev/owner-group";

/// Annotations on an object of the kind.
pub(crate) mod annotation {
    pub(crate) const PAUSED: &str = sdk!("paused");
    pub(crate) const UPGRADE_FORCE: &str = sdk!("upgrade-force");
    pub(crate) const ROLLBACK_FORCE: &str = sdk!("rollback-force");
    pub(crate) const UNINSTALL_WAIT: &str = sdk!("uninstall-wait");
    pub(crate) const RECONCILE_PERIOD: &str = sdk!("reconcile-period");
    pub(crate) const DRY_RUN: &str = sdk!("dry-run");
    pub(crate) const INSTALL_DISABLE_HOOKS: &str = sdk!("install-disable-hooks");
    pub(crate) const UPGRADE_DISABLE_HOOKS: &str = sdk!("upgrade-disable-hooks");
    pub(crate) const UNINSTALL_DISABLE_HOOKS: &str = sdk!("uninstall-disable-hooks");
    pub(crate) const INSTALL_DESCRIPTION: &str = sdk!("install-description");
    pub(crate) const UPGRADE_DESCRIPTION: &str = sdk!("upgrade-description");
    pub(crate) const UNINSTALL_DESCRIPTION: &str = sdk!("uninstall-description");
}

/// The field manager of labels and owner references.
pub(crate) const FIELD_MANAGER: &str = "helm-operator";
/// The field manager of helm 4, whatever its program is called. Repairs are made in its name: with two managers, an upgrade could
/// not remove an item of a list that both own.
pub(crate) const HELM_MANAGER: &str = "helm";

/// Makes a text a valid label value.
pub(crate) fn label_value(text: &str) -> String {
    let fits = text.chars().filter(char::is_ascii).take(63);
    let text: String = fits
        .map(
            |char| match char.is_ascii_alphanumeric() || "-_.".contains(char) {
                true => char,
                false => '_',
            },
        )
        .collect();
    text.trim_matches(|char: char| !char.is_ascii_alphanumeric())
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_becomes_a_label_value() {
        assert_eq!(label_value("nginx-1.2.3+build"), "nginx-1.2.3_build");
        assert_eq!(label_value(&format!("{}-b", "a".repeat(62))), "a".repeat(62));
    }
}
