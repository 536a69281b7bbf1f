//! How the files of one project read in another: the same but for names and the license header.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::project::{Files, Project};

/// The names that commands gave to a project and to one version of a kind.
pub(crate) struct Names {
    header: String,
    /// Longer ones first, so that the kind is not found in its own plural.
    names: [String; 8],
}

impl Names {
    /// Those of each `create api`, in order; one without a kind for a project that has none.
    pub(crate) fn all(project: &Project, files: &Files) -> Vec<Self> {
        let commands = project.commands();
        let flag = |command: &str, flag: &str| {
            let mut words = command.split_whitespace().skip_while(|word| *word != flag);
            words.nth(1).map(str::to_owned)
        };
        let flag_of_init = |name| flag(&commands[0], name).unwrap();
        // A project that is made from another has its domain.
        let text = files.get(Path::new("PROJECT")).map_or("", String::as_str);
        let of_project = text.lines().find_map(|line| line.strip_prefix("domain: "));
        let domain = flag(&commands[0], "--domain").or(of_project.map(str::to_owned));
        let boilerplate = files.get(Path::new("hack/boilerplate.rs.txt"));
        let header = boilerplate.map_or_else(String::new, |text| {
            format!("{}\n\n", text.replace("YEAR", "2026").trim_end())
        });
        let apis = commands.iter().filter(|command| command.contains(" create api "));
        let api = |command: &String| {
            let kind = flag(command, "--kind").unwrap();
            let lower = kind.to_lowercase();
            let project = flag_of_init("--project-name");
            Self {
                header: header.clone(),
                names: [
                    project.replace('-', "_"),
                    project,
                    domain.clone().unwrap(),
                    flag(command, "--plural").unwrap_or_else(|| format!("{lower}s")),
                    kind,
                    lower,
                    flag(command, "--group").unwrap(),
                    flag(command, "--version").unwrap(),
                ],
            }
        };
        apis.map(api).collect()
    }

    /// A file of the project with these names, as it is called and reads in one with those.
    fn renamed(&self, path: &Path, text: &str, to: &Self) -> (PathBuf, String) {
        let path = PathBuf::from(self.replaced(path.to_str().unwrap(), to));
        let body = text.strip_prefix(&self.header);
        let text = match body.filter(|_| !self.header.is_empty()) {
            Some(body) => format!("{}{}", to.header, self.replaced(body, to)),
            None => self.replaced(text, to),
        };
        (path, text)
    }

    /// The text with each name, where it is a word or a part of an identifier, replaced by the other's.
    fn replaced(&self, text: &str, to: &Self) -> String {
        let mut replaced = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = None;
        while let Some(next) = rest.chars().next() {
            let found = self.names.iter().position(|name| {
                let after = rest.strip_prefix(name.as_str());
                let after = after.map(|after| after.chars().next());
                let is_free = |c: Option<char>| !c.is_some_and(|c: char| c.is_ascii_lowercase());
                let begins = next.is_ascii_uppercase() || is_free(before);
                begins && after.is_some_and(is_free)
            });
            let (name, other) = match found {
                Some(index) => (self.names[index].as_str(), to.names[index].as_str()),
                None => (&rest[..next.len_utf8()], &rest[..next.len_utf8()]),
            };
            replaced.push_str(other);
            before = name.chars().last();
            rest = &rest[name.len()..];
        }
        replaced
    }
}

/// The files that are the same but for names in one of the known projects.
pub(crate) fn alike(known: &[(Files, Project)], (made, project): (&Files, &Project)) -> Vec<PathBuf> {
    let to = Names::all(project, made);
    let mut renamed = BTreeSet::new();
    for (files, project) in known {
        for from in Names::all(project, files) {
            for (to, (path, text)) in to.iter().flat_map(|to| files.iter().map(move |file| (to, file))) {
                renamed.insert(from.renamed(path, text, to));
            }
        }
    }
    let alike = made.iter().filter(|(path, text)| {
        let file = ((*path).clone(), (*text).clone());
        path.as_path() != Path::new("PROJECT") && renamed.contains(&file)
    });
    alike.map(|(path, _)| path.clone()).collect()
}
