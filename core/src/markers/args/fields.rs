use std::collections::BTreeSet;
use std::ops::Range;

use serde::de::value::StringDeserializer;
use serde::de::{self, DeserializeSeed, Error, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::error::Fault;
use super::scan::{Cursor, short};
use super::value::{Place, Reader};

/// `name=value,name=value`: a marker with named arguments.
pub(super) struct Arguments<'c, 't> {
    cursor: &'c mut Cursor<'t>,
    names: Names,
    /// The place of the name before the value at the cursor.
    last: Range<usize>,
}

/// The contents of `{key: value}`.
pub(super) struct Fields<'c, 't> {
    cursor: &'c mut Cursor<'t>,
    names: Names,
}

/// Rejects unknown names and repeated names.
struct Names {
    known: Option<&'static [&'static str]>,
    used: BTreeSet<String>,
    noun: &'static str,
}

impl Names {
    fn new(known: Option<&'static [&'static str]>, noun: &'static str) -> Self {
        Self {
            known,
            used: BTreeSet::new(),
            noun,
        }
    }

    fn take(&mut self, name: &str, offset: Range<usize>) -> Result<(), Fault> {
        if let Some(known) = self.known.filter(|known| !known.contains(&name)) {
            return Err(Fault::unknown_field(&short(name), known).at(offset));
        }
        if !self.used.insert(name.to_owned()) {
            let fault = Fault::new(offset, format!("{} `{}` is given twice", self.noun, short(name)));
            return Err(fault.help("keep one of them"));
        }
        Ok(())
    }
}

impl<'c, 't> Arguments<'c, 't> {
    pub(super) fn new(cursor: &'c mut Cursor<'t>) -> Self {
        Self {
            cursor,
            names: Names::new(None, "argument"),
            last: 0..0,
        }
    }

    /// Parses `name=`.
    fn name(&mut self) -> Result<String, Fault> {
        let (name, offset) = self.cursor.bare(b"=,");
        if name.is_empty() {
            let here = self.cursor.pos..self.cursor.pos;
            return Err(Fault::new(here, "expected `name=value`, found nothing").help("remove the `,`"));
        }
        if !self.cursor.eat(b'=') {
            let known = self.names.known.is_none_or(|known| known.contains(&name));
            let name = short(name);
            let fault = Fault::new(offset, format!("expected `name=value`, found `{name}`"));
            return Err(match (known, self.names.used.is_empty()) {
                (true, _) => fault.help(format!("write `{name}=...`; a boolean needs `=true` too")),
                (false, true) => fault.help("name the argument"),
                (false, false) => fault.help("separate list elements with `;`, or put the value in quotes"),
            });
        }
        self.names.take(name, offset.clone())?;
        self.last = offset;
        Ok(name.to_owned())
    }
}

impl<'t> MapAccess<'t> for Arguments<'_, 't> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'t>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        if self.cursor.peek().is_none() {
            return Ok(None);
        }
        let name = self.name()?;
        seed.deserialize(StringDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let start = self.cursor.pos;
        let is_missing = matches!(self.cursor.peek(), None | Some(b','));
        let read = seed.deserialize(Reader::new(self.cursor, Place::ARGUMENT));
        let value = read.map_err(|fault| fault.at(start..self.cursor.pos))?;
        if is_missing {
            let name = &self.cursor.text[self.last.clone()];
            let fault = Fault::new(self.last.clone(), format!("argument `{name}` has no value"));
            return Err(fault.help("write it after the `=`, or remove the argument"));
        }
        if self.cursor.eat(b',') {
            if self.cursor.peek().is_none() {
                let comma = self.cursor.text.trim_end().len();
                let fault = Fault::new(comma - 1..comma, "expected `name=value` after the `,`");
                return Err(fault.help("remove the `,`"));
            }
        } else {
            self.cursor.expect_end("the argument")?;
        }
        Ok(value)
    }
}

impl<'t> de::Deserializer<'t> for Arguments<'_, 't> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(self)
    }

    fn deserialize_struct<V: Visitor<'t>>(
        mut self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.names.known = Some(fields);
        visitor.visit_map(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        <V: Visitor<'t>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

impl<'c, 't> Fields<'c, 't> {
    pub(super) fn new(cursor: &'c mut Cursor<'t>, known: Option<&'static [&'static str]>) -> Self {
        Self {
            cursor,
            names: Names::new(known, "key"),
        }
    }

    /// Parses `key:`.
    fn key(&mut self) -> Result<String, Fault> {
        let start = self.cursor.pos;
        let key = match self.cursor.peek() {
            Some(b'"' | b'\'' | b'`') => super::quote::read(self.cursor)?,
            _ => self.cursor.bare(b",;:}").0.to_owned(),
        };
        if key.is_empty() && self.cursor.pos == start {
            let here = self.cursor.pos..self.cursor.pos;
            return Err(Fault::new(here, "a map key is missing").help("write `{key: value}`"));
        }
        let offset = start..self.cursor.pos;
        if !self.cursor.eat(b':') {
            let fault = Fault::new(offset, format!("expected `key: value`, found `{}`", short(&key)));
            return Err(fault.help("give the key a value, or use `[a, b]` for a list"));
        }
        self.names.take(&key, offset)?;
        Ok(key)
    }
}

impl<'t> MapAccess<'t> for Fields<'_, 't> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'t>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        if self.cursor.eat(b'}') {
            return Ok(None);
        }
        let key = self.key()?;
        seed.deserialize(StringDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let start = self.cursor.pos;
        let read = seed.deserialize(Reader::new(self.cursor, Place::MAP_VALUE));
        let value = read.map_err(|fault| fault.at(start..self.cursor.pos))?;
        // The closing brace stays, for the next key to find.
        if !self.cursor.eat(b',') && self.cursor.peek() != Some(b'}') {
            return Err(self.cursor.surplus("a map value"));
        }
        Ok(value)
    }
}
