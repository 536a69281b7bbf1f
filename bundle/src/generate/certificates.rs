//! Certificates of webhooks in the manifests, which OLM issues and mounts itself.

use std::collections::BTreeSet;

use serde_json::Value;

use super::collected::Collected;
use super::object::{group_version, kind, name};
use crate::certificates::OF_WEBHOOKS;
use crate::pointer::{as_list, as_text};

/// What cert-manager creates for the webhooks of the manifests.
#[derive(Debug, Default)]
pub(super) struct Replaced {
    secrets: BTreeSet<String>,
    issuers: BTreeSet<String>,
}

impl Replaced {
    /// Finds the Secrets that the deployments with webhooks mount where OLM mounts its own, and who issues them.
    pub(super) fn of(collected: &Collected, served: &BTreeSet<&str>) -> Self {
        let mut replaced = Self::default();
        let deployments = collected.deployments.iter();
        for deployment in deployments.filter(|deployment| served.contains(name(deployment))) {
            let pod = &deployment["spec"]["template"]["spec"];
            let mounted = mounted(pod);
            let volumes = as_list(&pod["volumes"]).iter();
            let volumes = volumes.filter(|volume| mounted.contains(as_text(&volume["name"])));
            let secrets = volumes.map(|volume| as_text(&volume["secret"]["secretName"]).to_owned());
            replaced.secrets.extend(secrets);
        }
        let certificates = collected.others.iter();
        let certificates = certificates.filter(|other| replaced.is_certificate(other));
        replaced.issuers = certificates
            .map(|certificate| as_text(&certificate["spec"]["issuerRef"]["name"]).to_owned())
            .collect();
        replaced
    }

    /// Whether an object only serves to issue a certificate that OLM issues.
    pub(super) fn contains(&self, object: &Value) -> bool {
        self.is_certificate(object)
            || (of_cert_manager(object, "Issuer") && self.issuers.contains(name(object)))
    }

    fn is_certificate(&self, object: &Value) -> bool {
        of_cert_manager(object, "Certificate")
            && self.secrets.contains(as_text(&object["spec"]["secretName"]))
    }
}

fn of_cert_manager(object: &Value, of_kind: &str) -> bool {
    kind(object) == of_kind && group_version(object).0 == "cert-manager.io"
}

/// The volumes that are mounted where OLM mounts its own.
fn mounted(pod: &Value) -> BTreeSet<&str> {
    let containers = as_list(&pod["containers"]).iter();
    let mounts = containers.flat_map(|container| as_list(&container["volumeMounts"]));
    let mounts = mounts.filter(|mount| is_place(mount));
    mounts.map(|mount| as_text(&mount["name"])).collect()
}

fn is_place(mount: &Value) -> bool {
    as_text(&mount["mountPath"]).trim_end_matches('/') == OF_WEBHOOKS.folder
}

/// Removes the volumes that are mounted where OLM mounts its own: two mounts at one place are an error.
pub(super) fn unmount(spec: &mut Value) {
    let pod = &mut spec["template"]["spec"];
    let volumes: BTreeSet<_> = mounted(pod).into_iter().map(str::to_owned).collect();
    if volumes.is_empty() {
        return;
    }
    let containers = pod["containers"].as_array_mut().into_iter().flatten();
    for container in containers {
        retain(container, "volumeMounts", |mount| !is_place(mount));
    }
    let still_mounted: BTreeSet<_> = ["containers", "initContainers"]
        .iter()
        .flat_map(|list| as_list(&pod[*list]))
        .flat_map(|container| as_list(&container["volumeMounts"]))
        .map(|mount| as_text(&mount["name"]).to_owned())
        .collect();
    retain(pod, "volumes", |volume| {
        let volume = as_text(&volume["name"]);
        !volumes.contains(volume) || still_mounted.contains(volume)
    });
}

/// Keeps some items of a list, and the list only if it has any.
fn retain(object: &mut Value, key: &str, keep: impl Fn(&Value) -> bool) {
    let Some(list) = object.get_mut(key).and_then(Value::as_array_mut) else {
        return;
    };
    list.retain(keep);
    if list.is_empty() {
        super::object::remove(object, key);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_volume_that_is_mounted_elsewhere_stays() {
        let mount = |path: &str| json!({ "name": "certs", "mountPath": path });
        let mut spec = json!({ "template": { "spec": {
            "volumes": [{ "name": "certs", "secret": { "secretName": "certs" } }],
            "containers": [{ "volumeMounts": [mount("/tmp/k8s-webhook-server/serving-certs/"), mount("/certs")] }],
        } } });
        unmount(&mut spec);
        let pod = &spec["template"]["spec"];
        assert_eq!(pod["volumes"][0]["name"], "certs");
        assert_eq!(pod["containers"][0]["volumeMounts"], json!([mount("/certs")]));
    }
}
