//! Values of CRDs.

use super::schema::{boolean, string};
use super::{Choices, Setting, setting};
use crate::chart::place::CrdPlace;
use crate::chart::sort::Role;

/// Those of the operator's chart: none if Helm does not update and delete its CRDs.
pub(super) fn settings(choices: &Choices<'_>) -> Vec<Setting> {
    if !choices.sorted.has(Role::Crd) || choices.crds != CrdPlace::Templates {
        return Vec::new();
    }
    let enabled = setting(
        "crds.enabled",
        true,
        boolean(),
        "Whether the chart installs and upgrades the CRDs",
    );
    vec![enabled, keep()]
}

/// Those of the chart of the CRDs.
pub(super) fn of_chart(operator: &str, has_names: bool) -> Vec<Setting> {
    let mut all = vec![keep()];
    if has_names {
        all.extend([
            setting(
                "operator.fullname",
                operator,
                string(),
                "The prefix of the names of the operator's objects",
            ),
            setting(
                "operator.namespace",
                "",
                string(),
                "The namespace of the operator; by default that of this release",
            ),
        ]);
    }
    all
}

fn keep() -> Setting {
    setting(
        "crds.keep",
        true,
        boolean(),
        "Whether CRDs, and so all objects of their kinds, stay when the release is uninstalled",
    )
}
