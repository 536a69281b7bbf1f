//! What the source does not show, and the caller states.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Values that the caller knows and the source does not show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stated {
    /// Defaults by type and field, such as `OrderSpec.image`; `null` is no default.
    pub defaults: BTreeMap<String, Value>,
    /// Schemas by type (`Money`), by field (`OrderSpec.price`), or by the function that makes them (`price_schema`).
    pub schemas: BTreeMap<String, Value>,
}

/// Some keys of what is stated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Those of defaults.
    pub defaults: BTreeSet<String>,
    /// Those of schemas.
    pub schemas: BTreeSet<String>,
}

impl Keys {
    /// Adds the keys of `other`.
    pub fn extend(&mut self, other: Self) {
        self.defaults.extend(other.defaults);
        self.schemas.extend(other.schemas);
    }
}

impl Stated {
    /// Returns the keys that are not `used`.
    ///
    /// ```
    /// use kubewright_kube_types::{Keys, Stated};
    ///
    /// let defaults = [("OrderSpec.image".to_owned(), "a".into())].into();
    /// let stated = Stated { defaults, ..Stated::default() };
    /// let used = Keys { defaults: stated.defaults.keys().cloned().collect(), ..Keys::default() };
    /// assert_eq!(stated.besides(&Keys::default()), used);
    /// assert_eq!(stated.besides(&used), Keys::default());
    /// ```
    #[must_use]
    pub fn besides(&self, used: &Keys) -> Keys {
        let left = |all: &BTreeMap<String, Value>, used: &BTreeSet<String>| {
            all.keys().filter(|key| !used.contains(*key)).cloned().collect()
        };
        Keys {
            defaults: left(&self.defaults, &used.defaults),
            schemas: left(&self.schemas, &used.schemas),
        }
    }
}
