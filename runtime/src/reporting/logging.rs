//! The log: JSON or text, on stderr.

mod json;
mod stack;
mod time;

use std::{fmt, io::IsTerminal as _, str::FromStr};

use clap::{ArgAction, ValueEnum};
use tracing::{Level, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    fmt::MakeWriter,
    layer::{Identity, SubscriberExt as _},
};

pub use stack::StackLevel;
pub use time::TimeEncoding;

use crate::reporting::panics;
use json::Json;
use stack::WithStack;

/// Crates below the operator that log each request and each byte. They are logged at level 2 and above.
const CHATTY: [&str; 7] = [
    "h2",
    "hyper",
    "hyper_util",
    "kube_client",
    "kube_runtime",
    "rustls",
    "tower",
];

/// Where kube logs each request that fails, without saying which. Those who made it say so, and not at each try.
const REQUESTS: &str = "kube_client::client::builder";

/// The flags for logging, with kubebuilder's names and defaults.
///
/// ```
/// use clap::Parser;
/// use kubewright_runtime::logging::LoggingArgs;
///
/// #[derive(Parser)]
/// struct Args {
///     #[command(flatten)]
///     logging: LoggingArgs,
/// }
///
/// let args = Args::parse_from(["operator", "--zap-devel=false", "--zap-log-level=debug"]);
/// kubewright_runtime::logging::init(&args.logging)?;
/// tracing::info!(version = "1.0", "starting");
/// # Ok::<(), kubewright_runtime::logging::LoggingError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(next_help_heading = "Logging")]
#[non_exhaustive]
pub struct LoggingArgs {
    /// Use the defaults for development: text from level debug; otherwise JSON from level info
    #[arg(
        long = "zap-devel", default_value_t = true, default_missing_value = "true",
        num_args = 0..=1, require_equals = true, action = ArgAction::Set
    )]
    pub devel: bool,

    /// The format of lines
    #[arg(long = "zap-encoder", value_enum)]
    pub encoder: Option<Encoder>,

    /// The lowest level that is logged: error, warn, info, debug, or a number: 1 is debug, 2 is trace
    #[arg(long = "zap-log-level")]
    pub level: Option<LogLevel>,

    /// The lowest level whose lines have a stack trace: error, warn, info, debug, or panic for none; by default none
    #[arg(long = "zap-stacktrace-level")]
    pub stacktrace_level: Option<StackLevel>,

    /// The format of times
    #[arg(long = "zap-time-encoding", value_enum, default_value_t = TimeEncoding::Rfc3339)]
    pub time_encoding: TimeEncoding,
}

impl Default for LoggingArgs {
    fn default() -> Self {
        Self {
            devel: true,
            encoder: None,
            level: None,
            stacktrace_level: None,
            time_encoding: TimeEncoding::Rfc3339,
        }
    }
}

impl LoggingArgs {
    /// Sets whether the defaults are those of development: text at level debug, instead of JSON at level info.
    #[must_use]
    pub fn devel(mut self, devel: bool) -> Self {
        self.devel = devel;
        self
    }

    /// Sets the format of lines.
    #[must_use]
    pub fn encoder(mut self, encoder: Encoder) -> Self {
        self.encoder = Some(encoder);
        self
    }

    /// Sets the lowest level that is logged.
    #[must_use]
    pub fn level(mut self, level: LogLevel) -> Self {
        self.level = Some(level);
        self
    }

    /// Sets the lowest level whose lines have a stack trace.
    #[must_use]
    pub fn stacktrace_level(mut self, level: StackLevel) -> Self {
        self.stacktrace_level = Some(level);
        self
    }

    /// Sets the format of times.
    #[must_use]
    pub fn time_encoding(mut self, encoding: TimeEncoding) -> Self {
        self.time_encoding = encoding;
        self
    }
}

/// The format of log lines.
///
/// ```
/// use kubewright_runtime::logging::{Encoder, LoggingArgs};
///
/// let args = LoggingArgs::default().encoder(Encoder::Json);
/// assert_eq!(args.encoder, Some(Encoder::Json));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[non_exhaustive]
pub enum Encoder {
    /// JSON objects, for programs.
    Json,
    /// Text, for people.
    Console,
}

