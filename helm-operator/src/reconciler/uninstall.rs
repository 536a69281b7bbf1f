//! Uninstalls the release of an object that is being deleted.

use std::time::Duration;

use kubewright_runtime::reconcile::{Action, Result};
use kubewright_runtime::{AnyKind, Identified, ObjectKey, finalizer};

use super::{engine::Engine, failure::Failure, releases};
use crate::{
    annotations::Annotations,
    helm::{Request, Verb},
    names,
    owner::Owner,
    release::{Revision, Status, Stored},
    status::Kind,
};

/// The finalizers of an object that has a release.
pub(super) const FINALIZERS: [&str; 2] = [names::FINALIZER, names::OLD_FINALIZER];

/// How soon to look again for objects that are being deleted.
const WAIT: Duration = Duration::from_secs(5);

impl<K: AnyKind + Identified> Engine<K> {
    /// Uninstalls, then lets the object go.
    pub(super) async fn uninstall(&self, object: &K) -> Result<Action> {
        let key = ObjectKey::of(object);
        match self.removed(object, &key).await {
            Ok(left) if left.is_empty() => {}
            Ok(left) => {
                let message = format!("waiting for the deletion of {}", left.join(", "));
                self.report_uninstalled(object, &message).await?;
                return Ok(Action::requeue(WAIT));
            }
            Err(failure) => return Err(self.fail(object, failure).await?),
        }
        let mut object = self.report_uninstalled(object, "").await?;
        self.dependents.forget(&key);
        for name in FINALIZERS {
            finalizer::remove(&self.objects, &object, name).await?;
            if let Some(finalizers) = &mut object.meta_mut().finalizers {
                finalizers.retain(|other| other != name);
            }
        }
        Ok(Action::await_change())
    }

    /// Removes the release, and returns the objects that are not gone yet if the object asks to wait for them.
    async fn removed(&self, object: &K, key: &ObjectKey) -> Result<Vec<String>, Failure> {
        let annotations = Annotations::read(object.meta().annotations.as_ref());
        let annotations =
            annotations.map_err(|reason| Failure::irreconcilable("InvalidAnnotation", reason).terminal())?;
        let history = releases::live(&self.client, key).await?;
        // A release of somebody else has the same name.
        let Some(newest) = history
            .newest()
            .filter(|newest| newest.owner.as_ref() == Some(&self.mark))
        else {
            return Ok(Vec::new());
        };
        let wait = annotations.uninstall_wait;
        if !(wait && newest.status == Status::Uninstalled) {
            let request = Request {
                verb: Verb::Uninstall { keep_history: wait },
                namespace: key.namespace().unwrap_or_default(),
                name: key.name(),
                hooks: annotations.uninstall.hooks,
                description: annotations.uninstall.description.as_deref(),
            };
            let done = self.options.helm.run(&request).await;
            done.map_err(|error| Failure::release(&error))?;
            self.events
                .normal(object, "Uninstalled", "Uninstall", "the release is uninstalled");
        }
        if !wait {
            return Ok(Vec::new());
        }
        let left = self.left(object, key, newest).await?;
        if left.is_empty() {
            releases::delete(&self.client, key, &history).await?;
        }
        Ok(left)
    }

    async fn left(&self, object: &K, key: &ObjectKey, newest: &Revision) -> Result<Vec<String>> {
        let namespace = key.namespace().unwrap_or_default();
        let stored = Stored::load(self.client.kube(), namespace, &newest.secret).await?;
        let owner: Owner = self.owner(object);
        self.dependents.remaining(&owner, &stored).await
    }

    async fn report_uninstalled(&self, object: &K, message: &str) -> Result<K> {
        let meta = object.meta().clone();
        self.write_status(object, |status| {
            status.set(&meta, Kind::Deployed, false, "UninstallSuccessful", message);
            status.remove(&[Kind::ReleaseFailed, Kind::Irreconcilable, Kind::Paused]);
            status.deployed_release = None;
        })
        .await
    }
}
