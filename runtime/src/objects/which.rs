//! Which kind it is, where the type alone may not say so.

use std::{
    any::Any,
    borrow::Cow,
    fmt::{self, Debug},
};

use kube::{
    Api, Client, Resource,
    core::{ApiResource, DynamicObject, TypeMeta},
};

use super::{
    dynamic::DynamicKind,
    kind::{AnyKind, Kind, Placed as _, name_of, sealed::Scope as _},
};

/// The kind of objects of type `K`.
pub(crate) struct Which<K: Resource> {
    dynamic: K::DynamicType,
    namespaced: bool,
}

impl<K: Kind> Which<K> {
    /// The one that the type says.
    pub(crate) fn typed() -> Self {
        Self {
            dynamic: (),
            namespaced: K::Scope::NAMESPACED,
        }
    }
}

impl<K: AnyKind> Which<K> {
    /// The one that was found at run time.
    pub(crate) fn dynamic(kind: &DynamicKind) -> Self
    where
        K: Resource<DynamicType = ApiResource>,
    {
        Self {
            dynamic: kind.resource().clone(),
            namespaced: kind.is_namespaced(),
        }
    }

    /// The kind by its name, for messages and for comparing: `Deployment.apps/v1`, `Pod.v1`.
    pub(crate) fn name(&self) -> String {
        name_of(&self.kind(), &self.group(), &K::version(&self.dynamic))
    }

    pub(crate) fn kind(&self) -> Cow<'_, str> {
        K::kind(&self.dynamic)
    }

    pub(crate) fn group(&self) -> Cow<'_, str> {
        K::group(&self.dynamic)
    }

    pub(crate) fn api_version(&self) -> Cow<'_, str> {
        K::api_version(&self.dynamic)
    }

    pub(crate) fn plural(&self) -> Cow<'_, str> {
        K::plural(&self.dynamic)
    }

    /// Whether objects of the kind are in namespaces.
    pub(crate) fn is_namespaced(&self) -> bool {
        self.namespaced
    }

    /// Writes into an object of any kind of which it is; lists of some kinds leave that out.
    pub(crate) fn complete(&self, object: &mut K) {
        let dynamic = (object as &mut dyn Any).downcast_mut::<DynamicObject>();
        if let Some(DynamicObject {
            types: types @ None, ..
        }) = dynamic
        {
            *types = Some(TypeMeta {
                api_version: K::api_version(&self.dynamic).into_owned(),
                kind: self.kind().into_owned(),
            });
        }
    }

    /// The part of the API for this kind, read as `G`, in a namespace or in all of them if it is empty.
    pub(crate) fn api<G>(&self, client: &Client, namespace: &str) -> Api<G>
    where
        G: Resource<DynamicType = K::DynamicType, Scope = K::Scope>,
    {
        let api = Api::all_with(client.clone(), &self.dynamic);
        match self.namespaced && !namespace.is_empty() {
            true => K::Scope::within(api, namespace),
            false => api,
        }
    }
}

impl<K: AnyKind> Clone for Which<K> {
    fn clone(&self) -> Self {
        Self {
            dynamic: self.dynamic.clone(),
            namespaced: self.namespaced,
        }
    }
}

impl<K: AnyKind> Debug for Which<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name())
    }
}
