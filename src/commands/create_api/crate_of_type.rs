//! The crate that a type goes into.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::cli;
use crate::commands::Context;
use crate::commands::errors::{Stop, fail, misuse};
use crate::commands::open::Session;
use crate::commands::workspace::{self, Joined};
use crate::plan::IfExists;
use crate::plugins::Part;
use crate::project::{ApiCrate, Project, Resource, file, rules};
use crate::templates::tree;
use kubewright_analysis::quoted::quoted;
use kubewright_analysis::source::{absolute, tidy};

/// The dependencies of a crate with types.
const NEEDED: [&str; 3] = ["k8s-openapi", "kubewright-runtime", "serde"];

/// The crate that the type of a resource goes into; none if that is the project's own package.
pub(super) fn choose(
    args: &cli::CreateApi,
    resource: &Resource,
    project: &Project,
    directory: &Path,
) -> Result<Option<ApiCrate>, Stop> {
    let versions = project.versions(&resource.identity);
    let mut made = versions.filter(|version| version.api.is_some());
    let existing = made.next().map(|version| project.api_crate(version));
    let wanted = match args.api_crate.as_deref() {
        Some(folder) if tidy(Path::new(folder)) == Path::new("") => Some(None),
        Some(folder) => Some(Some(at(folder, project, directory)?)),
        None => None,
    };
    match (existing, wanted) {
        (Some(existing), None) => Ok(existing),
        (Some(existing), Some(wanted)) if existing == wanted => Ok(existing),
        (Some(existing), Some(_)) => Err(fail(
            format!(
                "versions of `{}` are in {}, and versions of a kind share a crate",
                resource.identity.kind,
                existing.map_or("this package".to_owned(), |api| format!("`{}`", api.folder))
            ),
            "leave out `--crate`",
        )),
        (None, Some(wanted)) => Ok(wanted),
        (None, None) => {
            let crates: Vec<_> = project.places().api_crates.into_iter().collect();
            match &crates[..] {
                [] => Ok(None),
                [(package, folder)] => Ok(Some(ApiCrate {
                    package: package.clone(),
                    folder: folder.clone(),
                })),
                [(_, first), ..] => Err(misuse(
                    "the project has several API crates",
                    format!(
                        "name one with `--crate`, such as `--crate {first}`, or the project's own package: `--crate .`"
                    ),
                )),
            }
        }
    }
}

/// The crate in a folder, which may not exist yet.
fn at(folder: &str, project: &Project, directory: &Path) -> Result<ApiCrate, Stop> {
    let shown = tidy(Path::new(folder)).to_string_lossy().replace('\\', "/");
    let refuse = |reason: &str, help: &str| Err(fail(format!("`--crate {shown}`: {reason}"), help));
    let root = project.places().workspace;
    if root.is_empty() {
        return refuse(
            "the project is not a member of a workspace, and an image is built from the workspace that has both crates",
            "run `kubewright edit --workspace` first",
        );
    }
    let (place, top) = (
        absolute(&directory.join(folder)),
        absolute(&directory.join(&root)),
    );
    let is_above = absolute(directory).starts_with(&place);
    if Path::new(folder).is_absolute() || !place.starts_with(&top) || is_above {
        return refuse(
            &format!("the folder must be in the workspace in `{root}`, and must not contain the project"),
            "write it relative to the project's folder, such as `--crate ../api`",
        );
    }
    if place.join(file::NAME).exists() {
        return refuse(
            "this is a project of its own",
            "choose a folder without `PROJECT`, for types that projects share",
        );
    }
    let package = match std::fs::read_to_string(place.join("Cargo.toml")) {
        Ok(text) => package_name(&text, &shown)?,
        Err(_) => place
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
    };
    if !rules::package::is_package_name(&package, &project.name) {
        return refuse(
            &format!("`{package}` is not available as the name of a crate here"),
            "choose a folder with another name, in a-z, 0-9 and `-`",
        );
    }
    Ok(ApiCrate {
        package,
        folder: shown,
    })
}

