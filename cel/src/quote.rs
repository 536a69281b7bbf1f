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
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\u{7}' => quoted.push_str("\\a"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{b}' => quoted.push_str("\\v"),
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

/// Whether Go prints a character as it is: letters, marks, digits, punctuation, symbols, and no space but the ASCII one.
fn is_printed(c: char) -> bool {
    if c.is_whitespace() || c.is_control() {
        return false;
    }
    // What Rust prints in `{:?}` is printable; it escapes combining marks only where they come first.
    let shown: String = format!("a{c}").escape_debug().collect();
    shown.chars().count() == 2
}
