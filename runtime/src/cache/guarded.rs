//! Objects that do not fit their type, without the end of the list or watch that they come in.

use std::borrow::Cow;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::{Resource, core::PartialObjectMeta};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error as _},
};
use serde_json::value::RawValue;

use super::unmanaged::{Unmanaged, unmanaged};

/// An object, or why it is none.
#[derive(Clone, Debug)]
pub(super) enum Guarded<K> {
    Fits {
        object: K,
        /// Its managed fields, not read yet, because hardly anybody wants them.
        managed: Option<Box<str>>,
    },
    Misfit {
        metadata: Box<ObjectMeta>,
        error: String,
    },
}

impl<'de, K: DeserializeOwned> Deserialize<'de> for Guarded<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // As text, because that can be read twice without being built as a tree first.
        let text = Box::<RawValue>::deserialize(deserializer)?;
        let without = unmanaged(text.get());
        let (whole, managed) = match &without {
            Some(Unmanaged { text, fields }) => (text.as_str(), Some((*fields).into())),
            None => (text.get(), None),
        };
        match serde_json::from_str(whole) {
            Ok(object) => Ok(Self::Fits { object, managed }),
            Err(error) => {
                let partial: PartialObjectMeta = serde_json::from_str(whole).map_err(D::Error::custom)?;
                Ok(Self::Misfit {
                    metadata: Box::new(partial.metadata),
                    error: error.to_string(),
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
            Self::Fits { object, .. } => object.meta(),
            Self::Misfit { metadata, .. } => metadata,
        }
    }

    fn meta_mut(&mut self) -> &mut ObjectMeta {
        match self {
            Self::Fits { object, .. } => object.meta_mut(),
            Self::Misfit { metadata, .. } => metadata,
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
    fn one_misfit_spoils_no_list() {
        let list = json!({
            "apiVersion": "v1", "kind": "ConfigMapList", "metadata": { "resourceVersion": "7" },
            "items": [
                { "metadata": { "name": "good" }, "data": { "key": "value" } },
                { "metadata": { "name": "bad", "resourceVersion": "5" }, "data": { "key": 1 } },
            ],
        });
        let list: ObjectList<Guarded<ConfigMap>> = serde_json::from_str(&list.to_string()).unwrap();
        assert!(matches!(&list.items[0], Guarded::Fits { object, .. } if object.data.is_some()));
        match &list.items[1] {
            Guarded::Misfit { metadata, error } => {
                assert_eq!(metadata.name.as_deref(), Some("bad"));
                assert!(
                    error.contains("invalid type: integer `1`, expected a string"),
                    "{error}"
                );
            }
            Guarded::Fits { object, .. } => panic!("{object:?}"),
        }
    }

    #[test]
    fn events_of_a_watch_are_read() {
        // In the order in which the server writes it.
        let event = r#"{"type":"ADDED","object":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","managedFields":[]}}}"#;
        let event: WatchEvent<Guarded<ConfigMap>> = serde_json::from_str(event).unwrap();
        match event {
            WatchEvent::Added(Guarded::Fits { object, managed }) => {
                assert_eq!(object.metadata.name.as_deref(), Some("a"));
                assert_eq!(object.metadata.managed_fields, None);
                assert_eq!(managed.as_deref(), Some("[]"));
            }
            other => panic!("{other:?}"),
        }
    }
}
