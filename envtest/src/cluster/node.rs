//! The node of a cluster.

use k8s_openapi::api::core::v1::Node;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::Client;
use kube::api::{Api, PostParams};

use crate::error::Error;

pub(super) const NAME: &str = "node";

pub(super) async fn create(client: Client) -> Result<(), Error> {
    let labels = [
        ("kubernetes.io/arch", "amd64"),
        ("kubernetes.io/hostname", NAME),
        ("kubernetes.io/os", "linux"),
    ];
    let node = Node {
        metadata: ObjectMeta {
            name: Some(NAME.to_owned()),
            labels: Some(
                labels
                    .map(|(key, value)| (key.to_owned(), value.to_owned()))
                    .into(),
            ),
            ..ObjectMeta::default()
        },
        ..Node::default()
    };
    Api::all(client).create(&PostParams::default(), &node).await?;
    Ok(())
}

/// Why no Pod would be scheduled yet.
pub(super) async fn without(client: &Client) -> Result<Option<String>, Error> {
    let node = Api::<Node>::all(client.clone()).get(NAME).await?;
    let conditions = node
        .status
        .and_then(|status| status.conditions)
        .unwrap_or_default();
    let taints = node.spec.and_then(|spec| spec.taints).unwrap_or_default();
    let ready = conditions
        .iter()
        .any(|condition| condition.type_ == "Ready" && condition.status == "True");
    Ok(match (ready, taints.first()) {
        (true, None) => None,
        (true, Some(taint)) => Some(format!("its node has the taint {}", taint.key)),
        (false, _) => Some(String::from("its node is not Ready")),
    })
}
