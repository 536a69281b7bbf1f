//! `kubewright plugins`: the plugins, and which of them the project has.

use super::errors::Stop;
use super::open::project;
use super::{Context, SUCCESS};
use crate::cli;
use crate::plugins::{self, OPTIONAL};
use crate::project::Project;

pub(super) fn run(args: &cli::Plugins, mut cx: Context<'_, '_>) -> u8 {
    let result = list(args, &mut cx);
    cx.end(result)
}

fn list(args: &cli::Plugins, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let rows = rows(&project(cx.directory)?.unwrap_or_default(), cx)?;
    if args.json {
        let rows: Vec<_> = rows.iter().map(Row::json).collect();
        cx.printer
            .result(&serde_json::to_string_pretty(&rows).unwrap_or_default());
        return Ok(SUCCESS);
    }
    let width = rows.iter().map(|row| row.key.len()).max().unwrap_or_default();
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let mark = if row.used { "*" } else { " " };
            format!("{mark} {:width$}  {}", row.key, row.about)
        })
        .collect();
    cx.printer
        .result(&format!("{}\n\n* this project has it", lines.join("\n")));
    Ok(SUCCESS)
}

/// The built-in plugins, and then the external ones: those that are installed, and others that the project has.
fn rows(project: &Project, cx: &Context<'_, '_>) -> Result<Vec<Row>, Stop> {
    let mut rows: Vec<Row> = plugins::of_layouts()
        .map(|(key, about)| Row {
            used: project.layout.contains(&key),
            key,
            about: about.to_owned(),
        })
        .collect();
    rows.extend(OPTIONAL.iter().map(|plugin| Row {
        used: plugin.recorded(project).is_some(),
        key: plugin.key.to_owned(),
        about: plugin.about.to_owned(),
    }));
    rows.push(Row {
        used: project.has_deployed(),
        key: plugins::DEPLOY_IMAGE.to_owned(),
        about: "With `create api --image`: a controller that runs an image".to_owned(),
    });
    for external in cx.externals() {
        let key = external.key().to_string();
        let about = external.description(cx.directory)?;
        rows.push(Row {
            used: project.has_external(&key),
            key,
            about: about.unwrap_or_else(|| "(external, without a description)".to_owned()),
        });
    }
    for key in project.externals() {
        if !rows.iter().any(|row| row.key == key) {
            rows.push(Row {
                key,
                about: "(not installed)".to_owned(),
                used: true,
            });
        }
    }
    Ok(rows)
}

struct Row {
    key: String,
    about: String,
    used: bool,
}

impl Row {
    fn json(&self) -> serde_json::Value {
        serde_json::json!({ "key": self.key, "description": self.about, "used": self.used })
    }
}
