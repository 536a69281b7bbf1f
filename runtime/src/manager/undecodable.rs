//! What a manager does about objects that cannot be decoded.

use super::Manager;

/// What a manager does when an object exists that cannot be decoded into its type, besides logging it, counting it in
/// `kubewright_cache_undecodable_objects`, and calling [`Reconciler::undecodable`](crate::Reconciler::undecodable).
///
/// ```
/// use kubewright_runtime::ManagerOptions;
/// use kubewright_runtime::manager::OnUndecodable;
///
/// let undecodable = OnUndecodable { event: true, ..OnUndecodable::default() };
/// let options = ManagerOptions { undecodable, ..ManagerOptions::default() };
/// assert!(!options.undecodable.unready);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnUndecodable {
    /// Sends an event about the object, with the field and the cause. Needs the right to `create` and `patch` `events` of
    /// `events.k8s.io` wherever the object may be.
    pub event: bool,
    /// Answers that the program is not ready while there is such an object, by the check `undecodable` of `/readyz`. So a
    /// rollout of a version that cannot read what is stored stops.
    pub unready: bool,
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
