//! What the API server does not even read.

use std::io::{self, Write};

use serde_json::Value;

use crate::cause::{Cause, Reason};
use crate::path::Path;

/// The most bytes of a request.
pub(crate) const LARGEST: usize = 3 * 1024 * 1024;
/// How deep a value may nest here. The API server takes ten times as much, which needs a stack that grows.
pub(crate) const DEEPEST: usize = 1000;

/// Refuses objects that are too large or nest too deep.
pub(crate) fn check(object: &Value) -> Result<(), Cause> {
    let refuse = |text: String| Err(Cause::at(Reason::Undecodable, &Path::Root, text));
    if is_deeper(object, DEEPEST) {
        return refuse(format!("nests deeper than {DEEPEST} levels"));
    }
    let mut counter = Counter { left: LARGEST };
    if serde_json::to_writer(&mut counter, object).is_err() {
        return refuse(format!("Request entity too large: limit is {LARGEST}"));
    }
    Ok(())
}

fn is_deeper(value: &Value, levels: usize) -> bool {
    let Some(below) = levels.checked_sub(1) else {
        return true;
    };
    match value {
        Value::Array(items) => items.iter().any(|item| is_deeper(item, below)),
        Value::Object(fields) => fields.values().any(|value| is_deeper(value, below)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Counts bytes up to a limit.
struct Counter {
    left: usize,
}

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.left.checked_sub(bytes.len()) {
            Some(left) => {
                self.left = left;
                Ok(bytes.len())
            }
            None => Err(io::ErrorKind::FileTooLarge.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
