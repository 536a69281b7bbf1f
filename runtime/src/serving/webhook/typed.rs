//! Admission webhooks for one type.

use kube::Resource;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::admission::{Admission, AdmissionRequest, AdmissionResponse, Operation};
use super::merge::merge;
use super::refusal::Refusal;
use super::undecodable::{self, UndecodablePolicy};
use crate::objects::decode::{self, DecodeError};

/// A type that webhooks can be written for.
///
/// ```
/// use kubewright_runtime::webhook::Object;
/// use kubewright_runtime::k8s_openapi::api::core::v1::Pod;
///
/// /// Whatever the API server stores is one.
/// fn takes_objects<K: Object>() {}
/// takes_objects::<Pod>();
/// ```
pub trait Object: Resource<DynamicType = ()> + Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<T> Object for T where T: Resource<DynamicType = ()> + Serialize + DeserializeOwned + Send + Sync + 'static
{}

/// Sets defaults before an object is validated and stored.
///
/// It is called for creates and updates, as the rules of the webhook configuration say. Only its changes are sent back, so
/// fields that the type does not know are kept.
///
/// ```
/// # use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
/// use kubewright_runtime::webhook::{AdmissionRequest, Defaulter, Refusal};
///
/// struct Owned;
///
/// impl Defaulter for Owned {
///     type Object = ConfigMap;
///
///     async fn default(&self, object: &mut ConfigMap, request: &AdmissionRequest) -> Result<(), Refusal> {
///         let user = request.user_info.username.clone().unwrap_or_default();
///         object.metadata.annotations.get_or_insert_default().entry("example.com/by".into()).or_insert(user);
///         Ok(())
///     }
/// }
/// ```
pub trait Defaulter: Send + Sync + 'static {
    /// The type of the objects.
    type Object: Object;

    /// What to do with an object that cannot be decoded. Default: allow it, because the API server validates it by its schema
    /// next, and names all errors.
    const UNDECODABLE: UndecodablePolicy = UndecodablePolicy::Allow;

    /// Sets the defaults of one object.
    fn default(
        &self,
        object: &mut Self::Object,
        request: &AdmissionRequest,
    ) -> impl Future<Output = Result<(), Refusal>> + Send;
}

/// Warnings for the user, which `kubectl` shows.
pub type Warnings = Vec<String>;

/// Denies objects that are wrong in ways that a schema cannot express.
///
/// It is called for creates, updates and deletes, as the rules of the webhook configuration say.
///
/// ```
/// # use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
/// use kubewright_runtime::webhook::{AdmissionRequest, FieldError, Refusal, Validator, Warnings};
///
/// struct Keys;
///
/// impl Validator for Keys {
///     type Object = ConfigMap;
///
///     async fn validate_create(&self, new: &ConfigMap, _: &AdmissionRequest) -> Result<Warnings, Refusal> {
///         match &new.data {
///             Some(data) if data.contains_key("key") => Ok(Warnings::new()),
///             _ => Err(FieldError::required("data[key]", "name the key").into()),
///         }
///     }
///
///     async fn validate_update(
///         &self,
///         new: &ConfigMap,
///         _old: &ConfigMap,
///         request: &AdmissionRequest,
///     ) -> Result<Warnings, Refusal> {
///         self.validate_create(new, request).await
///     }
/// }
/// ```
pub trait Validator: Send + Sync + 'static {
    /// The type of the objects.
    type Object: Object;

    /// What to do with an object that cannot be decoded. Default: deny it, because the API server has validated it by its
    /// schema before, and nothing after this denies it.
    const UNDECODABLE: UndecodablePolicy = UndecodablePolicy::Deny;

    /// Called before an object is created.
    fn validate_create(
        &self,
        new: &Self::Object,
        request: &AdmissionRequest,
    ) -> impl Future<Output = Result<Warnings, Refusal>> + Send;

    /// Called before an object is updated.
    fn validate_update(
        &self,
        new: &Self::Object,
        old: &Self::Object,
        request: &AdmissionRequest,
    ) -> impl Future<Output = Result<Warnings, Refusal>> + Send;

    /// Called before an object is deleted. Allows it by default.
    fn validate_delete(
        &self,
        old: &Self::Object,
        request: &AdmissionRequest,
    ) -> impl Future<Output = Result<Warnings, Refusal>> + Send {
        let _ = (old, request);
        async { Ok(Warnings::new()) }
    }
}

