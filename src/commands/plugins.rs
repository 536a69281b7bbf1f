//! `kubewright plugins`: the plugins, and which of them the project has.

use super::open::project;
use super::{Context, FAILURE, SUCCESS};
use crate::cli;
use crate::plugins::{self, OPTIONAL};

pub(super) fn run(args: &cli::Plugins, mut cx: Context<'_, '_>) -> u8 {
    let project = match project(cx.directory) {
        Ok(project) => project,
        Err(message) => {
            cx.printer.error(&format!("error: {message}"));
            return FAILURE;
        }
    };
    let layout = project.as_ref().map_or(&[][..], |project| &project.layout);
    let mut rows: Vec<Row> = plugins::of_layouts()
        .map(|(key, about)| Row {
            used: layout.contains(&key),
            key,
            about,
        })
        .collect();
    let project = project.unwrap_or_default();
    rows.extend(OPTIONAL.iter().map(|plugin| Row {
        used: plugin.recorded(&project).is_some(),
        key: plugin.key.to_owned(),
        about: plugin.about,
    }));
    rows.push(Row {
        used: project.has_deployed(),
        key: plugins::DEPLOY_IMAGE.to_owned(),
        about: "With `create api --image`: a controller that runs an image",
    });
    if args.json {
        let rows: Vec<_> = rows.iter().map(Row::json).collect();
        cx.printer
            .result(&serde_json::to_string_pretty(&rows).unwrap_or_default());
        return SUCCESS;
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
    SUCCESS
}

struct Row {
    key: String,
    about: &'static str,
    used: bool,
}

impl Row {
    fn json(&self) -> serde_json::Value {
        serde_json::json!({ "key": self.key, "description": self.about, "used": self.used })
    }
}
