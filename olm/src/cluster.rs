//! The cluster: connecting, reading, and writing with server-side apply.

mod deletion;

use std::cell::RefCell;

use kube::api::{Api, ApiResource, DynamicObject, GroupVersionKind, ListParams, Patch, PatchParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use kubewright_bundle::pointer::text;
use serde_json::Value;

use crate::Cluster;
use crate::failure::{Failure, Result};

/// Who owns the fields that are applied.
pub(crate) const MANAGER: &str = "kubewright";
/// The label of what this program creates; its value is the package.
pub(crate) const LABEL: &str = "kubewright.dev/package";

/// A cluster, and a namespace in it.
pub(crate) struct Target {
    pub(crate) client: Client,
    pub(crate) namespace: String,
    url: String,
    /// What has been created, for the user who has to delete it.
    created: RefCell<Vec<String>>,
}

impl Target {
    pub(crate) async fn connect(args: &Cluster, namespace: Option<&str>) -> Result<Self> {
        let options = KubeConfigOptions {
            context: args.context.clone(),
            ..KubeConfigOptions::default()
        };
        let config = match &args.kubeconfig {
            Some(path) => match Kubeconfig::read_from(path) {
                Ok(kubeconfig) => Config::from_custom_kubeconfig(kubeconfig, &options).await,
                Err(error) => Err(error),
            },
            None => Config::from_kubeconfig(&options).await,
        };
        let config = config.map_err(|error| {
            Failure::new(format!(
                "there is no usable kubeconfig: {}; pass `--kubeconfig FILE`",
                root(&error)
            ))
        })?;
        let namespace = namespace.map_or_else(|| config.default_namespace.clone(), str::to_owned);
        let url = config.cluster_url.to_string();
        let client = Client::try_from(config)
            .map_err(|error| Failure::new(format!("the kubeconfig cannot be used: {}", root(&error))))?;
        let target = Self {
            client,
            namespace,
            url,
            created: RefCell::default(),
        };
        let version = target.client.apiserver_version().await;
        version.map_err(|error| target.problem("asking for the version", &error))?;
        Ok(target)
    }

    /// The kind `kind` of an API, by their names.
    pub(crate) fn resource(api_version: &str, kind: &str) -> ApiResource {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        ApiResource::from_gvk(&GroupVersionKind::gvk(group, version, kind))
    }

    /// Objects of a kind, in the namespace of the command.
    pub(crate) fn api(&self, api_version: &str, kind: &str) -> Api<DynamicObject> {
        Api::namespaced_with(
            self.client.clone(),
            &self.namespace,
            &Self::resource(api_version, kind),
        )
    }

    /// Objects of a kind in all namespaces or in none.
    pub(crate) fn all(&self, api_version: &str, kind: &str) -> Api<DynamicObject> {
        Api::all_with(self.client.clone(), &Self::resource(api_version, kind))
    }

    /// Creates or changes an object in the namespace.
    pub(crate) async fn apply(&self, object: &Value) -> Result<DynamicObject> {
        let api = self.api(text(object, "/apiVersion"), text(object, "/kind"));
        self.apply_with(&api, object).await
    }

    /// Creates or changes an object that has no namespace.
    pub(crate) async fn apply_to_cluster(&self, object: &Value) -> Result<DynamicObject> {
        let api = self.all(text(object, "/apiVersion"), text(object, "/kind"));
        self.apply_with(&api, object).await
    }

    async fn apply_with(&self, api: &Api<DynamicObject>, object: &Value) -> Result<DynamicObject> {
        let (kind, name) = (text(object, "/kind"), text(object, "/metadata/name"));
        let shown = format!("{kind} `{name}`");
        let patch = Patch::Apply(object);
        let done = api
            .patch(name, &PatchParams::apply(MANAGER).force(), &patch)
            .await;
        let applied = done.map_err(|error| self.problem(&format!("applying the {shown}"), &error))?;
        let mut created = self.created.borrow_mut();
        if !created.contains(&shown) {
            created.push(shown);
        }
        Ok(applied)
    }

    /// What has been created.
    pub(crate) fn created(&self) -> Vec<String> {
        self.created.borrow().clone()
    }

    /// Fails if the namespace does not exist.
    pub(crate) async fn needs_namespace(&self) -> Result<()> {
        let name = &self.namespace;
        let namespace = self.all("v1", "Namespace").get_opt(name).await;
        let namespace = namespace.map_err(|error| self.problem("reading the namespace", &error))?;
        namespace.map(drop).ok_or_else(|| {
            Failure::new(format!(
                "the namespace `{name}` does not exist; `kubectl create namespace {name}` creates it"
            ))
        })
    }

    /// The objects of a kind in the namespace that have the labels.
    pub(crate) fn list(
        &self,
        api_version: &str,
        kind: &str,
        labels: &str,
    ) -> impl Future<Output = Result<Vec<DynamicObject>>> {
        let api = self.api(api_version, kind);
        let params = ListParams::default().labels(labels);
        let what = format!("listing {kind} objects");
        async move {
            match api.list(&params).await {
                Ok(list) => Ok(list.items),
                Err(kube::Error::Api(status)) if status.code == 404 => Ok(Vec::new()),
                Err(error) => Err(self.problem(&what, &error)),
            }
        }
    }

    /// One line: what was attempted, and why it failed.
    pub(crate) fn problem(&self, what: &str, error: &kube::Error) -> Failure {
        Failure::new(match error {
            kube::Error::Api(status) => match status.code {
                403 => {
                    let message = &status.message;
                    format!(
                        "{what} is not allowed: {message}; ask an administrator of the cluster for this permission"
                    )
                }
                401 => {
                    format!(
                        "the API server at {} does not accept the credentials of the kubeconfig",
                        self.url
                    )
                }
                _ => format!("{what} failed: {}", status.message),
            },
            error => format!("cannot talk to the API server at {}: {}", self.url, root(error)),
        })
    }
}

/// The innermost cause of an error, which says most.
fn root(error: &dyn std::error::Error) -> String {
    let mut last = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        last = error.to_string();
        cause = error.source();
    }
    last
}
