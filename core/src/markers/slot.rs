//! The place that a marker writes to.

use serde_json::Number;

use crate::{diagnostic::Message, schema::Schema};

/// What the type says (`base`) beside what its markers say (`own`).
///
/// The two are merged when all markers are applied; a marker only needs `base` to see what it stands on.
pub struct Slot<'a> {
    /// The schema of the Rust type.
    pub base: &'a Schema,
    /// What markers add to it.
    pub own: &'a mut Schema,
    /// The place of the marker.
    pub place: usize,
}

impl Slot<'_> {
    /// Whether the value is of this type.
    pub fn is(&self, ty: &str) -> bool {
        self.ty() == Some(ty)
    }

    /// For number markers; a bound of an integer must be whole.
    pub fn numeric(&mut self, bound: Option<&Number>) -> Result<&mut Schema, Message> {
        self.expect(&["integer", "number"], "a number")?;
        match bound {
            Some(bound) if self.is("integer") && bound.is_f64() => {
                let message = Message::new(format!("has `{bound}`, which is not whole, on an integer"));
                Err(message.help("write a whole number"))
            }
            Some(_) | None => Ok(self.own),
        }
    }

    /// For string markers.
    pub fn textual(&mut self) -> Result<&mut Schema, Message> {
        self.expect(&["string"], "a string")
    }

    /// For array markers.
    pub fn array(&mut self) -> Result<&mut Schema, Message> {
        self.expect(&["array"], "an array")
    }

    /// For object and map markers.
    pub fn object(&mut self) -> Result<&mut Schema, Message> {
        self.expect(&["object"], "an object")
    }

    fn ty(&self) -> Option<&str> {
        self.own.ty.as_deref().or(self.base.ty.as_deref())
    }

    fn expect(&mut self, types: &[&str], wanted: &str) -> Result<&mut Schema, Message> {
        let both = self.base.int_or_string || self.own.int_or_string;
        let unseen = self.base.opaque && self.own.ty.is_none();
        let fits = match self.ty() {
            Some(ty) => types.contains(&ty),
            // Both halves of an int-or-string take their own bounds.
            None => unseen || both && types.iter().any(|ty| ["string", "integer"].contains(ty)),
        };
        if fits {
            return Ok(self.own);
        }
        let found = match self.ty() {
            Some("integer") => "an integer",
            Some("array") => "an array",
            Some("object") => "an object",
            Some("string") => "a string",
            Some("number") => "a number",
            Some("boolean") => "a boolean",
            Some(_) | None => "a value of any type",
        };
        let message = Message::new(format!("needs {wanted}, and this is {found}"));
        Err(message.help("remove it, or use another type"))
    }
}
