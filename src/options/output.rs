//! Output rules: where generated documents are written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use kubewright_core::diagnostic::Message;
use serde::Deserialize;

use super::words::Word;
use super::{Args, read};

/// The generators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Generator {
    Crd,
    Rbac,
    Webhook,
}

/// An output destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Files in this folder.
    Folder(PathBuf),
    /// Stdout.
    Stdout,
    /// None.
    Nowhere,
}

/// The destinations of all generators.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outputs {
    /// The rule for generators without their own rule.
    pub(crate) default: Option<Rule>,
    named: BTreeMap<Generator, Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Artifacts {
    config: String,
    #[serde(rename = "code", default)]
    _code: Option<String>,
}

impl Generator {
    pub(crate) const ALL: [Self; 3] = [Self::Crd, Self::Rbac, Self::Webhook];

    /// The generator of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|generator| generator.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Crd => "crd",
            Self::Rbac => "rbac",
            Self::Webhook => "webhook",
        }
    }

    /// The default folder in a project's layout.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Crd => "config/crd/bases",
            Self::Rbac => "config/rbac",
            Self::Webhook => "config/webhook",
        }
    }
}

impl Outputs {
    /// Applies one `output:...` option.
    pub(super) fn word(&mut self, word: &Word, args: Args<'_>) -> Result<(), Message> {
        let rest = word.name.strip_prefix("output:").unwrap_or(word.name);
        let generator = Generator::ALL
            .into_iter()
            .find_map(|generator| Some((generator, rest.strip_prefix(generator.name())?.strip_prefix(':')?)));
        let (generator, rule) = match generator {
            Some((generator, rule)) => (Some(generator), rule),
            None => (None, rest),
        };
        let rule = match rule {
            "dir" => Rule::Folder(folder(word, read(word, args)?)?),
            "artifacts" => Rule::Folder(folder(word, read::<Artifacts>(word, args)?.config)?),
            "stdout" => Rule::Stdout,
            _ => Rule::Nowhere,
        };
        let before = match generator {
            Some(generator) => self.named.insert(generator, rule),
            None => self.default.replace(rule),
        };
        match before {
            Some(_) => {
                let which = generator.map_or(String::new(), |generator| format!(":{}", generator.name()));
                let message = Message::new(format!("`output{which}:...` is given twice"));
                Err(message.help("keep one of them"))
            }
            None => Ok(()),
        }
    }

    /// The generators with their own rule.
    pub(super) fn named(&self) -> impl Iterator<Item = Generator> {
        self.named.keys().copied()
    }

    /// An error for a rule that has no effect beside `--stdout`, which prints all documents.
    pub(crate) fn check_stdout(&self) -> Result<(), Message> {
        let named = self
            .named
            .iter()
            .map(|(generator, rule)| (Some(*generator), rule));
        let mut all = self.default.iter().map(|rule| (None, rule)).chain(named);
        match all.find(|(_, rule)| **rule != Rule::Stdout) {
            Some((generator, _)) => {
                let which = generator.map_or(String::new(), |generator| format!(":{}", generator.name()));
                let message = Message::new(format!("`output{which}:...` has no effect with `--stdout`"));
                Err(message.help("remove one of them"))
            }
            None => Ok(()),
        }
    }

    /// Whether the call says where the documents of this generator go.
    pub(crate) fn states(&self, generator: Generator) -> bool {
        self.default.is_some() || self.named.contains_key(&generator)
    }

    /// Where the documents of this generator go.
    pub(crate) fn rule(&self, generator: Generator) -> Rule {
        self.named
            .get(&generator)
            .or(self.default.as_ref())
            .cloned()
            .unwrap_or_else(|| Rule::Folder(generator.folder().into()))
    }
}

fn folder(word: &Word, folder: String) -> Result<PathBuf, Message> {
    match folder.is_empty() {
        true => Err(word.misused()),
        false => Ok(folder.into()),
    }
}