/// The lowest level that is logged.
///
/// ```
/// use kubewright_runtime::logging::LogLevel;
///
/// assert_eq!("debug".parse(), Ok(LogLevel(tracing::Level::DEBUG)));
/// assert_eq!("2".parse(), Ok(LogLevel(tracing::Level::TRACE)));
/// assert!("loud".parse::<LogLevel>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogLevel(pub Level);

impl FromStr for LogLevel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let level = match text {
            "panic" | "error" => Level::ERROR,
            "warn" => Level::WARN,
            "info" => Level::INFO,
            "debug" => Level::DEBUG,
            number => match number.parse::<u8>() {
                Ok(1) => Level::DEBUG,
                Ok(2..) => Level::TRACE,
                Ok(0) | Err(_) => {
                    return Err("neither error, warn, info or debug nor a number above 0".to_owned());
                }
            },
        };
        Ok(Self(level))
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Level::TRACE => formatter.write_str("2"),
            level => formatter.write_str(&level.as_str().to_lowercase()),
        }
    }
}

/// Why logging cannot be set up.
///
/// ```
/// use kubewright_runtime::logging::{self, LoggingArgs, LoggingError};
///
/// logging::init(&LoggingArgs::default())?;
/// let error = logging::init(&LoggingArgs::default()).unwrap_err();
/// assert!(matches!(error, LoggingError::SetUp));
/// # Ok::<(), LoggingError>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoggingError {
    /// `RUST_LOG` is malformed.
    #[error("RUST_LOG is not a filter: {reason}; write it like `info,my_operator=debug` or unset it")]
    Filter {
        /// Why not.
        reason: String,
    },

    /// Logging has been set up before.
    #[error("logging has been set up already; do it once, in `main`")]
    SetUp,
}

/// Logs to stderr from now on, panics too. `RUST_LOG` overrides the level.
///
/// # Errors
///
/// If logging has been set up before, or `RUST_LOG` is malformed.
pub fn init(args: &LoggingArgs) -> Result<(), LoggingError> {
    init_with(args, Identity::new())
}

/// Like [`init`], with another layer that gets the same events and spans.
///
/// # Errors
///
/// Those of [`init`].
pub fn init_with<L>(args: &LoggingArgs, layer: L) -> Result<(), LoggingError>
where
    L: Layer<Registry> + Send + Sync,
{
    let filter = match std::env::var("RUST_LOG") {
        Ok(text) if !text.is_empty() => EnvFilter::try_new(text).map_err(|error| LoggingError::Filter {
            reason: error.to_string(),
        })?,
        Ok(_) | Err(_) => filter(args),
    };
    let colour = std::io::stderr().is_terminal();
    let subscriber = subscriber(args, filter, colour, std::io::stderr, layer);
    tracing::subscriber::set_global_default(subscriber).map_err(|_| LoggingError::SetUp)?;
    panics::log();
    Ok(())
}

fn filter(args: &LoggingArgs) -> EnvFilter {
    let fallback = if args.devel { Level::DEBUG } else { Level::INFO };
    let level = args.level.map_or(fallback, |level| level.0);
    let mut filter = level.as_str().to_lowercase();
    if level == Level::DEBUG {
        for name in CHATTY {
            filter.push_str(&format!(",{name}=info"));
        }
    }
    if level < Level::TRACE {
        filter.push_str(&format!(",{REQUESTS}=off"));
    }
    EnvFilter::new(filter)
}

fn subscriber<W, L>(
    args: &LoggingArgs,
    filter: EnvFilter,
    colour: bool,
    writer: W,
    beside: L,
) -> impl Subscriber + Send + Sync + use<W, L>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
    L: Layer<Registry> + Send + Sync,
{
    let fallback = if args.devel {
        Encoder::Console
    } else {
        Encoder::Json
    };
    let stack = args.stacktrace_level.unwrap_or(StackLevel(None));
    let layer = tracing_subscriber::fmt::layer().with_writer(writer);
    let layer = match args.encoder.unwrap_or(fallback) {
        Encoder::Json => layer
            .fmt_fields(json::Fields::new())
            .event_format(Json {
                time: args.time_encoding,
                stack,
            })
            .boxed(),
        Encoder::Console => layer
            .with_ansi(colour)
            .map_event_format(|line| WithStack {
                line: line.with_timer(args.time_encoding),
                level: stack,
            })
            .boxed(),
    };
    Registry::default().with(beside).with(filter).with(layer)
}

#[cfg(test)]
mod tests;
