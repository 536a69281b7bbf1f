//! Runs a program: with input, a time limit, and its whole output.

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use thiserror::Error;
use tokio::{io::AsyncWriteExt as _, process::Command, time::timeout};

/// What a program wrote.
pub(crate) struct Output {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

/// A program did not run to its end.
#[derive(Debug, Error)]
pub(crate) enum ProcessError {
    #[error("the program `{}` does not exist", .0.display())]
    Missing(PathBuf),
    #[error("the program `{}` cannot be started: {cause}", program.display())]
    NotStarted { program: PathBuf, cause: io::Error },
    #[error("the program `{}` was ended after {} s", program.display(), limit.as_secs())]
    TooLong { program: PathBuf, limit: Duration },
}

/// Runs a program. It ends when the future is dropped or the time is over.
pub(crate) async fn run(
    program: &Path,
    arguments: &[OsString],
    environment: &[(&'static str, OsString)],
    input: &[u8],
    limit: Duration,
) -> Result<Output, ProcessError> {
    let not_started = |cause: io::Error| match cause.kind() {
        io::ErrorKind::NotFound => ProcessError::Missing(program.to_owned()),
        _ => ProcessError::NotStarted {
            program: program.to_owned(),
            cause,
        },
    };
    let mut child = Command::new(program)
        .args(arguments)
        .envs(environment.iter().cloned())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // A Ctrl-C in the terminal ends the operator, which waits until the program is done.
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(not_started)?;
    let stdin = child.stdin.take();
    let feed = async {
        if let Some(mut stdin) = stdin {
            // Fails if the program ends without reading, which its status tells.
            let _ = stdin.write_all(input).await;
        }
    };
    // Both at once: a program that writes before it reads would block otherwise.
    let both = async { tokio::join!(feed, child.wait_with_output()).1 };
    let output = timeout(limit, both).await.map_err(|_| ProcessError::TooLong {
        program: program.to_owned(),
        limit,
    })?;
    let output = output.map_err(not_started)?;
    Ok(Output {
        status: output.status,
        stdout: output.stdout,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn shell(script: &str, input: &[u8], limit: Duration) -> Result<Output, ProcessError> {
        let arguments = ["-c".into(), script.into()];
        run(
            Path::new("/bin/sh"),
            &arguments,
            &[("WHO", "me".into())],
            input,
            limit,
        )
        .await
    }

    #[tokio::test]
    async fn input_output_and_status() {
        let big = vec![b'a'; 1 << 20];
        let limit = Duration::from_secs(60);
        let output = shell("cat; echo $WHO >&2; exit 3", &big, limit).await.unwrap();
        assert_eq!((output.stdout, output.stderr.as_str()), (big, "me\n"));
        assert_eq!(output.status.code(), Some(3));
    }

    #[tokio::test]
    async fn it_is_missing_or_takes_too_long() {
        let error = run(Path::new("/no/such"), &[], &[], b"", Duration::MAX)
            .await
            .err()
            .unwrap();
        assert_eq!(error.to_string(), "the program `/no/such` does not exist");
        let error = shell("read never", b"", Duration::MAX).await;
        assert!(error.is_ok_and(|output| !output.status.success()));
        let error = shell("exec sleep 600", b"", Duration::from_millis(50))
            .await
            .err()
            .unwrap();
        assert!(matches!(error, ProcessError::TooLong { .. }), "{error}");
    }
}
