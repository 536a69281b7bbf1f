//! The ends of lines. Commands work on texts with `\n`; a file in which every line ends with `\r\n` keeps that.

use std::io;
use std::path::Path;

/// How the lines of a file end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineEnds {
    /// With `\n`, or each in another way.
    Unix,
    /// With `\r\n`.
    Dos,
}

impl LineEnds {
    pub(crate) fn of(content: &[u8]) -> Self {
        let lines = content.split_inclusive(|byte| *byte == b'\n');
        let mut lines = lines.filter(|line| line.ends_with(b"\n")).peekable();
        let are_dos = lines.peek().is_some() && lines.all(|line| line.ends_with(b"\r\n"));
        match are_dos && std::str::from_utf8(content).is_ok() {
            true => Self::Dos,
            false => Self::Unix,
        }
    }

    /// The text as commands work on it.
    pub(crate) fn removed(self, text: String) -> String {
        match self {
            Self::Unix => text,
            Self::Dos => text.replace("\r\n", "\n"),
        }
    }

    /// The text as it is written to the file.
    pub(crate) fn added(self, text: String) -> String {
        match self {
            Self::Unix => text,
            Self::Dos => text.replace('\n', "\r\n"),
        }
    }
}

/// The text of a file, as commands work on it.
pub(crate) fn read(path: &Path) -> io::Result<String> {
    let text = std::fs::read_to_string(path)?;
    Ok(LineEnds::of(text.as_bytes()).removed(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_kind_or_is_left_alone() {
        for (text, expected) in [
            ("a\r\nb\r\n", LineEnds::Dos),
            ("a\r\nb", LineEnds::Dos),
            ("a\r\nb\n", LineEnds::Unix),
            ("a\nb\n", LineEnds::Unix),
            ("a\r", LineEnds::Unix),
            ("", LineEnds::Unix),
        ] {
            let ends = LineEnds::of(text.as_bytes());
            assert_eq!(ends, expected, "{text:?}");
            assert_eq!(ends.added(ends.removed(text.to_owned())), text);
        }
        assert_eq!(LineEnds::of(b"\xff\r\n"), LineEnds::Unix);
    }
}
