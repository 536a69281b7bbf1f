//! What the `Makefile` of the Go project tells controller-gen, as options of this project.

mod calls;

use std::path::{Path, PathBuf};
use std::slice;

use kubewright_core::diagnostic::Message;

use super::old::Old;
use crate::cli;
use crate::license;
use crate::options::{self, Generator, Options, Rule};
use crate::plan::{Change, IfExists, Plan};
use calls::{Given, given};

/// The file.
const MAKEFILE: &str = "Makefile";

/// Generators of Go code: there is none to generate here.
const OF_CODE: &[&str] = &["applyconfiguration", "object", "deepcopy"];

/// What is carried over.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// The options of generators, for `PROJECT`.
    pub(super) options: Vec<String>,
    /// The name of the role that the manager is bound to, if it is not the default.
    role: Option<String>,
    /// The header of the sources, as it is written in Go.
    header: Option<(Given, PathBuf)>,
    /// Files that options name.
    files: Vec<(PathBuf, String)>,
    /// What is not carried over, and where it is written.
    pub(super) notes: Vec<String>,
}

impl Carried {
    /// Reads the `Makefile`.
    pub(super) fn read(old: &Old) -> Self {
        let mut carried = Self::default();
        let text = old.text(Path::new(MAKEFILE)).unwrap_or_default();
        let mut arguments: Vec<(Generator, Vec<String>)> = Vec::new();
        for given in given(&text) {
            let (name, rest) = given.word.split_once(':').unwrap_or((&given.word, ""));
            match Generator::named(name) {
                Some(generator) => {
                    let found = carried.arguments(generator, rest, &given, old);
                    match arguments.iter_mut().find(|(other, _)| *other == generator) {
                        Some((_, all)) => all.extend(found),
                        None => arguments.push((generator, found)),
                    }
                }
                None if OF_CODE.contains(&name) => carried.code(rest, &given, old),
                None => carried.rule(&given),
            }
        }
        for (generator, mut found) in arguments {
            found.dedup();
            if !found.is_empty() {
                carried
                    .options
                    .push(format!("{}:{}", generator.name(), found.join(",")));
            }
        }
        carried.names(&Options::in_project(&[], &carried.options.clone()));
        carried
    }

    /// Changes the files that depend on the options, and adds those that they name.
    pub(super) fn place(&self, plan: &mut Plan) {
        for (path, text) in &self.files {
            let file = Change::Create {
                text: text.clone(),
                if_exists: IfExists::Fail,
                template: "",
            };
            plan.change(path.clone(), file);
        }
        let Some(role) = &self.role else { return };
        let of_roles = plan.each().filter(|(path, _)| path.starts_with("config/rbac"));
        for text in of_roles
            .flat_map(|(_, changes)| changes.iter_mut())
            .filter_map(Change::created_mut)
        {
            *text = text.replace("  name: manager-role\n", &format!("  name: {role}\n"));
        }
    }

    /// The header of the Go sources, unless flags give another.
    pub(super) fn header_of(&mut self, old: &Old, args: &cli::Header) -> Option<String> {
        if args.license.is_some() || args.license_file.is_some() || args.owner.is_some() {
            return None;
        }
        let (given, path) = self.header.take()?;
        let text = old.text(&path)?;
        match license::check(&text) {
            Ok(()) => Some(format!("{}\n", text.trim_end())),
            Err(reason) => {
                self.note(
                    &given,
                    &given.word,
                    &format!("`{}` is not a license header: {reason}", old.shown(&path)),
                );
                None
            }
        }
    }

    /// The arguments of a generator that have an effect here.
    fn arguments(&mut self, generator: Generator, text: &str, given: &Given, old: &Old) -> Vec<String> {
        let mut kept = Vec::new();
        for argument in calls::arguments(text) {
            let word = format!("{}:{argument}", generator.name());
            match options::effect(&word) {
                Ok(false) => {}
                Ok(true) => match self.needed(&argument, old) {
                    Ok(()) => kept.push(argument),
                    Err(reason) => self.note(given, &word, &reason),
                },
                Err(problem) => self.note(given, &word, &problem.to_string()),
            }
        }
        kept
    }

    /// Keeps the file that an argument names; says why an argument has no place here.
    fn needed(&mut self, argument: &str, old: &Old) -> Result<(), String> {
        let (name, value) = argument.split_once('=').unwrap_or((argument, ""));
        let value = value.trim_matches(['"', '`']);
        if value.contains("$(") || value.contains("${") {
            return Err("its value is one of make's variables".to_owned());
        }
        match name {
            "fileName" => {
                Err("the role is in `role.yaml`, which `config/rbac/kustomization.yaml` lists".to_owned())
            }
            "headerFile" => {
                let path = PathBuf::from(value);
                let text = old
                    .text(&path)
                    .ok_or_else(|| format!("`{}` cannot be read", old.shown(&path)))?;
                if !self.files.iter().any(|(other, _)| *other == path) {
                    self.files.push((path, text));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A generator of Go code, whose header is that of the sources.
    fn code(&mut self, text: &str, given: &Given, old: &Old) {
        for argument in calls::arguments(text) {
            if let Some(path) = argument.strip_prefix("headerFile=") {
                let path = PathBuf::from(path.trim_matches(['"', '`']));
                match old.text(&path) {
                    Some(_) => self.header = Some((given.clone(), path)),
                    None => {
                        let reason = format!("`{}` cannot be read", old.shown(&path));
                        self.note(given, &given.word, &reason);
                    }
                }
            }
        }
    }

    /// A path or an output rule.
    fn rule(&mut self, given: &Given) {
        let word = &given.word;
        if word.starts_with("output:") && OF_CODE.iter().any(|name| word[7..].starts_with(name)) {
            return;
        }
        // The rule of a generator that does not run is refused, so all run.
        let all = Generator::ALL.map(|generator| generator.name().to_owned());
        let options = match Options::parse(&[&all[..], slice::from_ref(word)].concat()) {
            Ok(options) => options,
            Err(problems) => {
                let problem = problems.first().map(Message::to_string).unwrap_or_default();
                return self.note(given, word, &problem);
            }
        };
        if options.paths.iter().any(|path| path != "./..." && path != ".") {
            let reason = "`manifests` reads the whole project; `paths` in `PROJECT` narrows that";
            self.note(given, word, reason);
        }
        for generator in Generator::ALL
            .into_iter()
            .filter(|generator| options.outputs.states(*generator))
        {
            let folder = generator.folder();
            let usual = match options.outputs.rule(generator) {
                Rule::Folder(path) => path.strip_prefix(".").unwrap_or(&path) == Path::new(folder),
                Rule::Stdout | Rule::Nowhere => false,
            };
            if !usual {
                let reason = format!("kustomizations of this project read `{folder}`");
                self.note(given, word, &reason);
            }
        }
    }

    /// The names that other files refer to.
    fn names(&mut self, options: &Result<Options, Vec<Message>>) {
        let role = options.as_ref().ok().and_then(|options| options.rbac.as_ref());
        let usual = options::Rbac::default().role_name;
        self.role = role
            .map(|rbac| rbac.role_name.clone())
            .filter(|name| *name != usual);
    }

    fn note(&mut self, given: &Given, word: &str, reason: &str) {
        self.notes.push(format!(
            "{MAKEFILE}:{}: `{word}` is not carried over: {reason}",
            given.line
        ));
    }
}
