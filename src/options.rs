//! The generator options, in the syntax of controller-gen: `crd:maxDescLen=0`, `paths=./api/...`, `output:dir=out`.
//!
//! They have the grammar of markers. One list defines them for the parser and the help.

mod output;
mod stated;
mod words;

use std::fmt::Write as _;

use kubewright_core::diagnostic::Message;
use kubewright_core::markers::args::{Form, parse};
use kubewright_core::names::{KEY_HELP, check_annotation, check_object_label};
use kubewright_core::rbac::is_role_name;
use kubewright_core::suggest;
use kubewright_kube_types::Schemas;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::project::schemas;
pub(crate) use output::{Generator, Outputs, Rule};
pub(crate) use words::{MANIFESTS, SCHEMAPATCH, Word};

/// The parsed options of `kubewright manifests`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// The options of `crd`, if CRDs are requested.
    pub(crate) crd: Option<Crd>,
    /// The options of `rbac`, if roles are requested.
    pub(crate) rbac: Option<Rbac>,
    /// The options of `webhook`, if webhook configurations are requested.
    pub(crate) webhook: Option<Webhook>,
    /// The paths to read.
    pub(crate) paths: Vec<String>,
    /// The output rules.
    pub(crate) outputs: Outputs,
    /// Options that are accepted and ignored.
    pub(crate) warnings: Vec<Message>,
}

/// The options of `crd`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Crd {
    pub(crate) allow_dangerous_types: bool,
    crd_versions: Option<Vec<String>>,
    #[serde(rename = "deprecatedV1beta1CompatibilityPreserveUnknownFields")]
    pub(crate) preserve_unknown_fields: Option<bool>,
    pub(crate) generate_embedded_object_meta: bool,
    pub(crate) header_file: Option<String>,
    ignore_unexported_fields: Option<bool>,
    pub(crate) max_desc_len: Option<i64>,
    pub(crate) omit_tool_version: bool,
    pub(crate) year: String,
    schema: Option<String>,
    pub(crate) omit_formats: bool,
    pub(crate) omit_defaults: Vec<String>,
    pub(crate) helm_condition: Option<String>,
    pub(crate) annotations: Vec<String>,
    pub(crate) labels: Vec<String>,
}

/// The options of `rbac`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Rbac {
    pub(crate) role_name: String,
    pub(crate) file_name: String,
    pub(crate) header_file: Option<String>,
    pub(crate) year: String,
}

impl Default for Rbac {
    fn default() -> Self {
        Self {
            role_name: "manager-role".to_owned(),
            file_name: "role.yaml".to_owned(),
            header_file: None,
            year: String::new(),
        }
    }
}

/// The options of `webhook`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Webhook {
    pub(crate) header_file: Option<String>,
    pub(crate) year: String,
}

/// The parsed options of `kubewright schemapatch`.
#[derive(Clone, Debug, Default)]
pub(crate) struct SchemaPatch {
    /// The folder with the CRDs.
    pub(crate) manifests: String,
    pub(crate) max_desc_len: Option<i64>,
    pub(crate) generate_embedded_object_meta: bool,
    pub(crate) allow_dangerous_types: bool,
    pub(crate) paths: Vec<String>,
    /// The output rule; the folder with the CRDs by default.
    pub(crate) outputs: Outputs,
}

impl Options {
    /// Parses the options on a command line.
    pub(crate) fn parse(words: &[String]) -> Result<Self, Vec<Message>> {
        let mut options = Self::default();
        let mut problems = Vec::new();
        for text in words {
            if let Err(problem) = options.word(text) {
                problems.push(problem);
            }
        }
        if options.crd.is_none() && options.rbac.is_none() && options.webhook.is_none() {
            options.crd = Some(Crd::default());
            options.rbac = Some(Rbac::default());
            options.webhook = Some(Webhook::default());
        }
        problems.extend(options.idle_outputs());
        if problems.is_empty() {
            Ok(options)
        } else {
            Err(problems)
        }
    }

    fn word(&mut self, text: &str) -> Result<(), Message> {
        let (word, args) = split(text, MANIFESTS)?;
        match word.name {
            "crd" => {
                let crd: Crd = read(word, args)?;
                self.warnings.extend(crd.check()?);
                once(&mut self.crd, crd, word)
            }
            "rbac" => {
                let rbac: Rbac = read(word, args)?;
                rbac.check()?;
                once(&mut self.rbac, rbac, word)
            }
            "webhook" => once(&mut self.webhook, read(word, args)?, word),
            "paths" => {
                self.paths.extend(paths(word, args)?);
                Ok(())
            }
            _ => self.outputs.word(word, args),
        }
    }

