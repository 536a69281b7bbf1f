//! What flags and the environment say about runs.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use kubewright_runtime::kube::core::GroupVersionKind;
use serde_json::{Map, Value, json};

use super::RunArgs;
use crate::{Search, collection, directory};

/// Replaces `~` by the home directory.
pub(super) fn home(path: &str) -> String {
    let home = env::var("HOME").unwrap_or_default();
    let parts = path.split(':').map(|part| match part.strip_prefix("~/") {
        Some(rest) => format!("{home}/{rest}"),
        None => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join(":")
}

/// Creates the folder for the files of runs, with the collection `operator_sdk.util` in it.
pub(super) fn root(args: &RunArgs) -> anyhow::Result<PathBuf> {
    let root = args
        .work_dir
        .clone()
        .unwrap_or_else(|| env::temp_dir().join("ansible-operator"));
    let root = std::path::absolute(root)?;
    let prepared = || -> io::Result<()> {
        // What Python programs keep about the cluster, which may be another one than that of the last start.
        match fs::remove_dir_all(root.join("tmp")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        for folder in ["tmp", "home"] {
            directory::create(&root.join(folder))?;
        }
        collection::install(&root.join("collections"))
    };
    prepared().with_context(|| format!("cannot write to {}; name another `--work-dir`", root.display()))?;
    Ok(root)
}

/// Returns the environment of the runs.
pub(super) fn variables(args: &RunArgs, search: &Search, root: &Path) -> anyhow::Result<Map<String, Value>> {
    let joined = |paths: &[PathBuf]| {
        let all: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
        all.join(":")
    };
    let folder = args.watches_file.parent().unwrap_or_else(|| Path::new(""));
    let mut roles = search.roles.clone();
    roles.push(std::path::absolute(folder.join("roles"))?);
    let mut collections = search.collections.clone();
    // The last, so that an installed `operator_sdk.util` is used in place of ours.
    collections.push(root.join("collections"));
    let value = json!({
        "ANSIBLE_ROLES_PATH": joined(&roles),
        "ANSIBLE_COLLECTIONS_PATH": joined(&collections),
        // The home directory may be read-only.
        "ANSIBLE_HOME": root.join("home"),
        "ANSIBLE_REMOTE_TEMP": root.join("home").join("tmp"),
        "TMPDIR": root.join("tmp"),
        "ANSIBLE_LOCALHOST_WARNING": "False",
        "ANSIBLE_RETRY_FILES_ENABLED": "False",
    });
    let Value::Object(variables) = value else {
        unreachable!("it is an object")
    };
    Ok(variables)
}

/// Returns how many objects of a kind are reconciled concurrently.
pub(super) fn workers(kind: &GroupVersionKind, default: usize) -> anyhow::Result<usize> {
    // The second is the name of operator-sdk before 1.0.
    for prefix in ["MAX_CONCURRENT_RECONCILES", "WORKER"] {
        if let Some((name, value)) = of_kind(prefix, kind) {
            let number = value.parse().ok().filter(|number| *number > 0);
            return number.with_context(|| format!("`{name}={value}`: the value must be a number from 1"));
        }
    }
    Ok(default)
}

/// Returns the verbosity of a kind.
pub(super) fn verbosity(kind: &GroupVersionKind, default: u8) -> anyhow::Result<u8> {
    match of_kind("ANSIBLE_VERBOSITY", kind) {
        None => Ok(default),
        Some((name, value)) => {
            let number = value.parse().ok().filter(|number| *number <= 7);
            number.with_context(|| format!("`{name}={value}`: the value must be a number from 0 to 7"))
        }
    }
}

/// Returns the variable for one kind.
fn of_kind(prefix: &str, kind: &GroupVersionKind) -> Option<(String, String)> {
    let name = variable(prefix, kind);
    let value = env::var(&name).ok()?;
    Some((name, value))
}

fn variable(prefix: &str, kind: &GroupVersionKind) -> String {
    format!("{prefix}_{}_{}", kind.kind, kind.group)
        .replace(['.', '-'], "_")
        .to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_have_the_names_of_kinds() {
        let kind = GroupVersionKind::gvk("cache.my-domain.com", "v1", "Memcached");
        assert_eq!(variable("WORKER", &kind), "WORKER_MEMCACHED_CACHE_MY_DOMAIN_COM");
        assert_eq!(workers(&kind, 3).unwrap(), 3);
        assert_eq!(verbosity(&kind, 4).unwrap(), 4);
        assert!(home("~/a:/b:c").ends_with("/a:/b:c") && !home("~/a").contains('~'));
    }
}
