//! The subcommands: one file and one function each.
//!
//! A command that changes a project has four steps, each a function: `ask` for what no flag says, `check` the request, `plan` the
//! changes, and write them. Only the last one touches files.

mod adopt;
mod adopted;
mod allowed;
mod ansible_project;
mod below;
mod bundle;
mod catalog;
mod chart;
mod cluster;
mod completion;
mod content;
mod create_api;
mod create_webhook;
mod delete;
mod diff;
mod edit;
mod envtest;
mod errors;
mod external_plugins;
mod external_types;
mod from_go;
mod generate;
mod generate_base;
mod generate_bundle;
mod git;
mod header;
mod helm_project;
mod identity;
mod images;
mod import;
mod init;
mod kube_crates;
mod kustomize;
mod legacy;
mod manifests;
mod markers;
mod moves;
mod nearby;
mod olm;
mod open;
mod parts;
mod plugin_discovery;
mod plugins;
mod program;
mod questions;
mod rbac;
mod rename;
mod sample;
pub(crate) mod schemapatch;
mod scorecard;
mod storage_version;
mod untyped;
mod update;
mod validate;
mod version;
mod without_rust;
mod workspace;
mod write;
mod written;

use std::ffi::OsString;
use std::path::Path;

use clap::error::ErrorKind;

use crate::cli::{Alpha, Cli, Command, Create, Delete, GenerateKustomize, Generators, Rbac, Rename};
use crate::interrupt;
use crate::printer::{Printer, Streams};

/// Success.
const SUCCESS: u8 = 0;
/// The project has errors.
const FAILURE: u8 = 1;
/// The arguments have errors.
const USAGE: u8 = 2;

/// Looks up an environment variable.
pub type Variables<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// The environment of a command.
struct Context<'a, 's> {
    /// The folder that paths are relative to.
    directory: &'a Path,
    /// The environment variables.
    variables: Variables<'a>,
    /// The arguments, without the program's name.
    args: Vec<String>,
    printer: Printer<'s>,
}

/// Runs the command in `args` (which start with the program's name) in the folder `directory`.
///
/// Returns the exit status: 0, or 1 if the project has errors, or 2 if the arguments have errors.
///
/// ```
/// use kubewright::{Streams, run};
///
/// let (mut out, mut err) = (Vec::new(), Vec::new());
/// let streams = Streams::plain(&mut out, &mut err);
/// assert_eq!(run(["kubewright", "--version"], std::path::Path::new("."), streams), 0);
/// assert!(out.starts_with(b"kubewright "));
/// ```
pub fn run<I>(args: I, directory: &Path, streams: Streams<'_>) -> u8
where
    I: IntoIterator<Item: Into<OsString> + Clone>,
{
    run_with(args, directory, &|name| std::env::var_os(name), streams)
}

/// Like [`run`], with other environment variables.
pub fn run_with<I>(args: I, directory: &Path, variables: Variables<'_>, streams: Streams<'_>) -> u8
where
    I: IntoIterator<Item: Into<OsString> + Clone>,
{
    let mut args: Vec<OsString> = args.into_iter().map(Into::into).collect();
    asks_for_help(&mut args);
    let texts: Vec<_> = args
        .iter()
        .skip(1)
        .map(|arg| arg.to_string_lossy().into_owned())
        .collect();
    if let Some((old, call)) = crate::legacy::find(&texts) {
        return legacy::run(old, call, directory, variables, streams);
    }
    let cli = match Cli::read(&args) {
        Ok(cli) => cli,
        Err(error) => {
            let text = error.render();
            let help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            let color = streams.is_terminal;
            let text = if color {
                text.ansi().to_string()
            } else {
                text.to_string()
            };
            let mut printer = Printer::new(streams, false, crate::cli::Color::Auto);
            if help {
                printer.result(&text);
                return SUCCESS;
            }
            printer.error(&text);
            return USAGE;
        }
    };
    let context = Context {
        directory,
        variables,
        args: texts,
        printer: Printer::new(streams, cli.global.quiet, cli.global.color),
    };
    interrupt::set_repeats(!matches!(cli.command, Command::Delete(_) | Command::Rename(_)));
    match cli.command {
        Command::Init(args) => match &args.from {
            Some(from) => from_go::run(from, &args, context),
            None => init::run(&args, context),
        },
        Command::Adopt(args) => adopt::run(&args, context),
        Command::Create(Create::Api(args)) => create_api::run(&args, context),
        Command::Create(Create::Webhook(args)) => create_webhook::run(&args, context),
        Command::Delete(Delete::Api(args)) => delete::api(&args, context),
        Command::Delete(Delete::Webhook(args)) => delete::webhook(&args, context),
        Command::Rename(Rename::Api(args)) => rename::run(&args, context),
        Command::Edit(args) => edit::run(&args, context),
        Command::Generate(Generators::Kustomize(GenerateKustomize::Manifests(args))) => {
            generate_base::run(&args, context)
        }
        Command::Generate(Generators::Bundle(args)) => generate_bundle::run(&args, context),
        Command::Manifests(args) => manifests::run(&args, context),
        Command::Validate(args) => validate::run(&args, context),
        Command::Diff(args) => diff::run(&args, context),
        Command::SchemaPatch(args) => schemapatch::run(&args, context),
        Command::Import(args) => import::run(&args, context),
        Command::Rbac(Rbac::Suggest(args)) => rbac::suggest(&args, context),
        Command::Markers(args) => markers::run(&args, context),
        Command::Bundle(args) => bundle::run(&args, context),
        Command::Catalog(args) => catalog::run(&args, context),
        Command::Scorecard(args) => scorecard::run(&args, context),
        Command::Envtest(args) => envtest::run(&args, context),
        Command::Cluster(args) => cluster::run(&args, context),
        Command::Olm(_) => olm::run("olm", context),
        Command::Run(_) => olm::run("run", context),
        Command::Cleanup(_) => olm::run("cleanup", context),
        Command::Alpha(Alpha::Generate(args)) => generate::run(&args, context),
        Command::Alpha(Alpha::Update(args)) => update::run(&args, context),
        Command::Plugins(args) => plugins::run(&args, context),
        Command::Version(args) => version::run(&args, context),
        Command::Completion(args) => completion::run(&args, context),
        Command::Man(args) => completion::man(&args, context),
    }
}

/// `--plugins --help` asks for help, not for a plugin with that name.
fn asks_for_help(args: &mut Vec<OsString>) {
    let is_help = |arg: &OsString| ["-h", "--help", "help"].iter().any(|help| arg == help);
    let at = args
        .windows(2)
        .position(|pair| pair[0] == "--plugins" && is_help(&pair[1]));
    if let Some(at) = at {
        args[at + 1] = "--help".into();
        args.remove(at);
    }
}
