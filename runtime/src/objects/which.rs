//! A kind by its type, or one that is known only at run time, in one form.

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
    /// Returns the kind of the type.
    pub(crate) fn typed() -> Self {
        Self {
            dynamic: (),
            namespaced: K::Scope::NAMESPACED,
        }
    }
}

impl<K: AnyKind> Which<K> {
    /// Returns a kind that was found at run time.
    pub(crate) fn dynamic(kind: &DynamicKind) -> Self
    where
        K: Resource<DynamicType = ApiResource>,
    {
        Self {
            dynamic: kind.resource().clone(),
            namespaced: kind.is_namespaced(),
        }
    }

    /// Returns the name of the kind, for messages and for comparing: `Deployment.apps/v1`, `Pod.v1`.
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

    /// Sets `apiVersion` and `kind` of a `DynamicObject`, which the lists of some kinds omit.
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

    /// Returns the API of this kind, read as `G`, in one namespace or, if it is empty, in all.
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
