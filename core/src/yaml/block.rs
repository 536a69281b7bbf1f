//! Writes maps and lists in block style, as kubectl and controller-gen do: a list below a key has no further indent.
//!
//! `serde_saphyr` can write the same, but it checks every string a dozen times for quoting, which took a fifth of the
//! time of `kubewright manifests`. Here it only gets the strings that are not obviously plain.

mod serializer;

use std::fmt::{Display, Write};

use serde::Serialize;

use super::YamlError;
use super::scalar;

/// Writes one document.
pub(super) fn document<T: Serialize>(value: &T) -> Result<String, YamlError> {
    let mut out = String::new();
    value.serialize(Node {
        out: &mut out,
        column: 0,
        place: Place::Alone,
    })?;
    Ok(out)
}

/// What the library puts in front of each line of a block.
const BLOCK_INDENT: &str = "  ";

/// Where a value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the start of the document.
    Alone,
    /// Before a colon.
    Key,
    /// After a colon.
    Value,
    /// After a dash.
    Item,
}

/// A value to be written.
struct Node<'a> {
    out: &'a mut String,
    /// The column of the key or dash before it.
    column: usize,
    place: Place,
}

/// A map or a list, while it is written.
struct Block<'a> {
    out: &'a mut String,
    /// The column of its keys or dashes.
    column: usize,
    place: Place,
    /// The text if it has no entries.
    empty: &'static str,
    is_empty: bool,
}

impl<'a> Node<'a> {
    /// The text before a scalar, and after one of one line.
    fn around(&self) -> (&'static str, &'static str) {
        match self.place {
            Place::Key => ("", ""),
            Place::Value => (" ", "\n"),
            Place::Alone | Place::Item => ("", "\n"),
        }
    }

    fn plain(self, text: &str) {
        let (before, after) = self.around();
        for part in [before, text, after] {
            self.out.push_str(part);
        }
    }

    fn shown(self, value: impl Display) -> Result<(), YamlError> {
        let (before, after) = self.around();
        write!(self.out, "{before}{value}{after}").map_err(|error| YamlError(error.to_string()))
    }

    /// A scalar that the library writes; its other lines are indented relative to this position.
    fn scalar<T: Serialize + ?Sized>(self, value: &T) -> Result<(), YamlError> {
        if self.place == Place::Key {
            let key = scalar::key(value)?;
            self.out.push_str(&key);
            if key.ends_with('\n') {
                // An explicit key: its colon is in a line of its own.
                indent(self.out, self.column);
            }
            return Ok(());
        }
        let (before, _) = self.around();
        self.out.push_str(before);
        for (number, line) in scalar::alone(value)?.lines().enumerate() {
            // An empty line of a block has no indent, which yamllint reports as trailing blanks.
            let line = if line == BLOCK_INDENT { "" } else { line };
            if number > 0 && !line.is_empty() {
                indent(self.out, self.column);
            }
            self.out.push_str(line);
            self.out.push('\n');
        }
        Ok(())
    }

    /// A text of several lines.
    fn lines(self, text: &str) {
        let (before, _) = self.around();
        self.out.push_str(before);
        self.out.push_str("|-\n");
        for line in text.split('\n') {
            if !line.is_empty() {
                indent(self.out, self.column + BLOCK_INDENT.len());
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    fn block(self, further: usize, empty: &'static str) -> Result<Block<'a>, YamlError> {
        if self.place == Place::Key {
            return Err(YamlError("a map or list cannot be a key".to_owned()));
        }
        Ok(Block {
            column: self.column + further,
            out: self.out,
            place: self.place,
            empty,
            is_empty: true,
        })
    }

    fn list(self) -> Result<Block<'a>, YamlError> {
        let further = match self.place {
            Place::Alone | Place::Key | Place::Value => 0,
            Place::Item => 2,
        };
        self.block(further, "[]")
    }

    fn map(self) -> Result<Block<'a>, YamlError> {
        let further = match self.place {
            Place::Alone | Place::Key => 0,
            Place::Value | Place::Item => 2,
        };
        self.block(further, "{}")
    }
}

impl Block<'_> {
    fn part<T: Serialize + ?Sized>(&mut self, value: &T, place: Place) -> Result<(), YamlError> {
        value.serialize(Node {
            out: self.out,
            column: self.column,
            place,
        })
    }

    /// Starts the line of the next key or dash.
    fn next(&mut self) {
        let inline = match self.place {
            Place::Alone | Place::Item => self.is_empty,
            Place::Key | Place::Value => false,
        };
        if self.is_empty && !inline {
            self.out.push('\n');
        }
        if !inline {
            indent(self.out, self.column);
        }
        self.is_empty = false;
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), YamlError> {
        self.next();
        self.out.push_str("- ");
        self.part(value, Place::Item)
    }

    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), YamlError> {
        self.next();
        self.part(key, Place::Key)?;
        self.out.push(':');
        Ok(())
    }

