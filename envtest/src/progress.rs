//! Progress of long steps.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How often a line says that a step goes on, where there is no terminal to count on.
const LINE: Duration = Duration::from_secs(30);
const COUNT: Duration = Duration::from_secs(1);

/// A step that takes long. It prints at the start how long it usually takes. Until it is dropped, it shows an elapsed counter
/// on a terminal, or prints a line every 30 seconds otherwise.
///
/// ```
/// use kubewright_envtest::LongStep;
///
/// let step = LongStep::begin("starting the cluster", "5 s");
/// // work
/// assert!(step.elapsed().as_secs() < 5);
/// ```
#[derive(Debug)]
#[must_use = "the step ends when this is dropped"]
pub struct LongStep {
    start: Instant,
    counter: bool,
    // Its thread ends when this is dropped.
    running: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Where progress goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    line: fn(&str),
    /// Whether lines go to standard error, so that a counter there does not mix with others.
    counts: bool,
}

impl Progress {
    /// To standard error.
    pub(crate) const STDERR: Self = Self {
        line: print_line,
        counts: true,
    };

    pub(crate) fn to(line: fn(&str)) -> Self {
        Self { line, counts: false }
    }

    pub(crate) fn line(self, text: &str) {
        (self.line)(text);
    }

    pub(crate) fn step(self, what: &str, usual: &str) -> LongStep {
        self.line(&format!("{what}; this usually takes {usual}"));
        let what = what.to_owned();
        if self.counts && stderr().is_terminal() {
            let step = LongStep::show(COUNT, move |elapsed| count(&format!("{what} … {elapsed} s")));
            step.counting()
        } else {
            let usual = usual.to_owned();
            LongStep::show(LINE, move |elapsed| {
                self.line(&format!(
                    "still {what}, {elapsed} s so far; this usually takes {usual}"
                ));
            })
        }
    }
}

impl LongStep {
    /// Begins a step that is shown on stderr.
    pub fn begin(what: &str, usual: &str) -> Self {
        Progress::STDERR.step(what, usual)
    }

    /// Returns the time since the step began.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn counting(mut self) -> Self {
        self.counter = true;
        self
    }

    fn show(every: Duration, show: impl Fn(u64) + Send + 'static) -> Self {
        let start = Instant::now();
        let (running, ended) = channel();
        let thread = thread::Builder::new()
            .name(String::from("progress"))
            .spawn(move || {
                while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(every) {
                    show(start.elapsed().as_secs());
                }
            });
        Self {
            start,
            counter: false,
            running: Some(running),
            // Without a thread no progress is shown; the step continues.
            thread: thread.ok(),
        }
    }
}

impl Drop for LongStep {
    fn drop(&mut self) {
        drop(self.running.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        if self.counter {
            count("");
        }
    }
}

/// Replaces the last line of a terminal.
fn count(text: &str) {
    let _ = write!(stderr(), "\r\x1b[K{text}");
}

#[expect(
    clippy::print_stderr,
    reason = "a first test that is silent for minutes looks hung"
)]
fn print_line(line: &str) {
    let clear = if stderr().is_terminal() { "\r\x1b[K" } else { "" };
    eprintln!("{clear}kubewright-envtest: {line}");
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn a_step_shows_that_it_is_alive_until_it_is_dropped() {
        let (shown, seen) = channel();
        let step = LongStep::show(Duration::from_millis(1), move |elapsed| {
            let _ = shown.send(elapsed);
        });
        for _ in 0..3 {
            seen.recv_timeout(Duration::from_secs(20)).unwrap();
        }
        drop(step);
        // Its thread, which owns the sender, has ended.
        assert!(seen.iter().all(|elapsed| elapsed < 20));
    }

    #[test]
    fn a_step_says_at_its_start_how_long_it_usually_takes() {
        static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());
        let progress = Progress::to(|line| LINES.lock().unwrap().push(line.to_owned()));
        drop(progress.step("building etcd", "2 minutes"));
        assert_eq!(
            *LINES.lock().unwrap(),
            ["building etcd; this usually takes 2 minutes"]
        );
    }
}
