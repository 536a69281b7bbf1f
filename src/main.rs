//! The kubewright CLI.

use std::io::{BufRead, IsTerminal, Read, stderr, stdin, stdout};

use kubewright::{Streams, interrupt, run};
use kubewright_analysis::threads;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // The process ends on the thread of the command: the system takes the memory back faster than the allocator, which
    // would return it piece by piece when the thread ends.
    threads::run(|| -> () { interrupt::end(command()) });
}

/// Runs the command, and returns the exit status.
fn command() -> u8 {
    let directory = match std::env::current_dir() {
        Ok(directory) => directory,
        Err(_) => std::path::PathBuf::from("."),
    };
    let asks = stdin().is_terminal() && stderr().is_terminal();
    let mut input = stdin().lock();
    let (mut answers, mut piped) = (None, None);
    if asks {
        answers = Some(&mut input as &mut dyn BufRead);
    } else if !stdin().is_terminal() {
        piped = Some(&mut input as &mut dyn Read);
    }
    let streams = Streams {
        input: answers,
        piped,
        is_terminal: stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        out: &mut stdout().lock(),
        // Not locked: long steps report from a thread of their own.
        err: &mut stderr(),
    };
    run(std::env::args_os(), &directory, streams)
}
