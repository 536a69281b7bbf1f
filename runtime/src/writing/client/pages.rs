//! Live lists, page by page, and deleting what is in one.

use std::collections::BTreeMap;

use either::Either;
use futures::{Stream, TryStreamExt as _, stream};
use kube::{
    ResourceExt as _,
    api::{DeleteParams, ListParams},
};

use super::{ClientError, KindClient};
use crate::objects::{key::ObjectKey, kind::AnyKind, scope::ScopeError};

/// What `kubectl get` and client-go ask for at a time.
const PAGE: u32 = 500;

/// One page of a live list, see [`KindClient::page`].
///
/// ```
/// use kubewright_runtime::client::Page;
/// use kubewright_runtime::kube::api::ListParams;
///
/// /// What to ask for next, if anything.
/// fn next<K>(page: &Page<K>, parameters: &ListParams) -> Option<ListParams> {
///     let token = page.continue_token.as_deref()?;
///     Some(parameters.clone().continue_token(token))
/// }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<K> {
    /// The objects.
    pub items: Vec<K>,
    /// The token for the next page. The last page has none.
    pub continue_token: Option<String>,
    /// The number of objects that follow, if the API server reports it.
    pub remaining: Option<i64>,
    /// The resource version of the list, from which a watch can start.
    pub resource_version: Option<String>,
}

impl<K: AnyKind> KindClient<K> {
    /// Returns one page of the objects of a namespace, or of all, from the API server: at most `limit` of them, from
    /// `continue_token` on.
    ///
    /// # Errors
    ///
    /// If the API server rejects the request or does not answer. If the token is too old, the error
    /// [is expired](ClientError::is_expired).
    ///
    /// ```no_run
    /// # async fn example(client: kubewright_runtime::Client) -> Result<(), kubewright_runtime::ClientError> {
    /// use kubewright_runtime::{k8s_openapi::api::core::v1::Pod, kube::api::ListParams};
    ///
    /// let page = client.kind::<Pod>().page(Some("default"), &ListParams::default().limit(10)).await?;
    /// println!("{} of {}", page.items.len(), page.items.len() as i64 + page.remaining.unwrap_or(0));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn page(
        &self,
        namespace: Option<&str>,
        parameters: &ListParams,
    ) -> Result<Page<K>, ClientError> {
        let api = self.api_of_all(namespace)?;
        let key = ObjectKey::namespaced(namespace.unwrap_or_default(), "");
        let mut list = api.list(parameters).await.map_err(self.failed("list", &key))?;
        for object in &mut list.items {
            self.which.complete(object);
        }
        Ok(Page {
            items: list.items,
            continue_token: list.metadata.continue_.filter(|token| !token.is_empty()),
            remaining: list.metadata.remaining_item_count,
            resource_version: list.metadata.resource_version,
        })
    }

    /// Returns the objects of a namespace, or of all, from the API server. This does not start a watch.
    ///
    /// A `limit` is the size of a page; all pages are read.
    ///
    /// # Errors
    ///
    /// If the API server rejects the request or does not answer.
    pub async fn list_live(
        &self,
        namespace: Option<&str>,
        parameters: &ListParams,
    ) -> Result<Vec<K>, ClientError> {
        let mut parameters = parameters.clone();
        let mut items = Vec::new();
        loop {
            let page = match self.page(namespace, &parameters).await {
                // client-go does the same when reading the pages takes longer than the API server keeps them.
                Err(error) if error.is_expired() && !items.is_empty() => {
                    items.clear();
                    parameters.continue_token = None;
                    parameters.limit = None;
                    self.page(namespace, &parameters).await?
                }
                page => page?,
            };
            items.extend(page.items);
            parameters.continue_token = page.continue_token;
            if parameters.continue_token.is_none() {
                return Ok(items);
            }
        }
    }

    /// Reads the objects of a namespace, or of all, from the API server one page after another, so that they need not be in
    /// memory all at once. A page has 500 objects unless `parameters` have a `limit`.
    ///
    /// ```no_run
    /// # async fn example(client: kubewright_runtime::Client) -> Result<(), kubewright_runtime::ClientError> {
    /// use futures::TryStreamExt as _;
    /// use kubewright_runtime::{k8s_openapi::api::core::v1::Pod, kube::api::ListParams};
    ///
    /// let pods = client.kind::<Pod>();
    /// let mut pods = std::pin::pin!(pods.stream(None, &ListParams::default()));
    /// while let Some(pod) = pods.try_next().await? {
    ///     println!("{:?}", pod.metadata.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(
        &self,
        namespace: Option<&str>,
        parameters: &ListParams,
    ) -> impl Stream<Item = Result<K, ClientError>> + Send + use<K> {
        let (client, namespace) = (self.clone(), namespace.map(str::to_owned));
        let mut parameters = parameters.clone();
        parameters.limit.get_or_insert(PAGE);
        let pages = stream::try_unfold(Some(parameters), move |next| {
            let (client, namespace) = (client.clone(), namespace.clone());
            async move {
                let Some(mut parameters) = next else {
                    return Ok::<_, ClientError>(None);
                };
                let page = client.page(namespace.as_deref(), &parameters).await?;
                let items = stream::iter(page.items.into_iter().map(Ok));
                parameters.continue_token = page.continue_token;
                let next = parameters.continue_token.is_some().then_some(parameters);
                Ok(Some((items, next)))
            }
        });
        pages.try_flatten()
    }

    /// Deletes the objects of a namespace that `list` selects; of a cluster-scoped kind, those of the cluster. Needs the
    /// rights to `deletecollection` and `list`.
    ///
    /// Objects with finalizers stay until they are removed.
    ///
    /// # Errors
    ///
    /// If the kind is namespaced and no namespace is given, or the API server rejects the request or does not answer.
    ///
    /// ```no_run
    /// # async fn example(client: kubewright_runtime::Client) -> Result<(), kubewright_runtime::ClientError> {
    /// use kubewright_runtime::k8s_openapi::api::batch::v1::Job;
    /// use kubewright_runtime::kube::api::{DeleteParams, ListParams};
    ///
    /// let finished = ListParams::default().labels("app=backup").fields("status.successful=1");
    /// client.kind::<Job>().delete_all(Some("default"), &finished, &DeleteParams::background()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn delete_all(
        &self,
        namespace: Option<&str>,
        list: &ListParams,
        parameters: &DeleteParams,
    ) -> Result<(), ClientError> {
        if namespace.is_none() && self.which.is_namespaced() {
            let kind = self.which.name();
            return Err(ScopeError::AllNamespaces { kind }.into());
        }
        let api = self.api_of_all(namespace)?;
        let key = ObjectKey::namespaced(namespace.unwrap_or_default(), "");
        let answer = api.delete_collection(parameters, list).await;
        let answer = answer.map_err(self.failed("delete all", &key))?;
        let Either::Left(deleted) = answer else {
            return Ok(());
        };
        if parameters.dry_run {
            return Ok(());
        }
        // The answer has the objects as they were before. Objects with finalizers stay for a while and are treated differently, so
        // that reads wait for what the watch will deliver.
        let rest = self.list_live(namespace, list).await?;
        let rest: BTreeMap<_, _> = rest.iter().map(|object| (object.uid(), object)).collect();
        for object in deleted.items {
            match rest.get(&object.uid()) {
                Some(object) => self.cache.wrote(&self.which, object),
                None => {
                    let uid = object.uid().unwrap_or_default();
                    self.cache.deleted(&self.which, &ObjectKey::of(&object), uid);
                }
            }
        }
        Ok(())
    }
}