    /// Whether the call says where the documents of every generator go.
    pub(crate) fn states_all_outputs(&self) -> bool {
        let runs = [
            (Generator::Crd, self.crd.is_some()),
            (Generator::Rbac, self.rbac.is_some()),
            (Generator::Webhook, self.webhook.is_some()),
        ];
        let mut running = runs.into_iter().filter(|(_, runs)| *runs);
        running.all(|(generator, _)| self.outputs.states(generator))
    }

    /// Output rules of generators that do not run.
    fn idle_outputs(&self) -> Vec<Message> {
        let runs = |generator| match generator {
            Generator::Crd => self.crd.is_some(),
            Generator::Rbac => self.rbac.is_some(),
            Generator::Webhook => self.webhook.is_some(),
        };
        let idle = self.outputs.named().filter(|generator| !runs(*generator));
        idle.map(|generator| {
            let name = generator.name();
            Message::new(format!(
                "`output:{name}:...` belongs to a generator that does not run"
            ))
            .help(format!("add `{name}`"))
        })
        .collect()
    }
}

/// Returns whether a generator with these options makes something else than without options.
pub(crate) fn effect(word: &str) -> Result<bool, Message> {
    let given = Options::parse(&[word.to_owned()]);
    let mut given = given.map_err(|mut problems| problems.remove(0))?;
    if !given.warnings.is_empty() {
        return Err(given.warnings.remove(0));
    }
    let crd = given.crd.map(|crd| Crd {
        // There is one.
        crd_versions: None,
        ..crd
    });
    Ok(crd.is_some_and(|crd| crd != Crd::default())
        || given.rbac.is_some_and(|rbac| rbac != Rbac::default())
        || given.webhook.is_some_and(|webhook| webhook != Webhook::default()))
}

impl SchemaPatch {
    /// Parses the options on a command line.
    pub(crate) fn parse(words: &[String]) -> Result<Self, Vec<Message>> {
        let mut options = Self::default();
        let mut problems: Vec<_> = words.iter().filter_map(|text| options.word(text).err()).collect();
        if problems.is_empty() && options.manifests.is_empty() {
            let message = Message::new("the folder with the CRDs is missing");
            problems.push(message.help("write `manifests=DIR`"));
        }
        if problems.is_empty() {
            Ok(options)
        } else {
            Err(problems)
        }
    }

    fn word(&mut self, text: &str) -> Result<(), Message> {
        let (word, args) = split(text, SCHEMAPATCH)?;
        match word.name {
            "manifests" => self.manifests = read(word, args)?,
            "maxDescLen" => self.max_desc_len = Some(read(word, args)?),
            "generateEmbeddedObjectMeta" => self.generate_embedded_object_meta = read(word, args)?,
            "allowDangerousTypes" => self.allow_dangerous_types = read(word, args)?,
            "paths" => self.paths.extend(paths(word, args)?),
            _ => self.outputs.word(word, args)?,
        }
        Ok(())
    }
}

impl Crd {
    /// The schemas of kinds with kube's derive, if the option names them.
    pub(crate) fn schemas(&self) -> Option<Schemas> {
        self.schema.as_deref().and_then(schemas)
    }

    fn check(&self) -> Result<Option<Message>, Message> {
        if let Some(other) = self
            .crd_versions
            .iter()
            .flatten()
            .find(|version| *version != "v1")
        {
            let message =
                format!("`crd:crdVersions={other}`: Kubernetes no longer supports this version of CRDs");
            return Err(Message::new(message).help("write `v1`, or remove the option"));
        }
        if let Some(name) = self.schema.as_deref().filter(|name| schemas(name).is_none()) {
            let message = format!("`crd:schema={name}` is unknown");
            return Err(Message::new(message).help("write `exact` or `strict`"));
        }
        for (option, list) in [("annotations", &self.annotations), ("labels", &self.labels)] {
            pairs(option, list)?;
        }
        if let Some(wrong) = self.omit_defaults.iter().find(|path| !path.starts_with('.')) {
            let message = format!("`crd:omitDefaults`: `{wrong}` is not a path");
            return Err(Message::new(message).help("write a path such as `.spec.template`, or `.` for all"));
        }
        let is_value = |path: &str| {
            !path.is_empty()
                && path.split('.').all(|part| {
                    !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                })
        };
        if let Some(wrong) = self.helm_condition.as_deref().filter(|path| !is_value(path)) {
            let message = format!("`crd:helmCondition={wrong}` is not the path of a value");
            return Err(Message::new(message).help("write it without `.Values`, such as `crds.enabled`"));
        }
        Ok(self.ignore_unexported_fields.map(|_| {
            Message::new("`crd:ignoreUnexportedFields` has no meaning in Rust")
                .help("serde ignores `pub`; use `#[serde(skip)]` to skip a field")
        }))
    }
}

