//! A server process that ends with its owner.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::error::Error;
use crate::text::tail;

const SUPERVISE: &str = include_str!("process/supervise.sh");

/// A running server.
///
/// It is killed when this is dropped. A shell between holds the other end of a pipe, so that the server is also
/// killed, and its folder removed, when this process ends without dropping anything.
#[derive(Debug)]
pub(crate) struct Process {
    name: &'static str,
    supervisor: Child,
    control: ChildStdin,
    id: u32,
    log: Option<PathBuf>,
}

/// What to run.
#[derive(Debug)]
pub(crate) struct Launch<'a> {
    pub(crate) name: &'static str,
    pub(crate) program: &'a Path,
    pub(crate) arguments: &'a [String],
    /// Takes the log; removed by the supervisor if this process is killed.
    pub(crate) folder: &'a Path,
    /// Whether it writes to this process's standard error instead of a log.
    pub(crate) attached: bool,
}

impl Launch<'_> {
    pub(crate) fn spawn(&self) -> Result<Process, Error> {
        let name = self.name;
        let log = (!self.attached).then(|| self.folder.join(format!("{name}.log")));
        self.supervise(log.as_deref())
            .map(|(supervisor, control, id)| Process {
                name,
                supervisor,
                control,
                id,
                log,
            })
            .map_err(|source| Error::Start { name, source })
    }

    fn supervise(&self, log: Option<&Path>) -> io::Result<(Child, ChildStdin, u32)> {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", SUPERVISE, self.name])
            .arg(log.map_or(OsStr::new(""), Path::as_os_str))
            .args([self.folder, self.program])
            .args(self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(if self.attached {
                Stdio::inherit()
            } else {
                Stdio::null()
            });
        // In a group of its own, or an interrupt from the terminal would end the supervisor before it cleans up.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);

        let mut supervisor = command.spawn()?;
        let (Some(control), Some(output)) = (supervisor.stdin.take(), supervisor.stdout.take()) else {
            return Err(io::Error::other("its pipes are missing"));
        };
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let id = line
            .trim()
            .parse()
            .map_err(|_| io::Error::other("/bin/sh did not start it"))?;
        Ok((supervisor, control, id))
    }
}

impl Process {
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// The process id of the server.
    pub(crate) fn id(&self) -> u32 {
        self.id
    }

    /// Fails if the server has ended.
    pub(crate) fn check(&mut self) -> Result<(), Error> {
        let name = self.name;
        match self.supervisor.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => Err(Error::Ended {
                name,
                status: status.to_string(),
                log: self.log_tail(),
            }),
            Err(source) => Err(Error::Start { name, source }),
        }
    }

    /// The end of what the server has written.
    pub(crate) fn log_tail(&self) -> String {
        match &self.log {
            None => String::from("(on standard error)"),
            Some(path) => match fs::read(path) {
                Ok(bytes) => tail(&String::from_utf8_lossy(&bytes)),
                Err(error) => format!("(cannot read {}: {error})", path.display()),
            },
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Either fails only if the supervisor has ended, and it does not end before the server.
        let _ = self.control.write_all(b"stop\n");
        let _ = self.supervisor.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launch(folder: &Path, script: &str) -> Process {
        let arguments = [String::from("-c"), script.to_owned()];
        Launch {
            name: "server",
            program: Path::new("/bin/sh"),
            arguments: &arguments,
            folder,
            attached: false,
        }
        .spawn()
        .unwrap()
    }

    fn runs(id: u32) -> bool {
        Command::new("/bin/sh")
            .args(["-c", &format!("kill -0 {id} 2>/dev/null")])
            .status()
            .unwrap()
            .success()
    }

    #[test]
    fn dropping_ends_the_server_and_leaves_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let process = launch(folder.path(), "exec sleep 1000");
        let id = process.id();
        assert!(runs(id));
        drop(process);
        assert!(!runs(id));
        assert!(folder.path().exists());
    }

    #[test]
    fn losing_the_pipe_ends_the_server_and_removes_its_folder() {
        let folder = tempfile::tempdir().unwrap().keep();
        let process = launch(&folder, "exec sleep 1000");
        let id = process.id();
        // What the system does to a process that is killed: the pipe closes and no destructor runs.
        let mut process = std::mem::ManuallyDrop::new(process);
        let (read, write) = io::pipe().unwrap();
        drop(read);
        drop(std::mem::replace(
            &mut process.control,
            ChildStdin::from(std::os::fd::OwnedFd::from(write)),
        ));
        process.supervisor.wait().unwrap();
        assert!(!runs(id));
        assert!(!folder.exists());
    }

    #[test]
    fn a_server_that_ended_is_noticed_with_the_end_of_its_log() {
        let folder = tempfile::tempdir().unwrap();
        let mut process = launch(folder.path(), "echo the disk is full; exit 3");
        process.supervisor.wait().unwrap();
        let error = process.check().unwrap_err().to_string();
        assert_eq!(
            error,
            "server ended with exit status: 3; the end of its log:\nthe disk is full"
        );
    }

    #[test]
    fn a_program_that_cannot_run_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("absent");
        let mut process = Launch {
            name: "server",
            program: &program,
            arguments: &[],
            folder: folder.path(),
            attached: false,
        }
        .spawn()
        .unwrap();
        process.supervisor.wait().unwrap();
        let error = process.check().unwrap_err().to_string();
        assert!(
            error.contains("exit status: 127") && error.contains("absent"),
            "{error}"
        );
    }
}
