//! The format of times in the log.

use std::fmt;

use clap::ValueEnum;
use k8s_openapi::jiff::Timestamp;
use tracing_subscriber::fmt::{format::Writer, time::FormatTime};

/// The format of times in the log.
///
/// ```
/// use clap::ValueEnum as _;
/// use kubewright_runtime::logging::TimeEncoding;
///
/// assert_eq!(TimeEncoding::from_str("rfc3339nano", false), Ok(TimeEncoding::Rfc3339nano));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[non_exhaustive]
pub enum TimeEncoding {
    /// Seconds since 1970.
    Epoch,
    /// Milliseconds since 1970.
    Millis,
    /// Nanoseconds since 1970.
    Nano,
    /// `2026-11-21T12:00:00.000Z`.
    Iso8601,
    /// `2026-11-21T12:00:00Z`.
    Rfc3339,
    /// `2026-11-21T12:00:00.000000000Z`.
    Rfc3339nano,
}

impl TimeEncoding {
    pub(super) fn text(self, time: Timestamp) -> String {
        match self {
            Self::Epoch => format!("{}.{:09}", time.as_second(), time.subsec_nanosecond()),
            Self::Millis => format!(
                "{}.{:06}",
                time.as_millisecond(),
                time.subsec_nanosecond() % 1_000_000
            ),
            Self::Nano => time.as_nanosecond().to_string(),
            Self::Iso8601 => format!("{time:.3}"),
            Self::Rfc3339 => format!("{time:.0}"),
            Self::Rfc3339nano => format!("{time:.9}"),
        }
    }

    /// It is a number, which JSON writes without quotes.
    pub(super) fn is_number(self) -> bool {
        match self {
            Self::Epoch | Self::Millis | Self::Nano => true,
            Self::Iso8601 | Self::Rfc3339 | Self::Rfc3339nano => false,
        }
    }
}

impl FormatTime for TimeEncoding {
    fn format_time(&self, writer: &mut Writer<'_>) -> fmt::Result {
        writer.write_str(&self.text(Timestamp::now()))
    }
}
