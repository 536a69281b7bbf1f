//! Panics as log lines.

use std::{
    any::Any,
    cell::{Cell, RefCell},
    fmt,
    panic::{self, AssertUnwindSafe},
    pin::pin,
    task::Poll,
};

use tracing::Span;

thread_local! {
    /// Whether the code on this thread is called by a function that reports its panics.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
    /// What the hook recorded of the last of these panics.
    static SEEN: RefCell<Option<Seen>> = const { RefCell::new(None) };
}

/// What only the hook knows.
struct Seen {
    place: Option<String>,
    backtrace: Option<String>,
    span: Span,
}

/// A panic that was caught.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Panic {
    text: String,
    place: Option<String>,
    backtrace: Option<String>,
    span: Span,
}

impl Panic {
    fn new(payload: &(dyn Any + Send)) -> Self {
        let Seen {
            place,
            backtrace,
            span,
        } = SEEN.take().unwrap_or_else(|| Seen {
            place: None,
            backtrace: None,
            span: Span::current(),
        });
        Self {
            text: payload_text(payload).to_owned(),
            place,
            backtrace,
            span,
        }
    }

    /// Returns the backtrace, if `RUST_BACKTRACE` asks for it.
    pub(crate) fn backtrace(&self) -> Option<&str> {
        self.backtrace.as_deref()
    }

    /// Returns the span of the panic, which names the object.
    pub(crate) fn span(&self) -> &Span {
        &self.span
    }
}

impl fmt::Display for Panic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(formatter, "{} ({place})", self.text),
            None => formatter.write_str(&self.text),
        }
    }
}

/// Logs panics, each on one line. Panics inside [`catch`] and [`catch_future`] are left to the caller, who knows more.
#[cfg(feature = "controller")]
pub(crate) fn log() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let place = info.location().map(ToString::to_string);
        let backtrace = std::backtrace::Backtrace::capture();
        let is_captured = backtrace.status() == std::backtrace::BacktraceStatus::Captured;
        let backtrace = is_captured.then(|| backtrace.to_string());
        if CAUGHT.get() {
            let span = Span::current();
            SEEN.set(Some(Seen {
                place,
                backtrace,
                span,
            }));
        } else if tracing::enabled!(tracing::Level::ERROR) {
            tracing::error!(panic = payload_text(info.payload()), place, backtrace, "panicked");
        } else {
            // The log itself panics, or is filtered.
            before(info);
        }
    }));
}

/// Calls a function that may panic.
pub(crate) fn catch<T>(call: impl FnOnce() -> T) -> Result<T, Panic> {
    let before = CAUGHT.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(call));
    CAUGHT.set(before);
    result.map_err(|payload| Panic::new(&*payload))
}

/// Waits for a future that may panic.
pub(crate) async fn catch_future<F: Future>(future: F) -> Result<F::Output, Panic> {
    let mut future = pin!(future);
    std::future::poll_fn(|context| match catch(|| future.as_mut().poll(context)) {
        Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}

fn payload_text(payload: &(dyn Any + Send)) -> &str {
    let owned = payload.downcast_ref::<String>().map(String::as_str);
    owned
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("without a message")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_panics_said_is_caught() {
        assert_eq!(catch(|| 1), Ok(1));
        let caught = catch(|| panic!("no {}", "key")).unwrap_err();
        assert_eq!(caught.text, "no key");
        let caught = catch_future(async {
            tokio::task::yield_now().await;
            panic!("later")
        });
        assert_eq!(caught.await.unwrap_err().text, "later");
        assert!(!CAUGHT.get());
    }

    const CHILD: &str = "KUBEWRIGHT_TEST_PANICS";

    /// Run by the next test in a process of its own, because the hook is the process's.
    #[test]
    #[ignore = "the next test runs it"]
    fn child_that_panics() {
        if std::env::var_os(CHILD).is_none() {
            return;
        }
        crate::reporting::logging::init(&crate::reporting::logging::LoggingArgs {
            encoder: Some(crate::reporting::logging::Encoder::Json),
            ..crate::reporting::logging::LoggingArgs::default()
        })
        .unwrap();
        let span = tracing::info_span!("reconcile", name = "sample");
        span.in_scope(|| {
            let caught = catch(|| panic!("caught")).unwrap_err();
            assert!(caught.place.unwrap().contains("panics.rs:"));
            let _ = panic::catch_unwind(|| panic!("not caught"));
        });
    }

    #[test]
    fn panics_are_lines_of_the_log() {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "reporting::panics::tests::child_that_panics",
                "--ignored",
                "--nocapture",
            ])
            .env(CHILD, "1")
            .output()
            .unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{text}");
        let lines: Vec<serde_json::Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
            .collect();
        let [line] = &lines[..] else {
            panic!("{text}");
        };
        assert_eq!(line["panic"], "not caught", "{line}");
        assert!(line["place"].as_str().unwrap().contains("panics.rs:"), "{line}");
        assert!(text.contains("sample"), "{line}");
    }
}
