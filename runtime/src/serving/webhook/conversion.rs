//! Conversion between the versions of a kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use kube::Resource;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::BoxError;
use super::review::{Review, Reviewed};
use super::typed::Object;
use crate::objects::decode;
use crate::reporting::causes::causes;

const GROUP: &str = "apiextensions.k8s.io";

/// A version of a kind that converts to and from the hub.
///
/// The metadata do not have to be converted: the API server only allows changes of labels and annotations, and if the result
/// has no metadata, it gets those of the original.
///
/// ```
/// # mod api {
/// #     use kubewright_runtime::{CustomResource, Schema, k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta};
/// #     use serde::{Deserialize, Serialize};
/// #     #[derive(Clone, Debug, Serialize, Deserialize, Schema)]
/// #     pub struct OldSpec { pub size: i32 }
/// #     #[derive(Clone, Debug, Serialize, Deserialize, Schema)]
/// #     pub struct NewSpec { pub replicas: i32 }
/// #     pub mod v1 {
/// #         #[derive(Clone, Debug, super::CustomResource)]
/// #         #[resource(group = "example.com", version = "v1")]
/// #         pub struct Cache { pub metadata: super::ObjectMeta, pub spec: super::OldSpec }
/// #     }
/// #     pub mod v2 {
/// #         #[derive(Clone, Debug, super::CustomResource)]
/// #         #[resource(group = "example.com", version = "v2")]
/// #         pub struct Cache { pub metadata: super::ObjectMeta, pub spec: super::NewSpec }
/// #     }
/// # }
/// # use api::{v1, v2, NewSpec, OldSpec};
/// use kubewright_runtime::webhook::{BoxError, Conversion, Converter, Webhooks};
///
/// impl Converter for v1::Cache {
///     type Hub = v2::Cache;
///
///     fn into_hub(self) -> Result<v2::Cache, BoxError> {
///         Ok(v2::Cache { metadata: self.metadata, spec: NewSpec { replicas: self.spec.size } })
///     }
///
///     fn from_hub(hub: v2::Cache) -> Result<Self, BoxError> {
///         Ok(Self { metadata: hub.metadata, spec: OldSpec { size: hub.spec.replicas } })
///     }
/// }
///
/// let mut webhooks = Webhooks::new();
/// webhooks.conversion(Conversion::hub::<v2::Cache>().spoke::<v1::Cache>())?;
/// # Ok::<(), BoxError>(())
/// ```
pub trait Converter: Object {
    /// The hub, through which all versions are converted.
    type Hub: Object;

    /// Converts this object to the hub.
    ///
    /// # Errors
    ///
    /// If the hub cannot represent this object.
    fn into_hub(self) -> Result<Self::Hub, BoxError>;

    /// Converts the hub to this version.
    ///
    /// # Errors
    ///
    /// If this version cannot represent the object.
    fn from_hub(hub: Self::Hub) -> Result<Self, BoxError>;
}

/// Converts by field names: copies the fields that both types have. Other fields are dropped, and missing ones get their
/// default.
///
/// ```
/// use kubewright_runtime::webhook::same_fields;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize)]
/// struct Old { size: i32, color: String }
/// #[derive(Deserialize)]
/// struct New { size: i32, replicas: Option<i32> }
///
/// let new: New = same_fields(Old { size: 3, color: "red".into() })?;
/// assert_eq!((new.size, new.replicas), (3, None));
/// # Ok::<(), kubewright_runtime::webhook::BoxError>(())
/// ```
///
/// # Errors
///
/// If a field has another type there, or a required field is missing.
pub fn same_fields<T: DeserializeOwned>(from: impl Serialize) -> Result<T, BoxError> {
    Ok(decode::from_value(&serde_json::to_value(from)?)?)
}

