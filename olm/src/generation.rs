//! Which OLM a cluster has, and which one a command talks to.

use crate::Generation;
use crate::cluster::Target;
use crate::failure::{Failure, Result};
use crate::output::Output;

/// Which OLM a cluster has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Installed {
    pub(crate) v0: bool,
    pub(crate) v1: bool,
}

/// Looks for the APIs of OLM.
///
/// # Errors
///
/// If the cluster does not have OLM.
pub(crate) async fn installed(target: &Target) -> Result<Installed> {
    let groups = target.client.list_api_groups().await;
    let groups = groups.map_err(|error| target.problem("listing APIs", &error))?;
    let has = |name: &str| groups.groups.iter().any(|group| group.name == name);
    let found = Installed {
        v0: has("operators.coreos.com"),
        v1: has("olm.operatorframework.io"),
    };
    if !found.v0 && !found.v1 {
        return Err(Failure::new(
            "the cluster does not have OLM; `kubewright olm install` installs it",
        ));
    }
    Ok(found)
}

/// The OLM that a command talks to: the one that is asked for, or else the one that the cluster has.
pub(crate) async fn choose(
    target: &Target,
    wanted: Option<Generation>,
    output: Output,
) -> Result<Generation> {
    let found = installed(target).await?;
    match (wanted, found) {
        (Some(Generation::V0), Installed { v0: false, .. }) => Err(Failure::new(
            "the cluster has OLM v1 but not OLM v0; leave out `--olm v0`",
        )),
        (Some(Generation::V1), Installed { v1: false, .. }) => Err(Failure::new(
            "the cluster has OLM v0 but not OLM v1; leave out `--olm v1`",
        )),
        (Some(wanted), _) => Ok(wanted),
        (None, Installed { v0: true, v1: true }) => {
            output
                .status("note: the cluster has OLM v0 and OLM v1; v0 is used, `--olm v1` selects the other");
            Ok(Generation::V0)
        }
        (None, Installed { v0: true, .. }) => Ok(Generation::V0),
        (None, _) => Ok(Generation::V1),
    }
}
