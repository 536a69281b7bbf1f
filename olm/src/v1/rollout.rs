//! Waits until the operator runs: OLM v1 reports an installation before its Pods are ready.

use serde_json::Value;

use super::Session;
use crate::diagnosis::{deployments, ready};
use crate::failure::Result;
use crate::stage::Look;

/// Waits for the Deployments of the bundle.
pub(super) async fn wait(session: &Session<'_>) -> Result<()> {
    let target = &session.target;
    let csv = session.source.bundle.csv();
    let declared = csv
        .and_then(|csv| csv.object.pointer("/spec/install/spec/deployments"))
        .and_then(Value::as_array);
    let declared = declared.map(Vec::as_slice).unwrap_or_default();
    let what = format!("starting `{}`", session.source.csv);
    let api = target.api("apps/v1", "Deployment");
    let look = async || {
        for deployment in declared {
            let name = deployment["name"].as_str().unwrap_or_default();
            let found = api.get_opt(name).await;
            let found = found.map_err(|error| target.problem("reading Deployments", &error))?;
            let Some(found) = found else {
                return Ok(Look::Waiting(format!("the Deployment `{name}` does not exist")));
            };
            if let Some(problem) = ready::problem(&found) {
                return Ok(match deployments::trouble(target, declared).await? {
                    Some(trouble) => Look::Doubtful(trouble),
                    None => Look::Waiting(format!("the Deployment `{name}` {problem}")),
                });
            }
        }
        Ok(Look::Done(()))
    };
    session.stage(&what).run(look).await
}