/// The conversion of a kind: its hub and its spokes.
///
/// ```
/// use kubewright_runtime::webhook::{BoxError, Conversion, Converter};
/// # use kubewright_runtime::{CustomResource, k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta};
/// # #[derive(Clone, Debug, CustomResource)]
/// # #[resource(group = "example.com", version = "v1")]
/// # pub struct Old { pub metadata: ObjectMeta }
/// # #[derive(Clone, Debug, CustomResource)]
/// # #[resource(group = "example.com", version = "v2")]
/// # pub struct New { pub metadata: ObjectMeta }
///
/// impl Converter for Old {
///     type Hub = New;
///
///     fn into_hub(self) -> Result<New, BoxError> {
///         Ok(New { metadata: self.metadata })
///     }
///
///     fn from_hub(hub: New) -> Result<Self, BoxError> {
///         Ok(Old { metadata: hub.metadata })
///     }
/// }
///
/// let conversion: Conversion<New> = Conversion::hub::<New>().spoke::<Old>();
/// # let _ = conversion;
/// ```
#[must_use = "give it to `Webhooks::conversion`"]
pub struct Conversion<H> {
    spokes: BTreeMap<String, Spoke<H>>,
}

struct Spoke<H> {
    into_hub: fn(&Value) -> Result<H, BoxError>,
    from_hub: fn(H) -> Result<Value, BoxError>,
}

impl Conversion<()> {
    /// Starts with the hub.
    pub fn hub<H: Object>() -> Conversion<H> {
        let itself = Spoke {
            into_hub: |object| Ok(decode::from_value(object)?),
            from_hub: |hub| Ok(serde_json::to_value(hub)?),
        };
        Conversion {
            spokes: BTreeMap::from([(H::api_version(&()).into_owned(), itself)]),
        }
    }
}

impl<H: Object> Conversion<H> {
    /// Adds a version.
    pub fn spoke<S: Converter<Hub = H>>(mut self) -> Self {
        let spoke = Spoke {
            into_hub: |object| decode::from_value::<S>(object)?.into_hub(),
            from_hub: |hub| Ok(serde_json::to_value(S::from_hub(hub)?)?),
        };
        self.spokes.insert(S::api_version(&()).into_owned(), spoke);
        self
    }

    fn version(&self, api_version: &str) -> Result<&Spoke<H>, BoxError> {
        self.spokes.get(api_version).ok_or_else(|| {
            let known: Vec<&str> = self.spokes.keys().map(String::as_str).collect();
            format!(
                "{api_version} is not registered; the registered versions are {}",
                known.join(", ")
            )
            .into()
        })
    }
}

impl<H: Resource<DynamicType = ()>> std::fmt::Debug for Conversion<H> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Conversion")
            .field("hub", &H::api_version(&()))
            .field("versions", &self.spokes.keys())
            .finish()
    }
}

/// A [`Conversion`] of any hub.
pub(super) trait Converts: Send + Sync {
    fn convert(&self, object: &Value, from: &str, to: &str) -> Result<Value, BoxError>;

    /// The name of the kind's CRD.
    fn crd(&self) -> String;
}

impl<H: Object> Converts for Conversion<H> {
    fn convert(&self, object: &Value, from: &str, to: &str) -> Result<Value, BoxError> {
        let (from, target) = (self.version(from)?, self.version(to)?);
        let converted = (from.into_hub)(object).and_then(target.from_hub);
        let mut converted = match converted {
            Err(error) if is_part(object) => {
                tracing::debug!(%error, "a part of an object keeps its fields");
                object.clone()
            }
            converted => converted?,
        };
        let metadata = metadata(&object["metadata"], &converted["metadata"]);
        converted["apiVersion"] = json!(to);
        converted["kind"] = object["kind"].clone();
        converted["metadata"] = metadata;
        Ok(converted)
    }

    fn crd(&self) -> String {
        format!("{}.{}", H::plural(&()), H::group(&()))
    }
}

/// Whether this is what one manager set of an object, and no object: when one is applied, the API server works out by such
/// parts who owns which fields. They lack fields that objects have, and would make each apply fail.
fn is_part(object: &Value) -> bool {
    let metadata = &object["metadata"];
    metadata["name"].is_null() && metadata["generateName"].is_null()
}

/// The original's, with the labels and annotations that the conversion left.
fn metadata(original: &Value, converted: &Value) -> Value {
    let mut kept = original.as_object().cloned().unwrap_or_default();
    let none = Map::new();
    let converted = converted.as_object().unwrap_or(&none);
    if !converted.is_empty() {
        for key in ["labels", "annotations"] {
            match converted.get(key) {
                Some(value) => kept.insert(key.to_owned(), value.clone()),
                None => kept.remove(key),
            };
        }
    }
    Value::Object(kept)
}

