//! `kubewright scorecard`: runs the tests of a bundle.

mod program;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use kubewright_bundle::Files;
use kubewright_bundle::scorecard::{self, Config, Output, Stage, Status, Test, TestList, Verdicts};
use kubewright_bundle::selector::Selector;
use kubewright_core::yaml;
use rayon::prelude::*;
use serde_json::Value;

use super::bundle::{misused, read};
use super::errors::{Stop, fail, failure, misuse};
use super::{Context, FAILURE, SUCCESS};
use crate::cli;
use crate::plan;
use program::Program;

pub(super) fn run(args: &cli::Scorecard, mut cx: Context<'_, '_>) -> u8 {
    let result = tested(args, &cx).map(|(list, output)| {
        cx.printer.result(&output.render(&list));
        if list.passed() { SUCCESS } else { FAILURE }
    });
    cx.end(result)
}

fn tested(args: &cli::Scorecard, cx: &Context<'_, '_>) -> Result<(TestList, Output), Stop> {
    let output: Output = args.output.parse().map_err(misused)?;
    let budget = duration(&args.wait_time)?;
    let selector: Selector = args
        .selector
        .as_deref()
        .unwrap_or_default()
        .parse()
        .map_err(misused)?;
    let folder = cx.directory.join(&args.bundle);
    let files = read::files(&args.bundle, cx.directory)?;
    let mut config = config(args, cx.directory, &files)?;
    let count = config.stages.iter().map(|stage| stage.tests.len()).sum::<usize>();
    for stage in &mut config.stages {
        stage.tests.retain(|test| selector.matches(&test.labels));
    }
    config.stages.retain(|stage| !stage.tests.is_empty());
    if config.stages.is_empty() {
        let text = format!("no test matches; the configuration has {count} tests");
        return Err(fail(text, "`--list` without a selector lists all"));
    }
    let tests = || config.stages.iter().flat_map(|stage| &stage.tests);
    if args.list {
        return Ok((
            TestList::new(tests().map(|test| (test.clone(), Status::default()))),
            output,
        ));
    }
    let verdicts = if args.strict {
        Verdicts::Strict
    } else {
        Verdicts::Compatible
    };
    // Every test is found before the first one runs.
    let programs = |test: &Test| Program::find(test, &folder, args, cx);
    let found: Vec<_> = tests()
        .map(|test| (!is_builtin(test)).then(|| programs(test)).transpose())
        .collect::<Result<_, _>>()?;
    let mut found = found.into_iter();
    let deadline = Instant::now() + budget;
    let mut runs = Vec::new();
    for stage in &config.stages {
        let programs: Vec<_> = found.by_ref().take(stage.tests.len()).collect();
        runs.extend(run_stage(stage, &programs, &files, verdicts, deadline)?);
    }
    Ok((TestList::new(runs), output))
}

fn is_builtin(test: &Test) -> bool {
    test.builtin().is_some()
}

fn run_stage(
    stage: &Stage,
    programs: &[Option<Program>],
    files: &Files,
    verdicts: Verdicts,
    deadline: Instant,
) -> Result<Vec<(Test, Status)>, Stop> {
    let one = |(test, program): (&Test, &Option<Program>)| {
        let status = match (program, test.builtin()) {
            (Some(program), _) => program.run(test.name(), deadline)?,
            (None, Some(name)) => scorecard::run(name, files, verdicts),
            (None, None) => Status::default(),
        };
        Ok((test.clone(), status))
    };
    let pairs: Vec<_> = stage.tests.iter().zip(programs).collect();
    match stage.parallel {
        true => pairs.into_par_iter().map(one).collect(),
        false => pairs.into_iter().map(one).collect(),
    }
}

/// The configuration that the arguments name, or that of the bundle.
fn config(args: &cli::Scorecard, directory: &Path, files: &Files) -> Result<Config, Stop> {
    let own = PathBuf::from("tests/scorecard/config.yaml");
    let (shown, text) = match &args.config {
        Some(path) => (
            path.clone(),
            std::fs::read_to_string(directory.join(path)).map_err(|error| plan::reason(&error)),
        ),
        None => {
            let text = files.text(&own).map(str::to_owned);
            (
                args.bundle.join(&own),
                text.ok_or_else(|| String::from("no such file or directory")),
            )
        }
    };
    let text = text.map_err(|reason| {
        let text = format!("cannot read `{}`: {reason}", shown.display());
        fail(text, "name the configuration of the scorecard with `--config`")
    })?;
    let value: Value = yaml::from_str(&text).map_err(|error| {
        let text = format!("`{}` is not valid YAML: {}", shown.display(), error.first_line());
        fail(text, "correct the file")
    })?;
    Config::parse(&value).map_err(|problem| failure(format!("`{}`: {problem}", shown.display())))
}

/// A time in Go's syntax, with one unit.
fn duration(text: &str) -> Result<Duration, Stop> {
    let end = text
        .find(|character: char| character.is_ascii_alphabetic())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let seconds = match unit {
        "s" => Some(1),
        "m" => Some(60),
        "h" => Some(3600),
        _ => None,
    };
    let number: Option<u64> = number.parse().ok();
    match (number, seconds) {
        (Some(number), Some(seconds)) => Ok(Duration::from_secs(number.saturating_mul(seconds))),
        _ => Err(misuse(
            format!("`{text}` is not a time"),
            "write a number and a unit, such as `30s` or `2m`",
        )),
    }
}
