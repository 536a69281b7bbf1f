//! The files of a bundle, and its annotations.

use std::path::Path;

use serde_json::Value;

use super::Rule;
use super::rule::{At, Report};
use super::subject::Subject;
use crate::finding::Severity::Error;
use crate::pointer::text;
use crate::{annotations, kinds, names};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "no-manifests",
        validator: "format",
        severity: Error,
        about: "The folder `manifests/` is missing",
        check: no_manifests,
    },
    Rule {
        id: "no-metadata",
        validator: "format",
        severity: Error,
        about: "The folder `metadata/` is missing",
        check: no_metadata,
    },
    Rule {
        id: "unreadable-file",
        validator: "format",
        severity: Error,
        about: "A file is not YAML",
        check: unreadable,
    },
    Rule {
        id: "nested-manifest",
        validator: "format",
        severity: Error,
        about: "`manifests/` has a folder or a hidden file",
        check: nested,
    },
    Rule {
        id: "several-documents",
        validator: "format",
        severity: Error,
        about: "A file has several documents, of which OLM reads the first",
        check: several,
    },
    Rule {
        id: "no-annotations",
        validator: "format",
        severity: Error,
        about: "No file in `metadata/` has annotations",
        check: no_annotations,
    },
    Rule {
        id: "annotation-missing",
        validator: "format",
        severity: Error,
        about: "An annotation that every bundle needs is missing",
        check: missing,
    },
    Rule {
        id: "annotation-value",
        validator: "format",
        severity: Error,
        about: "An annotation has a wrong value",
        check: value,
    },
    Rule {
        id: "unsupported-kind",
        validator: "format",
        severity: Error,
        about: "OLM does not install objects of this kind",
        check: kind,
    },
    Rule {
        id: "object-name",
        validator: "format",
        severity: Error,
        about: "An object has no valid name",
        check: object_name,
    },
];

fn has(subject: &Subject<'_>, folder: &str) -> bool {
    subject.files.iter().any(|(path, _)| path.starts_with(folder))
}

fn no_manifests(subject: &Subject<'_>, report: &mut Report<'_>) {
    let message = match (has(subject, "manifests"), has(subject, "metadata")) {
        (true, _) => return,
        (false, true) => "the folder `manifests/` is missing",
        (false, false) => "this folder is not a bundle: `manifests/` and `metadata/` are missing",
    };
    let help = "name the folder of a bundle, which `kubewright generate bundle` makes";
    report.add(At::Bundle, message, help);
}

fn no_metadata(subject: &Subject<'_>, report: &mut Report<'_>) {
    if has(subject, "manifests") && !has(subject, "metadata") {
        let help = "name the folder of a bundle, which `kubewright generate bundle` makes";
        report.add(At::Bundle, "the folder `metadata/` is missing", help);
    }
}

fn unreadable(subject: &Subject<'_>, report: &mut Report<'_>) {
    for error in subject.unreadable {
        let message = format!("this file is not YAML: {}", error.reason);
        report.add(At::file(&error.path, ""), message, "correct the file");
    }
}

fn nested(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (path, _) in subject
        .files
        .iter()
        .filter(|(path, _)| path.starts_with("manifests"))
    {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if path.components().count() > 2 {
            let help = "move the file into `manifests/`, or remove it";
            report.add(
                At::file(path, ""),
                "this file is in a folder inside `manifests/`",
                help,
            );
        } else if name.starts_with('.') {
            report.add(
                At::file(path, ""),
                "`manifests/` has a hidden file",
                "remove the file",
            );
        }
    }
}

fn several(subject: &Subject<'_>, report: &mut Report<'_>) {
    for manifest in &subject.bundle.manifests {
        let Some(source) = subject.files.text(&manifest.path) else {
            continue;
        };
        // Reads the file again only if it can have a second document.
        let documents = source.lines().filter(|line| line.trim_end() == "---").count();
        if documents > 0
            && let Ok(all) = kubewright_core::yaml::all_from_str::<Value>(source)
            && all.len() > 1
        {
            let message = format!("this file has {} documents; OLM reads only the first", all.len());
            report.add(
                At::manifest(manifest, ""),
                message,
                "write each object to a file of its own",
            );
        }
    }
}

fn no_annotations(subject: &Subject<'_>, report: &mut Report<'_>) {
    if has(subject, "metadata") && subject.bundle.annotations.is_empty() {
        let help = "write `annotations:` to `metadata/annotations.yaml`; `kubewright generate bundle` does";
        report.add(At::Bundle, "no file in `metadata/` has `annotations`", help);
    }
}

