use std::ops::Range;

use serde::de::{self, Visitor};
use serde::forward_to_deserialize_any;

use super::error::Fault;
use super::fields::Fields;
use super::list::{Bracketed, Semicolons};
use super::scalar::{is_integer, number, scalar};
use super::scan::{Cursor, short};

/// Parses the value at the cursor.
pub(super) struct Reader<'c, 't> {
    cursor: &'c mut Cursor<'t>,
    place: Place,
}

/// The context of a value, which decides where bare text ends.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// The value is the whole text, so a bare string may contain any character.
    whole: bool,
    /// The closing bracket of the innermost list or map; `}` ends bare text at the top level too.
    pub(super) closer: u8,
    semicolons: Allowed,
}

/// Whether `a;b` is a list in this context.
#[derive(Clone, Copy, PartialEq)]
enum Allowed {
    Always,
    IfListAsked,
    Never,
}

impl Place {
    pub(super) const WHOLE: Self = Self {
        whole: true,
        closer: b'}',
        semicolons: Allowed::Always,
    };
    pub(super) const ARGUMENT: Self = Self {
        whole: false,
        ..Self::WHOLE
    };
    pub(super) const MAP_VALUE: Self = Self::ARGUMENT;

    /// An element of `a;b`.
    fn semicolon_element(self) -> Self {
        Self {
            whole: false,
            semicolons: Allowed::Never,
            ..self
        }
    }

    /// An element of `{a, b}` or `[a, b]`. If commas separate the elements, each may be a list itself: `{1;1, 2;3}`.
    /// Without commas, `{a;b}` is more likely a typo.
    fn bracket_element(closer: u8, has_commas: bool) -> Self {
        let semicolons = match has_commas {
            true => Allowed::Always,
            false => Allowed::IfListAsked,
        };
        Self {
            whole: false,
            closer,
            semicolons,
        }
    }

    fn stops(self) -> [u8; 3] {
        [b',', b';', self.closer]
    }
}

impl<'c, 't> Reader<'c, 't> {
    pub(super) fn new(cursor: &'c mut Cursor<'t>, place: Place) -> Self {
        Self { cursor, place }
    }

    fn bare(&mut self) -> (&'t str, Range<usize>) {
        self.cursor.bare(&self.place.stops())
    }

    /// The quoted string at the cursor, if there is one.
    fn quoted(&mut self) -> Result<Option<String>, Fault> {
        match self.cursor.peek() {
            Some(b'"' | b'\'' | b'`') => super::quote::read(self.cursor).map(Some),
            _ => Ok(None),
        }
    }

    fn string(mut self) -> Result<String, Fault> {
        if let Some(quoted) = self.quoted()? {
            return Ok(quoted);
        }
        if !self.place.whole {
            return Ok(self.bare().0.to_owned());
        }
        let (text, offset) = self.cursor.bare(b"");
        if text.contains('\n') {
            let message = "a value that continues on the next line must be in quotes";
            return Err(Fault::new(offset, message).help("put the whole value in backticks"));
        }
        Ok(text.to_owned())
    }

    /// The bare text of a value that is not a string, or an error if there is other text.
    fn word(&mut self, expected: &str) -> Result<(&'t str, Range<usize>), Fault> {
        let start = self.cursor.pos;
        let is_quoted = matches!(self.cursor.peek(), Some(b'"' | b'\'' | b'`'));
        let (text, offset) = self.bare();
        if is_quoted {
            let fault = Fault::new(
                offset,
                format!("expected {expected}, found the string {}", short(text)),
            );
            return Err(fault.help("remove the quotes"));
        }
        if text.is_empty() {
            return Err(Fault::new(
                start..start,
                format!("expected {expected}, found nothing"),
            ));
        }
        Ok((text, offset))
    }

    fn integer<T: std::str::FromStr>(mut self, range: &str) -> Result<T, Fault> {
        let (text, offset) = self.word(range)?;
        is_integer(text)
            .then(|| text.parse().ok())
            .flatten()
            .ok_or_else(|| Fault::new(offset, format!("expected {range}, found `{}`", short(text))))
    }

    /// `a;b` for a value of any type.
    fn is_semicolon_list(&mut self) -> bool {
        self.place.semicolons == Allowed::Always && self.followed_by_semicolon()
    }

    fn followed_by_semicolon(&mut self) -> bool {
        let Ok(end) = self.cursor.value_end() else {
            return false;
        };
        let after = &self.cursor.text[end..];
        after.bytes().find(|byte| self.place.stops().contains(byte)) == Some(b';')
    }

