//! Text in quotes.

use std::fmt::Write as _;

/// A text as Go's `%q` prints it.
///
/// ```
/// assert_eq!(kubewright_cel::quote("a \"b\"\n"), r#""a \"b\"\n""#);
/// ```
#[must_use]
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        if let Some(escaped) = escaped(c) {
            quoted.push_str(escaped);
            continue;
        }
        match c {
            ' '..='~' => quoted.push(c),
            '\0'..='\u{7f}' => _ = write!(quoted, "\\x{:02x}", u32::from(c)),
            c if is_printed(c) => quoted.push(c),
            c if u32::from(c) < 0x1_0000 => _ = write!(quoted, "\\u{:04x}", u32::from(c)),
            c => _ = write!(quoted, "\\U{:08x}", u32::from(c)),
        }
    }
    quoted.push('"');
    quoted
}

/// The escape that a character has by name.
pub(crate) fn escaped(c: char) -> Option<&'static str> {
    Some(match c {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{7}' => "\\a",
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\u{b}' => "\\v",
        _ => return None,
    })
}

/// Whether Go prints a character as it is: letters, marks, digits, punctuation, symbols, and no space but the ASCII one.
fn is_printed(c: char) -> bool {
    if c.is_whitespace() || c.is_control() {
        return false;
    }
    // What Rust prints in `{:?}` is printable; it escapes combining marks only where they come first.
    let shown: String = format!("a{c}").escape_debug().collect();
    shown.chars().count() == 2
}
