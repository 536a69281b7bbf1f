//! One environment for all tests of a program.

use std::sync::{Mutex, PoisonError};

use super::{Environment, EnvironmentBuilder};
use crate::error::Error;

/// An environment that the tests of a program share: it starts with the first test that needs it, and ends with the program.
///
/// Tests that share an environment must use different namespaces or names. (nextest runs each test as its own program, which
/// then has its own environment.)
///
/// ```no_run
/// use kubewright_envtest::{Environment, Shared};
///
/// static CLUSTER: Shared = Shared::new(|| Environment::builder().cluster().crd_path("config/crd/bases"));
///
/// #[tokio::test]
/// async fn a_test() {
///     let client = CLUSTER.get().unwrap().client();
///     client.list_api_groups().await.unwrap();
/// }
///
/// #[tokio::test]
/// async fn another_test() {
///     let client = CLUSTER.get().unwrap().client();
///     client.list_core_api_versions().await.unwrap();
/// }
/// ```
#[derive(Debug)]
pub struct Shared {
    builder: fn() -> EnvironmentBuilder,
    started: Mutex<Option<&'static Environment>>,
}

impl Shared {
    /// Creates a shared environment with a function that returns its builder. For a `static`.
    #[must_use]
    pub const fn new(builder: fn() -> EnvironmentBuilder) -> Self {
        Self {
            builder,
            started: Mutex::new(None),
        }
    }

    /// Returns the environment. The first caller starts it, and the others block until it runs.
    ///
    /// # Errors
    ///
    /// If it does not start. The next caller tries again.
    pub fn get(&self) -> Result<&'static Environment, Error> {
        let mut started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(environment) = *started {
            return Ok(environment);
        }
        // Never dropped, like every static; the servers end with the program.
        let environment: &'static Environment = Box::leak(Box::new((self.builder)().start_blocking()?));
        *started = Some(environment);
        Ok(environment)
    }
}
