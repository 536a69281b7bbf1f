//! The processes that a run has started. Workers of Ansible lead sessions of their own, so the signal to ansible-runner does not
//! reach them.

use std::{collections::HashMap, fs};

use rustix::process::{Pid, Signal, kill_process};

/// Processes, with the times at which they started: a number may be used again.
#[derive(Debug, Default)]
pub(super) struct Family(Vec<(i32, String)>);

impl Family {
    /// Returns the descendants of a process. Only Linux has `/proc`; elsewhere there are none.
    pub(super) fn of(root: Pid) -> Self {
        let processes = fs::read_dir("/proc").into_iter().flatten();
        let all: HashMap<i32, (i32, String)> = processes
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter_map(|id| Some((id, read(id)?)))
            .collect();
        let mut found = vec![root.as_raw_nonzero().get()];
        let mut at = 0;
        while let Some(parent) = found.get(at).copied() {
            let children = all.iter().filter(|(_, (of, _))| *of == parent);
            found.extend(children.map(|(id, _)| *id));
            at += 1;
        }
        let family = found.into_iter().skip(1);
        Self(
            family
                .filter_map(|id| Some((id, all.get(&id)?.1.clone())))
                .collect(),
        )
    }

    /// Ends those that still run.
    pub(super) fn kill(&self) {
        for (id, started) in &self.0 {
            let same = read(*id).is_some_and(|(_, now)| now == *started);
            if let Some(pid) = Pid::from_raw(*id).filter(|_| same) {
                // Fails if it has ended meanwhile.
                let _ = kill_process(pid, Signal::KILL);
            }
        }
    }
}

/// Returns the parent of a process, and when it started.
fn read(id: i32) -> Option<(i32, String)> {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name of the program, in parentheses, may contain spaces.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace();
    let parent = fields.nth(1)?.parse().ok()?;
    Some((parent, fields.nth(17)?.to_owned()))
}
