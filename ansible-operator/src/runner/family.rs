//! The processes that a run has started. Workers of Ansible lead sessions of their own, so the signal to ansible-runner does not
//! reach them.

use std::{collections::HashMap, ffi::OsStr, fs, os::unix::ffi::OsStrExt as _, path::Path};

use rustix::process::{Pid, Signal, kill_process};

/// Processes, with the times at which they started: a number may be used again.
#[derive(Debug, Default)]
pub(super) struct Family(Vec<(i32, String)>);

impl Family {
    /// Returns the descendants of a process. Only Linux has `/proc`; elsewhere there are none.
    pub(super) fn of(root: Pid) -> Self {
        let root = root.as_raw_nonzero().get();
        let mut family = Self::below(vec![root]);
        family.0.retain(|(id, _)| *id != root);
        family
    }

    /// Returns the processes of Ansible whose arguments name a folder or a file in it, and their descendants. Others may read the
    /// files there.
    pub(super) fn of_ansible_in(folder: &Path) -> Self {
        let is_one = |id: &i32| {
            let arguments = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            let arguments: Vec<_> = arguments
                .split(|byte| *byte == 0)
                .map(|argument| Path::new(OsStr::from_bytes(argument)))
                .collect();
            let is_ansible = |argument: &&Path| {
                let name = argument.file_name().unwrap_or_default();
                name.as_bytes().starts_with(b"ansible-")
            };
            arguments.iter().any(is_ansible) && arguments.iter().any(|argument| argument.starts_with(folder))
        };
        Self::below(ids().filter(is_one).collect())
    }

    /// Returns these processes and their descendants.
    fn below(mut found: Vec<i32>) -> Self {
        if found.is_empty() {
            return Self::default();
        }
        let all: HashMap<i32, (i32, String)> = ids().filter_map(|id| Some((id, read(id)?))).collect();
        let mut at = 0;
        while let Some(parent) = found.get(at).copied() {
            let children = all.iter().filter(|(_, (of, _))| *of == parent);
            let new: Vec<_> = children
                .map(|(id, _)| *id)
                .filter(|id| !found.contains(id))
                .collect();
            found.extend(new);
            at += 1;
        }
        let started = |id| Some((id, all.get(&id)?.1.clone()));
        Self(found.into_iter().filter_map(started).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
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

/// Returns the numbers of all processes.
fn ids() -> impl Iterator<Item = i32> {
    let processes = fs::read_dir("/proc").into_iter().flatten();
    processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
}

/// Returns the parent of a process, and when it started.
fn read(id: i32) -> Option<(i32, String)> {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name of the program, in parentheses, may contain spaces.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace();
    let parent = fields.nth(1)?.parse().ok()?;
    Some((parent, fields.nth(17)?.to_owned()))
}
