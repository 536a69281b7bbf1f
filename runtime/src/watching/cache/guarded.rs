//! Objects of a list or watch, of which one that cannot be decoded does not end the list or watch.

use std::borrow::Cow;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::{Resource, core::PartialObjectMeta};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error as _},
};
use serde_json::value::RawValue;

use super::unmanaged::{Managed, unmanaged};
use crate::objects::decode::{self, DecodeError};

/// An object, or why it cannot be decoded.
#[derive(Clone, Debug)]
pub(super) enum Guarded<K> {
    Decoded {
        object: K,
        /// What it was decoded from.
        text: Box<str>,
        /// The managed fields as text, because they are rarely needed.
        managed: Option<Managed>,
    },
    Undecodable {
        metadata: Box<ObjectMeta>,
        error: DecodeError,
    },
}

impl<'de, K: DeserializeOwned> Deserialize<'de> for Guarded<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // As text, which can be read twice without building a tree first.
        let text = Box::<str>::from(Box::<RawValue>::deserialize(deserializer)?);
        let (text, managed) = match unmanaged(&text) {
            Some((rest, managed)) => (rest.into_boxed_str(), Some(managed)),
            None => (text, None),
        };
        match decode::from_str(&text) {
            Ok(object) => Ok(Self::Decoded {
                object,
                text,
                managed,
            }),
            Err(error) => {
                let partial: PartialObjectMeta = serde_json::from_str(&text).map_err(D::Error::custom)?;
                Ok(Self::Undecodable {
                    metadata: Box::new(partial.metadata),
                    error,
                })
            }
        }
    }
}

impl<K: Resource> Resource for Guarded<K> {
    type DynamicType = K::DynamicType;
    type Scope = K::Scope;

    fn kind(dynamic: &Self::DynamicType) -> Cow<'_, str> {
        K::kind(dynamic)
    }

    fn group(dynamic: &Self::DynamicType) -> Cow<'_, str> {
        K::group(dynamic)
    }

    fn version(dynamic: &Self::DynamicType) -> Cow<'_, str> {
        K::version(dynamic)
    }

    fn plural(dynamic: &Self::DynamicType) -> Cow<'_, str> {
        K::plural(dynamic)
    }

    fn metadata_api() -> bool {
        K::metadata_api()
    }

    fn meta(&self) -> &ObjectMeta {
        match self {
            Self::Decoded { object, .. } => object.meta(),
            Self::Undecodable { metadata, .. } => metadata,
        }
    }

    fn meta_mut(&mut self) -> &mut ObjectMeta {
        match self {
            Self::Decoded { object, .. } => object.meta_mut(),
            Self::Undecodable { metadata, .. } => metadata,
        }
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::core::v1::ConfigMap;
    use kube::core::{ObjectList, WatchEvent};
    use serde_json::json;

    use super::*;

    #[test]
    fn one_undecodable_object_spoils_no_list() {
        let list = json!({
            "apiVersion": "v1", "kind": "ConfigMapList", "metadata": { "resourceVersion": "7" },
            "items": [
                { "metadata": { "name": "good" }, "data": { "key": "value" } },
                { "metadata": { "name": "bad", "resourceVersion": "5" }, "data": { "key": 1 } },
            ],
        });
        let list: ObjectList<Guarded<ConfigMap>> = serde_json::from_str(&list.to_string()).unwrap();
        assert!(matches!(&list.items[0], Guarded::Decoded { object, .. } if object.data.is_some()));
        match &list.items[1] {
            Guarded::Undecodable { metadata, error } => {
                assert_eq!(metadata.name.as_deref(), Some("bad"));
                assert_eq!(
                    error.to_string(),
                    "data.key: invalid type: integer `1`, expected a string"
                );
            }
            Guarded::Decoded { object, .. } => panic!("{object:?}"),
        }
    }

    #[test]
    fn events_of_a_watch_are_read() {
        // In the order in which the API server writes it.
        let event = r#"{"type":"ADDED","object":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","managedFields":[]}}}"#;
        let event: WatchEvent<Guarded<ConfigMap>> = serde_json::from_str(event).unwrap();
        match event {
            WatchEvent::Added(Guarded::Decoded { object, managed, .. }) => {
                assert_eq!(object.metadata.name.as_deref(), Some("a"));
                assert_eq!(object.metadata.managed_fields, None);
                assert_eq!(managed.unwrap().fields(), "[]");
            }
            other => panic!("{other:?}"),
        }
    }
}
