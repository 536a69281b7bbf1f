//! A reader, who follows a page: runs what is a command of ours, writes what is a file.
//!
//! What other programs do (`cargo`, `make`, `kubectl`) is left out.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use kubewright::{Streams, run_with};

use crate::page::{Call, Step};

/// Somebody in a folder.
#[derive(Debug)]
pub struct Reader {
    folder: PathBuf,
}

impl Reader {
    /// Somebody in this folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// Where the steps have led.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes a step.
    ///
    /// # Errors
    ///
    /// If something is not as the page says.
    pub fn take(&mut self, step: &Step) -> Result<()> {
        match step {
            Step::Setup(commands) => commands.iter().try_for_each(|command| {
                let said = self.type_in(command)?;
                said.map(drop)
                    .ok_or_else(|| anyhow!("`{command}` cannot be run here"))
            }),
            Step::File { path, text } => {
                let file = self.folder.join(path);
                if let Some(folder) = file.parent() {
                    fs::create_dir_all(folder)?;
                }
                fs::write(&file, text).with_context(|| format!("cannot write {path}"))
            }
            Step::Change { path, patch } => {
                let text = self.read(path)?;
                let changed = patched(&text, patch)
                    .map_err(|hunk| anyhow!("{path} has not, at one place:\n{hunk}\nbut is:\n{text}"))?;
                fs::write(self.folder.join(path), changed).with_context(|| format!("cannot write {path}"))
            }
            Step::Part { path, text } => match self.read(path)? {
                whole if whole.contains(text) => Ok(()),
                whole => bail!("{path} has not:\n{text}\nbut is:\n{whole}"),
            },
            Step::Console(calls) => calls.iter().try_for_each(|call| self.call(call)),
            Step::Elsewhere { .. } => Ok(()),
        }
    }

    /// Types a command, which is to say what the page says.
    ///
    /// # Errors
    ///
    /// If it says something else.
    pub fn call(&mut self, call: &Call) -> Result<()> {
        let Some(said) = self.type_in(&call.command)? else {
            return Ok(());
        };
        if !call.fits(&said) {
            bail!("`{}` does not say what is written, but:\n{said}", call.command);
        }
        Ok(())
    }

    /// Types a command and returns what it says, if it is one that can be run here.
    ///
    /// # Errors
    ///
    /// If a folder or file is not there.
    pub fn type_in(&mut self, command: &str) -> Result<Option<String>> {
        let mut said = String::new();
        for command in command.split(" && ") {
            let words: Vec<&str> = command.split_whitespace().collect();
            match words[..] {
                ["mkdir", folder] => fs::create_dir(self.folder.join(folder))?,
                ["cd", folder] => self.folder.push(folder),
                ["cat", file] => said += &self.read(file)?,
                ["kubewright", ..] => said += &run(&words, &self.folder),
                _ => return Ok(None),
            }
        }
        Ok(Some(said))
    }

    fn read(&self, path: &str) -> Result<String> {
        fs::read_to_string(self.folder.join(path)).with_context(|| format!("cannot read {path}"))
    }
}

/// What a command says, on either stream. The year is always the same.
fn run(words: &[&str], folder: &Path) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let streams = Streams::plain(&mut out, &mut err);
    let variables = |name: &str| (name == "SOURCE_DATE_EPOCH").then(|| "1790000000".into());
    run_with(words, folder, &variables, streams);
    [out, err]
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .concat()
}

/// The text with a patch applied whose hunks each fit at one place, or the hunk that does not.
fn patched(text: &str, patch: &str) -> Result<String, String> {
    let mut text = text.to_owned();
    for hunk in patch.split("@@\n") {
        let side = |other: char| -> String {
            let lines = hunk.lines().filter(|line| !line.starts_with(other));
            lines
                .map(|line| format!("{}\n", line.get(1..).unwrap_or_default()))
                .collect()
        };
        let (old, new) = (side('+'), side('-'));
        if text.matches(&old).count() != 1 {
            return Err(old);
        }
        text = text.replacen(&old, &new, 1);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_fits_once_or_not_at_all() {
        let patch = " a\n-b\n+x\n@@\n c\n+d\n";
        assert_eq!(patched("a\nb\nc\n", patch).as_deref(), Ok("a\nx\nc\nd\n"));
        assert_eq!(patched("a\na\n", "-a\n+b\n"), Err("a\n".to_owned()));
        assert_eq!(patched("a\n", " z\n"), Err("z\n".to_owned()));
    }

    #[test]
    fn what_differs_is_told() {
        let folder = tempfile::tempdir()
            .map(|folder| folder.keep())
            .unwrap_or_default();
        let mut reader = Reader::new(&folder);
        let call = Call {
            command: "kubewright version".to_owned(),
            said: vec!["none".to_owned()],
        };
        let error = reader.call(&call).map_err(|error| error.to_string());
        assert!(error.is_err_and(|error| error.starts_with("`kubewright version` does not say")));
        assert!(fs::remove_dir(folder).is_ok());
    }
}
