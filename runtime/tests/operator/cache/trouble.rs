//! Kinds that are not there, rights that are missing, objects that do not fit.

use std::{borrow::Cow, collections::BTreeMap, time::Duration};

use k8s_openapi::{
    NamespaceResourceScope, api::core::v1::ConfigMap, apimachinery::pkg::apis::meta::v1::ObjectMeta,
};
use kube::{
    Api,
    api::{DeleteParams, ListParams},
};
use kubewright_envtest::Environment;
use kubewright_runtime::{
    Cache,
    cache::{CacheOptions, Namespaces, Query},
};
use serde::{Deserialize, Serialize};

use super::names;
use crate::world::World;

#[tokio::test]
async fn a_kind_without_a_crd_is_named_when_time_is_up() {
    let world = World::new("cache-no-crd").await;
    let client = world.client_with(CacheOptions {
        sync_timeout: Duration::from_secs(1),
        ..CacheOptions::default()
    });
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
        CacheOptions {
            namespaces: Namespaces::these([world.namespace.clone()]),
            sync_timeout: Duration::from_secs(1),
            ..CacheOptions::default()
        },
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

/// `ConfigMap`s as they are not: their data are numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Numbers {
    metadata: ObjectMeta,
    data: BTreeMap<String, u32>,
}

impl kube::Resource for Numbers {
    type DynamicType = ();
    type Scope = NamespaceResourceScope;

    fn kind((): &()) -> Cow<'_, str> {
        "ConfigMap".into()
    }

    fn group((): &()) -> Cow<'_, str> {
        "".into()
    }

    fn version((): &()) -> Cow<'_, str> {
        "v1".into()
    }

    fn plural((): &()) -> Cow<'_, str> {
        "configmaps".into()
    }

    fn meta(&self) -> &ObjectMeta {
        &self.metadata
    }

    fn meta_mut(&mut self) -> &mut ObjectMeta {
        &mut self.metadata
    }
}

#[tokio::test]
async fn an_object_that_does_not_fit_its_type_spoils_no_list() {
    let world = World::new("cache-misfit").await;
    let client = world.client();
    client.create(&world.config_map("text", "1")).await.unwrap();
    let mut empty = world.config_map("empty", "");
    empty.data = None;
    client.create(&empty).await.unwrap();
    let live = Api::<ConfigMap>::namespaced(world.kube.clone(), "cache-misfit");
    assert_eq!(live.list(&ListParams::default()).await.unwrap().items.len(), 2);
    // None has numbers, and the list is complete all the same.
    let list = client.list::<Numbers>(&Query::all()).await.unwrap();
    assert_eq!(names(&list), [""; 0]);
    assert_eq!(client.list::<ConfigMap>(&Query::all()).await.unwrap().len(), 2);
}
