//! Fenced code blocks.

/// The least number of characters in a fence.
const SHORTEST: usize = 3;

/// The fenced block that is open while the lines of a text are read, by the rules of `CommonMark`.
///
/// ```
/// use kubewright_core::docs::Fence;
///
/// let mut fence = Fence::default();
/// fence.read("```5m``` is the default.");
/// assert!(!fence.is_open());
/// fence.read("```yaml");
/// assert_eq!(fence.end().as_deref(), Some("```"));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Fence {
    /// The character of the fence, and how many the last line needs at least.
    open: Option<(char, usize)>,
}

impl Fence {
    /// Reads the next line, which may begin or end a block. Nested in a list it is indented, so its indentation does not
    /// count.
    pub fn read(&mut self, line: &str) {
        let line = line.trim();
        let Some(mark) = line.chars().next().filter(|mark| ['`', '~'].contains(mark)) else {
            return;
        };
        let info = line.trim_start_matches(mark);
        let length = line.len() - info.len();
        match self.open {
            // Otherwise it is code in a sentence.
            None if length >= SHORTEST && (mark != '`' || !info.contains('`')) => {
                self.open = Some((mark, length));
            }
            Some((open, least)) if mark == open && length >= least && info.is_empty() => self.open = None,
            None | Some(_) => {}
        }
    }

    /// Returns whether the next line is in a block.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// The line that ends the block.
    pub fn end(&self) -> Option<String> {
        self.open.map(|(mark, length)| mark.to_string().repeat(length))
    }
}

#[cfg(test)]
mod tests {
    use super::Fence;

    fn is_open_after(text: &str) -> bool {
        let mut fence = Fence::default();
        text.lines().for_each(|line| fence.read(line));
        fence.is_open()
    }

    #[test]
    fn blocks_begin_and_end_as_in_commonmark() {
        for text in [
            "```",
            "```yaml",
            "~~~ a`b",
            "  ```",
            "```\n~~~",
            "````\n```",
            "```\n```yaml",
        ] {
            assert!(is_open_after(text), "{text}");
        }
        for text in [
            "",
            "``",
            "```a```",
            "```a` b",
            "```\n```",
            "```\n````  ",
            "~~~\ntext\n~~~",
            "text ```",
        ] {
            assert!(!is_open_after(text), "{text}");
        }
    }
}
