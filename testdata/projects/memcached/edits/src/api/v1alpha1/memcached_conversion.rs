//! Converts Memcached between v1alpha1 and v1, the hub.

use kubewright_runtime::serde_json;
use kubewright_runtime::webhook::{BoxError, Converter};
use serde::{Deserialize, Serialize};

use super::memcached::{Memcached, MemcachedSpec, MemcachedStatus};
use crate::api::v1::memcached as hub;

/// The annotation that keeps the fields of the hub that this version does not have.
const HUB_ONLY: &str = "cache.example.org/v1";

/// The fields of the hub that this version does not have.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct HubOnly {
    #[serde(skip_serializing_if = "Option::is_none")]
    max_item_kilobytes: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    idle_timeout_seconds: Option<i32>,
}

impl Converter for Memcached {
    type Hub = hub::Memcached;

    fn into_hub(self) -> Result<hub::Memcached, BoxError> {
        let mut metadata = self.metadata;
        let kept = metadata
            .annotations
            .as_mut()
            .and_then(|kept| kept.remove(HUB_ONLY));
        // Anybody may write annotations, and an object that cannot be converted cannot even be deleted.
        let kept: HubOnly = kept
            .and_then(|kept| serde_json::from_str(&kept).ok())
            .unwrap_or_default();
        Ok(hub::Memcached {
            metadata,
            spec: hub::MemcachedSpec {
                replicas: self.spec.size,
                image: self.spec.image,
                memory: hub::Memory {
                    megabytes: self.spec.memory_megabytes,
                    max_item_kilobytes: kept.max_item_kilobytes,
                },
                idle_timeout_seconds: kept.idle_timeout_seconds,
            },
            status: self.status.map(|status| hub::MemcachedStatus {
                ready_replicas: status.ready,
                conditions: status.conditions,
            }),
        })
    }

    fn from_hub(hub: hub::Memcached) -> Result<Self, BoxError> {
        let mut metadata = hub.metadata;
        let kept = HubOnly {
            max_item_kilobytes: hub.spec.memory.max_item_kilobytes,
            idle_timeout_seconds: hub.spec.idle_timeout_seconds,
        };
        if kept != HubOnly::default() {
            let annotations = metadata.annotations.get_or_insert_default();
            annotations.insert(HUB_ONLY.to_owned(), serde_json::to_string(&kept)?);
        }
        Ok(Self {
            metadata,
            spec: MemcachedSpec {
                size: hub.spec.replicas,
                image: hub.spec.image,
                memory_megabytes: hub.spec.memory.megabytes,
            },
            status: hub.status.map(|status| MemcachedStatus {
                ready: status.ready_replicas,
                conditions: status.conditions,
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec() -> MemcachedSpec {
        MemcachedSpec {
            size: 3,
            image: "memcached:1.6".to_owned(),
            memory_megabytes: 128,
        }
    }

    #[test]
    fn a_round_trip_through_the_hub_loses_nothing() -> Result<(), BoxError> {
        let before = Memcached::new("sample", spec());
        let after = Memcached::from_hub(before.clone().into_hub()?)?;
        assert_eq!(after.spec, before.spec);
        Ok(())
    }

    #[test]
    fn a_round_trip_through_this_version_loses_nothing() -> Result<(), BoxError> {
        let mut before = Memcached::new("sample", spec()).into_hub()?;
        before.spec.memory.max_item_kilobytes = Some(512);
        before.spec.idle_timeout_seconds = Some(60);
        before.metadata.annotations = Some([("other".to_owned(), "stays".to_owned())].into());
        before.status = Some(hub::MemcachedStatus {
            ready_replicas: 2,
            conditions: Vec::new(),
        });
        let after = Memcached::from_hub(before.clone())?.into_hub()?;
        assert_eq!(after, before);
        Ok(())
    }

    #[test]
    fn an_invalid_annotation_is_ignored() -> Result<(), BoxError> {
        let mut broken = Memcached::new("sample", spec());
        broken.metadata.annotations = Some([(HUB_ONLY.to_owned(), "{".to_owned())].into());
        assert_eq!(broken.into_hub()?.spec.idle_timeout_seconds, None);
        Ok(())
    }
}
