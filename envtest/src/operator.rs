//! An operator in a test.

mod condition;
mod log;

use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::{oneshot, watch};

use crate::error::Error;

const LIMIT: Duration = Duration::from_secs(30);

/// An operator that runs in the background of a test.
///
/// A test waits with [`until`](Self::until) and [`wait_for`](Self::wait_for). Both fail as soon as the operator ends, with
/// its error, or after 30 seconds, with the object as it was last seen. The operator's log is part of the test's output,
/// which `cargo test` prints if the test fails. `RUST_LOG` sets the level (default: `info`).
///
/// ```no_run
/// # use k8s_openapi::api::core::v1::ConfigMap;
/// # struct Manager;
/// # impl Manager { async fn run_until(self, _: impl Future<Output = ()>) -> Result<(), kubewright_envtest::Error> { Ok(()) } }
/// use kube::Api;
/// use kubewright_envtest::{Environment, Operator};
///
/// # async fn example(environment: Environment, manager: Manager) -> Result<(), kubewright_envtest::Error> {
/// let operator = Operator::start(|stop| manager.run_until(stop));
/// let objects: Api<ConfigMap> = Api::default_namespaced(environment.client());
/// operator
///     .until(&objects, "sample", |object: Option<&ConfigMap>| {
///         object.is_some_and(|object| object.data.is_some())
///     })
///     .await?;
/// operator.stop().await
/// # }
/// ```
#[derive(Debug)]
#[must_use = "the operator stops when this is dropped"]
pub struct Operator {
    stop: oneshot::Sender<()>,
    ended: watch::Receiver<Option<End>>,
    limit: Duration,
}

/// Completes when an [`Operator`] must stop.
///
/// ```
/// use kubewright_envtest::{Operator, Stop};
///
/// async fn run(stop: Stop) -> Result<(), kubewright_envtest::Error> {
///     stop.await;
///     Ok(())
/// }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// Operator::start(run).stop().await.unwrap();
/// # });
/// ```
#[derive(Debug)]
pub struct Stop(oneshot::Receiver<()>);

/// How an operator ended: with this error, or without one.
type End = Result<(), String>;

impl Operator {
    /// Starts an operator: a function that runs it until its argument completes, such as `Manager::run_until`.
    ///
    /// Its log goes to the output of the test, unless the program has set a `tracing` subscriber already.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    pub fn start<F, R, E>(run: F) -> Self
    where
        F: FnOnce(Stop) -> R,
        R: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>> + Send + 'static,
    {
        log::to_test_output();
        let (stop, stopped) = oneshot::channel();
        let (end, ended) = watch::channel(None);
        let running = tokio::spawn(run(Stop(stopped)));
        tokio::spawn(async move {
            let result = match running.await {
                Ok(result) => result.map_err(|error| causes(&*error.into())),
                Err(panic) => Err(panic.to_string()),
            };
            // Nothing waits for an operator that was dropped.
            let _ = end.send(Some(result));
        });
        Self {
            stop,
            ended,
            limit: LIMIT,
        }
    }

    /// Sets how long to wait for what a test expects. Default: 30 seconds.
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Waits for a future that depends on the operator. `what` describes it in errors.
    ///
    /// # Errors
    ///
    /// If the future fails, the operator ends first, or the time is over.
    ///
    /// ```no_run
    /// # async fn example(operator: kubewright_envtest::Operator, changes: tokio::sync::watch::Receiver<u32>) {
    /// let mut changes = changes;
    /// operator.wait_for("the third call", changes.wait_for(|calls| *calls == 3)).await.unwrap();
    /// # }
    /// ```
    pub async fn wait_for<T, E>(
        &self,
        what: &str,
        expected: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Error>
    where
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        match self.race(what, expected).await? {
            Some(Ok(value)) => Ok(value),
            Some(Err(error)) => Err(Error::NotExpected {
                what: what.to_owned(),
                reason: causes(&*error.into()),
            }),
            None => Err(Error::NotExpected {
                what: what.to_owned(),
                reason: format!("not done after {} s", self.limit.as_secs()),
            }),
        }
    }

    /// Stops the operator and waits until it has stopped.
    ///
    /// # Errors
    ///
    /// If the operator ended with an error.
    pub async fn stop(self) -> Result<(), Error> {
        let Self { stop, mut ended, .. } = self;
        // Fails if the operator has ended.
        let _ = stop.send(());
        let waiting = "its stop";
        match ended.wait_for(Option::is_some).await.map(|end| end.clone()) {
            Ok(Some(Err(reason))) => Err(ended_early(waiting, reason)),
            Ok(_) => Ok(()),
            Err(_) => Err(ended_early(waiting, String::from("its runtime has ended"))),
        }
    }

    /// What the future gives, or `None` when time is up.
    async fn race<T>(&self, what: &str, expected: impl Future<Output = T>) -> Result<Option<T>, Error> {
        let mut ended = self.ended.clone();
        tokio::select! {
            biased;
            value = expected => Ok(Some(value)),
            end = ended.wait_for(Option::is_some) => {
                let reason = match end.map(|end| end.clone()) {
                    Ok(Some(Err(reason))) => reason,
                    Ok(_) => String::from("it stopped without an error"),
                    Err(_) => String::from("its runtime has ended"),
                };
                Err(ended_early(what, reason))
            }
            () = tokio::time::sleep(self.limit) => Ok(None),
        }
    }
}

impl Future for Stop {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // An error means that the operator was dropped, which stops it too.
        Pin::new(&mut self.0).poll(cx).map(drop)
    }
}

fn ended_early(waiting: &str, reason: String) -> Error {
    Error::OperatorEnded {
        waiting: waiting.to_owned(),
        reason,
    }
}

/// An error with its causes, each said once.
fn causes(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        next = cause.source();
    }
    text
}
