//! The CLI and the flags of an operator, from their definitions in clap.

use std::fmt::Write as _;

use clap::{Arg, Command, CommandFactory as _};
use kubewright_runtime::{logging::LoggingArgs, manager::ManagerArgs};

use super::golden::{cell, is_page};

/// The flags that every scaffolded operator has.
#[derive(clap::Parser)]
struct Operator {
    #[command(flatten)]
    _manager: ManagerArgs,
    #[command(flatten)]
    _logging: LoggingArgs,
}

const COMMAND: &str = "# The CLI

Generated from the definitions that the CLI parses; `kubewright help COMMAND` prints the same.

Options of every command:

";

const FLAGS: &str = "# Flags of an operator

Generated from `ManagerArgs` and `LoggingArgs` of the runtime. Names and defaults are those of programs that kubebuilder scaffolds.
";

#[test]
fn the_command() {
    let mut command = kubewright::command();
    command.build();
    let globals: Vec<&Arg> = command
        .get_arguments()
        .filter(|arg| arg.is_global_set())
        .collect();
    let mut text = COMMAND.to_owned() + &table(&globals);
    below(&command, &mut text);
    is_page("cli.md", &text);
}

fn below(command: &Command, text: &mut String) {
    for command in command.get_subcommands() {
        if command.get_name() == "help" || command.is_hide_set() {
            continue;
        }
        if command.has_subcommands() {
            below(command, text);
            continue;
        }
        let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
        let about = command.get_long_about().or(command.get_about());
        let about = about.map(ToString::to_string).unwrap_or_default();
        let _ = write!(text, "\n## {name}\n\n{about}\n");
        let is_own = |arg: &&Arg| !arg.is_global_set() && !arg.is_hide_set() && arg.get_id() != "help";
        let own: Vec<&Arg> = command.get_arguments().filter(is_own).collect();
        if !own.is_empty() {
            let _ = write!(text, "\n{}", table(&own));
        }
        if let Some(after) = command.get_after_long_help().or(command.get_after_help()) {
            let _ = write!(text, "\n```text\n{}\n```\n", after.to_string().trim_matches('\n'));
        }
    }
}

#[test]
fn the_flags_of_an_operator() {
    let command = Operator::command();
    let mut text = FLAGS.to_owned();
    for heading in ["Manager", "Logging"] {
        let is_under_it = |arg: &&Arg| arg.get_help_heading() == Some(heading) && !arg.is_hide_set();
        let args: Vec<&Arg> = command.get_arguments().filter(is_under_it).collect();
        assert!(!args.is_empty());
        let _ = write!(text, "\n## {heading}\n\n{}", table(&args));
    }
    is_page("flags.md", &text);
}

fn table(args: &[&Arg]) -> String {
    let mut text = String::from("| option | means |\n|---|---|\n");
    for arg in args {
        let _ = writeln!(text, "| `{}` | {} |", cell(&usage(arg)), cell(&meaning(arg)));
    }
    text
}

/// `-q, --quiet`, `--group GROUP`, `--force[=BOOL]`, `OPTION...`
fn usage(arg: &Arg) -> String {
    let takes = arg.get_action().takes_values();
    let value = match arg.get_value_names() {
        _ if !takes => String::new(),
        _ if is_bool(arg) => "BOOL".to_owned(),
        Some([name, ..]) if !is_the_id(name, arg) => name.to_string(),
        Some(_) | None => "VALUE".to_owned(),
    };
    let Some(long) = arg.get_long() else {
        let many = arg.get_num_args().is_some_and(|range| range.max_values() > 1);
        return if many { value + "..." } else { value };
    };
    let short = arg
        .get_short()
        .map(|short| format!("-{short}, "))
        .unwrap_or_default();
    let may_stand_alone = arg.get_num_args().is_some_and(|range| range.min_values() == 0);
    match (takes, may_stand_alone) {
        (false, _) => format!("{short}--{long}"),
        (true, true) => format!("{short}--{long}[={value}]"),
        (true, false) => format!("{short}--{long} {value}"),
    }
}

fn is_bool(arg: &Arg) -> bool {
    let values = arg.get_possible_values();
    let names: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
    names == ["true", "false"]
}

/// Whether nobody has given the value a name.
fn is_the_id(name: &str, arg: &Arg) -> bool {
    name.eq_ignore_ascii_case(arg.get_id().as_str()) && name.contains('_')
        || arg.get_value_names() == Some(&[])
}

fn meaning(arg: &Arg) -> String {
    let mut text = arg.get_help().map(ToString::to_string).unwrap_or_default();
    if !arg.get_action().takes_values() {
        return text;
    }
    let values = arg.get_possible_values();
    let values: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
    if !values.is_empty() && !is_bool(arg) {
        let _ = write!(text, "; one of `{}`", values.join("`, `"));
    }
    if let [default] = arg.get_default_values()
        && !default.is_empty()
        && !arg.is_hide_default_value_set()
    {
        let _ = write!(text, "; default `{}`", default.to_string_lossy());
    }
    text
}