pub(super) struct Defaulting<D>(pub(super) D);

impl<D: Defaulter> Admission for Defaulting<D> {
    async fn admit(&self, request: AdmissionRequest) -> AdmissionResponse {
        match request.operation {
            Operation::Create | Operation::Update => {}
            Operation::Delete | Operation::Connect => return AdmissionResponse::allow(),
        }
        if let Err(response) = check_kind::<D::Object>(&request) {
            return response;
        }
        let mut object: D::Object = match decode::from_value(&request.object) {
            Ok(object) => object,
            Err(error) => return D::UNDECODABLE.answer(&request, &error),
        };
        let before = match serde_json::to_value(&object) {
            Ok(before) => before,
            Err(error) => return AdmissionResponse::refuse(&request, &Refusal::failed(error)),
        };
        if let Err(refusal) = self.0.default(&mut object, &request).await {
            return AdmissionResponse::refuse(&request, &refusal);
        }
        match serde_json::to_value(&object) {
            Ok(after) => AdmissionResponse::change(&request, &merge(&request.object, &before, &after)),
            Err(error) => AdmissionResponse::refuse(&request, &Refusal::failed(error)),
        }
    }
}

pub(super) struct Validating<V>(pub(super) V);

impl<V: Validator> Validating<V> {
    async fn validate(&self, request: &AdmissionRequest) -> Result<Result<Warnings, Refusal>, DecodeError> {
        Ok(match request.operation {
            Operation::Create => {
                let new = decode::from_value(&request.object)?;
                self.0.validate_create(&new, request).await
            }
            Operation::Update => {
                let new = decode::from_value(&request.object)?;
                match decode::from_value(&request.old_object) {
                    Ok(old) => self.0.validate_update(&new, &old, request).await,
                    // A request that corrects a stored object must not be denied for the old object.
                    Err(error) => {
                        let warnings = self.0.validate_create(&new, request).await;
                        warnings.map(|warnings| [vec![undecodable::old(&error)], warnings].concat())
                    }
                }
            }
            Operation::Delete => {
                let old = decode::from_value(&request.old_object)?;
                self.0.validate_delete(&old, request).await
            }
            Operation::Connect => Ok(Warnings::new()),
        })
    }
}

impl<V: Validator> Admission for Validating<V> {
    async fn admit(&self, request: AdmissionRequest) -> AdmissionResponse {
        if request.operation != Operation::Connect
            && let Err(response) = check_kind::<V::Object>(&request)
        {
            return response;
        }
        match self.validate(&request).await {
            Ok(Ok(warnings)) => warnings
                .into_iter()
                .fold(AdmissionResponse::allow(), AdmissionResponse::warn),
            Ok(Err(refusal)) => AdmissionResponse::refuse(&request, &refusal),
            Err(error) => V::UNDECODABLE.answer(&request, &error),
        }
    }
}

/// Refuses a request for another kind than the webhook's.
fn check_kind<T: Object>(request: &AdmissionRequest) -> Result<(), AdmissionResponse> {
    let (group, version, kind) = (T::group(&()), T::version(&()), T::kind(&()));
    let asked = &request.kind;
    if (&*asked.group, &*asked.version, &*asked.kind) == (&*group, &*version, &*kind) {
        return Ok(());
    }
    let message = format!(
        "this webhook is for {kind} of {group}/{version}, not {} of {}/{}; correct its rules",
        asked.kind, asked.group, asked.version
    );
    Err(AdmissionResponse::error(400, "BadRequest", &message))
}

/// The path that kubebuilder gives to a type's webhook.
pub(super) fn path<T: Resource<DynamicType = ()>>(verb: &str) -> String {
    let group = T::group(&()).replace('.', "-");
    format!(
        "/{verb}-{group}-{}-{}",
        T::version(&()),
        T::kind(&()).to_lowercase()
    )
}
