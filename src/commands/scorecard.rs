//! `kubewright scorecard`: runs the tests of a bundle.

mod pods;
mod program;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use kubewright_bundle::Files;
use kubewright_bundle::scorecard::{self, Config, Output, Stage, Status, Test, TestList, Verdicts};
use kubewright_bundle::selector::Selector;
use kubewright_core::yaml;
use rayon::prelude::*;
use serde_json::Value;

use super::bundle::misused;
use super::bundle::source::Source;
use super::errors::{Stop, fail, failure, misuse};
use super::{Context, FAILURE, SUCCESS};
use crate::cli;
use crate::plan;
use pods::Pods;
use program::Program;

pub(super) fn run(args: &cli::Scorecard, mut cx: Context<'_, '_>) -> u8 {
    let result = tested(args, &mut cx).map(|(list, output)| {
        cx.printer.result(&output.render(&list));
        if list.passed() { SUCCESS } else { FAILURE }
    });
    cx.end(result)
}

fn tested(args: &cli::Scorecard, cx: &mut Context<'_, '_>) -> Result<(TestList, Output), Stop> {
    let output: Output = args.output.parse().map_err(misused)?;
    let budget = duration(&args.wait_time)?;
    let selector: Selector = args
        .selector
        .as_deref()
        .unwrap_or_default()
        .parse()
        .map_err(misused)?;
    let source = Source::read(&args.bundle, &args.registry, "scorecard IMAGE", cx)?;
    let Source { files, folder, .. } = &source;
    let mut config = config(args, cx.directory, files)?;
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
    // How every test runs is known before the first one starts.
    let ways: Vec<_> = tests()
        .map(
            |test| match (is_builtin(test), Program::find(test, folder, args, cx)) {
                (true, _) => Way::Here,
                (false, Some(program)) => Way::Program(program),
                (false, None) => Way::Pod,
            },
        )
        .collect();
    let pods = match ways.iter().any(|way| matches!(way, Way::Pod)) {
        true => Some(Pods::new(args, &config.serviceaccount, folder, cx)?),
        false => None,
    };
    if pods.is_some() {
        let count = ways.iter().filter(|way| matches!(way, Way::Pod)).count();
        cx.printer
            .status(&format!("{count} tests run in Pods of their images …\n"));
    }
    let run = Run {
        files,
        verdicts,
        deadline: Instant::now() + budget,
        pods,
    };
    let mut ways = ways.iter();
    let mut runs = Vec::new();
    for stage in &config.stages {
        let ways: Vec<_> = ways.by_ref().take(stage.tests.len()).collect();
        runs.extend(run.stage(stage, &ways)?);
    }
    if let Some(pods) = &run.pods {
        cx.printer.status(&pods.notes());
    }
    Ok((TestList::new(runs), output))
}

fn is_builtin(test: &Test) -> bool {
    test.builtin().is_some()
}

/// How a test runs.
enum Way {
    /// In this process.
    Here,
    /// As a program on this machine.
    Program(Program),
    /// As an image in a Pod.
    Pod,
}

/// A run of tests.
struct Run<'a> {
    files: &'a Files,
    verdicts: Verdicts,
    deadline: Instant,
    /// Set if a test runs in a Pod.
    pods: Option<Pods>,
}

impl Run<'_> {
    fn stage(&self, stage: &Stage, ways: &[&Way]) -> Result<Vec<(Test, Status)>, Stop> {
        if !stage.parallel {
            let mut runs = Vec::new();
            for (test, way) in stage.tests.iter().zip(ways) {
                let status = match self.local(test, way) {
                    Some(status) => status?,
                    None => self.in_pods(&[test])?.remove(0),
                };
                runs.push((test.clone(), status));
            }
            return Ok(runs);
        }
        let pairs: Vec<_> = stage.tests.iter().zip(ways).collect();
        let in_pods = pairs.iter().filter(|(_, way)| matches!(way, Way::Pod));
        let in_pods: Vec<_> = in_pods.map(|(test, _)| *test).collect();
        let (local, in_pods) = rayon::join(
            || {
                let statuses = pairs
                    .par_iter()
                    .map(|(test, way)| self.local(test, way).transpose());
                statuses.collect::<Result<Vec<_>, _>>()
            },
            || self.in_pods(&in_pods),
        );
        let mut in_pods = in_pods?.into_iter();
        let runs = pairs.iter().zip(local?).map(|((test, _), status)| {
            let status = status.or_else(|| in_pods.next()).unwrap_or_default();
            ((*test).clone(), status)
        });
        Ok(runs.collect())
    }

    /// Runs a test on this machine, unless it needs a Pod.
    fn local(&self, test: &Test, way: &Way) -> Option<Result<Status, Stop>> {
        match way {
            Way::Here => {
                let name = test.builtin().unwrap_or_default();
                Some(Ok(scorecard::run(name, self.files, self.verdicts)))
            }
            Way::Program(program) => Some(program.run(test.name(), self.deadline)),
            Way::Pod => None,
        }
    }

    /// Runs tests in Pods, at the same time.
    fn in_pods(&self, tests: &[&Test]) -> Result<Vec<Status>, Stop> {
        match &self.pods {
            Some(pods) if !tests.is_empty() => pods.run(tests, self.deadline),
            _ => Ok(Vec::new()),
        }
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
            format!("`{text}` is not a duration"),
            "write a number and a unit, such as `30s` or `2m`",
        )),
    }
}
