//! Kinds that are known only at run time.

use kube::{
    Client, Error,
    core::{ApiResource, GroupVersionKind},
    discovery::{self, Scope},
};

use super::kind::{Kind, Placed as _, name_of};
use crate::reporting::causes::causes;

/// A kind that is known only at run time, for example from a flag or from a reference in an object. Its objects are
/// [`DynamicObject`](kube::core::DynamicObject)s, or `PartialObjectMeta<DynamicObject>` for metadata only.
///
/// ```
/// use kubewright_runtime::DynamicKind;
/// use kubewright_runtime::{k8s_openapi::api::apps::v1::Deployment, kube::core::{ApiResource, GroupVersionKind}};
///
/// let gvk = GroupVersionKind::gvk("apps", "v1", "Deployment");
/// let deployments = DynamicKind::namespaced(ApiResource::from_gvk(&gvk));
/// assert_eq!(deployments, DynamicKind::of::<Deployment>());
/// assert_eq!(deployments.to_string(), "Deployment.apps/v1");
/// ```
///
/// The cache, the client and controllers take it where they otherwise take a type:
///
/// ```no_run
/// # async fn example(client: kubewright_runtime::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use kubewright_runtime::kube::core::{DynamicObject, GroupVersionKind};
/// use kubewright_runtime::{DynamicKind, cache::Query};
///
/// let gvk = GroupVersionKind::gvk("cache.example.com", "v1alpha1", "Memcached");
/// let kind = DynamicKind::find(client.kube(), &gvk).await?;
/// let memcacheds = client.dynamic::<DynamicObject>(&kind);
/// for memcached in memcacheds.list(&Query::in_namespace("default")).await? {
///     println!("{}", memcached.data["spec"]["size"]);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DynamicKind {
    resource: ApiResource,
    namespaced: bool,
}

/// The API server does not have a kind, or did not answer.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let config = kubewright_runtime::kube::Config::new("http://127.0.0.1:1".parse().unwrap());
/// # let client = kubewright_runtime::kube::Client::try_from(config).unwrap();
/// use kubewright_runtime::{DynamicKind, DynamicKindError, kube::core::GroupVersionKind};
///
/// let gvk = GroupVersionKind::gvk("cache.example.com", "v1alpha1", "Memcached");
/// let error: DynamicKindError = DynamicKind::find(&client, &gvk).await.unwrap_err();
/// assert_eq!(error.kind, "Memcached.cache.example.com/v1alpha1");
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
#[error("{}", Self::text(kind, r#source))]
pub struct DynamicKindError {
    /// The kind.
    pub kind: String,
    /// The answer of the API server.
    // Raw, so that it is not the error's `source`: whoever prints a chain would print it twice.
    pub r#source: Box<Error>,
}

impl DynamicKindError {
    /// Returns whether the API server does not serve the kind, or not yet: a CRD that was just applied takes a moment.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        is_absent(&self.r#source)
    }

    fn text(kind: &str, source: &Error) -> String {
        if is_absent(source) {
            format!("the API server has no kind {kind}; is its CRD installed?")
        } else {
            format!("cannot find the kind {kind}: {}", causes(source))
        }
    }
}

fn is_absent(error: &Error) -> bool {
    match error {
        Error::Discovery(_) => true,
        // For a group that does not exist the API server does not answer with a `Status`, so there is a code and no reason.
        Error::Api(status) => status.code == 404,
        _ => false,
    }
}

impl DynamicKind {
    /// Creates a namespaced kind.
    #[must_use]
    pub fn namespaced(resource: ApiResource) -> Self {
        Self {
            resource,
            namespaced: true,
        }
    }

    /// Creates a cluster-scoped kind.
    #[must_use]
    pub fn cluster(resource: ApiResource) -> Self {
        Self {
            resource,
            namespaced: false,
        }
    }

    /// Returns the kind of a type.
    #[must_use]
    pub fn of<K: Kind>() -> Self {
        Self {
            resource: ApiResource::erase::<K>(&()),
            namespaced: K::Scope::NAMESPACED,
        }
    }

    /// Asks the API server for the plural and the scope of a kind.
    ///
    /// # Errors
    ///
    /// If the API server does not have the kind, rejects the request, or does not answer.
    pub async fn find(client: &Client, kind: &GroupVersionKind) -> Result<Self, DynamicKindError> {
        let found = discovery::pinned_kind(client, kind).await;
        let (resource, capabilities) = found.map_err(|source| DynamicKindError {
            kind: Self::namespaced(ApiResource::from_gvk(kind)).to_string(),
            source: Box::new(source),
        })?;
        Ok(Self {
            resource,
            namespaced: capabilities.scope == Scope::Namespaced,
        })
    }

    /// Returns kube's description of the kind, for example for [`DynamicObject::new`](kube::core::DynamicObject::new).
    #[must_use]
    pub fn resource(&self) -> &ApiResource {
        &self.resource
    }

    /// Returns whether the kind is namespaced.
    #[must_use]
    pub fn is_namespaced(&self) -> bool {
        self.namespaced
    }
}

impl std::fmt::Display for DynamicKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ApiResource {
            kind, group, version, ..
        } = &self.resource;
        formatter.write_str(&name_of(kind, group, version))
    }
}
