//! Values of leader election, the service account, and roles.

use serde_json::json;

use super::manager::or;
use super::schema::{boolean, string, strings};
use super::{Choices, Setting, setting};
use crate::chart::manager::Topic;
use crate::chart::rbac::cluster_role;
use crate::chart::sort::Role;

pub(super) fn settings(choices: &Choices<'_>) -> Vec<Setting> {
    let Choices { sorted, current, .. } = choices;
    let mut all = Vec::new();
    if let Some(flag) = sorted.manager.flag(Topic::LeaderElection) {
        let about = "Whether managers elect a leader; needed with more than one replica";
        all.push(setting(
            "leaderElection.enabled",
            flag.value != "false",
            boolean(),
            about,
        ));
    }
    if let Some(account) = sorted.of(Role::Account).next() {
        let annotations = &account.value["metadata"]["annotations"];
        all.extend([
            setting(
                "serviceAccount.create",
                true,
                boolean(),
                "Whether the chart creates the service account",
            ),
            setting(
                "serviceAccount.name",
                "",
                string(),
                "The name of the service account; required if the chart does not create it",
            ),
            setting(
                "serviceAccount.annotations",
                or(annotations, json!({})),
                strings(),
                "Annotations of the service account, such as one for a cloud identity",
            ),
        ]);
    }
    all.push(setting(
        "rbac.create",
        true,
        boolean(),
        "Whether the chart creates roles and their bindings for the manager",
    ));
    if cluster_role(sorted).is_some() {
        all.push(setting(
            "rbac.namespaced",
            false,
            boolean(),
            "Whether the manager watches only the namespace of the release, and has permissions only there",
        ));
    }
    if sorted.has(Role::Helper) {
        all.push(setting(
            "rbac.helpers",
            current.has(Role::Helper),
            boolean(),
            "Whether to create roles for users of the APIs: admin, editor, viewer",
        ));
    }
    all
}
