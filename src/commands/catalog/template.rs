//! `kubewright catalog template`: prints the catalog of a template.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kubewright_bundle::catalog::template::{Kind, Problem, Resolved};
use kubewright_core::yaml;
use serde_json::Value;

use super::super::errors::{Stop, fail, misuse};
use super::super::{Context, SUCCESS};
use super::{is_bundle, print, render};
use crate::cli::{CatalogTemplate, TemplateKind};
use crate::plan;

pub(super) fn run(args: &CatalogTemplate, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let template = read(cx.directory, &args.template)?;
    let folders = folders(&args.bundle)?;
    let directory = cx.directory;
    let resolve = |image: &str| {
        // A template may name the folder of a bundle itself.
        let (given, image) = match folders.get(image) {
            Some(folder) => (folder.clone(), Some(image)),
            None if is_bundle(&directory.join(image)) => (PathBuf::from(image), None),
            None => return Err(format!("no `--bundle {image}=FOLDER` names its folder")),
        };
        let rendered = render::bundle(&given, directory, image, render::form(args.migrate));
        match rendered {
            Ok((bundle, csv)) => Ok(Resolved {
                bundle,
                csv: Some(csv),
            }),
            Err(Stop::Failure(messages)) => Err(messages.iter().map(ToString::to_string).collect()),
            Err(Stop::Usage(message) | Stop::Interrupted(message)) => Err(message.to_string()),
        }
    };
    let kind = match args.kind {
        TemplateKind::Basic => Kind::Basic,
        TemplateKind::Semver => Kind::Semver,
    };
    let shown = args.template.display();
    let objects = kind.render(&template, &resolve).map_err(|problem| {
        let help = match &problem {
            Problem::Malformed(_) => "correct the template",
            Problem::Bundle { .. } => "name the folder of each bundle with `--bundle IMAGE=FOLDER`",
        };
        fail(format!("`{shown}`: {problem}"), help)
    })?;
    let text = print::objects(objects, args.output)?;
    cx.printer.result(&text);
    Ok(SUCCESS)
}

fn read(directory: &Path, path: &Path) -> Result<Value, Stop> {
    let text = fs::read_to_string(directory.join(path)).map_err(|error| {
        let text = format!("cannot read `{}`: {}", path.display(), plan::reason(&error));
        fail(text, "name a file that exists")
    })?;
    yaml::from_str(&text).map_err(|error| {
        let text = format!("`{}` is not valid YAML: {}", path.display(), error.first_line());
        fail(text, "correct the file")
    })
}

fn folders(given: &[String]) -> Result<BTreeMap<&str, PathBuf>, Stop> {
    let mut folders = BTreeMap::new();
    for one in given {
        let Some((image, folder)) = one.split_once('=') else {
            let text = format!("`{one}` does not name the folder of a bundle");
            return Err(misuse(text, "write `--bundle IMAGE=FOLDER`"));
        };
        folders.insert(image, PathBuf::from(folder));
    }
    Ok(folders)
}
