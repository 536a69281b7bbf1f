//! Starts ansible-runner, and reads what it prints.

mod family;
mod log;

use std::{ffi::OsString, io, path::PathBuf, process::Stdio, sync::Arc, time::Duration};

use futures::StreamExt as _;
use rustix::process::{Pid, Signal, kill_process_group};
use semver::Version;
use thiserror::Error;
use tokio::{
    io::AsyncReadExt as _,
    process::{Child, Command},
    sync::OnceCell,
    time::timeout,
};
use tokio_util::{
    codec::{FramedRead, LinesCodec, LinesCodecError},
    sync::CancellationToken,
};

use family::Family;

pub use log::LogEvents;

use crate::{Content, directory::Directory, events::Line, outcome::Outcome};

/// The oldest version that has what is used here.
const OLDEST: Version = Version::new(2, 3, 0);
/// How long `ansible-runner --version` may take: it starts Python, on a machine that may be busy with other runs.
const VERSION: Duration = Duration::from_secs(60);
/// How long a run may take to end after it is asked to.
const PATIENCE: Duration = Duration::from_secs(8);
/// The longest line: an event with the result of a large list.
const LONGEST: usize = 32 << 20;
/// How much of stderr is kept.
const STDERR: usize = 16 << 10;

/// The ansible-runner program, and how it is called.
#[derive(Clone, Debug)]
pub(crate) struct Runner {
    pub(crate) program: PathBuf,
    /// How long a run may take.
    pub(crate) limit: Duration,
    pub(crate) log_events: LogEvents,
    /// Whether roles start without gathering facts.
    pub(crate) skip_facts: bool,
    /// Ends all runs.
    pub(crate) stop: CancellationToken,
    /// Whether the program was found to be usable.
    pub(crate) checked: Arc<OnceCell<()>>,
}

/// One run.
pub(crate) struct Run<'r> {
    pub(crate) directory: &'r Directory,
    pub(crate) ident: &'r str,
    pub(crate) content: &'r Content,
    pub(crate) verbosity: u8,
    /// For logs.
    pub(crate) object: String,
}

/// ansible-runner did not run to its end.
#[derive(Debug, Error)]
pub(crate) enum RunnerError {
    #[error("the program `{}` does not exist; install ansible-runner, or name it with `--ansible-runner`", .0.display())]
    Missing(PathBuf),
    #[error("the program `{}` cannot be started: {cause}", program.display())]
    NotStarted { program: PathBuf, cause: io::Error },
    #[error("`{}` is ansible-runner {found}; install {OLDEST} or newer", program.display())]
    Version { program: PathBuf, found: String },
    #[error("`{} --version` has not ended after {} s", program.display(), VERSION.as_secs())]
    NoVersion { program: PathBuf },
    #[error("the run was ended after {} s; raise `--ansible-timeout` if it needs longer", .0.as_secs())]
    TooLong(Duration),
    #[error("the run was ended because the operator stops")]
    Stopped,
    #[error("the run ended without a result ({status}){}", lines(output))]
    Broken { status: String, output: String },
    #[error("the files of the run cannot be written: {0}")]
    Files(#[from] io::Error),
}

fn lines(output: &str) -> String {
    match output.is_empty() {
        true => String::new(),
        false => format!(": {output}"),
    }
}

impl RunnerError {
    /// The reason in the condition.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::Missing(_) => "RunnerMissing",
            Self::NotStarted { .. } => "RunnerNotStarted",
            Self::Version { .. } | Self::NoVersion { .. } => "RunnerVersion",
            Self::TooLong(_) => "Timeout",
            Self::Stopped => "Stopped",
            Self::Broken { .. } => "NoResult",
            Self::Files(_) => "FilesNotWritten",
        }
    }
}

impl Runner {
    /// Checks that the program can be used, until it can.
    pub(crate) async fn check(&self) -> Result<(), RunnerError> {
        self.checked.get_or_try_init(|| self.ask_version()).await.copied()
    }

    async fn ask_version(&self) -> Result<(), RunnerError> {
        let mut command = self.command();
        command
            .arg("--version")
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let program = self.program.clone();
        let Ok(output) = timeout(VERSION, command.output()).await else {
            return Err(RunnerError::NoVersion { program });
        };
        let output = output.map_err(|cause| self.not_started(cause))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let found = text.split_whitespace().last().map(Version::parse);
        match found {
            Some(Ok(version)) if version >= OLDEST => Ok(()),
            Some(Ok(version)) => Err(RunnerError::Version {
                program,
                found: version.to_string(),
            }),
            _ => Err(RunnerError::Version {
                program,
                found: "of an unknown version".to_owned(),
            }),
        }
    }

