//! The objects of releases: their kinds, their watches, and repairing them.

mod settled;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, anyhow};
use kubewright_operator_kit::{dependents::Dependents as Watches, kinds::Kinds};
use kubewright_runtime::kube::{
    Api,
    api::{Patch, PatchParams},
    core::{DynamicObject, Expression},
};
use kubewright_runtime::{Client, DynamicKind, ObjectKey};
use serde_json::Value;
use tokio::sync::mpsc;

use crate::{
    compare,
    manifest::{self, Rendered},
    names::{CHART, FIELD_MANAGER, HELM_MANAGER},
    owner::Owner,
    release::Stored,
};
use settled::{Seen, Settled};

/// The objects of all releases of one kind.
pub(crate) struct Dependents {
    client: Client,
    kinds: Kinds,
    watches: Option<Watches>,
    /// What the objects of each release were when they last matched.
    settled: Mutex<HashMap<ObjectKey, Settled>>,
}

/// What a repair has changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Repairs {
    /// Objects that were deleted or changed by others.
    pub(crate) repaired: Vec<String>,
}

impl Dependents {
    /// Creates it for the releases of one kind. With a sender, the kinds of the objects are watched, and owners of objects
    /// that change are sent.
    pub(crate) fn new(client: Client, owner: DynamicKind, changed: Option<mpsc::Sender<ObjectKey>>) -> Self {
        Self {
            kinds: Kinds::default(),
            watches: changed.map(|changed| {
                // Only what carries the label of a chart.
                let marked = Expression::Exists(CHART.to_owned()).into();
                Watches::new(client.cache().clone(), owner, marked, changed)
            }),
            settled: Mutex::default(),
            client,
        }
    }

    /// Forgets a release, so that its objects are compared again.
    pub(crate) fn forget(&self, owner: &ObjectKey) {
        self.settled().remove(owner);
    }

    /// Compares the objects of a release with what the chart rendered, and repairs what differs. Unchanged objects that
    /// matched before cost nothing.
    pub(crate) async fn repair(&self, owner: &Owner, secret: &str, chart: &str) -> anyhow::Result<Repairs> {
        if self.is_settled(owner, secret).await {
            tracing::debug!(release = %owner.key(), "the release is settled");
            return Ok(Repairs::default());
        }
        let stored = Stored::load(self.client.kube(), &owner.namespace, secret).await?;
        let rendered = manifest::objects(&stored.manifest)
            .map_err(|reason| anyhow!("the manifest of the release cannot be read: {reason}"))?;
        let mut objects = Vec::new();
        let mut repairs = Repairs::default();
        for one in &rendered {
            let place = || format!("{} {}", one.kind().kind, one.name());
            let seen = self
                .repair_one(owner, one, chart, &mut repairs)
                .await
                .with_context(place)?;
            objects.push(seen);
        }
        let settled = Settled {
            secret: secret.to_owned(),
            uid: owner.uid.clone(),
            objects,
        };
        self.settled().insert(owner.key(), settled);
        Ok(repairs)
    }

    async fn repair_one(
        &self,
        owner: &Owner,
        rendered: &Rendered,
        chart: &str,
        repairs: &mut Repairs,
    ) -> anyhow::Result<Seen> {
        let (kind, key) = self.place(owner, rendered).await?;
        if let Some(watches) = &self.watches {
            watches.watch(&kind);
        }
        let api = self.api(&kind, &key);
        let live = api.get_opt(key.name()).await?;
        let value = serde_json::to_value(&live)?;
        let wanted = owner.applied(rendered, &key);
        let mut current = live.clone();
        if !compare::matches(&wanted, &value) {
            let parameters = PatchParams::apply(HELM_MANAGER).force();
            let applied = api.patch(key.name(), &parameters, &Patch::Apply(&wanted)).await?;
            let what = match &live {
                None => Some("deleted"),
                Some(live) if !same_content(live, &applied) => Some("changed"),
                // The API server stores the same in another form.
                Some(_) => None,
            };
            if let Some(what) = what {
                repairs
                    .repaired
                    .push(format!("{} {key} was {what}", rendered.kind().kind));
            }
            current = Some(applied);
        }
        let Some(current) = current else {
            return Err(anyhow!("{key} is gone again"));
        };
        let mut marks = owner.marks(rendered, &key, chart);
        if compare::matches(&marks, &serde_json::to_value(&current)?) {
            return Ok(seen(kind, key, &current));
        }
        // So that nothing is created if the object is gone by now.
        marks["metadata"]["uid"] = current.metadata.uid.clone().into();
        let parameters = PatchParams::apply(FIELD_MANAGER).force();
        let marked = api.patch(key.name(), &parameters, &Patch::Apply(&marks)).await?;
        Ok(seen(kind, key, &marked))
    }

