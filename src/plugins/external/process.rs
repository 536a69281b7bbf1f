//! Runs the program of a plugin.

use std::io::{self, Read, Write as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::{External, ExternalError};
use crate::interrupt::Waiting;

/// How often the wait for a program looks for Ctrl-C.
const TICK: Duration = Duration::from_millis(20);

/// Passes a text to a plugin's program, and returns what it writes to stdout. Ctrl-C ends the program too.
pub(super) fn run(plugin: &External, asked: Vec<u8>, directory: &Path) -> Result<Vec<u8>, ExternalError> {
    let waiting = Waiting::begin();
    let result = finish(plugin, asked, directory, &waiting);
    match waiting.end() {
        true => Err(ExternalError::Interrupted { key: plugin.key() }),
        false => result,
    }
}

fn finish(
    plugin: &External,
    asked: Vec<u8>,
    directory: &Path,
    waiting: &Waiting,
) -> Result<Vec<u8>, ExternalError> {
    let failed = |error: io::Error| ExternalError::Run {
        key: plugin.key(),
        program: plugin.program.display().to_string(),
        reason: error.to_string(),
    };
    let mut child = Command::new(&plugin.program)
        .current_dir(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(mut input) = child.stdin.take() {
        // A program may write its output before it has read all input; a closed pipe is not an error.
        thread::spawn(move || input.write_all(&asked));
    }
    let (output, errors) = (read(child.stdout.take()), read(child.stderr.take()));
    let output = received(&output, waiting);
    let Some(status) = ended(&mut child, waiting).map_err(failed)? else {
        // A program that it started itself may live on, so its pipes are not read to their ends.
        let _ = child.kill();
        let _ = child.wait();
        return Err(ExternalError::Interrupted { key: plugin.key() });
    };
    match status.success() {
        true => output.map_err(failed),
        false => Err(ExternalError::Failed {
            key: plugin.key(),
            reason: reason(&received(&errors, waiting).unwrap_or_default(), status),
        }),
    }
}

/// Reads a pipe to its end in a thread of its own.
fn read(pipe: Option<impl Read + Send + 'static>) -> Receiver<io::Result<Vec<u8>>> {
    let (send, receive) = channel();
    thread::spawn(move || {
        let mut text = Vec::new();
        let result = pipe.map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut text));
        // Nobody reads this after an interrupt.
        let _ = send.send(result.map(|_| text));
    });
    receive
}

/// Waits for the end of a pipe, or for a signal.
fn received(pipe: &Receiver<io::Result<Vec<u8>>>, waiting: &Waiting) -> io::Result<Vec<u8>> {
    loop {
        match pipe.recv_timeout(TICK) {
            Ok(result) => return result,
            Err(RecvTimeoutError::Disconnected) => return Ok(Vec::new()),
            Err(RecvTimeoutError::Timeout) if waiting.is_interrupted() => return Ok(Vec::new()),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Waits until a program has ended; `None` after a signal.
fn ended(child: &mut Child, waiting: &Waiting) -> io::Result<Option<ExitStatus>> {
    // Most programs end right after their output.
    let mut pause = Duration::from_micros(100);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if waiting.is_interrupted() {
            return Ok(None);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(TICK);
    }
}

/// Why a program failed: the last line that it wrote to stderr.
fn reason(errors: &[u8], status: ExitStatus) -> String {
    let text = String::from_utf8_lossy(errors);
    match text.trim().lines().last() {
        Some(line) => line.trim().to_owned(),
        None => status.to_string(),
    }
}
