//! A controller that runs.

use std::sync::Arc;

use futures::{
    FutureExt as _,
    future::{BoxFuture, try_join_all},
};
use tokio::{sync::mpsc, task::JoinSet};
use tokio_util::sync::CancellationToken;

use super::{Controller, departed::Departed, error::ControllerError, source::Source, worker::Workers};
use crate::{
    objects::key::ObjectKey,
    timing::clock::Clock,
    watching::cache::Cache,
    working::{
        observe::{Observed as _, Observer},
        queue::{Priority, Queue},
        reconcile::Reconciler,
    },
};

/// A controller that is ready to run, without its type.
pub(crate) struct Prepared {
    pub(crate) name: String,
    pub(crate) needs_leader: bool,
    pub(crate) run:
        Box<dyn FnOnce(CancellationToken) -> BoxFuture<'static, Result<(), ControllerError>> + Send>,
}

impl<R: Reconciler> Controller<R> {
    /// Prepares the controller to run with a cache, which must not have started its watches yet.
    pub(crate) fn prepare(
        self,
        cache: &Cache,
        observer: Option<Arc<dyn Observer>>,
        clock: Clock,
    ) -> Prepared {
        let Self {
            reconciler,
            name,
            mut main,
            others,
            triggers,
            settings,
            needs_leader,
            preflight: _,
        } = self;
        let departed = Arc::<Departed>::default();
        main.departed = Some(departed.clone());
        main.register(cache);
        let which = main.which.clone();
        for source in &others {
            source.register(cache);
        }
        let cache = cache.clone();
        let run = {
            let name = name.clone();
            move |stop: CancellationToken| -> BoxFuture<'static, Result<(), ControllerError>> {
                Box::pin(async move {
                    let queue = Queue::with_clock(settings.limit.clone(), clock);
                    let objects = cache.reflector(&which);
                    let sources = others.into_iter().chain([Box::new(main) as Box<dyn Source>]);
                    let attached =
                        sources.map(|source| source.attach(cache.clone(), queue.clone(), stop.clone()));
                    let attached = tokio::select! {
                        biased;
                        () = stop.cancelled() => return Ok(()),
                        attached = try_join_all(attached) => attached,
                    };
                    attached.map_err(|source| ControllerError::NotSynced {
                        controller: name.clone(),
                        source,
                    })?;
                    let workers = Arc::new(Workers::new(
                        name,
                        reconciler,
                        objects,
                        departed,
                        queue.clone(),
                        settings,
                        observer,
                    ));
                    tracing::info!(
                        controller = workers.name(),
                        workers = workers.count(),
                        "starting workers"
                    );
                    work(&workers, &queue, triggers, &stop).await;
                    tracing::info!(controller = workers.name(), "all workers have ended");
                    Ok(())
                })
            }
        };
        Prepared {
            name,
            needs_leader,
            run: Box::new(run),
        }
    }
}

/// Runs all workers until `stop`, and waits until they are done.
async fn work<R: Reconciler>(
    workers: &Arc<Workers<R>>,
    queue: &Queue<ObjectKey>,
    triggers: Vec<mpsc::Receiver<ObjectKey>>,
    stop: &CancellationToken,
) {
    workers.tell_started();
    let mut tasks = JoinSet::new();
    for trigger in triggers {
        tasks.spawn(
            stop.clone()
                .run_until_cancelled_owned(forward(trigger, queue.clone()))
                .map(drop),
        );
    }
    for _ in 0..workers.count() {
        let workers = workers.clone();
        tasks.spawn(async move { workers.work().await });
    }
    stop.cancelled().await;
    queue.close();
    while let Some(result) = tasks.join_next().await {
        if let Err(error) = result {
            tracing::error!(controller = workers.name(), %error, "a worker ends");
        }
    }
}

async fn forward(mut keys: mpsc::Receiver<ObjectKey>, queue: Queue<ObjectKey>) {
    while let Some(key) = keys.recv().await {
        queue.add(key, Priority::NORMAL);
    }
}
