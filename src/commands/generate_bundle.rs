//! `kubewright generate bundle`: a bundle from the manifests of an operator.

mod digests;
mod sources;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use kubewright_analysis::source::absolute;
use kubewright_bundle::finding::Severity;
use kubewright_bundle::generate::{self, Generated, Input, Metadata, Options};
use kubewright_bundle::{Files, validate};
use kubewright_core::diagnostic::Message;
use kubewright_core::yaml;
use serde_json::Value;

use super::errors::{Stop, fail, failure};
use super::{Context, SUCCESS, Variables, open};
use crate::cli;
use crate::line_ends;
use crate::plan::{self, Plan};
use crate::project::Project;

/// The file beside the bundle.
const DOCKERFILE: &str = "bundle.Dockerfile";
/// The folders of a bundle whose files are generated.
const GENERATED: [&str; 2] = ["manifests", "tests/scorecard"];

pub(super) fn run(args: &cli::GenerateBundle, mut cx: Context<'_, '_>) -> u8 {
    let result = bundle(args, &mut cx);
    cx.end(result)
}

fn bundle(args: &cli::GenerateBundle, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let project = open::project(cx.directory)?;
    let copied = below(&args.output_dir, cx.directory);
    let mut options = options(args, project.as_ref(), cx.variables)?;
    // An image cannot be built from files outside of its folder, so the file is in the bundle then.
    options.copied = copied.clone().unwrap_or_default();
    let objects = match options.manifests {
        true => sources::objects(args, project.is_some(), cx)?,
        false => Vec::new(),
    };
    let input = Input {
        objects,
        base: base(&args.package.kustomize_dir, &options.package, cx.directory)?,
        metadata: by_hand(&args.package.kustomize_dir, cx.directory)?,
        former: former(args, cx.directory)?,
    };
    if args.use_image_digests {
        let images = generate::images(&input.objects, input.base.as_ref());
        options.digests = digests::of(images, cx)?;
    }
    let former = input.former.clone();
    let generated = generate::generate(input, &options).map_err(failure)?;
    if options.manifests {
        check(&generated)?;
    }
    cx.notes(&generated.notes);
    if args.stdout {
        print(&generated, cx);
        return Ok(SUCCESS);
    }
    let folder = &args.output_dir;
    let dockerfile = match copied {
        Some(_) => PathBuf::from(DOCKERFILE),
        None => folder.join(DOCKERFILE),
    };
    let plan = plan(folder, &dockerfile, &generated, &former, &options);
    let edits = plan::resolve(plan, cx.directory)?.edits;
    plan::write(&edits, cx.directory).map_err(failure)?;
    cx.print_written(&edits);
    if copied.is_none() && generated.dockerfile.is_some() {
        cx.printer.status(&format!(
            "note: `{}` is not below this folder, so `{DOCKERFILE}` is in it: build the image with `docker build --file {} {}`",
            folder.display(),
            dockerfile.display(),
            folder.display()
        ));
    }
    Ok(SUCCESS)
}

/// Refuses a `ClusterServiceVersion` that OLM would refuse.
fn check(generated: &Generated) -> Result<(), Stop> {
    let is_about_csv = |id: &str| validate::rules().any(|rule| rule.id == id && rule.validator == "csv");
    let findings = validate::validate(&generated.bundle, &validate::Options::default());
    let errors = findings
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error && is_about_csv(finding.rule));
    let messages: Vec<_> = errors
        .map(|finding| {
            let message = format!("the ClusterServiceVersion is not valid: {}", finding.message);
            Message::new(message).help(finding.help)
        })
        .collect();
    match messages.is_empty() {
        true => Ok(()),
        false => Err(messages.into()),
    }
}

/// What the flags and the project say.
fn options(
    args: &cli::GenerateBundle,
    project: Option<&Project>,
    variables: Variables<'_>,
) -> Result<Options, Stop> {
    let both = args.manifests == args.metadata;
    let epoch = epoch(variables)?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = now.unwrap_or(Duration::ZERO).as_secs();
    Ok(Options {
        package: package(&args.package, project)?,
        version: args.version.clone(),
        channels: args.channels.clone(),
        default_channel: args.default_channel.clone(),
        layout: project.map_or("unknown".to_owned(), |project| project.layout.join(",")),
        extra_accounts: args.extra_service_accounts.clone(),
        now: generate::timestamp(epoch.unwrap_or(now)),
        fixed_time: epoch.is_some(),
        overwrite: args.overwrite,
        manifests: both || args.manifests,
        metadata: both || args.metadata,
        folder: args.output_dir.display().to_string(),
        ..Options::default()
    })
}

/// The name of the package.
fn package(args: &cli::Package, project: Option<&Project>) -> Result<String, Stop> {
    let of_project = || project.map(|project| project.name.clone());
    let name = args.package.clone().or_else(of_project).unwrap_or_default();
    match name.is_empty() {
        true => Err(fail(
            "the package has no name",
            "pass `--package NAME`, or run the command in the folder of a project",
        )),
        false => Ok(name),
    }
}

