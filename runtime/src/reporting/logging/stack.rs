//! Stack traces of log lines.

use std::{backtrace::Backtrace, fmt, str::FromStr};

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::{
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    registry::LookupSpan,
};

use super::LogLevel;

/// The call that hands an event over; those inside it write the line.
const HANDED_OVER: &str = "Event::dispatch";

/// The lowest level whose lines have a stack trace.
///
/// ```
/// use kubewright_runtime::logging::StackLevel;
///
/// assert_eq!("error".parse(), Ok(StackLevel::from(tracing::Level::ERROR)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackLevel(pub(super) Option<Level>);

impl StackLevel {
    /// Returns the setting for this level and higher ones.
    #[must_use]
    pub fn from(level: Level) -> Self {
        Self(Some(level))
    }

    /// The calls, if a line of this level tells them.
    pub(super) fn stack(self, level: Level) -> Option<String> {
        self.0.filter(|from| level <= *from).map(|_| stack())
    }
}

impl FromStr for StackLevel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            // Panics have their own stack trace.
            "panic" => Ok(Self(None)),
            text => text.parse().map(|LogLevel(level)| Self(Some(level))),
        }
    }
}

fn stack() -> String {
    let text = Backtrace::force_capture().to_string();
    let mut calls: Vec<String> = Vec::new();
    for line in text.lines() {
        // A line that does not start with a number is the position of the call before it.
        match line.trim_start().split_once(": ") {
            Some((number, call)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                calls.push(call.to_owned());
            }
            Some(_) | None => {
                if let Some(call) = calls.last_mut() {
                    call.push_str("\n\t");
                    call.push_str(line.trim_start().trim_start_matches("at "));
                }
            }
        }
    }
    let inner = calls.iter().rposition(|call| call.contains(HANDED_OVER));
    let outer = inner.map_or(0, |inner| inner + 1);
    calls.split_off(outer).join("\n")
}

/// Writes the calls below the line.
pub(super) struct WithStack<F> {
    pub(super) line: F,
    pub(super) level: StackLevel,
}

impl<S, N, F> FormatEvent<S, N> for WithStack<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        self.line.format_event(context, writer.by_ref(), event)?;
        match self.level.stack(*event.metadata().level()) {
            Some(stack) => writeln!(writer, "{stack}"),
            None => Ok(()),
        }
    }
}