    fn bracketed<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Self { cursor, .. } = self;
        if let Err(unclosed) = cursor.value_end() {
            return Err(cursor.unclosed(unclosed));
        }
        let has_commas = cursor.has_commas();
        let closer = if cursor.eat(b'[') { b']' } else { b'}' };
        cursor.pos += usize::from(closer == b'}');
        cursor.enter()?;
        let place = Place::bracket_element(closer, has_commas);
        let list = visitor.visit_seq(Bracketed::new(cursor, place))?;
        cursor.leave();
        Ok(list)
    }

    fn map<V: Visitor<'t>>(
        self,
        known: Option<&'static [&'static str]>,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let Self { cursor, .. } = self;
        if let Err(unclosed) = cursor.value_end() {
            return Err(cursor.unclosed(unclosed));
        }
        let start = cursor.pos;
        if !cursor.eat(b'{') {
            let found = cursor.bare(b",;}").0;
            let found = if found.is_empty() {
                "nothing".to_owned()
            } else {
                format!("`{}`", short(found))
            };
            let fault = Fault::new(start..cursor.pos, format!("expected a map, found {found}"));
            return Err(fault.help("write `{key: value}`"));
        }
        cursor.enter()?;
        let map = visitor.visit_map(Fields::new(cursor, known));
        cursor.leave();
        map.map_err(|fault| fault.at(start..cursor.pos))
    }

    /// Returns whether the `{` at the cursor opens a map.
    fn opens_map(&mut self) -> bool {
        let mut ahead = Cursor::new(self.cursor.rest());
        ahead.eat(b'{');
        match ahead.peek() {
            Some(b'}') => true,
            Some(b'{' | b'[') => false,
            Some(b'"' | b'\'' | b'`') => match ahead.value_end() {
                Ok(end) => {
                    ahead.pos = end;
                    ahead.peek() == Some(b':')
                }
                Err(_) => false,
            },
            Some(_) => {
                ahead.bare(b",;:}");
                ahead.peek() == Some(b':')
            }
            None => false,
        }
    }

    fn guess<V: Visitor<'t>>(mut self, visitor: V) -> Result<V::Value, Fault> {
        if self.is_semicolon_list() {
            let place = self.place.semicolon_element();
            return visitor.visit_seq(Semicolons::new(self.cursor, place));
        }
        if let Some(quoted) = self.quoted()? {
            return visitor.visit_string(quoted);
        }
        match self.cursor.peek() {
            Some(b'{') if self.opens_map() => self.map(None, visitor),
            Some(b'{' | b'[') => self.bracketed(visitor),
            _ => {
                let (text, offset) = self.bare();
                scalar(text, offset, visitor)
            }
        }
    }
}

macro_rules! integers {
    ($($method:ident $visit:ident $type:ty),*) => {$(
        fn $method<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
            const RANGE: &str = concat!("an integer that fits ", stringify!($type));
            let range = match stringify!($type) {
                "i64" => "an integer",
                "u64" => "an integer that is not negative",
                _ => RANGE,
            };
            visitor.$visit(self.integer::<$type>(range)?)
        }
    )*};
}

impl<'t> de::Deserializer<'t> for Reader<'_, 't> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        let start = self.cursor.pos;
        let text = self.cursor.text;
        let place = self.place;
        self.guess(visitor).map_err(|fault| {
            let mut again = Cursor::new(text);
            again.pos = start;
            let found = again.bare(&place.stops()).1;
            fault.at(found)
        })
    }

    integers! {
        deserialize_i8 visit_i8 i8, deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32, deserialize_i64 visit_i64 i64,
        deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32, deserialize_u64 visit_u64 u64
    }

    fn deserialize_f32<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'t>>(mut self, visitor: V) -> Result<V::Value, Fault> {
        let (text, offset) = self.word("a number")?;
        visitor.visit_f64(number(text, offset)?)
    }

    fn deserialize_bool<V: Visitor<'t>>(mut self, visitor: V) -> Result<V::Value, Fault> {
        const EXPECTED: &str = "`true` or `false`";
        let (text, offset) = self.word(EXPECTED)?;
        match text {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            other => Err(Fault::new(
                offset,
                format!("expected {EXPECTED}, found `{}`", short(other)),
            )),
        }
    }

    fn deserialize_str<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_string(visitor)
    }

    fn deserialize_string<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_string(self.string()?)
    }

    fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        let (text, offset) = self.cursor.bare(b"");
        match text {
            "" => visitor.visit_unit(),
            text => {
                let fault = Fault::new(offset, format!("expected no value, found `{}`", short(text)));
                Err(fault.help("remove the value"))
            }
        }
    }

    fn deserialize_unit_struct<V: Visitor<'t>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'t>>(mut self, visitor: V) -> Result<V::Value, Fault> {
        let start = self.cursor.pos;
        match self.cursor.peek() {
            None => Err(Fault::new(start..start, "expected a list, found nothing")),
            Some(b'{' | b'[') if self.place.semicolons == Allowed::Never || !self.followed_by_semicolon() => {
                self.bracketed(visitor)
            }
            Some(_) if self.place.semicolons == Allowed::Never => {
                let (text, offset) = self.bare();
                let fault = Fault::new(offset, format!("expected a list, found `{}`", short(text)));
                Err(fault.help("put a nested list in braces: `{a, b}`"))
            }
            Some(_) => {
                let place = self.place.semicolon_element();
                visitor.visit_seq(Semicolons::new(self.cursor, place))
            }
        }
    }

    fn deserialize_tuple<V: Visitor<'t>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.map(None, visitor)
    }

    fn deserialize_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.map(Some(fields), visitor)
    }

    fn deserialize_enum<V: Visitor<'t>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let start = self.cursor.pos;
        let text = self.cursor.text;
        let word = self.string()?;
        let offset = start..(start + word.len()).min(text.len());
        visitor
            .visit_enum(de::value::StrDeserializer::new(&word))
            .map_err(|fault: Fault| fault.at(offset))
    }

    forward_to_deserialize_any! { <V: Visitor<'t>> i128 u128 char bytes byte_buf identifier ignored_any }
}
