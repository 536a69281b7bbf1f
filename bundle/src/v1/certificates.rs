//! Certificates of webhooks: who issues them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Target, names};
use crate::pointer::as_text;

/// Who issues the certificates of webhooks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Certificates {
    /// cert-manager, with an issuer of the operator's own.
    #[default]
    CertManager,
    /// `OpenShift`'s service CA.
    OpenShift,
    /// Nobody: the deployments get no volumes, and the API server no CA.
    None,
}

/// The annotations by which the API server's side gets the CA.
pub(super) fn inject_ca(object: &mut Value, deployment: &str, target: &Target<'_>) {
    let (key, value) = match target.install.certificates {
        Certificates::CertManager => (
            "cert-manager.io/inject-ca-from",
            format!("{}/{}", target.install.namespace, names::certificate(deployment)),
        ),
        Certificates::OpenShift => ("service.beta.openshift.io/inject-cabundle", "true".to_owned()),
        Certificates::None => return,
    };
    object["metadata"]["annotations"][key] = value.into();
}

/// The annotation by which a Service gets its certificate.
pub(super) fn serve(service: &mut Value, deployment: &str, target: &Target<'_>) {
    if target.install.certificates == Certificates::OpenShift {
        let key = "service.beta.openshift.io/serving-cert-secret-name";
        service["metadata"]["annotations"][key] = names::certificate(deployment).into();
    }
}

/// The objects of cert-manager, for each deployment with webhooks.
pub(super) fn objects(target: &Target<'_>) -> Vec<Value> {
    if target.install.certificates != Certificates::CertManager {
        return Vec::new();
    }
    let deployments: BTreeSet<_> = target
        .webhooks()
        .iter()
        .map(|webhook| as_text(&webhook["deploymentName"]))
        .collect();
    deployments
        .into_iter()
        .flat_map(|deployment| issued(deployment, target))
        .collect()
}

/// An issuer, and the certificate of a deployment for two years.
fn issued(deployment: &str, target: &Target<'_>) -> [Value; 2] {
    let namespace = &target.install.namespace;
    let (service, certificate) = (names::service(deployment), names::certificate(deployment));
    let issuer = names::with_suffix(&certificate, "selfsigned-issuer");
    let host = format!("{service}.{namespace}");
    [
        json!({
            "apiVersion": "cert-manager.io/v1",
            "kind": "Issuer",
            "metadata": { "name": issuer, "namespace": namespace },
            "spec": { "selfSigned": {} },
        }),
        json!({
            "apiVersion": "cert-manager.io/v1",
            "kind": "Certificate",
            "metadata": { "name": certificate, "namespace": namespace },
            "spec": {
                "commonName": host,
                "dnsNames": [host, format!("{host}.svc"), format!("{host}.svc.cluster.local")],
                "duration": "17520h0m0s",
                "issuerRef": { "name": issuer },
                "renewBefore": "24h0m0s",
                "secretName": certificate,
                "usages": ["server auth"],
            },
        }),
    ]
}
