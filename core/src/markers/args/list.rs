use serde::de::{DeserializeSeed, SeqAccess};

use super::error::Fault;
use super::scan::Cursor;
use super::value::{Place, Reader};

/// The elements of `a;b;c`.
pub(super) struct Semicolons<'c, 't> {
    cursor: &'c mut Cursor<'t>,
    element: Place,
    is_done: bool,
}

/// The elements of `{a, b}` or `[a, b]`, after the opening bracket.
pub(super) struct Bracketed<'c, 't> {
    cursor: &'c mut Cursor<'t>,
    element: Place,
    is_done: bool,
}

impl<'c, 't> Semicolons<'c, 't> {
    pub(super) fn new(cursor: &'c mut Cursor<'t>, element: Place) -> Self {
        Self {
            cursor,
            element,
            is_done: false,
        }
    }
}

impl<'c, 't> Bracketed<'c, 't> {
    pub(super) fn new(cursor: &'c mut Cursor<'t>, element: Place) -> Self {
        Self {
            cursor,
            element,
            is_done: false,
        }
    }
}

fn element<'t, T: DeserializeSeed<'t>>(
    cursor: &mut Cursor<'t>,
    place: Place,
    seed: T,
) -> Result<Option<T::Value>, Fault> {
    if let Some(b',' | b';') = cursor.peek() {
        let fault = Fault::new(
            cursor.pos..cursor.pos + 1,
            "a list element is missing before the separator",
        );
        return Err(fault.help("write `\"\"` for an empty string"));
    }
    let start = cursor.pos;
    let value = seed
        .deserialize(Reader::new(cursor, place))
        .map_err(|fault| fault.at(start..cursor.pos))?;
    Ok(Some(value))
}

impl<'t> SeqAccess<'t> for Semicolons<'_, 't> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'t>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        if self.is_done {
            return Ok(None);
        }
        let value = element(self.cursor, self.element, seed)?;
        self.is_done = match self.cursor.peek() {
            Some(b';') => {
                self.cursor.eat(b';');
                // A trailing separator adds no element.
                self.cursor
                    .peek()
                    .is_none_or(|next| next == b',' || next == self.element.closer)
            }
            Some(next) if next != b',' && next != self.element.closer => {
                return Err(self.cursor.surplus("a list element"));
            }
            _ => true,
        };
        Ok(value)
    }
}

impl<'t> SeqAccess<'t> for Bracketed<'_, 't> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'t>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        if self.is_done || self.cursor.eat(self.element.closer) {
            self.is_done = true;
            return Ok(None);
        }
        let value = element(self.cursor, self.element, seed)?;
        if self.cursor.eat(self.element.closer) {
            self.is_done = true;
        } else if !self.cursor.eat(b',') {
            let fault = self.cursor.surplus("a list element");
            return Err(match self.cursor.peek() {
                Some(b';') => fault.help("separate elements in brackets with `,`"),
                _ => fault,
            });
        }
        Ok(value)
    }
}
