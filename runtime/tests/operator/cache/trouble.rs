//! Kinds that are not there, rights that are missing.

use std::time::Duration;

use k8s_openapi::api::core::v1::ConfigMap;
use kube::api::DeleteParams;
use kubewright_envtest::Environment;
use kubewright_runtime::{
    Cache,
    cache::{CacheOptions, Namespaces},
};

use crate::world::World;

#[tokio::test]
async fn a_kind_without_a_crd_is_named_when_time_is_up() {
    let world = World::new("cache-no-crd").await;
    let client = world.client_with(CacheOptions::default().sync_timeout(Duration::from_secs(1)));
    let error = client
        .get::<crate::world::Widget>(&world.key("a"))
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the cache has no list of Widget.missing.example.com/v1 after 1 s: \
         the API server has no widgets.missing.example.com; install its CRD"
    );
}

#[tokio::test]
async fn conflicts_and_absent_objects_are_told_apart() {
    let world = World::new("cache-errors").await;
    let client = world.client();
    let created = client.create(&world.config_map("a", "1")).await.unwrap();
    let error = client.create(&world.config_map("a", "1")).await.unwrap_err();
    assert!(error.is_already_exists(), "{error}");
    client.update(&world.config_map("a", "2")).await.unwrap();
    let error = client.update(&created).await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    let error = client
        .delete::<ConfigMap>(&world.key("b"), &DeleteParams::default())
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert!(
        error
            .to_string()
            .starts_with("cannot delete ConfigMap.v1 cache-errors/b: "),
        "{error}"
    );
}

#[tokio::test]
async fn a_missing_right_is_named() {
    let world = World::new("cache-forbidden").await;
    let user = Environment::shared()
        .unwrap()
        .user("nobody", ["nothing"])
        .unwrap();
    let cache = Cache::new(
        user.client(),
        CacheOptions::default()
            .namespaces(Namespaces::these([world.namespace.clone()]))
            .sync_timeout(Duration::from_secs(1)),
    );
    let error = cache
        .get::<ConfigMap>(&world.key("a"))
        .await
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "the cache has no list of ConfigMap.v1 after 1 s: configmaps is forbidden: User \"nobody\" cannot watch \
         resource \"configmaps\" in API group \"\" in the namespace \"cache-forbidden\"; \
         add the rule to the program's role"
    );
}
