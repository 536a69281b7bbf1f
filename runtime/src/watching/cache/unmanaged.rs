//! Objects as text without `metadata.managedFields`, which are half of an object and most of the work of decoding it.

use std::ops::Range;

/// What has been removed from an object's text: its managed fields, with their name and a comma.
#[derive(Clone, Debug)]
pub(super) struct Managed {
    /// Where it was.
    at: usize,
    text: Box<str>,
    /// The part of the text that is their value.
    fields: Range<usize>,
}

impl Managed {
    /// The managed fields.
    pub(super) fn fields(&self) -> &str {
        &self.text[self.fields.clone()]
    }

    /// Returns the object's text as it was.
    pub(super) fn restored(&self, text: &str) -> String {
        let (head, tail) = text.split_at(self.at);
        [head, &self.text, tail].concat()
    }
}

/// Returns whether an object's JSON text says which kind it is. The items of some lists do not.
pub(super) fn names_its_kind(text: &str) -> bool {
    let has = |name| {
        let mut scan = Scan {
            bytes: text.as_bytes(),
            at: 0,
        };
        scan.enter(name).is_some()
    };
    has("apiVersion") && has("kind")
}

/// Removes the managed fields from an object's JSON text; `None` if it has none.
pub(super) fn unmanaged(text: &str) -> Option<(String, Managed)> {
    let mut scan = Scan {
        bytes: text.as_bytes(),
        at: 0,
    };
    scan.enter("metadata")?;
    let before = scan.enter("managedFields")?;
    let start = scan.at;
    scan.value();
    let end = scan.at;
    scan.space();
    // One comma is removed with it: the one after it or, if it is the last member, the one before it.
    let (head, tail) = match scan.bytes.get(scan.at) {
        Some(b',') => (text.get(..before)?, text.get(scan.at + 1..)?),
        Some(_) | None => (
            text.get(..before)?.trim_end().trim_end_matches(','),
            text.get(scan.at..)?,
        ),
    };
    let at = head.len();
    let managed = Managed {
        at,
        text: text.get(at..text.len() - tail.len())?.into(),
        fields: start - at..end - at,
    };
    Some(([head, tail].concat(), managed))
}

/// A place in a text that is known to be JSON.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    /// Moves from the start of an object to the value of a member, and returns where the member begins.
    fn enter(&mut self, name: &str) -> Option<usize> {
        self.space();
        self.take(b'{')?;
        loop {
            self.space();
            let start = self.at;
            self.take(b'"').map(|()| self.at -= 1)?;
            self.value();
            let key = self.bytes.get(start + 1..self.at - 1)?;
            self.space();
            self.take(b':')?;
            self.space();
            if key == name.as_bytes() {
                return Some(start);
            }
            self.value();
            self.space();
            self.take(b',')?;
        }
    }

    /// Skips a value.
    fn value(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'"' => {
                    self.string();
                    if depth == 0 {
                        return;
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 0 => return,
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += 1;
                        return;
                    }
                }
                b',' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => return,
                _ => {}
            }
            self.at += 1;
        }
    }

    fn string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.bytes.get(self.at) {
            self.at += match byte {
                b'"' => {
                    self.at += 1;
                    return;
                }
                b'\\' => 2,
                _ => 1,
            };
        }
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.bytes.get(self.at) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.bytes.get(self.at) == Some(&byte)).then(|| self.at += 1)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn split(text: &str) -> (Value, Option<Value>) {
        let read = |text: &str| serde_json::from_str(text).unwrap();
        match unmanaged(text) {
            Some((rest, managed)) => {
                assert_eq!(managed.restored(&rest), text);
                (read(&rest), Some(read(managed.fields())))
            }
            None => (read(text), None),
        }
    }

    #[test]
    fn they_are_taken_out_wherever_they_stand() {
        let fields = json!([{ "manager": "a \"b\" \\", "fieldsV1": { "f:metadata": {} } }]);
        for before in [false, true] {
            for after in [false, true] {
                let mut parts = Vec::new();
                if before {
                    parts.push(r#""name" : "a,}\"""#.to_owned());
                }
                parts.push(format!(r#""managedFields":{fields}"#));
                if after {
                    parts.push(r#""uid": "1""#.to_owned());
                }
                let metadata = parts.join(" , ");
                let text = format!(
                    r#"{{ "kind":"A", "n": -1e3, "metadata": {{ {metadata} }}, "spec":{{"managedFields":1}}}}"#
                );
                let mut whole: Value = serde_json::from_str(&text).unwrap();
                whole["metadata"].as_object_mut().unwrap().remove("managedFields");
                assert_eq!(split(&text), (whole, Some(fields.clone())), "{text}");
            }
        }
    }

    #[test]
    fn objects_name_their_kind() {
        assert!(names_its_kind(r#"{"metadata":{},"kind":"A", "apiVersion":"v1"}"#));
        assert!(!names_its_kind(r#"{"metadata":{"kind":"A","apiVersion":"v1"}}"#));
        assert!(!names_its_kind(r#"{"kind":"A"}"#));
    }

    #[test]
    fn what_has_none_is_left() {
        for text in [
            "{}",
            r#"{"metadata":{}}"#,
            r#"{"metadata":null}"#,
            r#"{"metadata":{"name":"managedFields"},"spec":{"managedFields":[]}}"#,
            r#"{"spec":{"metadata":{"managedFields":[]}}}"#,
        ] {
            assert_eq!(split(text).1, None, "{text}");
        }
        assert!(unmanaged("").is_none() && unmanaged("[1").is_none());
    }
}
