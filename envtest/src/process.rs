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
    supervisor: Child,
    control: ChildStdin,
    id: u32,
    launch: Launch,
}

/// What to run.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    pub(crate) name: &'static str,
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    /// Takes the log; removed by the supervisor if this process is killed.
    pub(crate) folder: PathBuf,
    /// Whether it writes to this process's standard error instead of a log.
    pub(crate) attached: bool,
}

impl Launch {
    pub(crate) fn spawn(self) -> Result<Process, Error> {
        match self.supervise() {
            Ok((supervisor, control, id)) => Ok(Process {
                supervisor,
                control,
                id,
                launch: self,
            }),
            Err(source) => Err(Error::Start {
                name: self.name,
                source,
            }),
        }
    }

    fn log(&self) -> Option<PathBuf> {
        (!self.attached).then(|| self.folder.join(format!("{}.log", self.name)))
    }

    fn supervise(&self) -> io::Result<(Child, ChildStdin, u32)> {
        let log = self.log();
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", SUPERVISE, self.name])
            .arg(log.as_deref().map_or(OsStr::new(""), Path::as_os_str))
            .args([&self.folder, &self.program])
            .args(&self.arguments)
            // Otherwise kwok would read the user's settings.
            .env("KWOK_WORKDIR", self.folder.join("kwok"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(if self.attached {
                Stdio::inherit()
            } else {
                Stdio::null()
            });
        // In its own process group: an interrupt from the terminal would end the supervisor before it cleans up.
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
        self.launch.name
    }

    /// The process id of the server.
    pub(crate) fn id(&self) -> u32 {
        self.id
    }

    /// Fails if the server has ended.
    pub(crate) fn check(&mut self) -> Result<(), Error> {
        let name = self.name();
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

    /// Ends the server, if it has not ended.
    pub(crate) fn stop(&mut self) {
        // Either fails only if the supervisor has ended, and it does not end before the server.
        let _ = self.control.write_all(b"stop\n");
        let _ = self.supervisor.wait();
    }

    /// Ends the server and starts it as it was started.
    pub(crate) fn restart(&mut self) -> Result<(), Error> {
        self.stop();
        *self = self.launch.clone().spawn()?;
        Ok(())
    }

    /// The end of what the server has written.
    pub(crate) fn log_tail(&self) -> String {
        match self.launch.log() {
            None => String::from("(on standard error)"),
            Some(path) => match fs::read(&path) {
                Ok(bytes) => tail(&String::from_utf8_lossy(&bytes)),
                Err(error) => format!("(cannot read {}: {error})", path.display()),
            },
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn launch(folder: &Path, script: &str) -> Process {
        Launch {
            name: "server",
            program: PathBuf::from("/bin/sh"),
            arguments: vec![String::from("-c"), script.to_owned()],
            folder: folder.to_owned(),
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
        // As when a process is killed: the pipe closes and no destructor runs.
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
    fn a_server_can_be_started_again_and_its_log_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let mut process = launch(folder.path(), "echo $$; exec sleep 1000");
        let first = process.id();
        logs(&process, &first.to_string());
        process.restart().unwrap();
        let second = process.id();
        assert!(!runs(first) && runs(second));
        logs(&process, &format!("{first}\n{second}"));
    }

    fn logs(process: &Process, wanted: &str) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while process.log_tail() != wanted {
            assert!(
                Instant::now() < deadline,
                "{} is not {wanted}",
                process.log_tail()
            );
        }
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
        let mut process = Launch {
            name: "server",
            program: folder.path().join("absent"),
            arguments: Vec::new(),
            folder: folder.path().to_owned(),
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
