//! Controllers and webhooks: skeletons that name their Go source and have its markers.

use std::path::{Path, PathBuf};

use super::markers::{Found, OfFile};
use super::resources::New;
use super::types::file;
use crate::commands::untyped::{set, under};
use crate::plan::{Change, Plan};
use crate::project::Resource;
use crate::project::names::{module, pascal};

/// Conversions to and from the hub: every field of the root type, whatever it is.
pub(super) fn conversions(plan: &mut Plan, new: &New, header: &str) {
    for hub in &new.project.resources {
        let spokes = hub.webhooks.iter().flat_map(|webhooks| &webhooks.spoke);
        for version in spokes {
            let spoke = new
                .project
                .versions(&hub.identity)
                .find(|other| other.identity.version == *version);
            let Some(spoke) = spoke else { continue };
            let path = file(spoke);
            let stem = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let path = path.with_file_name(format!("{stem}_conversion.rs"));
            let fields = |resource: &Resource| fields(plan, resource);
            let text = conversion((hub, &fields(hub)), (spoke, &fields(spoke)), &stem);
            set(plan, &path, &under(header, &text));
        }
    }
}

/// The fields of a root type.
fn fields(plan: &Plan, resource: &Resource) -> Vec<String> {
    let path = file(resource);
    let text = plan
        .of(&path)
        .iter()
        .find_map(Change::created)
        .unwrap_or_default();
    let start = format!("pub struct {} {{", resource.identity.kind);
    let lines = text.lines().skip_while(|line| *line != start).skip(1);
    let lines = lines.take_while(|line| *line != "}");
    let field = |line: &str| Some(line.strip_prefix("    pub ")?.split(':').next()?.to_owned());
    lines.filter_map(field).collect()
}

/// The fields of a root type, made of those of another version.
fn converted(from: &[String], to: &[String], object: &str) -> String {
    let line = |field: &String| match field.as_str() {
        "metadata" => format!("            metadata: {object}.metadata,\n"),
        field if from.iter().any(|other| other == field) => {
            format!("            {field}: same_fields({object}.{field})?,\n")
        }
        field => format!("            {field}: Default::default(),\n"),
    };
    to.iter().map(line).collect()
}

fn conversion(
    (hub, of_hub): (&Resource, &[String]),
    (spoke, of_spoke): (&Resource, &[String]),
    stem: &str,
) -> String {
    let into = converted(of_spoke, of_hub, "self");
    let back = converted(of_hub, of_spoke, "hub");
    let kind = &hub.identity.kind;
    let (from, to) = (&spoke.identity.version, &hub.identity.version);
    let home = hub.path.split_once("::").map_or("", |(_, path)| path);
    format!(
        "//! Converts {kind} between {from} and {to}, the hub.

use kubewright_runtime::webhook::{{BoxError, Converter, same_fields}};

use super::{stem}::{kind};
use crate::{home}::{kind} as Hub;

impl Converter for {kind} {{
    type Hub = Hub;

    fn into_hub(self) -> Result<Hub, BoxError> {{
        // TODO: Convert the fields that have another name, type or meaning in the hub, as `ConvertTo` does in Go.
        Ok(Hub {{
{into}        }})
    }}

    fn from_hub(hub: Hub) -> Result<Self, BoxError> {{
        // TODO: Convert the same fields back, as `ConvertFrom` does in Go.
        Ok(Self {{
{back}        }})
    }}
}}
"
    )
}

/// Writes the markers of the Go sources into the skeletons, and names the sources there. Returns notes about markers without a place.
pub(super) fn carry(plan: &mut Plan, found: &Found, new: &New) -> Vec<String> {
    let mut notes = found.notes.clone();
    let mut rest: Vec<&OfFile> = found.roles.iter().collect();
    let mut first = None;
    for resource in &new.project.resources {
        for name in resource.controller_names() {
            let Some(path) = controller(plan, resource, &name) else {
                continue;
            };
            first.get_or_insert_with(|| path.clone());
            let at = rest.iter().position(|of| is_source(of, &name));
            let source = at.map(|at| rest.remove(at));
            let comment = match source {
                Some(of) => vec![format!("The Go source is `{}`.", of.file.display())],
                None => Vec::new(),
            };
            let markers = source.map_or(&[][..], |of| &of.markers);
            edit(plan, &path, "kubebuilder:rbac:", &comment, markers);
        }
    }
    for of in rest.into_iter().filter(|of| !of.markers.is_empty()) {
        match &first {
            Some(path) => append(plan, path, &of.file, &of.markers),
            None => notes.push(format!(
                "`{}` has RBAC markers, and the project has no controller for them: {}",
                of.file.display(),
                of.markers.join(", ")
            )),
        }
    }
    webhooks(plan, found, new, &mut notes);
    notes
}

