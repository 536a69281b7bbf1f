//! Escapes in URIs, which each part of a URI allows for other bytes.

use crate::quote;

/// A part of a URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    User,
    Host,
    Zone,
    Path,
    Query,
}

impl Part {
    /// Whether a byte of ASCII is in the part as it is.
    fn has(self, byte: u8) -> bool {
        let signs: &[u8] = match self {
            Self::User => b"$&+,;=",
            Self::Host | Self::Zone => b"!\"$&'()*+,:;<=>[]",
            Self::Path => b"$&+,/:;=@",
            Self::Query => b"",
        };
        byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || signs.contains(&byte)
    }
}

/// Decodes the escapes of a part.
///
/// # Errors
///
/// What Go says of an escape without two digits, or of a byte that the part may not have.
pub(super) fn unescape(text: &str, part: Part) -> Result<Vec<u8>, String> {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'%' => {
                let escaped = bytes.get(at..at + 2).and_then(hexadecimal);
                let shown = || {
                    let end = bytes.len().min(at + 2);
                    let shown = String::from_utf8_lossy(&bytes[at - 1..end]);
                    format!("invalid URL escape {}", quote(&shown))
                };
                let escaped = escaped.ok_or_else(shown)?;
                let is_percent = escaped == b'%';
                let refused = match part {
                    // Only bytes beyond ASCII may be escaped in a host.
                    Part::Host => escaped < 0x80 && !is_percent,
                    Part::Zone => !is_percent && escaped != b' ' && !part.has(escaped),
                    Part::User | Part::Path | Part::Query => false,
                };
                if refused {
                    return Err(shown());
                }
                plain.push(escaped);
                at += 2;
            }
            b'+' if part == Part::Query => plain.push(b' '),
            byte if matches!(part, Part::Host | Part::Zone) && byte.is_ascii() && !part.has(*byte) => {
                let shown = quote(&char::from(*byte).to_string());
                return Err(format!("invalid character {shown} in host name"));
            }
            byte => plain.push(*byte),
        }
    }
    Ok(plain)
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let [high, low] = digits else { return None };
    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
}

/// A path as it is written, if all of it may be; else its bytes with escapes.
#[cfg(feature = "evaluate")]
pub(super) fn escaped_path(path: &str) -> String {
    let is_kept = |byte: u8| b"!'()*[]%".contains(&byte) || Part::Path.has(byte);
    if path == "*" || path.bytes().all(is_kept) {
        return path.to_owned();
    }
    let plain = unescape(path, Part::Path).unwrap_or_default();
    plain
        .into_iter()
        .map(|byte| {
            if Part::Path.has(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
