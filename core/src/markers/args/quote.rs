use super::error::Fault;
use super::scan::{Cursor, quote_end};

/// Parses the quoted text at the cursor.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<String, Fault> {
    let start = cursor.pos;
    let quote = cursor.text.as_bytes()[start];
    let Some(end) = quote_end(cursor.text, start) else {
        let quote = char::from(quote);
        let fault = Fault::new(start..start + 1, format!("`{quote}` is never closed"));
        return Err(fault.help(format!(
            "add the closing `{quote}`, or put the value in backticks"
        )));
    };
    cursor.pos = end;
    let inner = &cursor.text[start + 1..end - 1];
    match quote {
        b'"' => unescape(inner, start + 1),
        b'\'' => Ok(inner.replace("''", "'")),
        _ => Ok(inner.to_owned()),
    }
}

/// Escapes of Go, and JSON's `\/` and surrogate pairs.
fn unescape(text: &str, at: usize) -> Result<String, Fault> {
    // Bytes, because Go's `\xHH` and octal escapes are bytes of UTF-8.
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(backslash) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..backslash]);
        let (length, meant) = escape(&rest[backslash..]).ok_or_else(|| invalid(text, rest, backslash, at))?;
        match meant {
            Escaped::Byte(byte) => bytes.push(byte),
            Escaped::Char(char) => bytes.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        rest = &rest[backslash + length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).map_err(|_| {
        Fault::new(
            at..at + text.len(),
            "the escapes of this string do not make valid UTF-8",
        )
        .help("write the characters themselves, or `\\u` escapes")
    })
}

enum Escaped {
    Byte(u8),
    Char(char),
}

fn invalid(text: &str, rest: &str, backslash: usize, at: usize) -> Fault {
    let start = text.len() - rest.len() + backslash;
    let escape: String = rest[backslash..].chars().take(2).collect();
    Fault::new(
        at + start..at + start + escape.len(),
        format!("unknown escape `{escape}`"),
    )
    .help("put the value in backticks, where a backslash needs no escape, or write `\\\\`")
}

/// The length and meaning of the escape at the start of `text`.
fn escape(text: &str) -> Option<(usize, Escaped)> {
    let simple = |byte| Some((2, Escaped::Byte(byte)));
    match text.as_bytes().get(1)? {
        b'a' => simple(0x07),
        b'b' => simple(0x08),
        b'f' => simple(0x0c),
        b'n' => simple(b'\n'),
        b'r' => simple(b'\r'),
        b't' => simple(b'\t'),
        b'v' => simple(0x0b),
        same @ (b'\\' | b'"' | b'/') => simple(*same),
        b'x' => Some((4, Escaped::Byte(u8::try_from(digits(text, 2, 2, 16)?).ok()?))),
        b'0'..=b'7' => Some((4, Escaped::Byte(u8::try_from(digits(text, 1, 3, 8)?).ok()?))),
        b'u' => unicode(text),
        b'U' => Some((10, Escaped::Char(char::from_u32(digits(text, 2, 8, 16)?)?))),
        _ => None,
    }
}

fn unicode(text: &str) -> Option<(usize, Escaped)> {
    let high = digits(text, 2, 4, 16)?;
    if let Some(char) = char::from_u32(high) {
        return Some((6, Escaped::Char(char)));
    }
    let low = text
        .get(6..)?
        .starts_with("\\u")
        .then(|| digits(text, 8, 4, 16))??;
    let pair = char::decode_utf16([u16::try_from(high).ok()?, u16::try_from(low).ok()?])
        .next()?
        .ok()?;
    Some((12, Escaped::Char(pair)))
}

fn digits(text: &str, start: usize, count: usize, radix: u32) -> Option<u32> {
    let digits = text.get(start..start + count)?;
    // `from_str_radix` would accept a sign.
    digits
        .chars()
        .all(|char| char.is_digit(radix))
        .then(|| u32::from_str_radix(digits, radix).ok())?
}
