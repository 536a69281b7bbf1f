//! Ctrl-C: ends the program at once, but never in the middle of a write.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Once};

use signal_hook::{consts, flag};

/// The exit status that shells use for a program ended by Ctrl-C.
pub(crate) const INTERRUPTED: u8 = 130;

/// Signals that end the program.
const SIGNALS: &[i32] = &[
    consts::SIGINT,
    consts::SIGTERM,
    #[cfg(unix)]
    consts::SIGHUP,
];

/// Whether a signal may end the program immediately.
static CALM: LazyLock<Arc<AtomicBool>> = LazyLock::new(|| Arc::new(AtomicBool::new(true)));

/// Whether a signal has arrived.
static HEARD: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Whether the command can be run again after its first write.
static REPEATS: AtomicBool = AtomicBool::new(true);

/// Says whether the command can be run again after its first write. What `delete` has removed, it does not find again.
pub(crate) fn set_repeats(repeats: bool) {
    REPEATS.store(repeats, Ordering::SeqCst);
}

/// From now on, a signal does not end the program, and [`resume`] follows.
///
/// Until the first write the system ends the program at a signal. If it rejects the handlers, it always does.
fn hold() {
    static LISTENS: Once = Once::new();
    LISTENS.call_once(|| {
        let _ = listen();
    });
    CALM.store(false, Ordering::SeqCst);
}

/// From now on, a signal ends the program.
fn resume() {
    CALM.store(true, Ordering::SeqCst);
}

fn listen() -> io::Result<()> {
    for signal in SIGNALS {
        flag::register_conditional_shutdown(*signal, i32::from(INTERRUPTED), Arc::clone(&CALM))?;
        flag::register(*signal, Arc::clone(&HEARD))?;
    }
    Ok(())
}

/// Ends the program without running the exit handlers of libraries. What was printed is flushed.
pub fn end(status: u8) -> ! {
    let _ = io::stdout().flush();
    signal_hook::low_level::exit(i32::from(status))
}

/// While this guard lives, a signal does not end the program.
#[derive(Debug)]
pub(crate) struct Writing(());

impl Writing {
    pub(crate) fn begin() -> Self {
        hold();
        Self(())
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        resume();
        // A signal has arrived during the write.
        if HEARD.load(Ordering::SeqCst) {
            let way = match REPEATS.load(Ordering::SeqCst) {
                true => "run the command again to finish it",
                false => "run `kubewright manifests` to write what is missing",
            };
            let _ = writeln!(io::stderr(), "error: interrupted; {way}");
            std::process::exit(i32::from(INTERRUPTED));
        }
    }
}

/// While this guard lives, another program runs, and a signal does not end this one, which has to stop the other first.
#[derive(Debug)]
pub(crate) struct Waiting(());

impl Waiting {
    pub(crate) fn begin() -> Self {
        hold();
        Self(())
    }

    /// Returns whether a signal has arrived.
    pub(crate) fn is_interrupted(&self) -> bool {
        HEARD.load(Ordering::SeqCst)
    }

    /// Ends the wait, and returns whether a signal arrived during it.
    pub(crate) fn end(self) -> bool {
        drop(self);
        HEARD.load(Ordering::SeqCst)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        resume();
    }
}
