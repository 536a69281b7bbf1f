//! Numbers with check digits.

/// A credit card number, whatever is between its digits.
pub(super) fn is_credit_card(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let plain: String = text.chars().filter(char::is_ascii_digit).collect();
    let starts = |prefixes: &[&str], length: usize| {
        plain.len() == length && prefixes.iter().any(|prefix| plain.starts_with(prefix))
    };
    let known = starts(&["4"], 13)
        || starts(&["4"], 16)
        || starts(&["51", "52", "53", "54", "55"], 16)
        || (starts(&["6011"], 16) || (starts(&["65"], 16)))
        || starts(&["34", "37"], 15)
        || starts(&["300", "301", "302", "303", "304", "305", "36", "38"], 14)
        || starts(&["2131", "1800"], 15)
        || starts(&["35"], 16);
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| match (index % 2, digit * 2) {
            (0, _) => *digit,
            (_, double) if double >= 10 => double % 10 + 1,
            (_, double) => double,
        })
        .sum();
    known && sum.is_multiple_of(10)
}

fn without_separators(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\u{c}' | '\r' | ' ' | '-'))
        .collect()
}

/// An ISBN of ten digits, the last of which may be an `X`.
pub(super) fn is_isbn10(text: &str) -> bool {
    let plain = without_separators(text);
    let bytes = plain.as_bytes();
    if bytes.len() != 10 || !bytes[..9].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let last = match bytes[9] {
        b'X' => 10,
        digit if digit.is_ascii_digit() => u32::from(digit - b'0'),
        _ => return false,
    };
    let sum: u32 = (1..)
        .zip(&bytes[..9])
        .map(|(factor, digit)| factor * u32::from(digit - b'0'))
        .sum();
    (sum + 10 * last).is_multiple_of(11)
}

/// An ISBN of 13 digits.
pub(super) fn is_isbn13(text: &str) -> bool {
    let plain = without_separators(text);
    let bytes = plain.as_bytes();
    if bytes.len() != 13 || !bytes.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let digit = |index: usize| u32::from(bytes[index] - b'0');
    let sum: u32 = (0..12)
        .map(|index| digit(index) * if index % 2 == 0 { 1 } else { 3 })
        .sum();
    digit(12) == (10 - sum % 10) % 10
}

/// A social security number with both separators.
pub(super) fn is_ssn(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11
        && bytes.iter().enumerate().all(|(index, byte)| match index {
            3 | 6 => matches!(byte, b'-' | b' '),
            _ => byte.is_ascii_digit(),
        })
}
