//! A cluster in which scenarios run.

use std::time::{Duration, Instant};

use kube::Client;
use kube::api::{
    Api, ApiResource, DeleteParams, DynamicObject, ListParams, Patch, PatchParams, PostParams,
    PropagationPolicy,
};
use kube::core::GroupVersionKind;
use kubewright_envtest::Environment;
use serde_json::{Value, json};

use crate::normal;
use crate::scenario::{Scenario, Step};

/// What controllers write, or scenarios create.
const KINDS: [&str; 15] = [
    "configmaps",
    "controllerrevisions",
    "cronjobs",
    "daemonsets",
    "deployments",
    "endpoints",
    "endpointslices",
    "jobs",
    "persistentvolumeclaims",
    "poddisruptionbudgets",
    "pods",
    "replicasets",
    "serviceaccounts",
    "services",
    "statefulsets",
];
const LIMIT: Duration = Duration::from_secs(60);
const INTERVAL: Duration = Duration::from_millis(100);

pub(crate) struct World {
    client: Client,
    kinds: Vec<ApiResource>,
}

impl World {
    pub(crate) async fn new(environment: &Environment) -> Self {
        let client = environment.client();
        let mut kinds = Vec::new();
        for list in [
            client.list_core_api_versions_aggregated().await.unwrap(),
            client.list_api_groups_aggregated().await.unwrap(),
        ] {
            for group in list.items {
                let name = group
                    .metadata
                    .and_then(|metadata| metadata.name)
                    .unwrap_or_default();
                let Some(version) = group.versions.into_iter().next() else {
                    continue;
                };
                for resource in version.resources {
                    let plural = resource.resource.unwrap_or_default();
                    let lists = resource.verbs.iter().any(|verb| verb == "list");
                    if resource.scope.as_deref() != Some("Namespaced")
                        || !lists
                        || !KINDS.contains(&plural.as_str())
                    {
                        continue;
                    }
                    let kind = resource
                        .response_kind
                        .and_then(|kind| kind.kind)
                        .unwrap_or_default();
                    let kind =
                        GroupVersionKind::gvk(&name, version.version.as_deref().unwrap_or_default(), &kind);
                    kinds.push(ApiResource::from_gvk_with_plural(&kind, &plural));
                }
            }
        }
        Self { client, kinds }
    }

    /// The objects of a kind such as `Deployment.apps` in a namespace.
    fn api(&self, kind: &str, namespace: &str) -> Api<DynamicObject> {
        let (kind, group) = kind.split_once('.').unwrap_or((kind, ""));
        let mut kinds = self.kinds.iter();
        let resource = kinds.find(|resource| resource.kind == kind && resource.group == group);
        let resource = resource.unwrap_or_else(|| panic!("no kind {kind} in group {group:?}"));
        Api::namespaced_with(self.client.clone(), namespace, resource)
    }

    pub(crate) async fn run(&self, scenario: &Scenario) -> Result<(), String> {
        let namespace = &scenario.name;
        let object = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": namespace } });
        let namespaces: Api<k8s_openapi::api::core::v1::Namespace> = Api::all(self.client.clone());
        let object = serde_json::from_value(object).unwrap();
        namespaces
            .create(&PostParams::default(), &object)
            .await
            .map_err(|error| error.to_string())?;
        self.until("the service account", async || {
            let account = self
                .api("ServiceAccount", namespace)
                .get_opt("default")
                .await
                .map_err(text)?;
            let certificate = self
                .api("ConfigMap", namespace)
                .get_opt("kube-root-ca.crt")
                .await
                .map_err(text)?;
            account
                .and(certificate)
                .map(drop)
                .ok_or_else(|| String::from("missing"))
        })
        .await?;
        for (number, step) in scenario.steps.iter().enumerate() {
            self.step(step, namespace)
                .await
                .map_err(|reason| format!("step {}: {reason}", number + 1))?;
        }
        Ok(())
    }

