//! Markers of numbers.

use serde::Deserialize;
use serde_json::Number;

use super::slot::Slot;
use super::{Arg, Def, SchemaMarker};
use crate::diagnostic::Message;

/// This file's part of the list.
pub const MARKERS: &[Def] = &[
    Def::schema::<Minimum>(),
    Def::schema::<Maximum>(),
    Def::schema::<ExclusiveMinimum>(),
    Def::schema::<ExclusiveMaximum>(),
    Def::schema::<MultipleOf>(),
    Def::schema::<K8sMinimum>(),
    Def::schema::<K8sMaximum>(),
];

macro_rules! bound {
    ($type:ident, $name:literal, $key:literal, $field:ident, $nests:literal, $help:literal) => {
        #[derive(Deserialize)]
        struct $type(Number);

        impl SchemaMarker for $type {
            const NAME: &'static str = $name;
            const KEY: &'static str = $key;
            const HELP: &'static str = $help;
            const ARGS: &'static [Arg] = &[Arg::value("number", "the bound")];
            const NESTS: bool = $nests;

            fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
                slot.numeric(Some(&self.0))?.$field = Some(self.0.clone());
                Ok(())
            }
        }
    };
}

bound!(
    Minimum,
    "kubebuilder:validation:Minimum",
    "minimum",
    minimum,
    true,
    "The smallest number allowed."
);
bound!(
    Maximum,
    "kubebuilder:validation:Maximum",
    "maximum",
    maximum,
    true,
    "The largest number allowed."
);
bound!(
    MultipleOf,
    "kubebuilder:validation:MultipleOf",
    "multipleOf",
    multiple_of,
    true,
    "The number must be a multiple of this one."
);
bound!(
    K8sMinimum,
    "k8s:minimum",
    "minimum",
    minimum,
    false,
    "The smallest number allowed."
);
bound!(
    K8sMaximum,
    "k8s:maximum",
    "maximum",
    maximum,
    false,
    "The largest number allowed."
);

macro_rules! exclusive {
    ($type:ident, $name:literal, $key:literal, $field:ident, $help:literal) => {
        #[derive(Deserialize)]
        struct $type(bool);

        impl SchemaMarker for $type {
            const NAME: &'static str = $name;
            const KEY: &'static str = $key;
            const HELP: &'static str = $help;
            const ARGS: &'static [Arg] = &[Arg::value("bool", "whether the bound itself is out")];
            const NESTS: bool = true;

            fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
                slot.numeric(None)?.$field = self.0;
                Ok(())
            }
        }
    };
}

exclusive!(
    ExclusiveMinimum,
    "kubebuilder:validation:ExclusiveMinimum",
    "exclusiveMinimum",
    exclusive_minimum,
    "Whether the number must be greater than `Minimum`, not equal to it."
);
exclusive!(
    ExclusiveMaximum,
    "kubebuilder:validation:ExclusiveMaximum",
    "exclusiveMaximum",
    exclusive_maximum,
    "Whether the number must be less than `Maximum`, not equal to it."
);
