//! The format of a node, which depends on its type.

use kubewright_cel::formats::{self, Known};

/// The `format` of a schema, if the API server knows it for the type.
#[derive(Clone, Debug, Default)]
pub(crate) struct Format {
    /// As it is written; empty if there is none.
    pub(crate) text: String,
    /// How texts are checked, if they are.
    known: Option<Known>,
}

impl Format {
    /// The format of a value that has this type, or one of several.
    pub(crate) fn new(format: Option<&str>, only_type: Option<&str>) -> Self {
        let Some(text) = format.filter(|text| !text.is_empty()) else {
            return Self::default();
        };
        let known = formats::known(text);
        let applies = match only_type {
            None | Some("string") => known.is_some(),
            Some("integer") => matches!(text, "int32" | "int64"),
            Some("number") => matches!(text, "float" | "double"),
            Some(_) => false,
        };
        if !applies {
            return Self::default();
        }
        Self {
            text: text.to_owned(),
            known,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether a text has the format; `None` if the format is not one of texts.
    pub(crate) fn fits(&self, text: &str) -> Option<bool> {
        self.known.and_then(|known| known.fits(text))
    }
}