    async fn step(&self, step: &Step, namespace: &str) -> Result<(), String> {
        match step {
            Step::Create(value) => {
                let api_version = value["apiVersion"].as_str().unwrap();
                let kind = value["kind"].as_str().unwrap();
                let kind = match api_version.split_once('/') {
                    Some((group, _)) => format!("{kind}.{group}"),
                    None => kind.to_owned(),
                };
                let object = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
                let api = self.api(&kind, namespace);
                api.create(&PostParams::default(), &object)
                    .await
                    .map(drop)
                    .map_err(text)
            }
            Step::Patch {
                kind,
                name,
                subresource,
                merge,
            } => {
                let (api, patch) = (self.api(kind, namespace), Patch::Merge(merge));
                let parameters = PatchParams::default();
                match subresource.as_str() {
                    "" => api.patch(name, &parameters, &patch).await.map(drop).map_err(text),
                    other => api
                        .patch_subresource(other, name, &parameters, &patch)
                        .await
                        .map(drop)
                        .map_err(text),
                }
            }
            Step::Delete { kind, name, policy } => {
                let policy = policy.as_deref().map(|policy| match policy {
                    "Orphan" => PropagationPolicy::Orphan,
                    "Foreground" => PropagationPolicy::Foreground,
                    _ => PropagationPolicy::Background,
                });
                let parameters = DeleteParams {
                    propagation_policy: policy,
                    ..DeleteParams::default()
                };
                self.api(kind, namespace)
                    .delete(name, &parameters)
                    .await
                    .map(drop)
                    .map_err(text)
            }
            Step::Until { kind, name, at, is } => {
                let api = self.api(kind, namespace);
                self.until(&format!("{kind} {name} {at} is {is}"), async || {
                    let object = api.get_opt(name).await.map_err(text)?;
                    let value = serde_json::to_value(object).unwrap();
                    let found = lookup(&value, at);
                    if found == *is {
                        Ok(())
                    } else {
                        Err(format!("{found}; {}", value["status"]))
                    }
                })
                .await
            }
            Step::Count { kind, is } => {
                let api = self.api(kind, namespace);
                self.until(&format!("there are {is} {kind}"), async || {
                    let list = api.list(&ListParams::default()).await.map_err(text)?;
                    let found = list.items.len();
                    if found == *is {
                        Ok(())
                    } else {
                        Err(format!("there are {found}"))
                    }
                })
                .await
            }
            Step::Gone { kind, name } => {
                let api = self.api(kind, namespace);
                self.until(&format!("{kind} {name} is gone"), async || {
                    match api.get_opt(name).await.map_err(text)? {
                        None => Ok(()),
                        Some(object) => Err(serde_json::to_string(&object.metadata).unwrap()),
                    }
                })
                .await
            }
            Step::Exit { owner, code } => self.exit(owner, *code, namespace).await,
            Step::Release { kind, name } => {
                let patch = Patch::Merge(json!({ "metadata": { "finalizers": null } }));
                let api = self.api(kind, namespace);
                api.patch(name, &PatchParams::default(), &patch)
                    .await
                    .map(drop)
                    .map_err(text)
            }
        }
    }

    /// Plays the kubelet for Pods that no node takes.
    async fn exit(&self, owner: &str, code: i32, namespace: &str) -> Result<(), String> {
        let pods = self.api("Pod", namespace);
        let list = pods.list(&ListParams::default()).await.map_err(text)?;
        for pod in list.items {
            let owned = pod
                .metadata
                .owner_references
                .iter()
                .flatten()
                .any(|reference| reference.name == owner);
            let phase = pod.data["status"]["phase"].as_str().unwrap_or_default();
            if !owned || phase == "Failed" || phase == "Succeeded" {
                continue;
            }
            let now = k8s_openapi::jiff::Timestamp::now().to_string();
            let names = pod.data["spec"]["containers"].as_array().into_iter().flatten();
            let statuses: Vec<_> = names
                .map(|container| {
                    json!({
                        "name": container["name"], "image": container["image"], "imageID": "", "ready": false, "restartCount": 0,
                        "state": { "terminated": { "exitCode": code, "reason": "Error", "startedAt": now, "finishedAt": now } },
                    })
                })
                .collect();
            let phase = if code == 0 { "Succeeded" } else { "Failed" };
            let status = json!({ "status": { "phase": phase, "containerStatuses": statuses } });
            let name = pod.metadata.name.unwrap_or_default();
            pods.patch_status(&name, &PatchParams::default(), &Patch::Merge(status))
                .await
                .map_err(text)?;
        }
        Ok(())
    }

    async fn until<F: Future<Output = Result<(), String>>>(
        &self,
        what: &str,
        mut ask: impl FnMut() -> F,
    ) -> Result<(), String> {
        let deadline = Instant::now() + LIMIT;
        while let Err(answer) = ask().await {
            if Instant::now() > deadline {
                return Err(format!("{what}: {answer}"));
            }
            tokio::time::sleep(INTERVAL).await;
        }
        Ok(())
    }

    /// All objects in the namespace of a scenario, without what differs from run to run.
    pub(crate) async fn objects(&self, namespace: &str) -> Vec<Value> {
        let mut all = Vec::new();
        for resource in &self.kinds {
            let api: Api<DynamicObject> = Api::namespaced_with(self.client.clone(), namespace, resource);
            // Kinds that cannot be read are none that controllers write.
            let Ok(list) = api.list(&ListParams::default()).await else {
                continue;
            };
            for item in list.items {
                let mut value = serde_json::to_value(item).unwrap();
                value["kind"] = json!(resource.kind);
                all.push(value);
            }
        }
        normal::objects(all)
    }
}

/// A value by a pointer; a condition by its type: `/status/conditions/Ready/status`.
fn lookup(value: &Value, pointer: &str) -> Value {
    let mut value = value;
    for part in pointer.split('/').skip(1) {
        value = match value {
            Value::Array(items) => match part.parse::<usize>() {
                Ok(index) => items.get(index).unwrap_or(&Value::Null),
                Err(_) => items
                    .iter()
                    .find(|item| item["type"] == part)
                    .unwrap_or(&Value::Null),
            },
            other => &other[part],
        };
    }
    value.clone()
}

fn text(error: kube::Error) -> String {
    error.to_string()
}
