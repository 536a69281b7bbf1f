//! The OperatorGroup: which namespaces the operator watches.

use kube::api::{Api, ListParams};
use serde_json::{Value, json};

use super::GROUP;
use crate::InstallMode;
use crate::cluster::Target;
use crate::failure::{Failure, Result};
use crate::kinds::OperatorGroup;
use crate::source::Source;

/// The OperatorGroup to create; none if the namespace has one that fits.
pub(super) async fn plan(
    target: &Target,
    source: &Source,
    wanted: Option<&InstallMode>,
) -> Result<Option<Value>> {
    let supported = supported(source);
    if let Some(mode) = wanted {
        if !supported.contains(&mode.name()) {
            return Err(Failure::new(format!(
                "`{}` does not support the install mode {}; it supports {}",
                source.csv,
                mode.name(),
                supported.join(", ")
            )));
        }
        if matches!(mode, InstallMode::Single(namespace) if *namespace == target.namespace) {
            return Err(Failure::new(
                "SingleNamespace is for another namespace than the operator's own; use `--install-mode OwnNamespace`",
            ));
        }
    }
    let groups: Api<OperatorGroup> = Api::namespaced(target.client.clone(), &target.namespace);
    let groups = groups.list(&ListParams::default()).await;
    let groups = groups
        .map_err(|error| target.problem("listing OperatorGroups", &error))?
        .items;
    match &groups[..] {
        [] => {
            let mode = match wanted {
                Some(mode) => mode.clone(),
                None => default(source, &supported)?,
            };
            let namespaces = namespaces(&mode, target);
            Ok(Some(json!({
                "apiVersion": "operators.coreos.com/v1",
                "kind": "OperatorGroup",
                "metadata": {
                    "name": GROUP,
                    "namespace": target.namespace,
                    "labels": { "app.kubernetes.io/managed-by": "kubewright" },
                },
                "spec": if namespaces.is_empty() { json!({}) } else { json!({ "targetNamespaces": namespaces }) },
            })))
        }
        [group] => {
            fits(group, target, source, wanted, &supported)?;
            Ok(None)
        }
        groups => {
            let names: Vec<_> = groups
                .iter()
                .filter_map(|group| group.metadata.name.as_deref())
                .collect();
            Err(Failure::new(format!(
                "the namespace `{}` has {} OperatorGroups ({}), and OLM installs nothing then; keep only one",
                target.namespace,
                names.len(),
                names.join(", ")
            )))
        }
    }
}

/// The install modes that the bundle supports, in the order in which they are preferred.
fn supported(source: &Source) -> Vec<&'static str> {
    let modes = source
        .bundle
        .csv()
        .map(|csv| csv.object["spec"]["installModes"].clone())
        .unwrap_or_default();
    let is = |name: &str| {
        let mut modes = modes.as_array().into_iter().flatten();
        modes.any(|mode| mode["type"] == name && mode["supported"] == true)
    };
    let all = [
        "AllNamespaces",
        "OwnNamespace",
        "SingleNamespace",
        "MultiNamespace",
    ];
    all.into_iter().filter(|name| is(name)).collect()
}

fn default(source: &Source, supported: &[&str]) -> Result<InstallMode> {
    match supported.first() {
        Some(&"AllNamespaces") => Ok(InstallMode::All),
        Some(&"OwnNamespace") => Ok(InstallMode::Own),
        Some(name) => Err(Failure::new(format!(
            "`{}` supports only {}; pass `--install-mode {name}=NAMESPACE`",
            source.csv,
            supported.join(", ")
        ))),
        None => Err(Failure::new(format!("`{}` supports no install mode", source.csv))),
    }
}

fn namespaces(mode: &InstallMode, target: &Target) -> Vec<String> {
    match mode {
        InstallMode::All => Vec::new(),
        InstallMode::Own => vec![target.namespace.clone()],
        InstallMode::Single(one) => vec![one.clone()],
        InstallMode::Multi(all) => all.clone(),
    }
}

/// Whether the operator can be installed with a group that exists.
fn fits(
    group: &OperatorGroup,
    target: &Target,
    source: &Source,
    wanted: Option<&InstallMode>,
    supported: &[&str],
) -> Result<()> {
    let name = group.metadata.name.as_deref().unwrap_or_default();
    // A selector is resolved by OLM only.
    if group.spec.selector.is_some() {
        return Ok(());
    }
    let mut has = group.spec.target_namespaces.clone();
    has.sort();
    let watches = match &has[..] {
        [] => "all namespaces".to_owned(),
        some => format!("`{}`", some.join("`, `")),
    };
    if let Some(mode) = wanted {
        let mut wanted = namespaces(mode, target);
        wanted.sort();
        if wanted != has {
            return Err(Failure::new(format!(
                "the OperatorGroup `{name}` of the namespace `{}` selects {watches}, which is not {}; use another namespace, or change the group",
                target.namespace,
                mode.name()
            )));
        }
        return Ok(());
    }
    let mode = match &has[..] {
        [] => "AllNamespaces",
        [one] if *one == target.namespace => "OwnNamespace",
        [_] => "SingleNamespace",
        _ => "MultiNamespace",
    };
    if supported.contains(&mode) {
        return Ok(());
    }
    Err(Failure::new(format!(
        "the OperatorGroup `{name}` of the namespace `{}` selects {watches}, which is {mode}, but `{}` supports {}; use another namespace, or change the group",
        target.namespace,
        source.csv,
        supported.join(", ")
    )))
}
