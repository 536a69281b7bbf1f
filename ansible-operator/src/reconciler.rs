//! Reconciles objects of one kind by runs of Ansible.

mod report;
mod run;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::anyhow;
use kubewright_operator_kit::dependents::Dependents;
use kubewright_runtime::cache::KindOptions;
use kubewright_runtime::finalizer::{self, State};
use kubewright_runtime::kube::{ResourceExt as _, core::DynamicObject};
use kubewright_runtime::queue::{Backoff, RateLimit};
use kubewright_runtime::reconcile::{Action, Gone, Reconciler, Result, terminal};
use kubewright_runtime::{
    Controller, DynamicKind, KindClient, Manager, ObjectKey, events::Recorder, predicate,
};
use tokio::sync::mpsc;

use crate::{
    annotations::Annotations,
    directory::Directory,
    gate::{Gate, Urgency},
    metrics::{Custom, Runs},
    proxy::Proxy,
    runner::Runner,
    watches::Watch,
};
use run::{Ran, Work};

/// Changes of dependents that can wait to be mapped.
const CHANGES: usize = 4096;

/// A run takes seconds of CPU time, so failed ones are not repeated at once.
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LAST_RETRY: Duration = Duration::from_secs(600);

/// What all kinds share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) runner: Runner,
    pub(crate) gate: Gate,
    pub(crate) proxy: Arc<Proxy>,
    pub(crate) metrics: Runs,
    pub(crate) custom: Custom,
    /// Where the private data dirs are.
    pub(crate) root: PathBuf,
    /// Variables of the environment of every run.
    pub(crate) variables: serde_json::Map<String, serde_json::Value>,
    pub(crate) arguments: Option<String>,
    pub(crate) inventory: Option<PathBuf>,
    /// Whether what runs create belongs to their objects.
    pub(crate) inject: bool,
}

/// How objects of one kind are reconciled.
pub(crate) struct Setup {
    pub(crate) watch: Watch,
    pub(crate) kind: DynamicKind,
    /// Whether the kind has a status to write.
    pub(crate) has_status: bool,
    pub(crate) period: Duration,
    pub(crate) workers: usize,
    pub(crate) verbosity: u8,
}

/// The reconciler of one kind.
pub(super) struct Engine {
    objects: KindClient<DynamicObject>,
    events: Recorder,
    dependents: Option<Arc<Dependents>>,
    setup: Setup,
    shared: Shared,
    /// The generations that the last runs have seen.
    seen: Mutex<HashMap<ObjectKey, Option<i64>>>,
}

impl Setup {
    /// Adds the controller to a manager.
    pub(crate) fn add_to(self, manager: &mut Manager, shared: Shared) -> Result<()> {
        let client = manager.client();
        let kind = self.kind.clone();
        let options = KindOptions::default()
            .labels(self.watch.selector.clone())
            .keep_text();
        let cache = manager.cache().dynamic::<DynamicObject>(&kind);
        cache.configure(options)?;
        shared.proxy.read_from(&kind, cache);
        let (changed, changes) = mpsc::channel(CHANGES);
        let dependents = self.watch.watch_dependents.then(|| {
            let all = kubewright_runtime::kube::core::Selector::default();
            Arc::new(Dependents::new(
                client.cache().clone(),
                kind.clone(),
                all,
                changed,
            ))
        });
        let resource = kind.resource();
        let name = format!("{}-{}", resource.kind.to_lowercase(), resource.version);
        let (workers, annotations) = (self.workers, self.watch.watch_annotations);
        let engine = Engine {
            objects: client.dynamic(&kind),
            events: manager.recorder("ansible-operator"),
            dependents,
            setup: self,
            shared,
            seen: Mutex::default(),
        };
        Controller::of_dynamic(&kind, engine)
            .named(name)
            .when(predicate::on_update(move |old, new| {
                concerns(old, new, annotations)
            }))
            .max_concurrent_reconciles(workers)
            .rate_limit(RateLimit::default().backoff(Backoff::default().base(FIRST_RETRY).max(LAST_RETRY)))
            .triggered_by(changes)
            .add_to(manager)?;
        Ok(())
    }
}

/// Whether an update starts a run.
fn concerns(old: &DynamicObject, new: &DynamicObject, annotations: bool) -> bool {
    let (old, new) = (&old.metadata, &new.metadata);
    // Objects of some kinds, such as ConfigMaps, have no generation.
    new.generation.is_none()
        || old.generation != new.generation
        || annotations && old.annotations != new.annotations
}

impl Reconciler for Engine {
    type Object = DynamicObject;

    async fn reconcile(&self, object: Arc<DynamicObject>) -> Result<Action> {
        let annotations = match Annotations::read(object.metadata.annotations.as_ref()) {
            Ok(annotations) => annotations,
            Err(message) => {
                self.report_failure(&object, "InvalidAnnotation", &message, None)
                    .await?;
                return Err(terminal(anyhow!(message)));
            }
        };
        let watch = &self.setup.watch;
        let main = |object| Work {
            object,
            annotations: annotations.clone(),
            content: &watch.content,
            vars: vec![&watch.vars],
        };
        let Some(clean) = &watch.finalizer else {
            return match object.metadata.deletion_timestamp {
                Some(_) => Ok(Action::await_change()),
                None => Ok(self.run(main(DynamicObject::clone(&object))).await?.action()),
            };
        };
        match finalizer::ensure(&self.objects, &*object, &clean.name).await? {
            State::Active(object) => Ok(self.run(main(object)).await?.action()),
            State::Removed => Ok(Action::await_change()),
            State::Cleanup => {
                let mut work = main(DynamicObject::clone(&object));
                work.content = &clean.content;
                work.vars.push(&clean.vars);
                let ran = self.run(work).await?;
                // Something that the run waits for is not gone yet, or the run was not made.
                if !matches!(ran, Ran::Done { .. }) {
                    return Ok(ran.action());
                }
                // As it is now: the run may have written the status, and it may have added finalizers.
                if let Some(live) = self.objects.get_live(&ObjectKey::of(&*object)).await?
                    && live.uid() == object.uid()
                {
                    finalizer::remove(&self.objects, &live, &clean.name).await?;
                }
                Ok(Action::await_change())
            }
        }
    }

    async fn gone(&self, key: ObjectKey, _: Gone) -> Result<Action> {
        self.seen().remove(&key);
        self.directory(&key).remove()?;
        Ok(Action::await_change())
    }
}

impl Engine {
    fn directory(&self, key: &ObjectKey) -> Directory {
        Directory::of(&self.shared.root, &self.setup.watch.kind, key)
    }

    fn seen(&self) -> MutexGuard<'_, HashMap<ObjectKey, Option<i64>>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes by people go before runs that only look whether all is well.
    fn urgency(&self, object: &DynamicObject) -> Urgency {
        let generation = object.metadata.generation;
        let seen = self.seen().get(&ObjectKey::of(object)).copied();
        let is_known = seen == Some(generation) && object.metadata.deletion_timestamp.is_none();
        if is_known {
            Urgency::Periodic
        } else {
            Urgency::Changed
        }
    }
}
