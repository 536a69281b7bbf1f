//! What every reconcile of a kind uses.

use kubewright_runtime::kube::ResourceExt as _;
use kubewright_runtime::{AnyKind, Client, DynamicKind, Identified, KindClient, events::Recorder};

use super::{attempts::Attempts, options::Options};
use crate::{dependents::Shared, owner::Owner, release::OwnerKind};

pub(super) struct Engine<K: AnyKind> {
    pub(super) client: Client,
    pub(super) objects: KindClient<K>,
    pub(super) kind: DynamicKind,
    pub(super) mark: OwnerKind,
    pub(super) dependents: Shared,
    pub(super) attempts: Attempts,
    pub(super) events: Recorder,
    pub(super) options: Options<K>,
}

impl<K: AnyKind + Identified> Engine<K> {
    pub(super) fn owner(&self, object: &K) -> Owner {
        Owner {
            kind: self.kind.clone(),
            namespace: object.namespace().unwrap_or_default(),
            name: object.name_any(),
            uid: object.uid().unwrap_or_default(),
        }
    }
}
