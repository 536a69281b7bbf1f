//! Which versions are stored and served.

use serde::Deserialize;

use super::{Argument, Resource, same};
use crate::{
    diagnostic::Located,
    markers::{Arg, ResourceMarker},
};

#[derive(Deserialize)]
pub(super) struct StorageVersion;

impl ResourceMarker for StorageVersion {
    const NAME: &'static str = "kubebuilder:storageversion";
    const HELP: &'static str = "Objects are stored in this version.";

    fn apply(self, resource: &mut Resource) -> Result<(), Located<Argument>> {
        resource.storage = true;
        Ok(())
    }
}

#[derive(Deserialize)]
pub(super) struct UnservedVersion;

impl ResourceMarker for UnservedVersion {
    const NAME: &'static str = "kubebuilder:unservedversion";
    const HELP: &'static str = "The API server does not serve this version.";

    fn apply(self, resource: &mut Resource) -> Result<(), Located<Argument>> {
        resource.unserved = true;
        Ok(())
    }
}

/// A deprecated version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct DeprecatedVersion {
    /// The warning that clients get.
    pub warning: Option<String>,
}

impl ResourceMarker for DeprecatedVersion {
    const NAME: &'static str = "kubebuilder:deprecatedversion";
    const HELP: &'static str = "Clients of this version get a warning.";
    const ARGS: &'static [Arg] = &[Arg::optional("warning", "string", "the warning")];

    fn apply(self, resource: &mut Resource) -> Result<(), Located<Argument>> {
        same(resource.deprecated.as_ref(), &self)?;
        resource.deprecated = Some(self);
        Ok(())
    }
}

#[derive(Deserialize)]
pub(super) struct SkipVersion;

impl ResourceMarker for SkipVersion {
    const NAME: &'static str = "kubebuilder:skipversion";
    const HELP: &'static str = "Omits this version from the CRD.";

    fn apply(self, resource: &mut Resource) -> Result<(), Located<Argument>> {
        resource.skip = true;
        Ok(())
    }
}
