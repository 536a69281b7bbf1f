//! The kubewright command.

use std::io::{BufRead, IsTerminal, stderr, stdin, stdout};
use std::process::ExitCode;

use kubewright::{Streams, run};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What a shell says of a program that Ctrl-C has ended.
const INTERRUPTED: i32 = 130;

fn main() -> ExitCode {
    // Without a handler Ctrl-C ends the program at once, which is all that is lost if there can be none.
    let _ = ctrlc::set_handler(end);
    let directory = match std::env::current_dir() {
        Ok(directory) => directory,
        Err(_) => std::path::PathBuf::from("."),
    };
    let asks = stdin().is_terminal() && stderr().is_terminal();
    let mut input = stdin().lock();
    let streams = Streams {
        input: asks.then_some(&mut input as &mut dyn BufRead),
        is_terminal: stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        out: &mut stdout().lock(),
        err: &mut stderr().lock(),
    };
    ExitCode::from(run(std::env::args_os(), &directory, streams))
}

/// Ends the program, but not in the middle of writing: all is written then, or nothing.
#[expect(clippy::exit, reason = "a handler has nobody to return to")]
fn end() {
    let _writing = kubewright::plan::writing();
    std::process::exit(INTERRUPTED);
}
