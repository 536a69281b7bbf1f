//! What a manager does about objects that cannot be decoded.

use super::Manager;

/// What a manager does when an object exists that cannot be decoded into its type, besides logging it, counting it in
/// `kubewright_cache_undecodable_objects`, and calling [`Reconciler::undecodable`](crate::Reconciler::undecodable).
///
/// ```
/// use kubewright_runtime::ManagerOptions;
/// use kubewright_runtime::manager::OnUndecodable;
///
/// let options = ManagerOptions::default().undecodable(OnUndecodable::default().event(true));
/// assert!(!options.undecodable.unready);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OnUndecodable {
    /// Whether to send an event about the object, with the field and the cause. Needs the permissions to `create` and `patch`
    /// `events` of `events.k8s.io` in every namespace that is watched. Default: `false`.
    pub event: bool,
    /// Whether the check `undecodable` of `/readyz` fails while such an object exists. It stops the rollout of a version that
    /// cannot read the stored objects. Default: `false`.
    pub unready: bool,
}

impl OnUndecodable {
    /// Sets whether to send an event about the object.
    #[must_use]
    pub fn event(mut self, event: bool) -> Self {
        self.event = event;
        self
    }

    /// Sets whether the program is not ready while such an object exists.
    #[must_use]
    pub fn unready(mut self, unready: bool) -> Self {
        self.unready = unready;
        self
    }
}

impl Manager {
    /// Makes the cache known to those who watch it.
    pub(super) fn watch_undecodable(&mut self) {
        if let Some(observer) = &self.options.observer {
            observer.cache(self.cache());
        }
        if self.options.undecodable.event {
            let recorder = self.recorder("cache");
            self.cache().on_undecodable(move |object| {
                let note = format!("cannot be decoded: {}", object.error);
                recorder
                    .about_reference(object.object_ref())
                    .warning("Undecodable", "Decode", note);
            });
        }
    }
}
