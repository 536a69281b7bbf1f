//! Names from the package and from the API groups.

use std::collections::BTreeSet;
use std::path::Path;

use kubewright_core::diagnostic::Message;
use toml::{Table, Value};

use crate::commands::errors::{Stop, fail, failure};
use kubewright_analysis::quoted::quoted;

/// What `Cargo.toml` says.
pub(super) struct Package {
    pub(super) name: String,
    /// The binaries, by their names.
    pub(super) programs: Vec<String>,
}

/// The package in a folder.
pub(super) fn package(directory: &Path) -> Result<Package, Stop> {
    let path = directory.join("Cargo.toml");
    let no_package = || {
        fail(
            "this folder has no package",
            "run `kubewright adopt` in the folder of the crate that has the kinds",
        )
    };
    let text = std::fs::read_to_string(&path).map_err(|_| no_package())?;
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        failure(Message::new(format!("`Cargo.toml`: {}", error.message())))
    })?;
    let name = table
        .get("package")
        .and_then(|package| package.get("name")?.as_str());
    let name = name.ok_or_else(no_package)?.to_owned();
    let stated = table.get("bin").and_then(Value::as_array).into_iter().flatten();
    let mut programs: Vec<String> = stated
        .filter_map(|bin| bin.get("name")?.as_str().map(str::to_owned))
        .collect();
    if programs.is_empty() && directory.join("src/main.rs").is_file() {
        programs.push(name.clone());
    }
    let folder = std::fs::read_dir(directory.join("src/bin"))
        .into_iter()
        .flatten()
        .flatten();
    for entry in folder {
        let path = entry.path();
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned());
        let is_program = path.extension().is_some_and(|end| end == "rs") || path.join("main.rs").is_file();
        programs.extend(name.filter(|name| is_program && !programs.contains(name)));
    }
    programs.sort();
    Ok(Package { name, programs })
}

/// The binary to deploy.
pub(super) fn program(chosen: Option<&str>, package: &Package) -> Result<String, Stop> {
    let known = || format!("it has {}", quoted(&package.programs));
    match (chosen, &package.programs[..]) {
        (Some(name), programs) if programs.iter().any(|program| program == name) => Ok(name.to_owned()),
        (Some(name), _) => Err(fail(format!("the package has no binary `{name}`"), known())),
        (None, [only]) => Ok(only.clone()),
        // A library: its program is in another package.
        (None, []) => Ok(package.name.clone()),
        (None, programs) if programs.contains(&package.name) => Ok(package.name.clone()),
        (None, _) => Err(fail(
            "the package has several binaries",
            format!("pass one to `--bin`; {}", known()),
        )),
    }
}

/// The end that all groups share; `None` if they share nothing, or a top-level domain alone.
pub(super) fn domain(groups: &BTreeSet<&str>) -> Option<String> {
    let parts = |group: &&str| group.split('.').map(str::to_owned).collect::<Vec<_>>();
    let mut all = groups.iter().map(parts);
    let mut common = all.next()?;
    for other in all {
        let same = common
            .iter()
            .rev()
            .zip(other.iter().rev())
            .take_while(|(a, b)| a == b)
            .count();
        common.drain(..common.len() - same);
    }
    let is_single = groups.len() == 1;
    // A single group has its own name in front.
    if is_single && common.len() > 2 {
        common.remove(0);
    }
    (is_single || common.len() > 1).then(|| common.join("."))
}

/// The group without its domain; `None` if it does not end in it.
pub(super) fn group<'g>(group: &'g str, domain: &str) -> Option<&'g str> {
    if group == domain {
        return Some("");
    }
    group.strip_suffix(domain)?.strip_suffix('.')
}

#[cfg(test)]
mod tests {
    use super::{domain, group};

    #[test]
    fn the_domain_is_what_groups_share() {
        assert_eq!(
            domain(&["apps.example.com"].into()).as_deref(),
            Some("example.com")
        );
        assert_eq!(domain(&["example.com"].into()).as_deref(), Some("example.com"));
        assert_eq!(
            domain(&["a.example.com", "b.example.com"].into()).as_deref(),
            Some("example.com")
        );
        assert_eq!(
            domain(&["a.example.com", "example.com"].into()).as_deref(),
            Some("example.com")
        );
        assert_eq!(domain(&["a.example.com", "b.other.com"].into()), None);
        assert_eq!(domain(&["example.com", "other.io"].into()), None);
        assert_eq!(group("a.example.com", "example.com"), Some("a"));
        assert_eq!(group("example.com", "example.com"), Some(""));
        assert_eq!(group("badexample.com", "example.com"), None);
    }
}
