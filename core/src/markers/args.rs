//! Marker arguments as a serde data format: the target type decides how the text is parsed.
//!
//! | target type | accepted |
//! |---|---|
//! | string | `"..."` with Go and JSON escapes, `` `...` `` and `'...'` verbatim (`''` is a quote), or bare text |
//! | integer, number | decimal digits, with an optional `-` |
//! | bool | `true`, `false` |
//! | list | `a;b;c`, `{a, b, c}`, `[a, b, c]`; a trailing separator is allowed |
//! | map | `{key: value}` |
//! | any | by the form: one of the above, `null`, or else bare text |
//! | `()` | no text |
//!
//! Bare text ends at `,`, `;` or `}`. Only a bare string that is a marker's whole value (`Pattern=^[a-z]{1,3}$`)
//! extends to the end. Quotes have a meaning only at the start of a value, so `it's` needs no quoting.

mod error;
mod fields;
mod list;
mod quote;
mod scalar;
mod scan;
mod value;

use std::ops::Range;

use serde::de::DeserializeOwned;

pub use scan::{is_open, value_of};

use crate::diagnostic::Located;
use error::Fault;
use scan::Cursor;
use value::{Place, Reader};

/// The layout of a marker's arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One value without a name: `5` in `+kubebuilder:validation:MaxLength=5`.
    Value,
    /// `name=value` pairs: `path=foo,scope=Cluster` in `+kubebuilder:resource:path=foo,scope=Cluster`.
    Named,
}

/// Parses the text of a marker's arguments.
///
/// ```
/// use kubewright_core::markers::args::{Form, parse};
///
/// #[derive(serde::Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// struct Resource {
///     path: String,
///     short_name: Vec<String>,
/// }
///
/// let resource: Resource = parse("path=mice, shortName=m;mc", Form::Named)?;
/// assert_eq!(resource.path, "mice");
/// assert_eq!(resource.short_name, ["m", "mc"]);
///
/// let default: serde_json::Value = parse("{replicas: 3, tags: [a, b]}", Form::Value)?;
/// assert_eq!(default, serde_json::json!({"replicas": 3, "tags": ["a", "b"]}));
///
/// let error = parse::<Resource>("path=mice,shortname=m", Form::Named).err().unwrap();
/// assert_eq!(error.to_string(), "unknown argument `shortname`; did you mean `shortName`?");
/// assert_eq!(error.place, 10..19);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// If the text does not have the form of `T`. The place is the bytes that are wrong; empty where something is missing.
pub fn parse<T: DeserializeOwned>(text: &str, form: Form) -> Result<T, Located<Range<usize>>> {
    let mut cursor = Cursor::new(text);
    let read = match form {
        Form::Value => value(&mut cursor),
        Form::Named => T::deserialize(fields::Arguments::new(&mut cursor)),
    };
    read.map_err(|fault| fault.within(text))
}

fn value<T: DeserializeOwned>(cursor: &mut Cursor<'_>) -> Result<T, Fault> {
    let value = T::deserialize(Reader::new(cursor, Place::WHOLE))?;
    cursor.expect_end("the value")?;
    Ok(value)
}
