//! Converts line and column to byte offsets, and back.

use proc_macro2::LineColumn;

/// A text that the parser was given, and its line starts.
///
/// The parser's own conversion counts characters from the previously requested place.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut starts = vec![0];
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        starts.extend(ends.map(|(at, _)| at + 1));
        Self { text, starts }
    }

    /// The place of a byte offset, at which a character starts.
    pub(super) fn place(&self, byte: usize) -> LineColumn {
        let line = self.starts.partition_point(|start| *start <= byte);
        let start = self.starts[line - 1];
        LineColumn {
            line,
            column: self.text[start..byte].chars().count(),
        }
    }

    /// The byte offset of a place; the end of the text for a place beyond it.
    pub(super) fn byte(&self, place: LineColumn) -> usize {
        let Some(&start) = self.starts.get(place.line.saturating_sub(1)) else {
            return self.text.len();
        };
        let line = &self.text[start..];
        match line.as_bytes().get(..place.column) {
            Some(before) if before.is_ascii() => start + place.column,
            // Columns count characters.
            Some(_) | None => {
                let mut characters = line.char_indices();
                start + characters.nth(place.column).map_or(line.len(), |(at, _)| at)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use proc_macro2::{TokenStream, TokenTree};

    use super::*;

    fn check(lines: &Lines<'_>, tokens: TokenStream) {
        for token in tokens {
            let (span, bytes) = (token.span(), token.span().byte_range());
            assert_eq!(lines.byte(span.start())..lines.byte(span.end()), bytes, "{token}");
            assert_eq!(lines.place(bytes.start), span.start(), "{token}");
            if let TokenTree::Group(group) = token {
                check(lines, group.stream());
            }
        }
    }

    #[test]
    fn as_the_parser_counts() {
        let texts = [
            "",
            "struct A;",
            "struct A {\r\n    a: B, // ä\r\n}\n\n#[x = \"ä€𝄞\"] struct Ä(\"€\", r#\"𝄞\n𝄞\"#, 'x');\n",
            "\n\n/* € */ enum E { A, /* 𝄞\n */ B }",
        ];
        for text in texts {
            check(&Lines::of(text), TokenStream::from_str(text).expect("tokens"));
        }
    }

    #[test]
    fn behind_the_end() {
        let lines = Lines::of("ä\nb");
        let byte = |line, column| lines.byte(LineColumn { line, column });
        assert_eq!(
            [
                byte(0, 0),
                byte(1, 1),
                byte(1, 9),
                byte(2, 1),
                byte(2, 7),
                byte(3, 0)
            ],
            [0, 2, 4, 4, 4, 4]
        );
    }
}
