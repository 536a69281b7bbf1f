//! The API server takes our kinds with the CRDs of OLM, and gives back every field.

use std::fmt::Debug;

use kube::Resource;
use kube::api::{Api, PostParams};
use kube::core::NamespaceResourceScope;
use kubewright_envtest::{Crds, Environment};
use kubewright_olm::kinds::{
    CatalogSource, ClusterCatalog, ClusterExtension, InstallPlan, OLMConfig, OperatorGroup, Subscription,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::schemas::folders;

const TIME: &str = "2026-01-01T00:00:00Z";

/// Creates an object, writes its status, and compares what comes back.
async fn comes_back<K>(api: Api<K>, mut object: Value)
where
    K: Resource<DynamicType = ()> + Clone + Debug + Serialize + DeserializeOwned,
{
    object["apiVersion"] = K::api_version(&()).into();
    object["kind"] = K::kind(&()).into();
    let typed: K = serde_json::from_value(object.clone()).unwrap();
    assert_eq!(serde_json::to_value(&typed).unwrap(), object);
    let created = api.create(&PostParams::default(), &typed).await.unwrap();
    let mut with_status = serde_json::to_value(&created).unwrap();
    assert_eq!(with_status["spec"], object["spec"]);
    with_status["status"] = object["status"].clone();
    let typed = serde_json::from_value(with_status).unwrap();
    let name = created.meta().name.as_deref().unwrap();
    let replaced = api
        .replace_status(name, &PostParams::default(), &typed)
        .await
        .unwrap();
    let back = serde_json::to_value(replaced).unwrap();
    assert_eq!(back["spec"], object["spec"], "{name}");
    assert_eq!(back["status"], object["status"], "{name}");
}

fn namespaced<K>(environment: &Environment) -> Api<K>
where
    K: Resource<DynamicType = (), Scope = NamespaceResourceScope>,
{
    Api::namespaced(environment.client(), "default")
}

#[tokio::test]
async fn the_api_server_keeps_every_field() {
    let crds = folders().map(|folder| Crds::read(folder).unwrap());
    let environment = crds
        .into_iter()
        .fold(Environment::builder(), |builder, crds| builder.crds(crds));
    let environment = environment.start().await.unwrap();
    // Conditions as Kubernetes defines them.
    let condition = |name: &str| {
        json!({
            "type": name, "status": "True", "reason": "Reason", "message": "text",
            "lastTransitionTime": TIME, "observedGeneration": 1,
        })
    };
    let metadata = json!({ "name": "all" });

    let catalogs: Api<ClusterCatalog> = Api::all(environment.client());
    let digest = format!("example.com/catalog@sha256:{}", "0a".repeat(32));
    let catalog = json!({
        "metadata": metadata,
        "spec": {
            "source": { "type": "Image", "image": { "ref": "example.com/catalog:v1", "pollIntervalMinutes": 10 } },
            "priority": 5, "availabilityMode": "Available",
        },
        "status": {
            "conditions": [condition("Serving"), condition("Progressing")],
            "resolvedSource": { "type": "Image", "image": { "ref": digest } },
            "urls": { "base": "https://catalogd.example.com/catalogs/all" }, "lastUnpacked": TIME,
        },
    });
    comes_back(catalogs, catalog).await;

    let extensions: Api<ClusterExtension> = Api::all(environment.client());
    let extension = json!({
        "metadata": metadata,
        "spec": {
            "namespace": "operators", "serviceAccount": { "name": "installer" },
            "source": { "sourceType": "Catalog", "catalog": {
                "packageName": "cache", "version": "1.x", "channels": ["stable"],
                "selector": { "matchLabels": { "a": "b" } }, "upgradeConstraintPolicy": "SelfCertified",
            } },
            "install": { "preflight": { "crdUpgradeSafety": { "enforcement": "None" } } },
            "config": { "configType": "Inline", "inline": { "watchNamespace": "cache" } },
            "progressDeadlineMinutes": 30,
        },
        "status": {
            "conditions": [condition("Installed"), condition("Progressing")],
            "install": { "bundle": { "name": "cache.v1.0.0", "version": "1.0.0" } },
            "activeRevisions": [{ "name": "cache-1", "conditions": [condition("Succeeded")] }],
        },
    });
    comes_back(extensions, extension).await;

    let source = json!({
        "metadata": metadata,
        "spec": {
            "sourceType": "grpc", "address": "10.0.0.1:50051", "image": "example.com/catalog:v1", "configMap": "catalog",
            "priority": 1, "displayName": "Catalog", "publisher": "me", "description": "text",
            "icon": { "base64data": "", "mediatype": "" }, "secrets": ["pull"],
            "updateStrategy": { "registryPoll": { "interval": "10m" } },
            "grpcPodConfig": { "securityContextConfig": "restricted" },
        },
        "status": {
            "message": "text", "reason": "Reason", "conditions": [condition("Healthy")],
            "connectionState": { "address": "10.0.0.1:50051", "lastConnect": TIME, "lastObservedState": "READY" },
            "configMapReference": { "name": "catalog", "namespace": "default" },
            "registryService": { "protocol": "grpc", "createdAt": TIME }, "latestImageRegistryPoll": TIME,
        },
    });
    comes_back(namespaced::<CatalogSource>(&environment), source).await;

    let group = json!({
        "metadata": metadata,
        "spec": {
            "targetNamespaces": ["a"], "selector": { "matchLabels": { "a": "b" } }, "serviceAccountName": "installer",
            "staticProvidedAPIs": true, "upgradeStrategy": "TechPreviewUnsafeFailForward",
        },
        "status": {
            "namespaces": ["a"], "lastUpdated": TIME, "conditions": [condition("Ready")],
            "serviceAccountRef": { "kind": "ServiceAccount", "name": "installer", "namespace": "default" },
        },
    });
    comes_back(namespaced::<OperatorGroup>(&environment), group).await;

    let plan_ref = json!({
        "apiVersion": "operators.coreos.com/v1alpha1", "kind": "InstallPlan", "name": "install-1", "namespace": "default",
        "uid": "1", "resourceVersion": "1", "fieldPath": "spec",
    });
    let subscription = json!({
        "metadata": metadata,
        "spec": {
            "source": "catalog", "sourceNamespace": "default", "name": "cache", "channel": "stable",
            "startingCSV": "cache.v1.0.0", "installPlanApproval": "Manual", "config": { "env": [{ "name": "A", "value": "b" }] },
        },
        "status": {
            "currentCSV": "cache.v1.1.0", "installedCSV": "cache.v1.0.0", "installPlanRef": plan_ref,
            "installplan": { "apiVersion": "v1", "kind": "InstallPlan", "name": "install-1", "uuid": "1" },
            "installPlanGeneration": 2, "state": "UpgradePending", "reason": "Reason", "lastUpdated": TIME,
            "catalogHealth": [{ "catalogSourceRef": { "name": "catalog" }, "healthy": true, "lastUpdated": TIME }],
            "conditions": [{
                "type": "ResolutionFailed", "status": "True", "reason": "Reason", "message": "text",
                "lastTransitionTime": TIME, "lastHeartbeatTime": TIME,
            }],
        },
    });
    comes_back(namespaced::<Subscription>(&environment), subscription).await;

    let of_plan = json!([{
        "type": "Installed", "status": "True", "reason": "Reason", "message": "text",
        "lastTransitionTime": TIME, "lastUpdateTime": TIME,
    }]);
    let plan = json!({
        "metadata": metadata,
        "spec": {
            "approval": "Manual", "approved": true, "clusterServiceVersionNames": ["cache.v1.0.0"], "generation": 1,
            "source": "catalog", "sourceNamespace": "default",
        },
        "status": {
            "phase": "Complete", "message": "text", "catalogSources": ["catalog"], "conditions": of_plan, "startTime": TIME,
            "plan": [{
                "resolving": "cache.v1.0.0", "status": "Created", "optional": true,
                "resource": {
                    "group": "", "version": "v1", "kind": "ConfigMap", "name": "a", "manifest": "{}",
                    "sourceName": "catalog", "sourceNamespace": "default",
                },
            }],
            "bundleLookups": [{
                "path": "example.com/bundle:v1", "identifier": "cache.v1.0.0", "replaces": "", "properties": "{}",
                "catalogSourceRef": { "name": "catalog" }, "conditions": of_plan,
            }],
            "attenuatedServiceAccountRef": { "name": "installer" },
        },
    });
    comes_back(namespaced::<InstallPlan>(&environment), plan).await;

    let configs: Api<OLMConfig> = Api::all(environment.client());
    let config = json!({
        "metadata": { "name": "cluster" },
        "spec": { "features": { "disableCopiedCSVs": true, "packageServerSyncInterval": "5m" } },
        "status": { "conditions": [condition("Ready")] },
    });
    comes_back(configs, config).await;
}
