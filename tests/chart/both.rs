//! Both versions of helm at once.

use std::process::Command;

use kubewright_oracles::{Tool, output};

/// What both versions print, which must be the same, or the errors of both.
pub(crate) fn helm(arguments: &[&str]) -> Result<String, String> {
    // They differ in blank lines, and in the order of hooks.
    let documents = |text: &str| -> Vec<String> {
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        let mut documents: Vec<_> = lines
            .split(|line| *line == "---")
            .map(|lines| lines.join("\n"))
            .collect();
        documents.sort();
        documents
    };
    match Tool::HELMS.map(|helm| output(Command::new(helm.program()).args(arguments))) {
        [Ok(old), Ok(new)] => {
            assert_eq!(documents(&old), documents(&new), "{arguments:?}");
            Ok(new)
        }
        [Err(old), Err(new)] => Err(format!("{old}{new}")),
        [old, new] => panic!("helm {arguments:?}: {old:?}\n{new:?}"),
    }
}
