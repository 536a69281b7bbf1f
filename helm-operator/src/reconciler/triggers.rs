//! Adds a reconciler to a manager.

use std::sync::Arc;

use kubewright_runtime::cache::KindOptions;
use kubewright_runtime::kube::core::DynamicObject;
use kubewright_runtime::reconcile::Result;
use kubewright_runtime::{
    AnyKind, Client, Controller, Identified, Kind, KindClient, Manager, ObjectKey,
    predicate::{self, Predicate as _},
};
use tokio::sync::mpsc;

use super::{HelmReconciler, attempts::Attempts, engine::Engine, releases};
use crate::{dependents::Dependents, owner::Owner};

/// Changes of objects in releases that can wait to be mapped.
const CHANGES: usize = 4096;

/// What starts reconciles, besides changes of the objects.
struct Triggers {
    name: String,
    workers: usize,
    changes: mpsc::Receiver<ObjectKey>,
}

impl Triggers {
    fn add<K: AnyKind + Identified>(
        self,
        controller: Controller<Engine<K>>,
        manager: &mut Manager,
    ) -> Result<()> {
        controller
            .named(self.name)
            .when(predicate::generation().or(predicate::annotations()))
            .max_concurrent_reconciles(self.workers)
            .triggered_by(self.changes)
            .add_to(manager)?;
        Ok(())
    }
}

impl<K: Kind + Identified> HelmReconciler<K> {
    /// Adds the controller to a manager, which runs it.
    ///
    /// # Errors
    ///
    /// If the manager has a controller with this name, or watches the kind already.
    pub fn add_to(self, manager: &mut Manager) -> Result<()> {
        let cache = manager.cache();
        if !self.selector.selects_all() {
            cache.configure(KindOptions::<K>::default().labels(self.selector.clone()))?;
        }
        let objects = manager.client().kind::<K>();
        let (engine, triggers) = self.engine(manager, objects)?;
        triggers.add(Controller::of(engine), manager)
    }
}

impl HelmReconciler<DynamicObject> {
    /// Adds the controller of a kind that is known only at run time to a manager.
    ///
    /// # Errors
    ///
    /// Those of [`add_to`](Self::add_to).
    pub fn add_dynamic_to(self, manager: &mut Manager) -> Result<()> {
        let kind = self.kind.clone();
        let options = KindOptions::default().labels(self.selector.clone());
        manager
            .cache()
            .dynamic::<DynamicObject>(&kind)
            .configure(options)?;
        let objects = manager.client().dynamic(&kind);
        let (engine, triggers) = self.engine(manager, objects)?;
        triggers.add(Controller::of_dynamic(&kind, engine), manager)
    }
}

impl<K: AnyKind> HelmReconciler<K> {
    fn engine(self, manager: &mut Manager, objects: KindClient<K>) -> Result<(Engine<K>, Triggers)> {
        let client: Client = manager.client();
        releases::configure(manager.cache())?;
        let (changed, changes) = mpsc::channel(CHANGES);
        let dependents = Dependents::new(
            client.clone(),
            self.kind.clone(),
            self.watch_dependents.then_some(changed),
        );
        let mark = Owner::mark(&self.kind);
        let engine = Engine {
            client,
            objects,
            kind: self.kind,
            mark,
            attempts: Attempts::default(),
            dependents: Arc::new(dependents),
            events: manager.recorder(&self.name),
            options: self.options,
        };
        let triggers = Triggers {
            name: self.name,
            workers: self.workers,
            changes,
        };
        Ok((engine, triggers))
    }
}
