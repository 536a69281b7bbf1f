//! Common imports of controllers: `use kubewright_runtime::prelude::*`.
//!
//! ```
//! use kubewright_runtime::prelude::*;
//! use kubewright_runtime::{k8s_openapi::api::core::v1::ConfigMap, reconcile::Result};
//! use std::sync::Arc;
//!
//! /// +kubebuilder:rbac:groups="",resources=configmaps,verbs=get;list;watch
//! #[derive(Rbac)]
//! struct Settings {
//!     client: Client,
//! }
//!
//! impl Reconciler for Settings {
//!     type Object = ConfigMap;
//!
//!     async fn reconcile(&self, map: Arc<ConfigMap>) -> Result<Action> {
//!         if self.client.get_live::<ConfigMap>(&map.key()).await?.is_none() {
//!             println!("{} is gone already", map.key());
//!         }
//!         Ok(Action::await_change())
//!     }
//! }
//! ```

pub use crate::objects::condition::ConditionsExt as _;
pub use crate::objects::owner::OwnedExt as _;
pub use crate::watching::cache::Query;
pub use crate::writing::events::Recorder;
pub use crate::{
    CustomResource, Rbac, Schema,
    manager::{Manager, ManagerOptions},
    objects::{dynamic::DynamicKind, ext::ObjectExt as _, key::ObjectKey},
    watching::change::Change,
    working::{
        controller::Controller,
        reconcile::{Action, Reconciler},
    },
    writing::client::{Client, ClientError, KindClient},
};
