//! What most controllers use, for `use kubewright_runtime::prelude::*`.
//!
//! ```
//! use kubewright_runtime::prelude::*;
//! use kubewright_runtime::{k8s_openapi::api::core::v1::ConfigMap, reconcile::Result};
//! use std::sync::Arc;
//!
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

pub use crate::cache::Query;
pub use crate::condition::ConditionsExt as _;
pub use crate::events::Recorder;
pub use crate::owner::OwnedExt as _;
pub use crate::{
    Action, Change, Client, ClientError, Controller, CustomResource, DynamicKind, KindClient, Manager,
    ManagerOptions, ObjectExt as _, ObjectKey, Rbac, Reconciler, Schema,
};
