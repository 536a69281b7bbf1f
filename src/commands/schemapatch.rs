//! `kubewright schemapatch`: replaces the schemas in hand-written CRDs.

pub(crate) mod splice;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Message;
use kubewright_core::yaml;

use super::errors::Stop;
use super::manifests::reading;
use super::{Context, FAILURE, SUCCESS, content, open};
use crate::cli;
use crate::line_ends;
use crate::options::{Rule, SchemaPatch};
use crate::plan::Plan;
use crate::project::Content;
use kubewright_analysis::Diagnostic;
use kubewright_analysis::{Analysis, Settings};
use splice::Schemas;

pub(super) fn run(args: &cli::SchemaPatch, mut cx: Context<'_, '_>) -> u8 {
    let format = args.messages.message_format;
    let options = match SchemaPatch::parse(&args.options) {
        Ok(options) => options,
        Err(problems) => return cx.usage(&problems, "schemapatch"),
    };
    if args.mode.stdout
        && let Err(problem) = options.outputs.check_stdout()
    {
        return cx.usage(&[problem], "schemapatch");
    }
    if options.paths.is_empty()
        && let Err(stop) = check_has_rust(cx.directory)
    {
        return cx.end(Err(stop));
    }
    let mut diagnostics = Vec::new();
    let schemas = schemas(&options, cx.directory, &mut diagnostics);
    let files = patched(&options, cx.directory, &schemas, &mut diagnostics);
    if !cx.report(diagnostics, format) {
        return FAILURE;
    }
    let output = options
        .outputs
        .default
        .unwrap_or_else(|| Rule::Folder(PathBuf::from(&options.manifests)));
    let mut plan = Plan::default();
    for (name, text) in files {
        match &output {
            _ if args.mode.stdout => cx.printer.result(&text),
            Rule::Stdout => cx.printer.result(&text),
            Rule::Nowhere => {}
            Rule::Folder(folder) => {
                plan.write(folder.join(name), text);
            }
        }
    }
    if args.mode.stdout {
        return SUCCESS;
    }
    cx.carry_out(plan, args.mode, format)
}

fn check_has_rust(directory: &Path) -> Result<(), Stop> {
    let project = open::project(directory)?;
    content::check_has_rust("schemapatch", project.as_ref(), |content| match content {
        Content::Charts => "`kubewright manifests` writes the schemas of the charts' values",
        Content::Roles => "write the schemas into the files in `config/crd/bases`",
    })
}

/// The text of each version's schema, by group and kind.
fn schemas(options: &SchemaPatch, directory: &Path, diagnostics: &mut Vec<Diagnostic>) -> Schemas {
    let project = match options.paths.is_empty() {
        true => open::project(directory),
        false => Ok(None),
    };
    let read = project.and_then(|project| {
        let reading = reading(project.as_ref(), directory)?;
        let paths = project.map_or(options.paths.clone(), |project| project.paths());
        Ok((paths, reading))
    });
    let (paths, reading) = match read {
        Ok(read) => read,
        Err(problem) => {
            diagnostics.push(Diagnostic::error(problem));
            return Schemas::default();
        }
    };
    let (analysis, mut errors) = match Analysis::read(directory, &paths, &reading) {
        Ok(read) => read,
        Err(problems) => {
            diagnostics.extend(problems);
            return Schemas::default();
        }
    };
    diagnostics.extend(errors.take());
    let settings = Settings {
        allow_dangerous_types: options.allow_dangerous_types,
        embedded_object_meta: options.generate_embedded_object_meta,
        tool_version: None,
    };
    let most = options.max_desc_len.and_then(|most| usize::try_from(most).ok());
    let (documents, mut errors) = analysis.definitions(settings, |crd, _| {
        texts(crd, most).map_err(|message| vec![message.into()])
    });
    diagnostics.extend(errors.take());
    documents.into_iter().map(|document| document.made).collect()
}

type Texts = ((String, String), BTreeMap<String, String>);

fn texts(crd: Crd, most: Option<usize>) -> Result<Texts, Message> {
    let mut found = BTreeMap::new();
    for version in crd.spec.versions {
        let mut schema = version.schema.open_api_v3_schema;
        if let Some(most) = most {
            schema.limit_descriptions(most);
        }
        let text = yaml::to_string(&schema).map_err(|error| Message::new(error.to_string()))?;
        found.insert(version.name, text);
    }
    Ok(((crd.spec.group, crd.spec.names.kind), found))
}

/// The files in the folder that contain CRDs, with their new schemas.
fn patched(
    options: &SchemaPatch,
    directory: &Path,
    schemas: &Schemas,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let folder = PathBuf::from(&options.manifests);
    let unreadable = |path: &Path, error: std::io::Error| Diagnostic {
        path: Some(path.to_owned()),
        ..Diagnostic::error(Message::new(format!("this cannot be read: {error}")))
    };
    let entries = match std::fs::read_dir(directory.join(&folder)) {
        Ok(entries) => entries,
        Err(error) => {
            diagnostics.push(unreadable(&folder, error));
            return files;
        }
    };
    for entry in entries.flatten() {
        let name = PathBuf::from(entry.file_name());
        if !name
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml")
        {
            continue;
        }
        let path = folder.join(&name);
        match line_ends::read(&entry.path()) {
            Ok(text) => match splice::file(&text, schemas) {
                Ok(Some(new)) => {
                    files.insert(name, new);
                }
                Ok(None) => {}
                Err((range, message)) => diagnostics.push(Diagnostic {
                    path: Some(path),
                    text: text.into(),
                    range: Some(range),
                    ..Diagnostic::error(message)
                }),
            },
            Err(error) => diagnostics.push(unreadable(&path, error)),
        }
    }
    files
}
