//! Ctrl-C: ends the program at once, but not in the middle of writing.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use signal_hook::{consts, flag};

/// What a shell says of a program that Ctrl-C has ended.
const INTERRUPTED: i32 = 130;

/// Signals that ask for the end.
const SIGNALS: &[i32] = &[
    consts::SIGINT,
    consts::SIGTERM,
    #[cfg(unix)]
    consts::SIGHUP,
];

/// Whether a signal may end the program where it is.
static CALM: LazyLock<Arc<AtomicBool>> = LazyLock::new(|| Arc::new(AtomicBool::new(true)));

/// Whether a signal has come.
static HEARD: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// From here on a signal that comes while something is being written ends the program after that.
///
/// # Errors
///
/// The system does not take handlers: signals then end the program wherever it is.
pub fn listen() -> io::Result<()> {
    for signal in SIGNALS {
        flag::register_conditional_shutdown(*signal, INTERRUPTED, Arc::clone(&CALM))?;
        flag::register(*signal, Arc::clone(&HEARD))?;
    }
    Ok(())
}

/// What must not be left halfway goes on while this lives.
#[derive(Debug)]
pub(crate) struct Writing(());

impl Writing {
    pub(crate) fn begin() -> Self {
        CALM.store(false, Ordering::SeqCst);
        Self(())
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        CALM.store(true, Ordering::SeqCst);
        // The signal that came meanwhile asked for it.
        if HEARD.load(Ordering::SeqCst) {
            std::process::exit(INTERRUPTED);
        }
    }
}
