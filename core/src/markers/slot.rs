//! The schema that a marker applies to.

use serde_json::Number;

use crate::{diagnostic::Message, schema::Schema};

/// The schema of the type (`base`) and the effects of its markers (`own`).
///
/// The two are merged after all markers are applied; markers read `base` only to check what they apply to.
pub struct Slot<'a> {
    /// The schema of the Rust type.
    pub base: &'a Schema,
    /// What markers add to it.
    pub own: &'a mut Schema,
    /// The place of the marker.
    pub place: usize,
}

impl Slot<'_> {
    /// Returns whether the value has this type.
    pub fn is(&self, ty: &str) -> bool {
        self.ty() == Some(ty)
    }

    /// Checks that a number marker applies; a bound of an integer must be an integer.
    pub fn numeric(&mut self, bound: Option<&Number>) -> Result<&mut Schema, Message> {
        self.expect(&["integer", "number"], "a number")?;
        match bound {
            Some(bound) if self.is("integer") && bound.is_f64() => {
                let message = Message::new(format!(
                    "has `{bound}`, but the bound of an integer must be an integer"
                ));
                Err(message.help("write a whole number"))
            }
            Some(_) | None => Ok(self.own),
        }
    }

    /// Checks that a string marker applies.
    pub fn textual(&mut self) -> Result<&mut Schema, Message> {
        self.expect(&["string"], "a string")
    }

    /// Checks that an array marker applies.
    pub fn array(&mut self) -> Result<&mut Schema, Message> {
        self.expect(&["array"], "an array")
    }

    /// Checks that an object or map marker applies.
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
            // Each half of an int-or-string has its own bounds.
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
        let message = Message::new(format!("applies to {wanted}, but this is {found}"));
        Err(message.help("remove it, or use another type"))
    }
}
