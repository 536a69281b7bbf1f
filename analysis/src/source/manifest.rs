//! `Cargo.toml`: the package, its targets and its dependencies.

use kubewright_core::diagnostic::Message;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::module_file::tidy;
use crate::diagnostic::Diagnostic;

mod dependencies;
mod features;
mod targets;

pub(super) use targets::Targets;

/// The manifest of a package, a workspace, or both.
#[derive(Clone, Debug)]
pub(super) struct Manifest {
    /// The path of the `Cargo.toml`.
    pub(super) path: PathBuf,
    pub(super) package: Option<Package>,
    pub(super) workspace: Option<Workspace>,
}

/// `[package]` and the tables of the package.
#[derive(Clone, Debug)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) edition: u16,
    pub(super) targets: Targets,
    /// By their names in code.
    pub(super) dependencies: BTreeMap<String, Dependency>,
    /// The features that each feature enables.
    pub(super) features: BTreeMap<String, Vec<String>>,
    /// The folder of its workspace, if it names one.
    pub(super) workspace: Option<PathBuf>,
}

/// A dependency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Dependency {
    /// Its name in code.
    pub(super) name: String,
    /// The package's name, which may differ from the name in code.
    pub(super) package: String,
    /// Its folder, if it is a path dependency.
    pub(super) path: Option<PathBuf>,
    /// The required version, as it is written.
    pub(super) version: Option<String>,
    pub(super) features: BTreeSet<String>,
    pub(super) default_features: bool,
    /// Features for platforms that may be the one of the containers or not.
    pub(super) possible: BTreeSet<String>,
    /// Whether only a feature enables it.
    pub(super) optional: bool,
}

/// The contents of `[workspace]`.
#[derive(Clone, Debug, Default)]
pub(super) struct Workspace {
    pub(super) members: Vec<String>,
    pub(super) default_members: Vec<String>,
    pub(super) exclude: Vec<String>,
    package: Table,
    dependencies: Table,
}

impl Manifest {
    /// Reads a manifest; inherited values come from the workspace, which is searched in the parent folders.
    pub(super) fn read(path: &Path) -> Result<Self, Diagnostic> {
        let table = table(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let own = table.get("workspace").and_then(Value::as_table).map(workspace);
        let outer = match &own {
            None if inherits(&table) => root_above(path, &table)?,
            Some(_) | None => None,
        };
        let (root, inherited) = match (&own, &outer) {
            (Some(own), _) => (folder.to_owned(), own.clone()),
            (None, Some((root, outer))) => (root.clone(), outer.clone()),
            (None, None) => (folder.to_owned(), Workspace::default()),
        };
        let reader = Reader {
            path,
            folder,
            table: &table,
            root: &root,
            workspace: &inherited,
        };
        let package = table.get("package").and_then(Value::as_table);
        let package = package.map(|package| reader.package(package)).transpose()?;
        Ok(Self {
            path: path.to_owned(),
            package,
            workspace: own,
        })
    }

    /// Its folder.
    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }
}

/// Parses a file as TOML.
pub(super) fn table(path: &Path) -> Result<Table, Diagnostic> {
    let text = super::read_text(path)?;
    text.parse().map_err(|error: toml::de::Error| {
        let message = format!("this is not TOML: {}", error.message());
        match error.span() {
            Some(range) => Diagnostic::at(path, text.as_str(), range, message),
            None => Diagnostic::of_file(path, message),
        }
    })
}

fn workspace(table: &Table) -> Workspace {
    Workspace {
        members: strings(table.get("members")),
        default_members: strings(table.get("default-members")),
        exclude: strings(table.get("exclude")),
        package: subtable(table, "package").cloned().unwrap_or_default(),
        dependencies: subtable(table, "dependencies").cloned().unwrap_or_default(),
    }
}

fn inherits(table: &Table) -> bool {
    fn says_so(value: &Value) -> bool {
        match value {
            Value::Table(table) => {
                table
                    .get("workspace")
                    .is_some_and(|value| value.as_bool() == Some(true))
                    || table.values().any(says_so)
            }
            _ => false,
        }
    }
    table.values().any(says_so)
        || table
            .get("package")
            .and_then(|package| package.get("workspace"))
            .is_some()
}

/// The workspace of a package: the one that it names, or the first one in its parent folders.
fn root_above(path: &Path, table: &Table) -> Result<Option<(PathBuf, Workspace)>, Diagnostic> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let named = subtable(table, "package")
        .and_then(|package| package.get("workspace"))
        .and_then(Value::as_str);
    if let Some(named) = named {
        let root = tidy(&folder.join(named));
        let outer = self::table(&root.join("Cargo.toml"))?;
        return Ok(subtable(&outer, "workspace").map(|table| (root, workspace(table))));
    }
    for root in super::absolute(folder).ancestors().skip(1) {
        let candidate = root.join("Cargo.toml");
        if candidate.is_file()
            && let Some(table) = subtable(&self::table(&candidate)?, "workspace")
        {
            return Ok(Some((root.to_owned(), workspace(table))));
        }
    }
    Ok(None)
}

struct Reader<'a> {
    path: &'a Path,
    folder: &'a Path,
    table: &'a Table,
    root: &'a Path,
    workspace: &'a Workspace,
}

impl Reader<'_> {
    fn package(&self, package: &Table) -> Result<Package, Diagnostic> {
        let Some(name) = package.get("name").and_then(Value::as_str) else {
            return Err(Diagnostic::of_file(
                self.path,
                Message::new("`[package]` has no `name`").help("add one"),
            ));
        };
        let edition = self.inherited(package, "edition").unwrap_or("2015");
        let edition = edition.parse().map_err(|_| {
            Diagnostic::of_file(
                self.path,
                Message::new(format!("unknown edition `{edition}`")).help("write `2024`"),
            )
        })?;
        Ok(Package {
            name: name.to_owned(),
            version: self.inherited(package, "version").unwrap_or("0.0.0").to_owned(),
            edition,
            targets: Targets::find(self.folder, self.table, package, name),
            dependencies: self.dependencies(),
            features: features::read(self.table),
            workspace: package
                .get("workspace")
                .and_then(Value::as_str)
                .map(|root| tidy(&self.folder.join(root))),
        })
    }

    fn inherited<'a>(&'a self, package: &'a Table, key: &str) -> Option<&'a str> {
        match package.get(key)? {
            Value::Table(_) => self.workspace.package.get(key)?.as_str(),
            value => value.as_str(),
        }
    }
}

fn subtable<'a>(table: &'a Table, key: &str) -> Option<&'a Table> {
    table.get(key).and_then(Value::as_table)
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let list = value
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