    /// Returns the objects of a release that still exist, except those that are kept. Deletes those that nobody has deleted.
    pub(crate) async fn remaining(&self, owner: &Owner, stored: &Stored) -> anyhow::Result<Vec<String>> {
        let rendered = manifest::objects(&stored.manifest)
            .map_err(|reason| anyhow!("the manifest of the release cannot be read: {reason}"))?;
        let mut left = Vec::new();
        for one in rendered.iter().filter(|one| !one.is_kept()) {
            // A kind that is gone has no objects.
            let Ok((kind, key)) = self.place(owner, one).await else {
                continue;
            };
            let api = self.api(&kind, &key);
            let Some(live) = api.get_metadata_opt(key.name()).await? else {
                continue;
            };
            left.push(format!("{} {key}", one.kind().kind));
            if live.metadata.deletion_timestamp.is_none() {
                let answer = api.delete(key.name(), &Default::default()).await;
                answer.map(drop).or_else(|error| match &error {
                    kubewright_runtime::kube::Error::Api(status) if status.code == 404 => Ok(()),
                    _ => Err(error),
                })?;
            }
        }
        Ok(left)
    }

    async fn is_settled(&self, owner: &Owner, secret: &str) -> bool {
        let Some(watches) = &self.watches else {
            return false;
        };
        let seen: BTreeMap<usize, (DynamicKind, ObjectKey, String)> = {
            let settled = self.settled();
            let Some(settled) = settled.get(&owner.key()) else {
                return false;
            };
            if settled.secret != secret || settled.uid != owner.uid {
                return false;
            }
            let objects = settled.objects.iter().enumerate();
            objects
                .map(|(at, seen)| (at, (seen.kind.clone(), seen.key.clone(), seen.version.clone())))
                .collect()
        };
        for (kind, key, version) in seen.values() {
            if watches.version(kind, key).await.as_ref() != Some(version) {
                return false;
            }
        }
        true
    }

    /// Returns kind and key of a rendered object.
    async fn place(&self, owner: &Owner, rendered: &Rendered) -> anyhow::Result<(DynamicKind, ObjectKey)> {
        let kind = self.kinds.find(self.client.kube(), &rendered.kind()).await?;
        let key = match kind.is_namespaced() {
            true => ObjectKey::namespaced(rendered.namespace().unwrap_or(&owner.namespace), rendered.name()),
            false => ObjectKey::cluster(rendered.name()),
        };
        Ok((kind, key))
    }

    fn api(&self, kind: &DynamicKind, key: &ObjectKey) -> Api<DynamicObject> {
        let client = self.client.kube().clone();
        match key.namespace() {
            Some(namespace) => Api::namespaced_with(client, namespace, kind.resource()),
            None => Api::all_with(client, kind.resource()),
        }
    }

    fn settled(&self) -> std::sync::MutexGuard<'_, HashMap<ObjectKey, Settled>> {
        self.settled.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether an apply has changed nothing but who manages which fields.
fn same_content(one: &DynamicObject, other: &DynamicObject) -> bool {
    let content = |object: &DynamicObject| {
        let mut object = object.clone();
        object.metadata.managed_fields = None;
        object.metadata.resource_version = None;
        object.data["status"] = Value::Null;
        object
    };
    content(one) == content(other)
}

fn seen(kind: DynamicKind, key: ObjectKey, object: &DynamicObject) -> Seen {
    Seen {
        kind,
        key,
        version: object.metadata.resource_version.clone().unwrap_or_default(),
    }
}

/// A cache that many reconciles share.
pub(crate) type Shared = Arc<Dependents>;
