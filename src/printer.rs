//! The only code that prints.

use std::io::Write;

use crate::cli::Color;

/// Where a command writes to.
pub struct Streams<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// Errors, and what is being done.
    pub err: &'a mut dyn Write,
    /// Whether colours may be used on `err` when nothing else is said.
    pub is_terminal: bool,
}

/// Prints.
pub struct Printer<'a> {
    streams: Streams<'a>,
    quiet: bool,
    color: bool,
}

impl<'a> Printer<'a> {
    /// A printer for these streams.
    pub fn new(streams: Streams<'a>, quiet: bool, color: Color) -> Self {
        let color = match color {
            Color::Auto => streams.is_terminal,
            Color::Always => true,
            Color::Never => false,
        };
        Self {
            streams,
            quiet,
            color,
        }
    }

    /// Whether colours are wanted.
    #[must_use]
    pub fn color(&self) -> bool {
        self.color
    }

    /// Prints a result.
    pub fn result(&mut self, text: &str) {
        print(self.streams.out, text);
    }

    /// Says what is being done, unless that is not wanted.
    pub fn status(&mut self, text: &str) {
        if !self.quiet {
            print(self.streams.err, text);
        }
    }

    /// Prints what is wrong.
    pub fn error(&mut self, text: &str) {
        print(self.streams.err, text);
    }
}

/// A reader that went away (`| head`) wants no more, and there is nobody left to tell.
fn print(stream: &mut dyn Write, text: &str) {
    let _ = stream.write_all(text.as_bytes());
    if !text.ends_with('\n') {
        let _ = stream.write_all(b"\n");
    }
    let _ = stream.flush();
}
