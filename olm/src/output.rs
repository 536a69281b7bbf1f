//! The only code that prints.

use std::io::Write as _;

/// Where text goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) quiet: bool,
}

impl Output {
    /// Prints a result.
    pub(crate) fn result(self, text: &str) {
        // A closed pipe is not an error: the reader wants no more output.
        let _ = writeln!(std::io::stdout(), "{text}");
    }

    /// Prints progress, unless `--quiet` is set.
    pub(crate) fn status(self, text: &str) {
        if !self.quiet {
            let _ = writeln!(std::io::stderr(), "{text}");
        }
    }

    pub(crate) fn error(self, text: &str) {
        let _ = writeln!(std::io::stderr(), "error: {text}");
    }
}
