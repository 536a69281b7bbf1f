//! A page as the steps that its reader takes.
//!
//! A comment before a block says what the block is: `<!-- file: PATH -->` the whole of a file that the reader writes,
//! `<!-- change: PATH -->` a change of one, as a patch, `<!-- part: PATH -->` lines that are in one. `<!-- setup: COMMAND; ... -->`
//! stands alone: what has been done before. `<!-- followed by: TEST -->` before a console names the file of the test that runs its
//! commands, because they need a cluster or a registry.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// What the reader does, or sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// What has been done before.
    Setup(Vec<String>),
    /// A file is written.
    File {
        /// Where, from the project's folder.
        path: String,
        /// All of it.
        text: String,
    },
    /// A file is changed.
    Change {
        /// Where.
        path: String,
        /// Lines with ` `, `-` and `+`, hunks apart by `@@`.
        patch: String,
    },
    /// A file has these lines.
    Part {
        /// Where.
        path: String,
        /// The lines.
        text: String,
    },
    /// Commands are run.
    Console(Vec<Call>),
    /// Commands are run by another test, which has a cluster.
    Elsewhere {
        /// The file of the test, in the repository.
        test: String,
        /// The commands.
        calls: Vec<Call>,
    },
}

/// A command, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// As it is typed.
    pub command: String,
    /// Its lines; `...` stands for any.
    pub said: Vec<String>,
}

impl Call {
    /// Returns whether this is what the command prints.
    ///
    /// ```
    /// use kubewright_guide::page::Call;
    ///
    /// let call = Call { command: "ls".into(), said: vec!["a.txt".into(), "...".into()] };
    /// assert!(call.fits("a.txt\nb.txt\n"));
    /// assert!(!call.fits("b.txt\n"));
    /// ```
    #[must_use]
    pub fn fits(&self, printed: &str) -> bool {
        let lines: Vec<&str> = printed.trim_end().lines().collect();
        let wanted: Vec<&str> = self.said.iter().map(String::as_str).collect();
        fits(&lines, &wanted)
    }
}

/// Whether the lines are those that are wanted, where `...` stands for any.
fn fits(lines: &[&str], wanted: &[&str]) -> bool {
    match (wanted.split_first(), lines.split_first()) {
        (None, first) => first.is_none(),
        (Some((&"...", rest)), _) => (0..=lines.len()).any(|skipped| fits(&lines[skipped..], rest)),
        (Some((wanted, rest)), Some((line, lines))) => wanted == line && fits(lines, rest),
        (Some(_), None) => false,
    }
}

/// The folder of the repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All pages, README first.
///
/// # Errors
///
/// If a folder cannot be read.
pub fn pages() -> io::Result<Vec<PathBuf>> {
    let mut pages = Vec::new();
    let mut folders = vec![root().join("docs/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages.insert(0, root().join("README.md"));
    Ok(pages)
}

/// The steps of a page, or what is wrong with it.
///
/// ```
/// use kubewright_guide::page::{Call, Step, steps};
///
/// let page = "<!-- file: a.txt -->\n```text\nhello\n```\n\n```console\n$ cat a.txt\nhello\n```\n";
/// let file = Step::File { path: "a.txt".into(), text: "hello\n".into() };
/// let call = Call { command: "cat a.txt".into(), said: vec!["hello".into()] };
/// assert_eq!(steps(page)?, [file, Step::Console(vec![call])]);
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
///
/// If a comment or a block is none that is known.
pub fn steps(text: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let mut note: Option<(&str, String)> = None;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let comment = line
            .strip_prefix("<!-- ")
            .and_then(|rest| rest.strip_suffix(" -->"));
        match comment.and_then(|comment| comment.split_once(": ")) {
            Some(("setup", commands)) => {
                steps.push(Step::Setup(commands.split("; ").map(str::to_owned).collect()));
            }
            Some((word, value)) => note = Some((word, value.to_owned())),
            None => {}
        }
        let Some(language) = line.strip_prefix("```") else {
            continue;
        };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let text = || body.iter().map(|line| format!("{line}\n")).collect::<String>();
        match note.take() {
            Some(("file", path)) if language.starts_with("rust") => steps.push(Step::File {
                path,
                text: shown(&body),
            }),
            Some(("file", path)) => steps.push(Step::File { path, text: text() }),
            Some(("change", path)) => steps.push(Step::Change { path, patch: text() }),
            Some(("part", path)) => steps.push(Step::Part { path, text: text() }),
            Some(("followed by", test)) if language == "console" => steps.push(Step::Elsewhere {
                test,
                calls: calls(&body)?,
            }),
            Some((word, _)) => return Err(format!("nobody knows what `{word}` is before a block")),
            None if language == "console" => steps.push(Step::Console(calls(&body)?)),
            None => {}
        }
    }
    Ok(steps)
}

/// Without the lines that are there for the compiler alone.
fn shown(body: &[&str]) -> String {
    let is_hidden = |line: &str| line == "#" || line.starts_with("# ");
    let shown = body.iter().filter(|line| !is_hidden(line));
    shown.map(|line| format!("{line}\n")).collect()
}

fn calls(body: &[&str]) -> Result<Vec<Call>, String> {
    let mut calls: Vec<Call> = Vec::new();
    for line in body {
        match (line.strip_prefix("$ "), calls.last_mut()) {
            (Some(command), _) => calls.push(Call {
                command: command.to_owned(),
                said: Vec::new(),
            }),
            (None, Some(call)) => call.said.push((*line).to_owned()),
            (None, None) => return Err(format!("a console begins with output: {line}")),
        }
    }
    Ok(calls)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn three_dots_stand_for_any_lines() {
        assert!(fits(&["a", "b", "c"], &["a", "...", "c"]));
        assert!(fits(&[], &["..."]) && fits(&["a"], &["...", "a"]));
        assert!(!fits(&["a", "b"], &["a"]) && !fits(&["a"], &["a", "b"]) && !fits(&["b"], &["...", "a"]));
    }
}
