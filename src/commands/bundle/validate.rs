//! `kubewright bundle validate`: prints what is wrong with a bundle.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use kubewright_bundle::finding::Finding;
use kubewright_bundle::output::{Described, Output};
use kubewright_bundle::selector;
use kubewright_bundle::validate::{self, Options, VALIDATORS};
use serde_json::Value;

use super::super::errors::{Stop, fail, misuse};
use super::super::{Context, FAILURE, SUCCESS, Variables};
use super::external;
use super::source::Source;
use crate::cli::BundleValidate;
use crate::plan;

/// The settings of optional validators.
const SETTINGS: [&str; 4] = ["k8s-version", "index-path", "platforms", "container-tools"];

pub(super) fn run(args: &BundleValidate, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    if args.list_optional {
        cx.printer.result(&list());
        return Ok(SUCCESS);
    }
    if let Some(builder) = &args.image_builder {
        cx.printer.status(&format!(
            "note: `--image-builder {builder}` has no effect: images are pulled without a container engine"
        ));
    }
    let (findings, output, described) = checked(args, cx)?;
    let folder = args.bundle.clone().unwrap_or_default();
    cx.printer.result(&output.render(&findings, &folder, &described));
    if validate::passed(&findings) {
        cx.printer
            .status(&format!("the bundle in `{}` is valid\n", folder.display()));
        return Ok(SUCCESS);
    }
    Ok(FAILURE)
}

fn checked(
    args: &BundleValidate,
    cx: &Context<'_, '_>,
) -> Result<(Vec<Finding>, Output, Vec<Described>), Stop> {
    let output: Output = args.output.parse().map_err(misused)?;
    let options = options(args, cx)?;
    let programs = external::programs(args.alpha_select_external.as_deref(), cx)?;
    let given = args.bundle.clone().unwrap_or_default();
    let source = Source::read(&given, &args.registry, "bundle validate IMAGE", cx)?;
    let mut findings = validate::validate(&source.files, &options);
    for program in programs {
        findings.extend(external::run(&program, &source.folder)?);
    }
    let described = options.rules().map(|rule| (rule.id, rule.about)).collect();
    Ok((findings, output, described))
}

fn options(args: &BundleValidate, cx: &Context<'_, '_>) -> Result<Options, Stop> {
    let mut options = Options::default();
    if !args.select_optional.is_empty() {
        let selector: selector::Selector = args.select_optional.join(",").parse().map_err(misused)?;
        if !VALIDATORS
            .iter()
            .any(|validator| validator.optional && selector.matches(&validator.labels()))
        {
            return Err(misuse(
                format!("no optional check matches `{}`", args.select_optional.join(",")),
                "`--list-optional` lists all",
            ));
        }
        options.optional = Some(selector);
    }
    for value in &args.optional_values {
        let Some((key, value)) = value.split_once('=').filter(|(key, _)| SETTINGS.contains(key)) else {
            let known = SETTINGS.join("`, `");
            let text = format!("`{value}` is not a setting of a check");
            return Err(misuse(
                text,
                format!("write `KEY=VALUE`, with one of the keys `{known}`"),
            ));
        };
        match key {
            "k8s-version" => options.kubernetes = Some(version(value)?),
            "index-path" => options.dockerfile = Some(file(cx.directory, value.into())?),
            "platforms" => options.platforms = platforms(cx.directory, value)?,
            // No container tool is needed.
            _ => {}
        }
    }
    if options.platforms.is_empty() && options.selected().any(|validator| validator.name == "multiarch") {
        return Err(misuse(
            "the check `multiarch` needs the platforms of each image",
            "write them to a file, as `{\"example.com/operator:v1\": [\"linux/amd64\"]}`, and name it with `--optional-values platforms=FILE`",
        ));
    }
    options.categories = categories(cx.directory, cx.variables)?;
    Ok(options)
}

/// A version with two or three numbers.
fn version(text: &str) -> Result<semver::Version, Stop> {
    let numbers = text.trim().trim_start_matches('v');
    let whole = if numbers.matches('.').count() == 1 {
        format!("{numbers}.0")
    } else {
        numbers.to_owned()
    };
    whole.parse().map_err(|_| {
        misuse(
            format!("`{text}` is not a Kubernetes version"),
            "write `k8s-version=1.37`",
        )
    })
}

fn file(directory: &Path, path: PathBuf) -> Result<String, Stop> {
    fs::read_to_string(directory.join(&path)).map_err(|error| {
        let text = format!("cannot read `{}`: {}", path.display(), plan::reason(&error));
        fail(text, "name a file that exists")
    })
}

/// The platforms of images, in a JSON file.
fn platforms(directory: &Path, path: &str) -> Result<BTreeMap<String, Vec<String>>, Stop> {
    let text = file(directory, path.into())?;
    serde_json::from_str(&text).map_err(|error| {
        let help = "write an object with a list of platforms for each image";
        fail(format!("`{path}` does not list platforms: {error}"), help)
    })
}

/// The categories in the file that `OPERATOR_BUNDLE_CATEGORIES` names.
fn categories(directory: &Path, variables: Variables<'_>) -> Result<Option<Vec<String>>, Stop> {
    const VARIABLE: &str = "OPERATOR_BUNDLE_CATEGORIES";
    let Some(path) = variables(VARIABLE).filter(|path| !path.is_empty()) else {
        return Ok(None);
    };
    let path = PathBuf::from(path);
    let text = file(directory, path.clone())?;
    let value: Value = serde_json::from_str(&text).unwrap_or_default();
    let Some(categories) = value["categories"].as_array() else {
        return Err(fail(
            format!(
                "`{}`, which `{VARIABLE}` names, has no list `categories`",
                path.display()
            ),
            r#"write `{"categories": ["Database"]}`"#,
        ));
    };
    Ok(Some(
        categories
            .iter()
            .filter_map(|one| Some(one.as_str()?.to_owned()))
            .collect(),
    ))
}

/// An error in the arguments.
pub(in super::super) fn misused(error: impl Display) -> Stop {
    Stop::Usage(kubewright_core::diagnostic::Message::new(error.to_string()))
}

/// The table of optional validators.
fn list() -> String {
    let optional: Vec<_> = VALIDATORS.iter().filter(|validator| validator.optional).collect();
    let labels = |validator: &validate::Validator| {
        let labels = validator.labels();
        labels
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect::<Vec<_>>()
            .join(",")
    };
    let mut rows = vec![[
        String::from("NAME"),
        String::from("LABELS"),
        String::from("DESCRIPTION"),
    ]];
    rows.extend(
        optional
            .iter()
            .map(|one| [one.name.to_owned(), labels(one), one.about.to_owned()]),
    );
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let (first, second) = (width(0), width(1));
    rows.iter()
        .map(|[name, labels, about]| format!("{name:first$}  {labels:second$}  {about}\n"))
        .collect()
}
