//! A manager as a process, and what signals do to it.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use kubewright_runtime::{
    Manager, ManagerOptions,
    manager::{Running, Stage},
};

/// Another process with this program's `runs_until_a_signal`.
struct Process {
    child: Child,
    lines: Box<dyn Iterator<Item = String>>,
}

impl Process {
    fn start(mode: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "manager::runs_until_a_signal",
                "--ignored",
                "--nocapture",
            ])
            .env("STOPS", mode)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map(Result::unwrap);
        Self {
            child,
            lines: Box::new(lines),
        }
    }

    /// Reads on until it says this.
    fn says(&mut self, text: &str) {
        assert!(self.lines.any(|line| line.contains(text)), "it never says {text}");
    }

    fn signal(&self, name: &str) {
        let command = format!("kill -{name} {}", self.child.id());
        assert!(
            Command::new("/bin/sh")
                .args(["-c", &command])
                .status()
                .unwrap()
                .success()
        );
    }

    fn code(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

#[test]
fn a_signal_stops_the_parts_and_ends_well() {
    for name in ["TERM", "INT"] {
        let mut process = Process::start("well");
        process.says("the part runs");
        process.signal(name);
        process.says("the part stops");
        process.says("ended: Ok(())");
        assert_eq!(process.code(), Some(0));
    }
}

#[test]
fn a_second_signal_ends_at_once() {
    let mut process = Process::start("never");
    process.says("the part runs");
    process.signal("TERM");
    process.says("the part stops");
    process.signal("INT");
    assert_eq!(process.code(), Some(1));
}

#[test]
fn parts_that_do_not_stop_are_named() {
    let mut process = Process::start("late");
    process.says("the part runs");
    process.signal("TERM");
    process.says("ended: Err(\"not stopped within 0.1 s: part;");
}

#[tokio::test]
#[ignore = "a part of the others, which run it as a process"]
async fn runs_until_a_signal() {
    let mode = std::env::var("STOPS").unwrap();
    // It has nothing to ask a server for.
    let config = kube::Config::new("http://127.0.0.1:1".parse().unwrap());
    let mut options = ManagerOptions::default();
    if mode == "late" {
        options.graceful_timeout = Duration::from_millis(100);
    }
    let mut manager = Manager::new(kube::Client::try_from(config).unwrap(), options);
    manager.add("part", Stage::Others, move |running: Running| async move {
        println!("the part runs");
        running.stopped().await;
        println!("the part stops");
        if mode != "well" {
            std::future::pending::<()>().await;
        }
        Ok(())
    });
    let result = manager.run().await.map_err(|error| error.to_string());
    println!("ended: {result:?}");
}