#[derive(Deserialize)]
struct Request {
    uid: String,
    #[serde(rename = "desiredAPIVersion")]
    desired: String,
    #[serde(default)]
    objects: Vec<Value>,
}

/// A `ConversionReview` of either version, answered in kind.
pub(super) struct Reviewer(pub(super) BTreeMap<[String; 2], Arc<dyn Converts>>);

impl Reviewer {
    fn convert(&self, object: &Value, desired: &str) -> Result<Value, BoxError> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (from, kind) = (text(&object["apiVersion"]), text(&object["kind"]));
        if from == desired {
            return Ok(object.clone());
        }
        let group = from.split_once('/').map_or("", |(group, _)| group).to_owned();
        let found = self.0.get(&[group.clone(), kind.clone()]);
        let converts = found
            .ok_or_else(|| format!("no conversion of kind {kind:?} of group {group:?} is registered"))?;
        converts.convert(object, &from, desired)
    }

    fn whole(&self, request: &Request) -> Result<Vec<Value>, String> {
        let objects = request.objects.iter();
        objects.map(|object| self.one(object, &request.desired)).collect()
    }

    /// One object, converted in a span that names it. A failure is logged here and returned as the message for the API
    /// server.
    fn one(&self, object: &Value, desired: &str) -> Result<Value, String> {
        let metadata = &object["metadata"];
        let (kind, name) = (object["kind"].as_str(), metadata["name"].as_str());
        let namespace = metadata["namespace"].as_str();
        let from = object["apiVersion"].as_str();
        let span = tracing::info_span!("convert", kind, namespace, name, from, to = desired);
        span.in_scope(|| {
            self.convert(object, desired).map_err(|error| {
                let error = causes(&*error);
                tracing::error!(error, "the conversion failed");
                let place = [namespace, name]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join("/");
                let kind = kind.unwrap_or_default();
                format!("{kind} {place} cannot be converted to {desired}: {error}")
            })
        })
    }
}

impl super::Reviewer for Reviewer {
    const KIND: &'static str = "ConversionReview";

    fn versions(&self) -> Vec<String> {
        vec![format!("{GROUP}/v1"), format!("{GROUP}/v1beta1")]
    }

    async fn review(&self, review: Review) -> Reviewed {
        let request: Request = match review.field("request") {
            Ok(request) => request,
            Err(answer) => return answer,
        };
        match self.whole(&request) {
            Ok(objects) => {
                let result = json!({ "status": "Success" });
                let response = json!({ "uid": request.uid, "convertedObjects": objects, "result": result });
                review.answer(200, "response", response)
            }
            Err(message) => failure(&review, &request.uid, 400, &message),
        }
    }

    fn panicked(&self, review: Review) -> Reviewed {
        let uid = review.uid();
        failure(&review, &uid, 500, "the conversion panicked; its log says more")
    }
}

fn failure(review: &Review, uid: &str, code: u16, message: &str) -> Reviewed {
    let result = json!({ "status": "Failure", "message": message });
    let response = json!({ "uid": uid, "convertedObjects": [], "result": result });
    review.answer(code, "response", response)
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::core::v1::ConfigMap;

    use super::*;

    #[test]
    fn parts_of_objects_that_cannot_be_converted_keep_their_fields() {
        let from = Spoke::<ConfigMap> {
            into_hub: |_| Err("missing field `spec`".into()),
            from_hub: |_| Ok(Value::Null),
        };
        let mut conversion = Conversion::hub::<ConfigMap>();
        conversion.spokes.insert("old".to_owned(), from);
        let convert = |object: &Value| conversion.convert(object, "old", "v1");

        let part = json!({ "apiVersion": "old", "kind": "A", "metadata": { "labels": { "a": "b" } } });
        let mut kept = part.clone();
        kept["apiVersion"] = json!("v1");
        assert_eq!(convert(&part).unwrap(), kept);
        for name in ["name", "generateName"] {
            let mut whole = part.clone();
            whole["metadata"][name] = json!("a");
            assert_eq!(convert(&whole).unwrap_err().to_string(), "missing field `spec`");
        }
    }
}
