//! The private data dir of an object's runs, as ansible-runner defines it.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use kubewright_runtime::ObjectKey;
use kubewright_runtime::kube::core::GroupVersionKind;
use serde_json::{Map, Value};

use crate::events::HIDDEN;

/// Only this machine, with the Python that runs Ansible.
const INVENTORY: &str =
    "localhost ansible_connection=local ansible_python_interpreter=\"{{ ansible_playbook_python }}\"\n";

/// The private data dir of one object.
#[derive(Clone, Debug)]
pub(crate) struct Directory(PathBuf);

/// What a run reads.
pub(crate) struct Input<'i> {
    pub(crate) vars: &'i Map<String, Value>,
    pub(crate) variables: &'i Map<String, Value>,
    pub(crate) kubeconfig: &'i Value,
    pub(crate) arguments: Option<&'i str>,
    /// Used in place of this machine.
    pub(crate) inventory: Option<&'i Path>,
}

impl Directory {
    pub(crate) fn of(root: &Path, kind: &GroupVersionKind, key: &ObjectKey) -> Self {
        // The core group and cluster-scoped objects have a folder too, so that no two objects share one.
        let part = |text: &str| if text.is_empty() { "_" } else { text }.to_owned();
        let path = root.join("runner").join(part(&kind.group)).join(&kind.version);
        let path = path
            .join(&kind.kind)
            .join(part(key.namespace().unwrap_or_default()));
        Self(path.join(key.name()))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn kubeconfig(&self) -> PathBuf {
        self.0.join("env").join("kubeconfig")
    }

    /// Writes the files of a run. Only the operator can read them.
    pub(crate) fn write(&self, input: &Input<'_>) -> io::Result<()> {
        for folder in ["env", "inventory", "project"] {
            create(&self.0.join(folder))?;
        }
        let env = self.0.join("env");
        write(&env.join("extravars"), &serde_json::to_vec(input.vars)?)?;
        write(&env.join("envvars"), &serde_json::to_vec(input.variables)?)?;
        // The operator writes the file of all output, without what tasks hide. A run looks once a second whether it has to end.
        write(
            &env.join("settings"),
            br#"{"suppress_output_file": true, "pexpect_timeout": 1}"#,
        )?;
        write(&self.kubeconfig(), &serde_json::to_vec(input.kubeconfig)?)?;
        match input.arguments {
            Some(arguments) => write(&env.join("cmdline"), arguments.as_bytes())?,
            None => remove(&env.join("cmdline"))?,
        }
        let hosts = self.0.join("inventory").join("hosts");
        match input.inventory {
            Some(path) => write(&hosts, &fs::read(path)?),
            None => write(&hosts, INVENTORY.as_bytes()),
        }
    }

    /// Removes what gives access to the cluster.
    pub(crate) fn close(&self) -> io::Result<()> {
        remove(&self.kubeconfig())
    }

    /// Replaces the file of an event whose task hides its result: Ansible 2.19 prints the error of such a task.
    pub(crate) fn hide(&self, ident: &str, counter: u64, uuid: &str) -> io::Result<()> {
        let events = self.0.join("artifacts").join(ident).join("job_events");
        let path = events.join(format!("{counter}-{uuid}.json"));
        let mut event: Value = match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        event["stdout"] = HIDDEN.into();
        write(&path, &serde_json::to_vec(&event)?)
    }

    /// Adds a line to the output of a run, which is kept beside its events.
    pub(crate) fn print(&self, ident: &str, text: &str) -> io::Result<()> {
        let path = self.0.join("artifacts").join(ident).join("stdout");
        let mut file = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(path)?;
        writeln!(file, "{text}")
    }

    /// Points `artifacts/latest` to a run.
    pub(crate) fn link(&self, ident: &str) -> io::Result<()> {
        let artifacts = self.0.join("artifacts");
        create(&artifacts.join(ident))?;
        let link = artifacts.join("latest");
        remove(&link)?;
        std::os::unix::fs::symlink(ident, link)
    }

    /// Removes the oldest artifacts until this number is left; 0 keeps all. ansible-runner's own rotation fails on links.
    pub(crate) fn rotate(&self, keep: u32) -> io::Result<()> {
        if keep == 0 {
            return Ok(());
        }
        let artifacts = self.0.join("artifacts");
        let mut runs: Vec<u128> = match fs::read_dir(&artifacts) {
            Ok(entries) => entries
                .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
                .collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        runs.sort_unstable();
        let surplus = runs
            .len()
            .saturating_sub(usize::try_from(keep).unwrap_or(usize::MAX));
        for run in &runs[..surplus] {
            fs::remove_dir_all(artifacts.join(run.to_string()))?;
        }
        Ok(())
    }

    /// Removes everything.
    pub(crate) fn remove(&self) -> io::Result<()> {
        match fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

pub(crate) fn create(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

pub(crate) fn write(path: &Path, text: &[u8]) -> io::Result<()> {
    // A new file each time: the old one may have another mode.
    remove(path)?;
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use serde_json::json;

    use super::*;

    fn directory(root: &Path) -> Directory {
        let kind = GroupVersionKind::gvk("example.com", "v1", "Site");
        Directory::of(root, &kind, &ObjectKey::namespaced("shop", "a"))
    }

    #[test]
    fn only_the_operator_can_read_the_files() {
        let root = tempfile::tempdir().unwrap();
        let directory = directory(root.path());
        assert!(directory.path().ends_with("runner/example.com/v1/Site/shop/a"));
        let input = Input {
            vars: &Map::new(),
            variables: &Map::new(),
            kubeconfig: &json!({}),
            arguments: Some("--tags=a"),
            inventory: None,
        };
        directory.write(&input).unwrap();
        directory.write(&input).unwrap();
        for name in [
            "env/extravars",
            "env/kubeconfig",
            "env/cmdline",
            "inventory/hosts",
        ] {
            let mode = fs::metadata(directory.path().join(name))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
        directory.close().unwrap();
        assert!(!directory.kubeconfig().exists());
        directory.remove().unwrap();
        directory.remove().unwrap();
        assert!(!directory.path().exists());
    }

    #[test]
    fn the_oldest_artifacts_are_removed() {
        let root = tempfile::tempdir().unwrap();
        let directory = directory(root.path());
        directory.rotate(1).unwrap();
        directory.rotate(0).unwrap();
        for run in ["9", "10", "11"] {
            directory.link(run).unwrap();
        }
        directory.rotate(2).unwrap();
        let artifacts = directory.path().join("artifacts");
        assert!(!artifacts.join("9").exists() && artifacts.join("10").exists());
        assert_eq!(fs::read_link(artifacts.join("latest")).unwrap(), Path::new("11"));
    }

    #[test]
    fn what_a_task_hides_is_not_kept() {
        let root = tempfile::tempdir().unwrap();
        let directory = directory(root.path());
        directory.link("1").unwrap();
        let events = directory.path().join("artifacts/1/job_events");
        create(&events).unwrap();
        write(&events.join("3-x.json"), br#"{"stdout":"hunter2","event":"a"}"#).unwrap();
        directory.hide("1", 3, "x").unwrap();
        directory.hide("1", 4, "y").unwrap();
        let text = fs::read_to_string(events.join("3-x.json")).unwrap();
        assert!(!text.contains("hunter2") && text.contains(HIDDEN), "{text}");
    }
}
