//! The only code that prints.

use std::io::{BufRead, Write};

use crate::cli::Color;

/// Where a command writes to.
pub struct Streams<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// Errors, and what is being done.
    pub err: &'a mut dyn Write,
    /// Whether colours may be used on `err` when nothing else is said.
    pub is_terminal: bool,
    /// Where answers come from; without it nothing is asked.
    pub input: Option<&'a mut dyn BufRead>,
}

impl<'a> Streams<'a> {
    /// The streams of a program that reads what a command says: no terminal, and nobody to ask.
    pub fn plain(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self {
            out,
            err,
            is_terminal: false,
            input: None,
        }
    }
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

    /// Whether only what is wrong is wanted.
    #[must_use]
    pub fn quiet(&self) -> bool {
        self.quiet
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

    /// Asks a question; none if there is nobody to answer it.
    pub fn ask(&mut self, question: &str) -> Option<String> {
        let input = self.streams.input.as_mut()?;
        let _ = write!(self.streams.err, "{question} ");
        let _ = self.streams.err.flush();
        let mut line = String::new();
        match input.read_line(&mut line) {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(line.trim().to_owned()),
        }
    }

    /// Whether there is somebody to ask.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.streams.input.is_some()
    }

    /// Prints what is wrong.
    pub fn error(&mut self, text: &str) {
        print(self.streams.err, text);
    }
}

/// A reader that went away (`| head`) wants no more, and there is nobody left to tell.
fn print(stream: &mut dyn Write, text: &str) {
    if text.is_empty() {
        return;
    }
    let _ = stream.write_all(text.as_bytes());
    if !text.ends_with('\n') {
        let _ = stream.write_all(b"\n");
    }
    let _ = stream.flush();
}