fn webhooks(plan: &mut Plan, found: &Found, new: &New, notes: &mut Vec<String>) {
    let mut all: Vec<(&Path, &String)> = found
        .webhooks
        .iter()
        .flat_map(|of| of.markers.iter().map(|marker| (of.file.as_path(), marker)))
        .collect();
    for resource in &new.project.resources {
        let Some(webhooks) = &resource.webhooks else {
            continue;
        };
        for (is, mutating, name) in [
            (webhooks.defaulting, "mutating=true", "defaulting.rs"),
            (webhooks.validation, "mutating=false", "validation.rs"),
        ] {
            let version = module(&resource.identity.version);
            let folder = Path::new(&version)
                .join(module(&resource.identity.kind))
                .join(name);
            let path = plan.changes().map(|(path, _)| path.clone());
            let path = path
                .into_iter()
                .find(|path| path.starts_with("src/webhook") && path.ends_with(&folder));
            let (Some(path), true) = (path, is) else { continue };
            let at = all
                .iter()
                .position(|(_, marker)| is_webhook(marker, resource, mutating));
            let Some(at) = at else { continue };
            let (source, marker) = all.remove(at);
            let comment = [format!("The Go source is `{}`.", source.display())];
            edit(
                plan,
                &path,
                "kubebuilder:webhook:",
                &comment,
                std::slice::from_ref(marker),
            );
        }
    }
    for (source, marker) in all {
        notes.push(format!(
            "this marker in `{}` has no webhook here: `+{marker}`",
            source.display()
        ));
    }
}

fn is_webhook(marker: &str, resource: &Resource, mutating: &str) -> bool {
    let has = |name: &str, value: &str| {
        let arguments = marker.split([':', ',']);
        arguments
            .filter_map(|argument| argument.split_once('='))
            .any(|(key, values)| {
                let values = values.trim_matches(['{', '}', '"', '`']);
                key == name
                    && (values == value || values.split(';').any(|one| one.trim_matches('"') == value))
            })
    };
    let (_, value) = mutating.split_once('=').unwrap_or(("", mutating));
    has("mutating", value)
        && has("resources", &resource.plural())
        && has("versions", &resource.identity.version)
}

/// The file of a controller.
fn controller(plan: &Plan, resource: &Resource, name: &str) -> Option<PathBuf> {
    let lower = resource.identity.kind.to_lowercase();
    let stem = if name == lower {
        module(&resource.identity.kind)
    } else {
        module(name)
    };
    let group = module(&resource.identity.group);
    let of_group = Path::new("src/controller").join(group).join(format!("{stem}.rs"));
    let plain = Path::new("src/controller").join(format!("{stem}.rs"));
    [of_group, plain]
        .into_iter()
        .find(|path| !plan.of(path).is_empty())
}

/// Returns whether a Go file has the reconciler of a controller.
fn is_source(of: &OfFile, name: &str) -> bool {
    let wanted = format!("{}reconciler", name.replace('-', "")).to_lowercase();
    let stem = of.file.file_stem().unwrap_or_default().to_string_lossy();
    let by_type = of.reconcilers.iter().any(|ty| ty.to_lowercase() == wanted);
    by_type
        || stem == format!("{}_controller", name.replace('-', "_"))
        || stem == format!("{}_controller", pascal(name).to_lowercase())
}

/// Replaces the markers of a file that begin like this, and writes a comment above them.
fn edit(plan: &mut Plan, path: &Path, prefix: &str, comment: &[String], markers: &[String]) {
    let Some(text) = plan.of(path).iter().find_map(Change::created) else {
        return;
    };
    let mut lines = Vec::new();
    let mut done = false;
    for line in text.lines() {
        if line.trim_start().starts_with(&format!("/// +{prefix}")) {
            if !done {
                if !comment.is_empty() {
                    lines.extend(comment.iter().map(|text| format!("/// {text}")));
                    lines.push("///".to_owned());
                }
                lines.extend(markers.iter().map(|marker| format!("/// +{marker}")));
                done = true;
            }
            continue;
        }
        lines.push(line.to_owned());
    }
    let text = lines.join("\n") + "\n";
    set(plan, path, &text);
}

/// Adds markers of another Go file to a controller.
fn append(plan: &mut Plan, path: &Path, source: &Path, markers: &[String]) {
    let Some(text) = plan.of(path).iter().find_map(Change::created) else {
        return;
    };
    let derive = "#[derive(Debug, Rbac)]";
    let mut lines = format!("///\n/// From `{}`:\n///\n", source.display());
    lines.extend(markers.iter().map(|marker| format!("/// +{marker}\n")));
    let text = text.replacen(derive, &format!("{lines}{derive}"), 1);
    set(plan, path, &text);
}