/// Checks the annotations or labels of all CRDs.
fn pairs(option: &str, list: &[String]) -> Result<(), Message> {
    for pair in list {
        let Some((key, value)) = pair.split_once('=') else {
            let message = format!("`crd:{option}`: `{pair}` has no `=`");
            return Err(Message::new(message).help(format!("write `crd:{option}={{\"key=value\"}}`")));
        };
        let checked = match option {
            "labels" => check_object_label(key, value),
            _ => check_annotation(key),
        };
        checked.map_err(|reason| Message::new(format!("`crd:{option}`: {reason}")).help(KEY_HELP))?;
    }
    Ok(())
}

impl Rbac {
    fn check(&self) -> Result<(), Message> {
        let name = &self.role_name;
        if is_role_name(name) {
            return Ok(());
        }
        let message = Message::new(format!("`rbac:roleName={name}` is not the name of a role"));
        Err(message.help("write a name without `/` and `%`, or remove the option"))
    }
}

fn once<T>(slot: &mut Option<T>, value: T, word: &Word) -> Result<(), Message> {
    match slot.replace(value) {
        Some(_) => {
            let message = Message::new(format!("`{}` is given twice", word.name));
            Err(message.help("join its options with `,`"))
        }
        None => Ok(()),
    }
}

fn paths(word: &Word, args: Args<'_>) -> Result<Vec<String>, Message> {
    let paths: Vec<String> = match args {
        Args::Value(text) if text.trim().is_empty() => Vec::new(),
        Args::None | Args::Value(_) | Args::Named(_) => read(word, args)?,
    };
    match paths.iter().any(String::is_empty) || paths.is_empty() {
        true => Err(Message::new("`paths=` is empty").help("write `paths=./...`")),
        false => Ok(paths),
    }
}

/// Finds the definition of an option, and the text of its arguments.
fn split<'t>(text: &'t str, words: &'static [Word]) -> Result<(&'static Word, Args<'t>), Message> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    if text.is_empty() {
        return Err(Message::new("an option is an empty string").help("remove it"));
    }
    let (left, right) = match text.split_once('=') {
        Some((left, right)) => (left, Some(right)),
        None => (text, None),
    };
    let find = |name: &str| words.iter().find(|word| word.name == name);
    if let Some(word) = find(left) {
        return match (right, word.args) {
            (None, _) => Ok((word, Args::None)),
            (Some(value), [words::VALUE, ..]) => Ok((word, Args::Value(value))),
            (Some(_), _) => Err(word.misused()),
        };
    }
    if let Some((name, argument)) = left.rsplit_once(':')
        && let Some(word) = find(name)
        && !word.args.is_empty()
        && word.args[0] != words::VALUE
    {
        // The argument and the text after it are contiguous.
        return Ok((
            word,
            Args::Named(&text[text.len() - argument.len() - right.map_or(0, |r| r.len() + 1)..]),
        ));
    }
    Err(unknown(left, words))
}

