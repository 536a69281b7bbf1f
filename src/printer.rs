//! The only code that prints.

use std::io::{BufRead, Read, Write};

use crate::cli::Color;

/// The streams of a command.
pub struct Streams<'a> {
    /// Stdout, for results.
    pub out: &'a mut dyn Write,
    /// Stderr, for errors and progress.
    pub err: &'a mut dyn Write,
    /// Whether `err` may be colored if no option decides.
    pub is_terminal: bool,
    /// The source of answers; without it nothing is asked.
    pub input: Option<&'a mut dyn BufRead>,
    /// Stdin, if it is not a terminal: manifests for the commands that read them.
    pub piped: Option<&'a mut dyn Read>,
}

impl<'a> Streams<'a> {
    /// The same streams, for a command within a command.
    pub(crate) fn reborrow(&mut self) -> Streams<'_> {
        Streams {
            out: self.out,
            err: self.err,
            is_terminal: self.is_terminal,
            input: self.input.as_mut().map(|input| &mut **input as &mut dyn BufRead),
            piped: self.piped.as_mut().map(|piped| &mut **piped as &mut dyn Read),
        }
    }

    /// Creates streams for a caller that is not a terminal and answers no questions.
    pub fn plain(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self {
            out,
            err,
            is_terminal: false,
            input: None,
            piped: None,
        }
    }
}

/// Prints messages and results.
pub struct Printer<'a> {
    streams: Streams<'a>,
    quiet: bool,
    color: bool,
}

impl<'a> Printer<'a> {
    /// Creates a printer for these streams.
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

    /// Returns whether to use colors.
    #[must_use]
    pub fn color(&self) -> bool {
        self.color
    }

    /// Returns whether to print only errors.
    #[must_use]
    pub fn quiet(&self) -> bool {
        self.quiet
    }

    /// Prints a result.
    pub fn result(&mut self, text: &str) {
        print(self.streams.out, text);
    }

    /// Prints progress, unless `--quiet` is set.
    pub fn status(&mut self, text: &str) {
        if !self.quiet {
            print(self.streams.err, text);
        }
    }

    /// Asks a question; returns `None` if nobody can answer.
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

    /// Reads what was piped into the program; empty if nothing was.
    pub fn piped(&mut self) -> std::io::Result<String> {
        let mut text = String::new();
        if let Some(piped) = self.streams.piped.as_mut() {
            piped.read_to_string(&mut text)?;
        }
        Ok(text)
    }

    /// Returns whether somebody can answer.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.streams.input.is_some()
    }

    /// Prints an error.
    pub fn error(&mut self, text: &str) {
        print(self.streams.err, text);
    }
}

/// A closed pipe (`| head`) is not an error: the reader wants no more output.
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
