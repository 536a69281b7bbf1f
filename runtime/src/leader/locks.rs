//! Storage of leases.

use k8s_openapi::api::coordination::v1::Lease;
use kube::api::PostParams;
use kube::{Api, Client};
use thiserror::Error;

use crate::reporting::causes::causes;

/// Stores leases: the API server, or something that a test can break.
///
/// ```
/// use kubewright_runtime::k8s_openapi::api::coordination::v1::Lease;
/// use kubewright_runtime::leader::{Election, LockError, Locks};
/// use std::sync::Mutex;
///
/// /// One lease, in this process.
/// #[derive(Default)]
/// struct Memory(Mutex<Option<Lease>>);
///
/// impl Locks for Memory {
///     async fn get(&self, _: &str) -> Result<Option<Lease>, LockError> {
///         Ok(self.0.lock().unwrap().clone())
///     }
///
///     async fn create(&self, lease: &Lease) -> Result<Lease, LockError> {
///         match &mut *self.0.lock().unwrap() {
///             Some(_) => Err(LockError::Conflict),
///             empty => Ok(empty.insert(lease.clone()).clone()),
///         }
///     }
///
///     async fn replace(&self, lease: &Lease) -> Result<Lease, LockError> {
///         Ok(self.0.lock().unwrap().insert(lease.clone()).clone())
///     }
/// }
///
/// let election = Election::with_locks(Memory::default(), "memcached-operator");
/// # let _ = election;
/// ```
pub trait Locks: Send + Sync + 'static {
    /// Reads a lease, if it exists.
    fn get(&self, name: &str) -> impl Future<Output = Result<Option<Lease>, LockError>> + Send;

    /// Creates a lease that must not exist yet, and returns it as stored.
    fn create(&self, lease: &Lease) -> impl Future<Output = Result<Lease, LockError>> + Send;

    /// Replaces a lease that must still have the same `resourceVersion`, and returns it as stored.
    fn replace(&self, lease: &Lease) -> impl Future<Output = Result<Lease, LockError>> + Send;
}

/// Why a lease was not read or written.
///
/// ```
/// use kubewright_runtime::leader::LockError;
///
/// let error = LockError::Other("connection refused".into());
/// assert_eq!(error.to_string(), "connection refused");
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LockError {
    /// Another process wrote the lease first.
    #[error("the lease was written by another process meanwhile")]
    Conflict,

    /// The request timed out.
    #[error("no answer in time")]
    Timeout,

    /// Another error.
    #[error("{}", causes(.0.as_ref()))]
    Other(Box<dyn std::error::Error + Send + Sync>),
}

/// The leases of a namespace on the API server.
///
/// Needs the permissions to `get`, `create` and `update` `leases` of `coordination.k8s.io`.
///
/// ```no_run
/// # fn example(client: kube::Client) {
/// use kubewright_runtime::leader::{Election, LeaseLocks};
///
/// let election = Election::with_locks(LeaseLocks::new(client, "default"), "memcached-operator");
/// # }
/// ```
#[derive(Clone)]
pub struct LeaseLocks {
    api: Api<Lease>,
    namespace: String,
}

impl LeaseLocks {
    /// Creates access to the leases of a namespace.
    #[must_use]
    pub fn new(client: Client, namespace: &str) -> Self {
        Self {
            api: Api::namespaced(client, namespace),
            namespace: namespace.to_owned(),
        }
    }
}

impl std::fmt::Debug for LeaseLocks {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("LeaseLocks")
            .field("namespace", &self.namespace)
            .finish_non_exhaustive()
    }
}

impl Locks for LeaseLocks {
    async fn get(&self, name: &str) -> Result<Option<Lease>, LockError> {
        self.api.get_opt(name).await.map_err(lock_error)
    }

    async fn create(&self, lease: &Lease) -> Result<Lease, LockError> {
        self.api
            .create(&PostParams::default(), lease)
            .await
            .map_err(lock_error)
    }

    async fn replace(&self, lease: &Lease) -> Result<Lease, LockError> {
        let name = lease.metadata.name.as_deref().unwrap_or_default();
        self.api
            .replace(name, &PostParams::default(), lease)
            .await
            .map_err(lock_error)
    }
}

fn lock_error(error: kube::Error) -> LockError {
    match error {
        kube::Error::Api(status) if status.code == 409 => LockError::Conflict,
        error => LockError::Other(Box::new(error)),
    }
}
