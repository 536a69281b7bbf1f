//! The status of an object: conditions, and the release.

use kubewright_operator_kit::status;
use kubewright_runtime::condition::{self, Verdict};
use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kubewright_runtime::{Schema, kube::core::ObjectMeta};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The largest manifest that is copied into the status.
const MANIFEST: usize = 64 << 10;

/// The status that the operator writes. In your own kind, use it as the status, or flatten it into yours.
///
/// ```
/// use kubewright_helm_operator::HelmStatus;
///
/// let status: HelmStatus = serde_json::from_value(serde_json::json!({
///     "deployedRelease": { "name": "sample", "revision": 1 },
/// }))?;
/// assert_eq!(status.deployed_release.unwrap().name, "sample");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct HelmStatus {
    /// conditions are the latest observations of the release.
    /// +listType=map
    /// +listMapKey=type
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// deployedRelease is the release that is installed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployed_release: Option<DeployedRelease>,
}

/// The release of an object.
///
/// ```
/// use kubewright_helm_operator::DeployedRelease;
///
/// let release = DeployedRelease { name: "sample".to_owned(), revision: 2, manifest: None };
/// assert_eq!(serde_json::to_value(release)?["revision"], 2);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct DeployedRelease {
    /// name is the name of the release.
    pub name: String,
    /// revision is the revision that is deployed.
    #[serde(default)]
    pub revision: u32,
    /// manifest is what the chart rendered, unless it is larger than 64 KiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<String>,
}

/// The types of conditions, with operator-sdk's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Initialized,
    Deployed,
    ReleaseFailed,
    Irreconcilable,
    /// As in the library helm-operator-plugins.
    Paused,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Initialized => "Initialized",
            Self::Deployed => "Deployed",
            Self::ReleaseFailed => "ReleaseFailed",
            Self::Irreconcilable => "Irreconcilable",
            Self::Paused => "Paused",
        }
    }
}

impl HelmStatus {
    /// Reads the status of any object. A status of another form counts as empty.
    pub(crate) fn read(object: &Value) -> Self {
        let status = object.get("status").cloned().unwrap_or_default();
        let conditions = serde_json::from_value(status["conditions"].clone()).unwrap_or_default();
        let deployed_release = serde_json::from_value(status["deployedRelease"].clone()).unwrap_or_default();
        Self {
            conditions,
            deployed_release,
        }
    }

    pub(crate) fn set(
        &mut self,
        object: &ObjectMeta,
        kind: Kind,
        verdict: impl Into<Verdict>,
        reason: &str,
        message: &str,
    ) {
        status::set(
            &mut self.conditions,
            object,
            kind.name(),
            verdict,
            reason,
            message,
        );
    }

    /// Removes conditions that do not hold any more.
    pub(crate) fn remove(&mut self, kinds: &[Kind]) {
        for kind in kinds {
            condition::remove(&mut self.conditions, kind.name());
        }
    }

    pub(crate) fn released(&mut self, name: &str, revision: u32, manifest: &str) {
        self.deployed_release = Some(DeployedRelease {
            name: name.to_owned(),
            revision,
            manifest: (manifest.len() <= MANIFEST).then(|| manifest.to_owned()),
        });
    }

    pub(crate) fn revision(&self) -> Option<u32> {
        self.deployed_release.as_ref().map(|release| release.revision)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn conditions_of_others_stay() {
        let other = condition::new("Other", true, "Other", "");
        let mut status =
            HelmStatus::read(&json!({ "status": { "conditions": [other], "deployedRelease": "?" } }));
        status.set(
            &ObjectMeta::default(),
            Kind::ReleaseFailed,
            true,
            "InstallError",
            &"é".repeat(20000),
        );
        assert_eq!(status.conditions.len(), 2);
        assert!(status.conditions[1].message.len() <= 32768);
        status.remove(&[Kind::ReleaseFailed, Kind::Deployed]);
        assert_eq!(status.conditions.len(), 1);
        status.released("a", 1, &"x".repeat(MANIFEST + 1));
        assert_eq!(
            (status.revision(), status.deployed_release.unwrap().manifest),
            (Some(1), None)
        );
    }
}
