//! Random sequences of commands: `PROJECT` matches the files, a failing command changes nothing, and `delete` undoes `create`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kubewright::plan;
use kubewright::plugins::{Settings, resolve};
use kubewright::project::file::ProjectFile;
use proptest::prelude::*;

use crate::cli::project::Project;
use crate::commands::{command, named};

fn run(project: &Project, command: &str) -> (u8, String) {
    let args: Vec<_> = command.split(' ').filter(|arg| !arg.is_empty()).collect();
    let said = project.run(&args);
    (said.status, said.err)
}

fn init(multigroup: bool) -> Project {
    let project = Project::empty();
    let (status, said) = run(
        &project,
        &format!("init --project-name demo --domain example.com --license none --multigroup={multigroup}"),
    );
    assert_eq!(status, 0, "{said}");
    project
}

/// The files that a project gets if it is scaffolded from its `PROJECT` in one step.
fn from_scratch(text: &str) -> BTreeMap<PathBuf, String> {
    let project = ProjectFile::parse(text).unwrap().project;
    let settings = Settings {
        license: "none".to_owned(),
        year: "2026".to_owned(),
        ..Settings::default()
    };
    let chain = resolve(&project.layout, &[]).unwrap();
    let whole = project.whole(&chain, &settings).unwrap();
    let folder = Project::empty();
    plan::write(&plan::resolve(whole, folder.path()).unwrap().edits, folder.path()).unwrap();
    folder.files()
}

/// Sorted lines, because commands in another order insert lines in another order.
fn sorted(files: BTreeMap<PathBuf, String>) -> BTreeMap<PathBuf, Vec<String>> {
    let lines = |text: String| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    files
        .into_iter()
        .filter(|(path, _)| path != Path::new("PROJECT"))
        .map(|(path, text)| (path, lines(text)))
        .collect()
}

fn check_true(project: &Project, commands: &[String]) -> Result<(), TestCaseError> {
    let (is, should_be) = (
        sorted(project.files()),
        sorted(from_scratch(&project.text("PROJECT"))),
    );
    let paths: std::collections::BTreeSet<_> = is.keys().chain(should_be.keys()).collect();
    for path in paths {
        prop_assert_eq!(is.get(path), should_be.get(path), "{:?}, {:#?}", path, commands);
    }
    Ok(())
}

/// A sequence that a random run has found.
#[test]
fn a_hub_that_was_made_before_its_spoke() -> Result<(), TestCaseError> {
    let project = init(false);
    let commands = [
        "create api --group cache --version v1 --kind Memcached --make=false",
        "create api --group cache --version v1beta1 --kind Memcached --make=false",
        "create webhook --group cache --version v1 --kind Memcached --make=false --conversion --spoke v1beta1",
    ];
    for command in commands {
        let (status, said) = run(&project, command);
        assert_eq!(status, 0, "{said}");
    }
    check_true(&project, &commands.map(str::to_owned))
}

/// `PROPTEST_CASES=1000` runs more cases.
fn cases() -> u32 {
    let wanted = std::env::var("PROPTEST_CASES").ok();
    wanted.and_then(|wanted| wanted.parse().ok()).unwrap_or(24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn project_is_true(multigroup: bool, commands in prop::collection::vec(command(), 1..10)) {
        let project = init(multigroup);
        // Whatever else is refused, this is not.
        let (status, said) = run(&project, "create api --group cache --version v1 --kind Memcached --make=false");
        prop_assert_eq!(status, 0, "{}", said);
        for command in &commands {
            let before = project.files();
            let (status, said) = run(&project, command);
            if status != 0 {
                prop_assert_eq!(project.files(), before, "{}\n{}", command, said);
                continue;
            }
            prop_assert!(!said.contains("warning: `"), "{:#?}\n{}", commands, said);
            let after = project.files();
            if !command.starts_with("delete") {
                let (status, said) = run(&project, command);
                prop_assert_eq!(status, 0, "{} again, of {:#?}\n{}", command, commands, said);
            }
            prop_assert_eq!(project.files(), after, "{} again", command);
            check_true(&project, &commands)?;
        }
    }

    #[test]
    fn what_is_deleted_was_never_there(
        multigroup: bool,
        before in prop::collection::vec(command(), 0..5),
        named in named(),
        controller: bool,
        webhooks in prop::collection::vec(prop::sample::select(vec!["--defaulting", "--programmatic-validation", "--conversion"]), 0..3),
    ) {
        let project = init(multigroup);
        for command in &before {
            run(&project, command);
        }
        let files = project.files();
        let text = project.text("PROJECT");
        let name: Vec<_> = named.split(' ').collect();
        let there = ProjectFile::parse(&text).unwrap().project.resources.into_iter().any(|resource| {
            (resource.identity.group.as_str(), resource.identity.version.as_str(), resource.identity.kind.as_str()) == (name[1], name[3], name[5])
        });
        if there {
            return Ok(());
        }
        let (status, _) = run(&project, &format!("create api {named} --make=false --controller={controller}"));
        prop_assert!(status == 0 || !before.is_empty());
        if status != 0 {
            return Ok(());
        }
        for webhook in webhooks {
            run(&project, &format!("create webhook {named} --make=false {webhook}"));
        }
        let (status, said) = run(&project, &format!("delete api {named} --make=false"));
        prop_assert_eq!(status, 0, "{}", said);
        prop_assert_eq!(project.files(), files, "{:#?}\n{}", before, named);
    }
}
