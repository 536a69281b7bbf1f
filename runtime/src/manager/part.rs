//! A part of an operator, and when it runs.

use std::fmt;

use futures::future::BoxFuture;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

/// When a part runs. The stages start in this order and stop in reverse order.
///
/// ```
/// use kubewright_runtime::manager::Stage;
///
/// assert!(Stage::Servers < Stage::Caches && Stage::Caches < Stage::Leader);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Stage {
    /// Metrics and probes.
    Servers,
    /// Webhooks. The API server may call them for lists of the caches.
    Webhooks,
    /// Caches.
    Caches,
    /// Parts that run in every replica.
    Others,
    /// Parts that run only in the replica that leads.
    Leader,
}

impl Stage {
    /// All of them.
    pub(super) const ALL: [Self; 5] = [
        Self::Servers,
        Self::Webhooks,
        Self::Caches,
        Self::Others,
        Self::Leader,
    ];

    /// The next stage starts when the parts of this are ready, not only running.
    pub(super) fn must_be_ready(self) -> bool {
        match self {
            Self::Servers | Self::Webhooks | Self::Caches => true,
            Self::Others | Self::Leader => false,
        }
    }
}

/// A running part's connection to its manager.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let config = kubewright_runtime::kube::Config::new("http://127.0.0.1:1".parse().unwrap());
/// # let client = kubewright_runtime::kube::Client::try_from(config).unwrap();
/// use kubewright_runtime::manager::{Running, Stage};
/// use kubewright_runtime::{Manager, ManagerOptions};
///
/// let mut manager = Manager::new(client, ManagerOptions::default());
/// manager.add("heartbeat", Stage::Others, |running: Running| async move {
///     println!("started");
///     running.stopped().await;
///     Ok(())
/// });
/// manager.run_until(async {}).await.unwrap();
/// # }
/// ```
#[derive(Debug)]
pub struct Running {
    stop: CancellationToken,
    ready: Option<oneshot::Sender<()>>,
}

impl Running {
    /// Reports that the part is ready. Parts of [`Stage::Servers`], [`Stage::Webhooks`] and [`Stage::Caches`] must do so, or
    /// the next stage does not start.
    pub fn ready(&mut self) {
        if let Some(ready) = self.ready.take() {
            // Nothing waits for it when the manager stops.
            ready.send(()).ok();
        }
    }

    /// Waits until the part must stop.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// Returns a token that is cancelled when the part must stop.
    #[must_use]
    pub fn token(&self) -> CancellationToken {
        self.stop.clone()
    }
}

type Run = dyn FnOnce(Running) -> BoxFuture<'static, anyhow::Result<()>> + Send;

/// A part.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) stage: Stage,
    run: Box<Run>,
}

impl Part {
    pub(super) fn new<F, R>(name: String, stage: Stage, run: F) -> Self
    where
        F: FnOnce(Running) -> R + Send + 'static,
        R: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        Self {
            name,
            stage,
            run: Box::new(move |running| Box::pin(run(running))),
        }
    }

    /// Its work, and what says that it is ready or has ended.
    pub(super) fn start(
        self,
        stop: CancellationToken,
    ) -> (BoxFuture<'static, anyhow::Result<()>>, oneshot::Receiver<()>) {
        let (ready, is_ready) = oneshot::channel();
        let running = Running {
            stop,
            ready: Some(ready),
        };
        ((self.run)(running), is_ready)
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({:?})", self.name, self.stage)
    }
}
