//! Projects that commands by chance make, the same ones each time.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::project::run;
use crate::commands::command;

const PROJECTS: u8 = 4;
const COMMANDS: usize = 14;

/// Makes them, each in a folder of this one, as one workspace; and the commands of each that were not refused.
pub(crate) fn projects(folder: &Path) -> Vec<Vec<String>> {
    let members = "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\nexclude = [\".github\"]\n\n[profile.dev]\ndebug = false\nincremental = false\n";
    fs::write(folder.join("Cargo.toml"), members).unwrap();
    let all = 0..PROJECTS;
    all.map(|seed| project(seed, folder)).collect()
}

fn project(seed: u8, folder: &Path) -> Vec<String> {
    let name = format!("chance-{seed}");
    let folder = folder.join(&name);
    fs::create_dir(&folder).unwrap();
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let commands = prop::collection::vec(command(), COMMANDS);
    // There is no crate that has types of others.
    let commands = commands.new_tree(&mut runner).unwrap().current().into_iter();
    let commands = commands.filter(|command| !command.contains("--external-api"));
    let start = [
        format!(
            "init --project-name {name} --domain example.com --license none --workspace --runtime path={} --multigroup={}",
            env!("CARGO_MANIFEST_DIR"),
            seed.is_multiple_of(2)
        ),
        "create api --group cache --version v1 --kind Memcached --make=false".to_owned(),
    ];
    let runs = |command: &String| {
        let arguments: Vec<_> = command.split_whitespace().collect();
        run(&folder, &arguments).status.success()
    };
    let made: Vec<_> = start.into_iter().chain(commands).filter(runs).collect();
    assert!(made.len() > 2, "{made:#?}");
    let manifests = run(&folder, &["manifests"]);
    let said = String::from_utf8_lossy(&manifests.stderr);
    assert!(manifests.status.success(), "{made:#?}\n{said}");
    made
}