    /// Runs a role or a playbook, and calls `seen` with every line.
    pub(crate) async fn run(
        &self,
        run: &Run<'_>,
        mut seen: impl FnMut(&Line) + Send,
    ) -> Result<Outcome, RunnerError> {
        self.check().await?;
        let mut child = self
            .command()
            .args(arguments(run, self.skip_facts))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|cause| self.not_started(cause))?;
        let mut outcome = Outcome::default();
        let mut complaints = Vec::new();
        let ended = {
            let stdout = child.stdout.take();
            let stderr = child.stderr.take();
            let read = async {
                let Some(stdout) = stdout else { return };
                let mut lines = FramedRead::new(stdout, LinesCodec::new_with_max_length(LONGEST));
                let mut failed = false;
                loop {
                    let line = match lines.next().await {
                        Some(Ok(line)) => Line::parse(&line),
                        Some(Err(LinesCodecError::MaxLineLengthExceeded)) => {
                            failed = true;
                            Some(Line::Unreadable(format!("longer than {LONGEST} bytes")))
                        }
                        // Not UTF-8; the next line may be.
                        Some(Err(LinesCodecError::Io(error))) => {
                            failed = true;
                            Some(Line::Unreadable(error.to_string()))
                        }
                        // The stream pauses once after an error.
                        None if failed => {
                            failed = false;
                            continue;
                        }
                        None => break,
                    };
                    let Some(line) = line else { continue };
                    self.log_events.log(run, &line);
                    if let Err(error) = keep(run, &line) {
                        tracing::warn!(object = run.object, %error, "the artifacts of a run are incomplete");
                    }
                    seen(&line);
                    outcome.add(&line);
                }
            };
            let complain = async {
                if let Some(stderr) = stderr {
                    let mut stderr = stderr.take(STDERR as u64);
                    let _ = stderr.read_to_end(&mut complaints).await;
                    // The rest must be read too, or the program would wait.
                    let _ = tokio::io::copy(&mut stderr.into_inner(), &mut tokio::io::sink()).await;
                }
            };
            let all = async {
                tokio::join!(read, complain);
            };
            self.wait(&mut child, all).await
        };
        let status = ended?;
        if outcome.stats.is_none() && outcome.failures().is_empty() {
            let complaints = String::from_utf8_lossy(&complaints);
            let output = [outcome.message().as_str(), complaints.trim()].join("\n");
            return Err(RunnerError::Broken {
                status,
                output: output.trim().to_owned(),
            });
        }
        Ok(outcome)
    }

    /// Waits for the end of a run while its output is read. Ends it after the limit, and when the operator stops.
    async fn wait(
        &self,
        child: &mut Child,
        read: impl Future<Output = ()> + Send,
    ) -> Result<String, RunnerError> {
        let group = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        let both = async { tokio::join!(child.wait(), read).0 };
        let mut both = std::pin::pin!(both);
        let reason = tokio::select! {
            ended = timeout(self.limit, both.as_mut()) => match ended {
                Ok(status) => return Ok(status?.to_string()),
                Err(_) => RunnerError::TooLong(self.limit),
            },
            () = self.stop.cancelled() => RunnerError::Stopped,
        };
        let family = group.map(Family::of).unwrap_or_default();
        for signal in [Signal::TERM, Signal::KILL] {
            // Fails if the run has ended meanwhile.
            let _ = group.map(|group| kill_process_group(group, signal));
            if timeout(PATIENCE, both.as_mut()).await.is_ok() {
                break;
            }
        }
        family.kill();
        Err(reason)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        // ansible-runner starts ansible-playbook by its name, which is beside it in a virtual environment.
        if let Some(folder) = self
            .program
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            let mut path = folder.as_os_str().to_owned();
            if let Some(rest) = std::env::var_os("PATH") {
                path.push(":");
                path.push(rest);
            }
            command.env("PATH", path);
        }
        command
            .stdin(Stdio::null())
            // A Ctrl-C in the terminal ends the operator, which ends its runs.
            .process_group(0)
            .kill_on_drop(true);
        command
    }

    fn not_started(&self, cause: io::Error) -> RunnerError {
        match cause.kind() {
            io::ErrorKind::NotFound => RunnerError::Missing(self.program.clone()),
            _ => RunnerError::NotStarted {
                program: self.program.clone(),
                cause,
            },
        }
    }
}

/// Ends a run for an object that an operator has left behind which was killed. Returns whether there was one.
pub(crate) fn end_leftover(directory: &Directory) -> bool {
    let left = Family::of_ansible_in(directory.path());
    left.kill();
    !left.is_empty()
}

fn arguments(run: &Run<'_>, skip_facts: bool) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = vec!["run".into(), run.directory.path().into(), "--json".into()];
    match run.content {
        Content::Playbook(path) => arguments.extend(["-p".into(), path.into()]),
        Content::Role { name, path } => {
            arguments.extend(["--role".into(), name.into(), "--hosts".into(), "localhost".into()]);
            if let Some(path) = path {
                arguments.extend(["--roles-path".into(), path.into()]);
            }
            if skip_facts {
                arguments.push("--role-skip-facts".into());
            }
        }
    }
    arguments.extend(["-i".into(), run.ident.into()]);
    if run.verbosity > 0 {
        arguments.push(format!("-{}", "v".repeat(run.verbosity.into())).into());
    }
    arguments
}

/// Keeps what the run printed, without what its tasks hide.
fn keep(run: &Run<'_>, line: &Line) -> io::Result<()> {
    let printed = match line {
        Line::Event(event) => {
            if event.is_hidden() {
                run.directory.hide(run.ident, event.counter, &event.uuid)?;
            }
            event.printed()
        }
        Line::Text(text) => text.clone(),
        Line::Unreadable(_) => return Ok(()),
    };
    match printed.trim() {
        "" => Ok(()),
        printed => run.directory.print(run.ident, printed),
    }
}