fn missing(subject: &Subject<'_>, report: &mut Report<'_>) {
    if subject.bundle.annotations.is_empty() {
        return;
    }
    let needed = [
        (annotations::MEDIA_TYPE, "registry+v1"),
        (annotations::MANIFESTS, "manifests/"),
        (annotations::METADATA, "metadata/"),
        (annotations::PACKAGE, "<the package>"),
        (annotations::CHANNELS, "<the channels>"),
    ];
    let file = subject.annotations_file();
    for (key, example) in needed {
        if !subject.bundle.annotations.contains_key(key) {
            let message = format!("the annotation `{key}` is missing");
            report.add(
                At::file(&file, "annotations"),
                message,
                format!("add `{key}: {example}`"),
            );
        }
    }
}

fn value(subject: &Subject<'_>, report: &mut Report<'_>) {
    let file = subject.annotations_file();
    let fixed = [
        (annotations::MEDIA_TYPE, media_type(subject)),
        (annotations::MANIFESTS, "manifests/"),
        (annotations::METADATA, "metadata/"),
    ];
    for (key, value) in &subject.bundle.annotations {
        let at = At::file(&file, "annotations").key(key);
        let Some(written) = value.as_str() else {
            report.add(
                at,
                format!("the annotation `{key}` is not a string"),
                "write it in quotes",
            );
            continue;
        };
        if let Some((_, expected)) = fixed.iter().find(|(fixed, _)| fixed == key) {
            if written != *expected {
                let message = format!("the annotation `{key}` is `{written}`");
                report.add(at, message, format!("write `{expected}`, which the bundle is"));
            }
        } else if key == annotations::PACKAGE && !names::is_subdomain(written) {
            let message = format!("`{written}` is not the name of a package");
            report.add(at, message, "use lowercase letters, digits, `-` and `.`");
        } else if key == annotations::CHANNELS && subject.bundle.channels().next().is_none() {
            report.add(
                at,
                "the list of channels is empty",
                "name a channel, such as `alpha`",
            );
        } else if key == annotations::DEFAULT_CHANNEL && written.is_empty() {
            report.add(
                at,
                "the default channel is empty",
                "name a channel, or remove the annotation",
            );
        } else if key == annotations::DEFAULT_CHANNEL
            && !subject.bundle.channels().any(|channel| channel == written)
        {
            let message = format!("the default channel `{written}` is not one of the channels");
            report.warn(
                at,
                message,
                "add it to the channels, unless the catalog has it from another bundle",
            );
        }
    }
}

/// What the files are, as OLM detects it. A bundle without a CSV has a rule of its own.
fn media_type(subject: &Subject<'_>) -> &'static str {
    match subject.files.text(Path::new("manifests/Chart.yaml")) {
        Some(_) => "helm",
        None => "registry+v1",
    }
}

fn kind(subject: &Subject<'_>, report: &mut Report<'_>) {
    for manifest in &subject.bundle.manifests {
        let kind = manifest.kind();
        if kind.is_empty() || text(&manifest.object, "/apiVersion").is_empty() {
            let help = "write `apiVersion` and `kind`";
            report.add(
                At::manifest(manifest, ""),
                "this file has no object with `apiVersion` and `kind`",
                help,
            );
        } else if !kinds::is_supported(kind) {
            let help = "let the operator create it, or leave it out; bundles hold CSVs, CRDs and the kinds that the guide lists";
            report.add(
                At::manifest(manifest, "kind"),
                format!("OLM does not install objects of kind `{kind}`"),
                help,
            );
        }
    }
}

fn object_name(subject: &Subject<'_>, report: &mut Report<'_>) {
    for manifest in &subject.bundle.manifests {
        // The CSV's name has a rule of its own. Names of RBAC objects are path segments.
        let name = manifest.name();
        let free = [
            "ClusterServiceVersion",
            "Role",
            "ClusterRole",
            "RoleBinding",
            "ClusterRoleBinding",
        ];
        let valid = match free.contains(&manifest.kind()) {
            true => {
                manifest.kind() == "ClusterServiceVersion" || (!name.is_empty() && !name.contains(['/', '%']))
            }
            false => names::is_subdomain(name),
        };
        if !valid {
            let message = match name {
                "" => String::from("this object has no name"),
                name => format!("`{name}` is not the name of an object"),
            };
            report.add(
                At::manifest(manifest, "metadata.name"),
                message,
                "use lowercase letters, digits, `-` and `.`",
            );
        }
    }
}