/// The unparsed arguments of an option.
#[derive(Clone, Copy, Debug)]
enum Args<'t> {
    None,
    Value(&'t str),
    Named(&'t str),
}

fn read<T: DeserializeOwned>(word: &Word, args: Args<'_>) -> Result<T, Message> {
    let found = match args {
        Args::Value(text) => parse(text, Form::Value),
        Args::Named(text) => parse(text, Form::Named),
        Args::None if word.args.first().is_some_and(|arg| *arg == words::VALUE) => {
            return Err(word.misused());
        }
        Args::None => parse("", Form::Named),
    };
    found.map_err(|error| {
        let message = error.message;
        Message {
            text: format!("`{}`: {}", word.name, message.text),
            ..message
        }
    })
}

fn unknown(name: &str, words: &'static [Word]) -> Message {
    let generator = name.split(':').next().unwrap_or(name);
    let refused = words::REFUSED.iter().find(|(refused, _)| *refused == generator);
    if let Some((refused, reason)) = refused {
        return Message::new(format!("`{refused}` is not a generator of kubewright")).help(*reason);
    }
    let message = Message::new(format!("unknown option `{name}`"));
    let names = words.iter().map(|word| word.name);
    let head = name.rsplit_once(':').map(|(head, _)| head);
    let near = suggest::nearest(name, names.clone())
        .or_else(|| suggest::nearest(generator, names.clone()))
        .or_else(|| suggest::nearest(head.unwrap_or(name), names));
    // `maxDescLen=0`, without its generator.
    let owner = words.iter().find(|word| {
        word.args
            .iter()
            .any(|arg| !arg.name.is_empty() && arg.name == name)
    });
    match (owner, near) {
        (Some(owner), _) => message.help(format!("write `{}:{name}=...`", owner.name)),
        (None, Some(near)) => message.help(format!("did you mean `{near}`?")),
        (None, None) => message.help("run with `--help` for the list"),
    }
}

/// The list of options, for `--help`.
pub(crate) fn help(words: &[Word], examples: &str) -> String {
    let mut lines = Vec::new();
    for word in words.iter().filter(|word| !word.is_of_one()) {
        lines.push((format!("  {}", word.usage()), word.help));
        let named = word.args.iter().filter(|arg| !arg.name.is_empty());
        lines.extend(named.map(|arg| (format!("      {}=<{}>", arg.name, arg.ty), arg.help)));
    }
    if words.iter().any(Word::is_of_one) {
        lines.push((
            "  output:<generator>:...".to_owned(),
            "the output rule of one generator: `output:crd:dir=...`",
        ));
    }
    let mut out = String::from("Generators, paths and output rules:\n");
    for (usage, help) in lines {
        // An entry that is too long for its column gets a separate line.
        let gap = if usage.len() < 40 { "" } else { "\n" };
        let width = if gap.is_empty() { 40 - usage.len() } else { 40 };
        let _ = writeln!(out, "{usage}{gap}{:width$}{help}", "");
    }
    let _ = write!(out, "\nExamples:\n{examples}");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Options, Vec<String>> {
        let words: Vec<_> = words.iter().map(ToString::to_string).collect();
        Options::parse(&words).map_err(|problems| problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn no_generator_means_all() {
        let options = parse(&["paths=./a;./b", "paths={./c/...}"]).unwrap();
        assert!(options.crd.is_some() && options.rbac.is_some() && options.webhook.is_some());
        assert_eq!(options.paths, ["./a", "./b", "./c/..."]);
    }

    #[test]
    fn a_named_generator_runs_alone() {
        let options = parse(&["+crd:maxDescLen=0,generateEmbeddedObjectMeta=true"]).unwrap();
        let crd = options.crd.unwrap();
        assert_eq!(
            (crd.max_desc_len, crd.generate_embedded_object_meta),
            (Some(0), true)
        );
        assert!(options.rbac.is_none());
    }

    #[test]
    fn typos_are_told() {
        let cases: [(&[&str], &str); 9] = [
            (&["crds"], "unknown option `crds`; did you mean `crd`?"),
            (
                &["crd:maxDescLn=0"],
                "`crd`: unknown argument `maxDescLn`; did you mean `maxDescLen`?",
            ),
            (
                &["maxDescLen=0"],
                "unknown option `maxDescLen`; write `crd:maxDescLen=...`",
            ),
            (
                &["object:headerFile=x"],
                "`object` is not a generator of kubewright; `#[derive(Clone)]` does it in Rust",
            ),
            (&["crd", "crd"], "`crd` is given twice; join its options with `,`"),
            (
                &["crd=1"],
                "`crd` has no value; its arguments have names: `crd:name=value`",
            ),
            (
                &["rbac", "output:crd:dir=x"],
                "`output:crd:...` belongs to a generator that does not run; add `crd`",
            ),
            (&[""], "an option is an empty string; remove it"),
            (&["paths"], "`paths` lacks its value; write `paths=...`"),
        ];
        for (words, expected) in cases {
            assert_eq!(parse(words).err().unwrap_or_default(), [expected]);
        }
    }
}
