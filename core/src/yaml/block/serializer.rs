//! What serde calls.

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::super::YamlError;
use super::super::scalar::{Role, is_block, is_plain};
use super::{Block, Node, Place};

/// The error for a type that manifests do not have.
fn foreign<T>(what: &str) -> Result<T, YamlError> {
    Err(YamlError(format!("a manifest cannot contain a {what}")))
}

/// Methods for values that are written as they are displayed.
macro_rules! shown {
    ($($method:ident: $ty:ty,)*) => {
        $(fn $method(self, value: $ty) -> Result<(), YamlError> {
            self.shown(value)
        })*
    };
}

impl<'a> Serializer for Node<'a> {
    type Ok = ();
    type Error = YamlError;
    type SerializeSeq = Block<'a>;
    type SerializeTuple = Block<'a>;
    type SerializeTupleStruct = Block<'a>;
    type SerializeTupleVariant = Impossible<(), YamlError>;
    type SerializeMap = Block<'a>;
    type SerializeStruct = Block<'a>;
    type SerializeStructVariant = Impossible<(), YamlError>;

    shown! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_i128: i128,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_u128: u128,
    }

    fn serialize_f32(self, value: f32) -> Result<(), YamlError> {
        self.scalar(&value)
    }

    fn serialize_f64(self, value: f64) -> Result<(), YamlError> {
        self.scalar(&value)
    }

    fn serialize_char(self, value: char) -> Result<(), YamlError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), YamlError> {
        let role = match self.place {
            Place::Key => Role::Key,
            Place::Alone | Place::Value | Place::Item => Role::Value,
        };
        if is_plain(value, role) {
            self.plain(value);
        } else if role == Role::Value && is_block(value) {
            self.lines(value);
        } else {
            return self.scalar(value);
        }
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), YamlError> {
        foreign("bytes")
    }

    fn serialize_none(self) -> Result<(), YamlError> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), YamlError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), YamlError> {
        self.plain("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), YamlError> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<(), YamlError> {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), YamlError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<(), YamlError> {
        let mut map = self.map()?;
        map.key(name)?;
        map.part(value, Place::Value)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Block<'a>, YamlError> {
        self.list()
    }

    fn serialize_tuple(self, _: usize) -> Result<Block<'a>, YamlError> {
        self.list()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Block<'a>, YamlError> {
        self.list()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, YamlError> {
        foreign("variant with several values")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Block<'a>, YamlError> {
        self.map()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Block<'a>, YamlError> {
        self.map()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, YamlError> {
        foreign("variant with fields")
    }
}

/// The list traits, which differ in one method name.
macro_rules! lists {
    ($($trait:ident: $method:ident,)*) => {
        $(impl ser::$trait for Block<'_> {
            type Ok = ();
            type Error = YamlError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), YamlError> {
                self.item(value)
            }

            fn end(self) -> Result<(), YamlError> {
                self.finish()
            }
        })*
    };
}

lists! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
}

impl ser::SerializeMap for Block<'_> {
    type Ok = ();
    type Error = YamlError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), YamlError> {
        self.key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), YamlError> {
        self.part(value, Place::Value)
    }

    fn end(self) -> Result<(), YamlError> {
        self.finish()
    }
}

impl ser::SerializeStruct for Block<'_> {
    type Ok = ();
    type Error = YamlError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), YamlError> {
        self.key(key)?;
        self.part(value, Place::Value)
    }

    fn end(self) -> Result<(), YamlError> {
        self.finish()
    }
}
