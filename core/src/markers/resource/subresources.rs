//! The status and scale subresources.

use serde::Deserialize;

use super::{Argument, Resource, same};
use crate::{
    diagnostic::Located,
    ir::Site,
    markers::{Arg, ResourceMarker},
};

#[derive(Deserialize)]
pub(super) struct Status;

impl ResourceMarker for Status {
    const NAME: &'static str = "kubebuilder:subresource:status";
    const HELP: &'static str = "Makes the status a subresource with separate permissions.";

    fn apply(self, resource: &mut Resource) -> Result<(), Located<Argument>> {
        resource.status = true;
        Ok(())
    }
}

/// The scale subresource.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Scale {
    /// The path of the desired number of replicas.
    #[serde(rename = "specpath")]
    pub spec: String,
    /// The path of the current number of replicas.
    #[serde(rename = "statuspath")]
    pub status: String,
    /// The path of the label selector, serialized as a string.
    #[serde(rename = "selectorpath")]
    pub selector: Option<String>,
    /// The place of the marker.
    #[serde(skip)]
    pub at: Site,
}

impl ResourceMarker for Scale {
    const NAME: &'static str = "kubebuilder:subresource:scale";
    const HELP: &'static str = "Lets `kubectl scale` and autoscalers set the number of replicas.";
    const ARGS: &'static [Arg] = &[
        Arg::required(
            "specpath",
            "string",
            "the path of the desired number, such as `.spec.replicas`",
        ),
        Arg::required(
            "statuspath",
            "string",
            "the path of the current number, such as `.status.replicas`",
        ),
        Arg::optional(
            "selectorpath",
            "string",
            "the path of the label selector, serialized as a string",
        ),
    ];

    fn apply(self, resource: &mut Resource) -> Result<(), Located<Argument>> {
        let at = resource.at;
        let old = resource.scale.take().map(|old| Self { at, ..old });
        let new = Self { at, ..self };
        same(old.as_ref(), &new)?;
        resource.scale = Some(new);
        Ok(())
    }
}
