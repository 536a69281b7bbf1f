//! The types that a value may have.

use kubewright_core::schema::Schema;

/// The value of `type`, and both types of an integer or string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Types {
    names: Vec<String>,
}

impl Types {
    pub(crate) fn new(schema: &Schema) -> Self {
        let names = match schema.ty.as_deref() {
            _ if schema.int_or_string => vec!["integer".to_owned(), "string".to_owned()],
            None | Some("") => Vec::new(),
            Some(name) => vec![name.to_owned()],
        };
        Self { names }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The type, if there is exactly one.
    pub(crate) fn only(&self) -> Option<&str> {
        match self.names.as_slice() {
            [name] => Some(name),
            _ => None,
        }
    }

    pub(crate) fn shown(&self) -> String {
        self.names.join(",")
    }
}
