//! How diagnostics are rendered.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};
use serde::Serialize;

use crate::cli::MessageFormat;
use crate::printer::Printer;
use kubewright_analysis::{Diagnostic, Level};

/// Longer source lines are cut in the JSON format.
const LONG: usize = 1_000;

#[derive(Serialize)]
struct Line<'a> {
    level: Level,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    place: Option<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    line: usize,
    column: usize,
    end: End,
    source: &'a str,
}

#[derive(Serialize)]
struct End {
    line: usize,
    column: usize,
}

/// Sorts diagnostics by file and place, removes duplicates, prints them, and counts the errors. With `--quiet`, only errors are
/// printed.
pub(crate) fn print(
    mut diagnostics: Vec<Diagnostic>,
    format: MessageFormat,
    printer: &mut Printer<'_>,
) -> usize {
    let place = |one: &Diagnostic| {
        (
            one.path.clone(),
            one.range.as_ref().map(|range| (range.start, range.end)),
        )
    };
    diagnostics.sort_by(|a, b| (place(a), a.level, &a.message).cmp(&(place(b), b.level, &b.message)));
    diagnostics.dedup();
    let is_error = |diagnostic: &Diagnostic| diagnostic.level == Level::Error;
    diagnostics.retain(|diagnostic| !printer.quiet() || is_error(diagnostic));
    let mut lines = Lines::default();
    let color = printer.color();
    for diagnostic in &diagnostics {
        match format {
            MessageFormat::Human => printer.error(&human(diagnostic, &mut lines, color)),
            MessageFormat::Json => printer.result(&json(diagnostic, &mut lines)),
        }
    }
    diagnostics
        .iter()
        .filter(|diagnostic| is_error(diagnostic))
        .count()
}

fn human(diagnostic: &Diagnostic, lines: &mut Lines, color: bool) -> String {
    let title = match diagnostic.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Note => Title::NOTE,
    };
    let message = diagnostic.message.to_string();
    let title = title.primary_title(message.as_str());
    let path = diagnostic.path.as_ref().map(|path| path.display().to_string());
    let group = match (&path, &diagnostic.range) {
        (Some(path), Some(range)) => {
            // The renderer only gets the lines that it shows, because it would otherwise scan the whole file.
            let (first, window) = lines.of(&diagnostic.text).around(&diagnostic.text, range);
            let at = range.start - window.start..range.end - window.start;
            let snippet = Snippet::source(&diagnostic.text[window])
                .path(path.as_str())
                .line_start(first + 1)
                .annotation(AnnotationKind::Primary.span(at));
            title.element(snippet)
        }
        (Some(path), None) => title.element(Origin::path(path.as_str())),
        (None, _) => Group::with_title(title),
    };
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&[group]) + "\n\n"
}

fn json(diagnostic: &Diagnostic, lines: &mut Lines) -> String {
    let place = diagnostic.range.as_ref().map(|range| {
        let index = lines.of(&diagnostic.text);
        let text = &diagnostic.text;
        let (line, column) = index.place(text, range.start);
        let (end_line, end_column) = index.place(text, range.end);
        Place {
            line,
            column,
            end: End {
                line: end_line,
                column: end_column,
            },
            source: cut(&text[index.line(text, line - 1)]),
        }
    });
    let line = Line {
        level: diagnostic.level,
        message: &diagnostic.message.text,
        help: diagnostic.message.help.as_deref(),
        file: diagnostic.path.as_ref().map(|path| path.display().to_string()),
        place,
    };
    // Strings and numbers always serialize.
    serde_json::to_string(&line).unwrap_or_default()
}

fn cut(line: &str) -> &str {
    match line.char_indices().nth(LONG) {
        Some((end, _)) => &line[..end],
        None => line,
    }
}

/// The line starts of each text, computed once.
#[derive(Default)]
struct Lines {
    found: BTreeMap<*const u8, Index>,
}

struct Index(Vec<usize>);

impl Lines {
    fn of(&mut self, text: &Arc<str>) -> &Index {
        self.found.entry(text.as_ptr()).or_insert_with(|| {
            let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            Index(std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect())
        })
    }
}

impl Index {
    /// The line number, from 0.
    fn number(&self, at: usize) -> usize {
        self.0.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// The bytes of a line, without its line ending.
    fn line(&self, text: &str, number: usize) -> Range<usize> {
        let start = self.0[number];
        let end = self.0.get(number + 1).map_or(text.len(), |next| next - 1);
        let end = start + text[start..end].trim_end_matches('\r').len();
        start..end
    }

    /// The line and column, from 1.
    fn place(&self, text: &str, at: usize) -> (usize, usize) {
        let line = self.number(at);
        (line + 1, text[self.0[line]..at].chars().count() + 1)
    }

    /// The number of the first line that a range touches, and the bytes of all its lines.
    fn around(&self, text: &str, range: &Range<usize>) -> (usize, Range<usize>) {
        let first = self.number(range.start);
        let last = self.number(range.end.max(range.start + 1) - 1);
        let end = self.0.get(last + 1).copied();
        (first, self.0[first]..end.unwrap_or(text.len()))
    }
}
