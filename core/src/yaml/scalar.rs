//! Scalars. Most strings in a manifest are obviously plain or blocks; the library decides about all others.

use serde::{Serialize, Serializer};

use super::YamlError;

/// Words that YAML 1.1 or 1.2 reads as something other than a string.
const WORDS: &[&str] = &[
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf",
];

/// The longest key, in bytes, that is written before its colon without asking the library. YAML allows 1,024 characters.
const LONGEST_KEY: usize = 1_000;

/// The position of a string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Key,
    Value,
}

/// Returns whether a string is obviously plain, so that it needs no quotes.
///
/// It begins with a letter or as patterns do, so it is not a number, date or indicator; nothing in it begins a comment or ends a
/// key.
pub(super) fn is_plain(text: &str, role: Role) -> bool {
    let bytes = text.as_bytes();
    let [first, ..] = bytes else { return false };
    let is_too_long = role == Role::Key && bytes.len() > LONGEST_KEY;
    let is_start = first.is_ascii_alphabetic() || matches!(first, b'^' | b'(');
    if is_too_long || !is_start || bytes.ends_with(b" ") {
        return false;
    }
    let harmless = |(at, byte): (usize, &u8)| match byte {
        b'#' => false,
        b':' => role == Role::Value && bytes.get(at + 1).is_some_and(|next| *next != b' '),
        b',' | b'[' | b']' | b'{' | b'}' => role == Role::Value,
        byte => (b' '..=b'~').contains(byte),
    };
    bytes.iter().enumerate().all(harmless) && !(bytes.len() <= 5 && is_word(text))
}

/// Returns whether a text is obviously written as a block: it has several lines, the first without an indent, and no line ends in a
/// blank.
pub(super) fn is_block(text: &str) -> bool {
    let is_line = |line: &[u8]| !line.ends_with(b" ") && line.iter().all(|byte| (b' '..=b'~').contains(byte));
    let bytes = text.as_bytes();
    let is_start = bytes.first().is_some_and(u8::is_ascii_graphic);
    is_start
        && bytes.contains(&b'\n')
        && !bytes.ends_with(b"\n")
        && bytes.split(|byte| *byte == b'\n').all(is_line)
}

fn is_word(text: &str) -> bool {
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// A scalar as it would be written as a whole document: one line, or the header of a block and its lines, indented by
/// two.
pub(super) fn alone<T: Serialize + ?Sized>(value: &T) -> Result<String, YamlError> {
    let options = serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX };
    serde_saphyr::to_string_with_options(&value, options).map_err(|error| YamlError(error.to_string()))
}

/// A key as it would be written before its colon.
pub(super) fn key<T: Serialize + ?Sized>(value: &T) -> Result<String, YamlError> {
    let mut line = alone(&Entry(value))?;
    let end = line.rfind(':').unwrap_or(line.len());
    line.truncate(end);
    Ok(line)
}

/// A map with this key and an empty value.
struct Entry<'a, T: ?Sized>(&'a T);

impl<T: Serialize + ?Sized> Serialize for Entry<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(self.0, ())])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_plain_at_a_glance_is_plain(
            text in "[a-zA-Z(^][ -~]{0,8}|[yYnNoOtTfF][a-zA-Z]{0,4}|[a-z: #,\\[\\]{}'\"-]{1,6}"
        ) {
            if is_plain(&text, Role::Value) {
                prop_assert_eq!(alone(text.as_str()).unwrap(), format!("{text}\n"));
            }
            if is_plain(&text, Role::Key) {
                prop_assert_eq!(key(text.as_str()).unwrap(), text);
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_a_block_at_a_glance_is_a_block(text in "([!-~][ -~]{0,6}|[a-z\\-#: ]{0,4})(\n[ -~]{0,6}|\n){1,4}") {
            if is_block(&text) {
                let lines = text.lines().map(|line| format!("  {line}\n")).collect::<String>();
                prop_assert_eq!(alone(text.as_str()).unwrap(), format!("|-\n{lines}"));
            }
        }
    }

    #[test]
    fn words_of_yaml_are_quoted() {
        for word in WORDS {
            assert!(
                !is_plain(word, Role::Value) && !is_plain(&word.to_uppercase(), Role::Key),
                "{word}"
            );
            assert_eq!(alone(word).unwrap(), format!("\"{word}\"\n"));
        }
    }
}
