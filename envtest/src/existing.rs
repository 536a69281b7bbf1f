//! An existing cluster.

use std::env;
use std::path::{Path, PathBuf};

use http::HeaderValue;
use kube::config::{
    AuthInfo, Cluster, Context, KubeConfigOptions, Kubeconfig, NamedAuthInfo, NamedCluster, NamedContext,
};
use kube::{Client, Config};
use tempfile::TempDir;

use crate::error::Error;
use crate::user::{User, install_crypto_provider};

const NAME: &str = "existing";
const ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// A cluster that somebody else has started, and the folder for what is written for it.
pub(crate) struct Existing {
    admin: User,
    kubeconfig: Kubeconfig,
    folder: TempDir,
}

impl Existing {
    /// Connects as this kubeconfig says, or as `kubectl` would.
    pub(crate) async fn connect(path: Option<&Path>) -> Result<Self, Error> {
        install_crypto_provider();
        let kubeconfig = current(read(path)?)?;
        let config = Config::from_custom_kubeconfig(kubeconfig.clone(), &KubeConfigOptions::default()).await;
        let config = config.map_err(|error| unusable(&error))?;
        let client = Client::try_from(config.clone()).map_err(|error| unusable(&error))?;
        let version = client.apiserver_version().await;
        version.map_err(|error| unusable(&error))?;
        let admin = User::known("(of the kubeconfig)", config, &kubeconfig)?;
        let folder = tempfile::Builder::new()
            .prefix("kubewright-envtest-")
            .tempdir()
            .map_err(Error::file("create a folder in", &env::temp_dir()))?;
        Ok(Self {
            admin,
            kubeconfig,
            folder,
        })
    }

    pub(crate) fn admin(&self) -> &User {
        &self.admin
    }

    /// Its authority's key is not ours, so the kubeconfig's user speaks for the other.
    pub(crate) fn user(&self, name: &str, groups: &[String]) -> Result<User, Error> {
        for value in groups.iter().map(String::as_str).chain([name]) {
            HeaderValue::from_str(value).map_err(|error| Error::Kubeconfig {
                user: name.to_owned(),
                reason: format!("{value:?} cannot be impersonated: {error}"),
            })?;
        }
        self.identified(name, |auth_info| {
            auth_info.impersonate = Some(name.to_owned());
            auth_info.impersonate_groups = (!groups.is_empty()).then(|| groups.to_vec());
        })
    }

    pub(crate) fn user_by_token(&self, name: &str, token: &str) -> Result<User, Error> {
        self.identified(name, |auth_info| {
            *auth_info = AuthInfo {
                token: Some(token.into()),
                ..AuthInfo::default()
            };
        })
    }

    fn identified(&self, name: &str, change: impl Fn(&mut AuthInfo)) -> Result<User, Error> {
        let mut kubeconfig = self.kubeconfig.clone();
        let mut config = self.admin.config();
        for user in &mut kubeconfig.auth_infos {
            change(user.auth_info.get_or_insert_default());
        }
        change(&mut config.auth_info);
        User::known(name, config, &kubeconfig)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Whether the environment asks for one, in the word that controller-runtime takes.
pub(crate) fn asked_for() -> bool {
    env::var("USE_EXISTING_CLUSTER").is_ok_and(|value| value.eq_ignore_ascii_case("true"))
}

fn read(path: Option<&Path>) -> Result<Kubeconfig, Error> {
    if let Some(path) = path {
        return Kubeconfig::read_from(path).map_err(|error| unusable(&error));
    }
    match (Kubeconfig::read(), in_cluster()) {
        (Ok(kubeconfig), _) | (Err(_), Some(kubeconfig)) => Ok(kubeconfig),
        (Err(error), None) => Err(unusable(&error)),
    }
}

/// What a Pod is given.
fn in_cluster() -> Option<Kubeconfig> {
    let host = env::var("KUBERNETES_SERVICE_HOST").ok()?;
    let port = env::var("KUBERNETES_SERVICE_PORT").ok()?;
    let folder = PathBuf::from(ACCOUNT);
    let file = |name| Some(folder.join(name).display().to_string());
    Some(only(
        Cluster {
            server: Some(format!("https://{host}:{port}")),
            certificate_authority: file("ca.crt"),
            ..Cluster::default()
        },
        AuthInfo {
            token_file: file("token"),
            ..AuthInfo::default()
        },
        None,
    ))
}

/// The current context alone, so that nobody is handed more.
fn current(kubeconfig: Kubeconfig) -> Result<Kubeconfig, Error> {
    let named = kubeconfig.current_context.unwrap_or_default();
    let mut contexts = kubeconfig.contexts.into_iter();
    let context = contexts
        .find(|context| context.name == named)
        .and_then(|context| context.context)
        .ok_or_else(|| unusable(&format!("it has no current context ({named:?})")))?;
    let mut clusters = kubeconfig.clusters.into_iter();
    let cluster = clusters
        .find(|cluster| cluster.name == context.cluster)
        .and_then(|cluster| cluster.cluster)
        .ok_or_else(|| unusable(&format!("it has no cluster {:?}", context.cluster)))?;
    let mut users = kubeconfig.auth_infos.into_iter();
    let user = users
        .find(|user| Some(&user.name) == context.user.as_ref())
        .and_then(|user| user.auth_info)
        .unwrap_or_default();
    Ok(only(cluster, user, context.namespace))
}

fn only(cluster: Cluster, user: AuthInfo, namespace: Option<String>) -> Kubeconfig {
    Kubeconfig {
        api_version: Some(String::from("v1")),
        kind: Some(String::from("Config")),
        clusters: vec![NamedCluster {
            name: NAME.to_owned(),
            cluster: Some(cluster),
            ..NamedCluster::default()
        }],
        auth_infos: vec![NamedAuthInfo {
            name: NAME.to_owned(),
            auth_info: Some(user),
            ..NamedAuthInfo::default()
        }],
        contexts: vec![NamedContext {
            name: NAME.to_owned(),
            context: Some(Context {
                cluster: NAME.to_owned(),
                user: Some(NAME.to_owned()),
                namespace,
                ..Context::default()
            }),
            ..NamedContext::default()
        }],
        current_context: Some(NAME.to_owned()),
        ..Kubeconfig::default()
    }
}

fn unusable(reason: &dyn std::fmt::Display) -> Error {
    Error::ExistingCluster {
        reason: reason.to_string(),
    }
}
