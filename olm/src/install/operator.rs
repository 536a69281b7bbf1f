//! Waits until the operator runs.

use kube::api::Api;

use super::Installation;
use crate::diagnosis::versions;
use crate::failure::Result;
use crate::kinds::ClusterServiceVersion;
use crate::stage::Look;

/// Waits until a version has succeeded.
pub(super) async fn wait(installation: &Installation<'_>, name: &str) -> Result<()> {
    let target = &installation.target;
    let versions: Api<ClusterServiceVersion> = Api::namespaced(target.client.clone(), &target.namespace);
    let what = format!("starting `{name}`");
    let look = async || {
        let version = versions.get_opt(name).await;
        let version = version.map_err(|error| target.problem("reading the ClusterServiceVersion", &error))?;
        let Some(version) = version else {
            return Ok(Look::Waiting(
                "its ClusterServiceVersion does not exist yet".to_owned(),
            ));
        };
        let status = version.status.clone().unwrap_or_default();
        Ok(match status.phase.as_deref() {
            Some("Succeeded") => Look::Done(()),
            _ => match versions::trouble(target, &version).await? {
                Some(trouble) => Look::Doubtful(trouble),
                None => Look::Waiting(versions::state(&status)),
            },
        })
    };
    installation.stage(&what).run(look).await
}
