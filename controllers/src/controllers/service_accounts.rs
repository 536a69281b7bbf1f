//! What every namespace has: the service account `default` and the certificate of the API server.

use serde_json::json;

use crate::decision::{Controller, Decision, View, Write};
use crate::kind::Kind;
use crate::object::Key;
use crate::world::{Change, World};

const ACCOUNT: &str = "default";
const CERTIFICATE: &str = "kube-root-ca.crt";
const DESCRIPTION: &str = "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as \
    the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

pub(crate) struct ServiceAccounts;

impl Controller for ServiceAccounts {
    fn manager(&self) -> &'static str {
        "kube-controller-manager"
    }

    fn affected(&self, change: &Change, _: &World) -> Vec<Key> {
        namespace_of(change, &Kind::SERVICE_ACCOUNT, ACCOUNT)
    }

    fn decide(&self, key: &Key, view: &View<'_>) -> Decision {
        if !is_active(key, view)
            || view
                .world
                .find(Kind::SERVICE_ACCOUNT, &key.name, ACCOUNT)
                .is_some()
        {
            return Decision::none();
        }
        Decision::write(Write::Create {
            namespace: key.name.clone(),
            object: json!({ "apiVersion": "v1", "kind": "ServiceAccount", "metadata": { "name": ACCOUNT } }),
        })
    }
}

/// Publishes the certificate of the API server's authority.
pub(crate) struct RootCertificate {
    pub(crate) certificate: String,
}

impl Controller for RootCertificate {
    fn manager(&self) -> &'static str {
        "kube-controller-manager"
    }

    fn affected(&self, change: &Change, _: &World) -> Vec<Key> {
        namespace_of(change, &Kind::CONFIG_MAP, CERTIFICATE)
    }

    fn decide(&self, key: &Key, view: &View<'_>) -> Decision {
        if !is_active(key, view) {
            return Decision::none();
        }
        let data = json!({ "ca.crt": self.certificate });
        let annotations = json!({ "kubernetes.io/description": DESCRIPTION });
        let Some(existing) = view.world.find(Kind::CONFIG_MAP, &key.name, CERTIFICATE) else {
            let metadata = json!({ "name": CERTIFICATE, "annotations": annotations });
            return Decision::write(Write::Create {
                namespace: key.name.clone(),
                object: json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data }),
            });
        };
        if *existing.at("/data") == data && existing.annotation("kubernetes.io/description").is_some() {
            return Decision::none();
        }
        let mut object = existing.to_value();
        object["data"] = data;
        object["metadata"]["annotations"]["kubernetes.io/description"] = json!(DESCRIPTION);
        Decision::write(Write::Replace {
            key: Key::new(Kind::CONFIG_MAP, &key.name, CERTIFICATE),
            object,
            subresource: "",
        })
    }
}

fn namespace_of(change: &Change, kind: &Kind, name: &str) -> Vec<Key> {
    if change.key.kind == Kind::NAMESPACE {
        vec![change.key.clone()]
    } else if change.key.kind == *kind && change.key.name == name {
        vec![Key::new(Kind::NAMESPACE, "", &change.key.namespace)]
    } else {
        Vec::new()
    }
}

fn is_active(key: &Key, view: &View<'_>) -> bool {
    let namespace = view.world.get(key);
    namespace.is_some_and(|namespace| !namespace.is_deleting())
}