    fn finish(self) -> Result<(), YamlError> {
        if !self.is_empty {
            return Ok(());
        }
        let Self {
            out, column, place, ..
        } = self;
        Node { out, column, place }.plain(self.empty);
        Ok(())
    }
}

fn indent(out: &mut String, column: usize) {
    const SPACES: &str = "                                                                ";
    let mut left = column;
    while left > 0 {
        let part = left.min(SPACES.len());
        out.push_str(&SPACES[..part]);
        left -= part;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::document;

    fn by_library(value: &Value) -> String {
        let options = serde_saphyr::ser_options! {
            compact_list_indent: true,
            folded_wrap_chars: usize::MAX,
        };
        serde_saphyr::to_string_with_options(value, options).unwrap()
    }

    fn values() -> impl Strategy<Value = Value> {
        let text = prop_oneof!["[a-zA-Z]{1,5}", "[ -~]{0,8}", "[a-z #:\n\t\"'é|>-]{0,8}"];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            text.clone().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, move |inner| {
            let entry = (text.clone(), inner.clone());
            prop_oneof![
                prop::collection::vec(inner, 0..4).prop_map(Value::from),
                prop::collection::vec(entry, 0..4).prop_map(|all| Value::from(Map::from_iter(all))),
            ]
        })
    }

    /// The library's text without the indent of empty lines, which it alone writes. No value here has a line of blanks.
    fn without_trailing_blanks(text: &str) -> String {
        let line = |line: &str| {
            if line.trim().is_empty() {
                String::new()
            } else {
                line.to_owned()
            }
        };
        text.lines().map(|text| line(text) + "\n").collect()
    }

    proptest! {
        #[test]
        fn it_is_what_the_library_writes(value in values()) {
            let (ours, theirs) = (document(&value).unwrap(), by_library(&value));
            prop_assert_eq!(without_trailing_blanks(&ours), without_trailing_blanks(&theirs));
        }
    }

    #[test]
    fn empty_lines_have_no_trailing_blanks_and_lines_of_blanks_stay() {
        for text in ["a\n\nb", "\n", "a\n\n\n", " a\n\n b\n", "a\n  \nb"] {
            let written = document(&json!({ "a": { "b": [text] } })).unwrap();
            let read: Value = crate::yaml::from_str(&written).unwrap();
            assert_eq!(read["a"]["b"][0], text, "{written}");
        }
        let written = document(&json!({ "a": { "b": "First.\n\nSecond." } })).unwrap();
        assert_eq!(written, "a:\n  b: |-\n    First.\n\n    Second.\n");
    }

    /// Parsers take at most 1,024 characters before a colon; longer keys are written after a question mark.
    #[test]
    fn long_keys_stand_in_each_other() {
        for key in ["k".repeat(1_100), "é:".repeat(700), "k\n".repeat(600)] {
            let entry = |value: Value| Value::Object(Map::from_iter([(key.clone(), value)]));
            let value = json!([entry(json!([entry(json!("x"))])), { "a": entry(entry(json!({ "b": [] }))) }]);
            let written = document(&value).unwrap();
            assert_eq!(
                crate::yaml::from_str::<Value>(&written).unwrap(),
                value,
                "{written}"
            );
        }
    }

    #[test]
    fn blocks_stand_in_each_other() {
        let value = json!({
            "a": {}, "b": [], "c": [[], {}, [["x"], ["y", "z"]]], "d": [{"k": [{"l": "p\nq\n"}], "m": {"n": 1}}],
            "e": "  x\n\n y\n\n", "on": {"a,b": null, "x: y": 1.5, "": "off"},
        });
        assert_eq!(
            document(&value).unwrap(),
            without_trailing_blanks(&by_library(&value))
        );
        for alone in [
            json!({}),
            json!([]),
            json!("a\nb"),
            json!(["a\nb"]),
            json!("plain"),
        ] {
            assert_eq!(document(&alone).unwrap(), by_library(&alone));
        }
    }
}
