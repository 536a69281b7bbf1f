//! Three versions, one stored, converted by the API server's asking.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use kube::api::{ListParams, Patch, PatchParams, PostParams};
use kube::{Api, CustomResourceExt as _};
use kubewright_envtest::Crds;
use kubewright_runtime::server::Listener;
use kubewright_runtime::tls::Certificates;
use kubewright_runtime::webhook::{Conversion, Webhooks};
use kubewright_runtime::{Described, crd};
use serde_json::json;

use crate::api::{ReplicasSpec, SizeSpec, v1, v1alpha1, v1beta1};
use crate::shared;

#[tokio::test]
async fn each_version_becomes_each_other() {
    let certificates = Certificates::self_signed(["127.0.0.1"]).unwrap();
    let listener = Listener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .tls(certificates.clone());
    let url = format!("https://{}/convert", listener.address());
    let conversion = Conversion::hub::<v1::Memcached>()
        .spoke::<v1alpha1::Memcached>()
        .spoke::<v1beta1::Memcached>();
    let mut webhooks = Webhooks::new();
    webhooks.conversion(conversion).unwrap();
    let server = tokio::spawn(listener.serve(webhooks, std::future::pending()));

    let links = [
        v1alpha1::Memcached::link,
        v1beta1::Memcached::link,
        v1::Memcached::link,
    ];
    let mut crd = crd::of_versions(&links).unwrap();
    crd.spec.conversion = Some(
        serde_json::from_value(json!({
            "strategy": "Webhook",
            "webhook": {
                "conversionReviewVersions": ["v1"],
                "clientConfig": { "url": url, "caBundle": BASE64_STANDARD.encode(certificates.pem()) },
            },
        }))
        .unwrap(),
    );
    assert_eq!(crd.metadata.name, v1::Memcached::crd().metadata.name);
    shared().install_crds(Crds::from(vec![crd])).await.unwrap();

    let client = shared().client();
    let alphas: Api<v1alpha1::Memcached> = Api::namespaced(client.clone(), "default");
    let betas: Api<v1beta1::Memcached> = Api::namespaced(client.clone(), "default");
    let hubs: Api<v1::Memcached> = Api::namespaced(client, "default");
    let params = PostParams::default();

    let mut alpha = v1alpha1::Memcached::new("alpha", SizeSpec { size: Some(2) });
    alpha.metadata.labels = Some([(String::from("app"), String::from("a"))].into());
    let created = alphas.create(&params, &alpha).await.unwrap();
    assert_eq!(created.spec.size, Some(2));
    assert_eq!(hubs.get("alpha").await.unwrap().spec.replicas, Some(20));
    let annotations = hubs.get("alpha").await.unwrap().metadata.annotations.unwrap();
    assert_eq!(annotations["servers.example.com/from"], "v1alpha1");

    // The hub in between: from one spoke to another, whose conversion forgets the metadata.
    let beta = betas.get("alpha").await.unwrap();
    assert_eq!(beta.spec.size, Some(20));
    assert_eq!(beta.metadata.uid, created.metadata.uid);
    assert_eq!(beta.metadata.labels, created.metadata.labels);
    assert_eq!(
        beta.metadata.creation_timestamp,
        created.metadata.creation_timestamp
    );

    // An update by another version keeps the rest.
    let patch = json!({ "spec": { "size": 70 } });
    betas
        .patch("alpha", &PatchParams::default(), &Patch::Merge(patch))
        .await
        .unwrap();
    assert_eq!(alphas.get("alpha").await.unwrap().spec.size, Some(7));
    assert_eq!(
        alphas.get("alpha").await.unwrap().metadata.labels,
        created.metadata.labels
    );

    // Whole lists.
    for index in 0..20 {
        let hub = v1::Memcached::new(
            &format!("hub-{index:02}"),
            ReplicasSpec {
                replicas: Some(index * 10),
            },
        );
        hubs.create(&params, &hub).await.unwrap();
    }
    let list = alphas.list(&ListParams::default()).await.unwrap();
    let sizes: Vec<_> = list.items.iter().map(|item| item.spec.size).collect();
    let expected: Vec<_> = [7].into_iter().chain(0..20).map(Some).collect();
    assert_eq!(sizes, expected);

    // What cannot be said in a version is an error that names it, and does no harm to others.
    let odd = v1::Memcached::new("odd", ReplicasSpec { replicas: Some(13) });
    hubs.create(&params, &odd).await.unwrap();
    let error = alphas.get("odd").await.unwrap_err().to_string();
    assert!(
        error.contains(
            "Memcached default/odd cannot be converted to servers.example.com/v1alpha1: 13 is no number"
        ),
        "{error}"
    );
    assert_eq!(betas.get("odd").await.unwrap().spec.size, Some(13));
    server.abort();
}
