//! Releases, as Helm stores them in Secrets.

mod stored;

use std::{collections::BTreeMap, time::Duration};

use kubewright_runtime::k8s_openapi::api::core::v1::Secret;
use kubewright_runtime::kube::core::PartialObjectMeta;

use crate::names;

pub(crate) use stored::Stored;

/// The metadata of a release Secret, which is all that the cache keeps.
pub(crate) type SecretMeta = PartialObjectMeta<Secret>;

/// The revisions of a release, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct History(Vec<Revision>);

/// One revision of a release, from the metadata of its Secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Revision {
    pub(crate) number: u32,
    pub(crate) status: Status,
    pub(crate) digest: Option<String>,
    pub(crate) owner: Option<OwnerKind>,
    /// When helm last wrote it, in seconds since 1970.
    pub(crate) modified: Duration,
    pub(crate) secret: String,
}

/// The kind that a release belongs to, as labels have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnerKind {
    pub(crate) group: String,
    pub(crate) kind: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Deployed,
    Superseded,
    Failed,
    /// An install, upgrade or rollback is pending.
    Pending,
    Uninstalling,
    Uninstalled,
    Unknown,
}

impl History {
    /// Reads the revisions from the Secrets of one release.
    pub(crate) fn of<'s>(secrets: impl IntoIterator<Item = &'s SecretMeta>) -> Self {
        let mut all: Vec<_> = secrets.into_iter().filter_map(Revision::read).collect();
        all.sort_by_key(|revision| revision.number);
        Self(all)
    }

    pub(crate) fn newest(&self) -> Option<&Revision> {
        self.0.last()
    }

    /// Returns the newest revision that was deployed successfully.
    pub(crate) fn last_good(&self) -> Option<&Revision> {
        let newest = |status| self.0.iter().rev().find(|revision| revision.status == status);
        newest(Status::Deployed).or_else(|| newest(Status::Superseded))
    }

    pub(crate) fn all(&self) -> &[Revision] {
        &self.0
    }
}

impl Revision {
    fn read(secret: &SecretMeta) -> Option<Self> {
        let labels = secret.metadata.labels.as_ref()?;
        let label = |name: &str| labels.get(name).map(String::as_str);
        let owner = owner(labels).or_else(|| {
            // That of operator-sdk's operator, which does not label.
            let references = secret.metadata.owner_references.as_deref().unwrap_or_default();
            references.first().map(|reference| OwnerKind {
                group: reference
                    .api_version
                    .split_once('/')
                    .map_or_else(String::new, |(group, _)| names::label_value(group)),
                kind: names::label_value(&reference.kind),
            })
        });
        let time = label("modifiedAt").or_else(|| label("createdAt"));
        let number = label("version")?.parse().ok()?;
        // Helm copies labels to the next revision, whoever makes it; the digest is only that of the revision that it names.
        let digest = label(names::DIGEST).and_then(|label| label.rsplit_once('-'));
        let digest = digest.filter(|(_, of)| of.parse() == Ok(number));
        Some(Self {
            number,
            status: Status::read(label("status")?),
            digest: digest.map(|(digest, _)| digest.to_owned()),
            owner,
            modified: Duration::from_secs(time.and_then(|time| time.parse().ok()).unwrap_or_default()),
            secret: secret.metadata.name.clone()?,
        })
    }
}

fn owner(labels: &BTreeMap<String, String>) -> Option<OwnerKind> {
    Some(OwnerKind {
        kind: labels.get(names::OWNER_KIND)?.clone(),
        group: labels.get(names::OWNER_GROUP).cloned().unwrap_or_default(),
    })
}

impl Status {
    fn read(text: &str) -> Self {
        match text {
            "deployed" => Self::Deployed,
            "superseded" => Self::Superseded,
            "failed" => Self::Failed,
            "pending-install" | "pending-upgrade" | "pending-rollback" => Self::Pending,
            "uninstalling" => Self::Uninstalling,
            "uninstalled" => Self::Uninstalled,
            _ => Self::Unknown,
        }
    }
}
