//! JSON objects one after the other, as `jq --compact-output` prints them and `kubectl` reads them.

use std::ops::Range;

use serde::de::IgnoredAny;

/// Returns the parts of a text that are read one after the other: JSON objects that nothing separates, and what follows them. A text
/// without such objects is one part.
///
/// ```
/// use kubewright_core::yaml::parts;
///
/// let text = "{\"a\": 1}\n{\"b\": 2}";
/// let parts: Vec<_> = parts(text).into_iter().map(|part| text[part].trim()).collect();
/// assert_eq!(parts, ["{\"a\": 1}", "{\"b\": 2}"]);
/// ```
pub fn parts(text: &str) -> Vec<Range<usize>> {
    let mut objects = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let mut parts = Vec::new();
    let mut start = 0;
    let begins = |start: usize| text[start..].trim_start().starts_with('{');
    while begins(start) && matches!(objects.next(), Some(Ok(_))) {
        let end = objects.byte_offset();
        parts.push(start..end);
        start = end;
    }
    // After a single object, the text is YAML that begins with a mapping in braces.
    if parts.is_empty() || (parts.len() == 1 && !begins(start)) {
        return std::iter::once(0..text.len()).collect();
    }
    if !text[start..].trim().is_empty() {
        parts.push(start..text.len());
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::parts;

    fn split(text: &str) -> Vec<&str> {
        parts(text).into_iter().map(|part| &text[part]).collect()
    }

    #[test]
    fn only_json_objects_in_a_row_are_split() {
        for whole in [
            "",
            "a: 1\n---\nb: 2\n",
            "{\"a\": 1}\n",
            "{\"a\": 1}\n---\n{\"b\": 2}\n",
            "{a: '} {'}\n",
            "{a: 1} {b: 2}",
            "[1] [2]",
            "{\"a\": ",
        ] {
            assert_eq!(split(whole), [whole]);
        }
        assert_eq!(split("{\"a\": \"}{\"}{}"), ["{\"a\": \"}{\"}", "{}"]);
        assert_eq!(split(" {}\n{}\n\n"), [" {}", "\n{}"]);
        assert_eq!(split("{}{}\n---\na: 1\n"), ["{}", "{}", "\n---\na: 1\n"]);
        assert_eq!(split("{}\n{\"a\""), ["{}", "\n{\"a\""]);
    }
}