/// The name of a package that exists, if types can be added to it.
fn package_name(text: &str, folder: &str) -> Result<String, Stop> {
    let path = format!("{folder}/Cargo.toml");
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        fail(format!("`{path}` is not TOML: {}", error.message()), "correct it")
    })?;
    let part = |table: &str, key: &str| text_table(text, table)?.get(key)?.as_str().map(str::to_owned);
    let Some(name) = part("package", "name") else {
        return Err(fail(format!("`{path}` has no package"), "choose another folder"));
    };
    if part("lib", "name").is_some_and(|library| library != name.replace('-', "_")) {
        return Err(fail(
            format!("the library in `{path}` has another name than its package"),
            "leave out `name` in `[lib]`",
        ));
    }
    let has = |needed: &&str| {
        let dependencies = table.get("dependencies").and_then(Value::as_table);
        dependencies.is_some_and(|dependencies| dependencies.contains_key(*needed))
    };
    let missing: Vec<_> = NEEDED.iter().filter(|needed| !has(needed)).collect();
    match missing.is_empty() {
        true => Ok(name),
        false => Err(fail(
            format!("`{path}` lacks the dependencies {}", quoted(missing)),
            "copy them from the project's `Cargo.toml`",
        )),
    }
}

fn text_table(text: &str, name: &str) -> Option<Table> {
    text.parse::<Table>().ok()?.get(name)?.as_table().cloned()
}

/// The plan that creates the crate if it does not exist, and makes it a member of the workspace.
pub(super) fn plan(
    api: &ApiCrate,
    resource: &Resource,
    project: &Project,
    session: &Session,
    cx: &Context<'_, '_>,
) -> Result<Joined, Stop> {
    let root = project.places().workspace;
    let mut joined = workspace::join(&root, cx.directory, &api.folder, false)?;
    let mut settings = session.settings.clone();
    settings.api_dependencies = dependencies(api, cx.directory)?;
    let context = settings.context(&Part::Types(resource), project);
    let files = tree("rust/new-api-crate", &context).if_exists(|_| IfExists::Keep);
    joined.plan.extend(files.plan()?);
    joined.plan.allow(PathBuf::from(&api.folder));
    Ok(joined)
}

/// The dependencies that types need, in the form of the API crate's `Cargo.toml`.
fn dependencies(api: &ApiCrate, directory: &Path) -> Result<String, Stop> {
    let wrong = |reason: String| fail(reason, "correct it, or take it from version control");
    let text = std::fs::read_to_string(directory.join("Cargo.toml")).map_err(|error| {
        wrong(format!(
            "`Cargo.toml` cannot be read: {}",
            crate::plan::reason(&error)
        ))
    })?;
    let found = text_table(&text, "dependencies").unwrap_or_default();
    let mut lines = Vec::new();
    for name in NEEDED {
        let Some(value) = found.get(name) else {
            return Err(wrong(format!("`Cargo.toml` has no dependency `{name}`")));
        };
        lines.push(format!("{name} = {}", inline(value, api, directory)));
    }
    Ok(lines.join("\n"))
}

/// A value in one line.
fn inline(value: &Value, api: &ApiCrate, directory: &Path) -> String {
    let table = match value {
        Value::Table(table) => table,
        Value::String(text) => return format!("{text:?}"),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| inline(item, api, directory)).collect();
            return format!("[{}]", items.join(", "));
        }
        Value::Boolean(value) => return value.to_string(),
        Value::Integer(value) => return value.to_string(),
        Value::Float(value) => return value.to_string(),
        Value::Datetime(value) => return value.to_string(),
    };
    let part = |(key, value): (&String, &Value)| match value.as_str() {
        Some(path) if key == "path" => {
            format!(
                "path = \"{}\"",
                workspace::seen_from(&api.folder, path, directory)
            )
        }
        Some(_) | None => format!("{key} = {}", inline(value, api, directory)),
    };
    // A version comes first, as people write it.
    let (first, rest): (Vec<_>, Vec<_>) = table.iter().partition(|(key, _)| *key == "version");
    let parts: Vec<_> = first.into_iter().chain(rest).map(part).collect();
    format!("{{ {} }}", parts.join(", "))
}

/// Records that a type is in a crate.
pub(super) fn record(api: &ApiCrate, resource: &mut Resource, project: &mut Project) {
    let mut places = project.places();
    places.api_crates.insert(api.package.clone(), api.folder.clone());
    project.set_places(&places);
    resource.path = format!("{}::", api.crate_name());
}