/// The time that `SOURCE_DATE_EPOCH` sets.
fn epoch(variables: Variables<'_>) -> Result<Option<u64>, Stop> {
    let value = variables("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty());
    let parsed = |value: OsString| {
        value
            .to_str()
            .and_then(|text| text.trim().parse().ok())
            .ok_or(value)
    };
    value.map(parsed).transpose().map_err(|value| {
        fail(
            format!(
                "`SOURCE_DATE_EPOCH` is `{}`, which is not a time",
                value.to_string_lossy()
            ),
            "set it to seconds since 1970, such as the output of `git log -1 --format=%ct`",
        )
    })
}

/// The text of a file, if it exists.
fn text(path: &Path, directory: &Path) -> Result<Option<String>, Stop> {
    plan::if_exists(line_ends::read(&directory.join(path))).map_err(|error| {
        let reason = plan::reason(&error);
        fail(
            format!("`{}` cannot be read: {reason}", path.display()),
            "make it a readable text file, or remove it",
        )
    })
}

/// The base of a package, if the project has one.
fn base(folder: &Path, package: &str, directory: &Path) -> Result<Option<Value>, Stop> {
    let path = folder
        .join("bases")
        .join(format!("{package}.clusterserviceversion.yaml"));
    let Some(text) = text(&path, directory)? else {
        return Ok(None);
    };
    let documents: Vec<Value> = yaml::all_from_str(&text).map_err(|error| {
        let reason = error.first_line();
        failure(format!("`{}` is not YAML: {reason}", path.display()))
    })?;
    let csv = documents
        .into_iter()
        .find(|document| document["kind"] == "ClusterServiceVersion");
    csv.map(Some).ok_or_else(|| {
        fail(
            format!("`{}` has no ClusterServiceVersion", path.display()),
            "remove it and run `kubewright generate kustomize manifests`, which writes one",
        )
    })
}

/// The metadata that are written by hand, beside the folder of the base.
fn by_hand(folder: &Path, directory: &Path) -> Result<Metadata, Stop> {
    let folder = folder.parent().unwrap_or(Path::new("")).join("metadata");
    let path = folder.join("annotations.yaml");
    let annotations = text(&path, directory)?.unwrap_or_default();
    let annotations = Metadata::annotations(&annotations)
        .map_err(|error| failure(format!("`{}` cannot be used: {error}", path.display())))?;
    Ok(Metadata {
        annotations,
        dependencies: text(&folder.join("dependencies.yaml"), directory)?,
        properties: text(&folder.join("properties.yaml"), directory)?,
    })
}

/// The bundle of an earlier run.
fn former(args: &cli::GenerateBundle, directory: &Path) -> Result<Files, Stop> {
    let folder = directory.join(&args.output_dir);
    if !folder.exists() {
        return Ok(Files::default());
    }
    Files::read(&folder).map_err(|(path, error)| {
        let shown = path.strip_prefix(directory).unwrap_or(&path).display();
        let reason = plan::reason(&error);
        fail(
            format!("`{shown}` cannot be read: {reason}"),
            "make it readable, or pass another folder to `--output-dir`",
        )
    })
}

/// Prints the files as documents.
fn print(generated: &Generated, cx: &mut Context<'_, '_>) {
    for (path, _) in generated.bundle.iter() {
        let text = generated.bundle.text(path).unwrap_or_default();
        cx.printer.result(&format!("---\n# {}\n{text}", path.display()));
    }
}

/// The path of a folder that is below another one, or is that one; with `/` on every system.
fn below(folder: &Path, directory: &Path) -> Option<String> {
    let (whole, above) = (absolute(&directory.join(folder)), absolute(directory));
    let parts = whole.strip_prefix(above).ok()?.components();
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/"))
}

/// Plans the files of the bundle, and the removal of those that are not generated any more.
fn plan(folder: &Path, dockerfile: &Path, generated: &Generated, former: &Files, options: &Options) -> Plan {
    let mut plan = Plan::default();
    for (path, _) in generated.bundle.iter() {
        let text = generated.bundle.text(path).unwrap_or_default();
        plan.write(folder.join(path), text.to_owned());
    }
    let is_stale = |path: &Path| GENERATED.iter().any(|folder| path.starts_with(folder));
    for (path, _) in former
        .iter()
        .filter(|(path, _)| options.manifests && is_stale(path))
    {
        if generated.bundle.text(path).is_none() {
            plan.remove(folder.join(path));
        }
    }
    if let Some(text) = &generated.dockerfile {
        plan.write(dockerfile.to_owned(), text.clone());
    }
    if folder.is_absolute() || folder.starts_with("..") {
        plan.allow(folder.to_owned());
    }
    plan
}
