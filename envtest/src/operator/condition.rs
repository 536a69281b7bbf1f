//! Waiting for an object.

use std::fmt::Debug;
use std::sync::{Mutex, PoisonError};

use futures::StreamExt as _;
use kube::runtime::WatchStreamExt as _;
use kube::runtime::wait::Condition;
use kube::runtime::watcher::watch_object;
use kube::{Api, Resource};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Operator;
use crate::error::Error;

/// What the watch has told so far.
enum Seen<K> {
    Nothing,
    Object(Option<K>),
    Failure(String),
}

impl Operator {
    /// Waits until an object meets a condition, and returns it, or `None` if the condition holds because the object does not
    /// exist. A closure is a condition, and [`kube::runtime::wait::conditions`] has others.
    ///
    /// # Errors
    ///
    /// If the operator ends first, or the time is over; then the error shows the object as it was last seen.
    ///
    /// ```no_run
    /// # async fn example(operator: kubewright_envtest::Operator, client: kube::Client) -> Result<(), kubewright_envtest::Error> {
    /// use k8s_openapi::api::core::v1::Pod;
    /// use kube::{Api, runtime::wait::conditions};
    ///
    /// let pods: Api<Pod> = Api::default_namespaced(client);
    /// operator.until(&pods, "worker", conditions::is_pod_running()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn until<K>(
        &self,
        api: &Api<K>,
        name: &str,
        condition: impl Condition<K>,
    ) -> Result<Option<K>, Error>
    where
        K: Resource + Clone + Debug + Serialize + DeserializeOwned + Send + 'static,
    {
        let plural = api.resource_url().rsplit('/').next().unwrap_or_default();
        let what = format!("{plural}/{name}");
        let seen = Mutex::new(Seen::Nothing);
        let met = async {
            let mut states = watch_object(api.clone(), name).default_backoff().boxed();
            while let Some(state) = states.next().await {
                let met = matches!(&state, Ok(object) if condition.matches_object(object.as_ref()));
                *seen.lock().unwrap_or_else(PoisonError::into_inner) = match state {
                    Ok(object) => Seen::Object(object),
                    Err(error) => Seen::Failure(super::causes(&error)),
                };
                if met {
                    break;
                }
            }
        };
        let met = self.race(&what, met).await?;
        let seen = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        match (met, seen) {
            (Some(()), Seen::Object(object)) => Ok(object),
            (_, seen) => Err(Error::NotExpected {
                what,
                reason: format!(
                    "the condition is not met after {} s; {}",
                    self.limit.as_secs(),
                    describe(&seen)
                ),
            }),
        }
    }
}

fn describe<K: Serialize>(seen: &Seen<K>) -> String {
    match seen {
        Seen::Nothing => String::from("the API server has not answered"),
        Seen::Object(None) => String::from("there is no such object"),
        Seen::Failure(error) => format!("it cannot be watched: {error}"),
        Seen::Object(Some(object)) => {
            let mut value = serde_json::json!(object);
            if let Some(metadata) = value["metadata"].as_object_mut() {
                metadata.remove("managedFields");
            }
            format!("last seen:\n{value:#}")
        }
    }
}
