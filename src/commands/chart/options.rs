//! The options of a chart: from the flags, from PROJECT, or the defaults.

use std::path::{Path, PathBuf};

use kubewright_core::diagnostic::Message;
use serde_json::{Map, Value};

use super::{leads_out, plain};
use crate::chart::{CrdPlace, Which};
use crate::cli;
use crate::project::{HELM, Project};
use kubewright_analysis::quoted::quoted;

const OUTPUT: &str = "dist";

/// The options of a chart. An empty text is the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::commands) struct Options {
    output: String,
    manifests: String,
    name: String,
    crds: String,
}

impl Options {
    /// Those that the project records.
    pub(in crate::commands) fn of(project: &Project) -> Self {
        let text = |name: &str| {
            let value = HELM.iter().find_map(|key| project.setting(key, name));
            value.and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        Self {
            output: text("output"),
            manifests: text("manifests"),
            name: text("chartName"),
            crds: text("crds"),
        }
    }

    /// The options after a call.
    pub(in crate::commands) fn with(mut self, args: &cli::Chart) -> Self {
        for (option, flag) in [
            (&mut self.output, &args.output_dir),
            (&mut self.manifests, &args.manifests),
            (&mut self.name, &args.chart_name),
        ] {
            if let Some(value) = flag {
                option.clone_from(value);
            }
        }
        if let Some(place) = args.crds {
            self.crds = match place == CrdPlace::default() {
                true => String::new(),
                false => place.name().to_owned(),
            };
        }
        if plain(&self.output) == Path::new(OUTPUT) {
            self.output.clear();
        }
        self
    }

    /// Records them in a project, under the key that it has already.
    pub(in crate::commands) fn record(&self, project: &mut Project) {
        let key = HELM.iter().find(|key| project.plugins.contains_key(**key));
        let key = (*key.unwrap_or(&HELM[0])).to_owned();
        let kept = project.plugins.remove(&key);
        let mut options: Map<String, Value> = kept
            .and_then(|kept| kept.as_object().cloned())
            .unwrap_or_default();
        for (name, value) in [
            ("output", &self.output),
            ("manifests", &self.manifests),
            ("chartName", &self.name),
            ("crds", &self.crds),
        ] {
            match value.is_empty() {
                true => _ = options.remove(name),
                false => _ = options.insert(name.to_owned(), Value::from(value.clone())),
            }
        }
        project.plugins.insert(key, Value::Object(options));
    }

    /// The folder of a chart, from the project's.
    pub(super) fn folder(&self, which: Which) -> PathBuf {
        let output = match self.output.is_empty() {
            true => OUTPUT,
            false => &self.output,
        };
        plain(output).join(match which {
            Which::Operator => "chart",
            Which::Crds => "chart-crds",
        })
    }

    pub(super) fn is_outside(&self) -> bool {
        leads_out(&self.folder(Which::Operator))
    }

    /// Where the CRDs are.
    pub(super) fn crds(&self) -> Result<CrdPlace, Message> {
        if self.crds.is_empty() {
            return Ok(CrdPlace::default());
        }
        CrdPlace::of_name(&self.crds).ok_or_else(|| {
            let names = quoted(CrdPlace::ALL.map(CrdPlace::name));
            Message::new(format!(
                "`{}` in `PROJECT` is not a place for the CRDs of a chart",
                self.crds
            ))
            .help(format!("pass one of {names} to `--crds`"))
        })
    }

    pub(super) fn manifests(&self) -> Option<&Path> {
        (!self.manifests.is_empty()).then_some(Path::new(&self.manifests))
    }

    /// The name of the chart, which its helpers and releases have.
    pub(super) fn chart_name(&self, project: &Project, crds: CrdPlace) -> Result<String, Message> {
        // The chart of the CRDs, and its release, have a longer name.
        let longest = match crds {
            CrdPlace::Templates | CrdPlace::Crds => 53,
            CrdPlace::Chart => 48,
        };
        let name = match self.name.is_empty() {
            true => &project.name,
            false => &self.name,
        };
        let fits = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
        let ends = |char: Option<char>| char.is_some_and(|char| char != '-');
        if name.chars().all(fits)
            && ends(name.chars().next())
            && ends(name.chars().last())
            && name.len() <= longest
        {
            return Ok(name.clone());
        }
        Err(Message::new(format!("`{name}` cannot be the name of a chart")).help(format!(
            "pass a name of lower-case letters, digits and dashes, with at most {longest} characters, to `--chart-name`",
        )))
    }
}
