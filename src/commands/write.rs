//! Writes plans, or prints what they would change.

use kubewright_core::diagnostic::Message;

use super::errors::{Stop, failure};
use super::open::project;
use super::written::Written;
use super::{Context, FAILURE, SUCCESS, manifests, storage_version, without_rust};
use crate::cli::{self, MessageFormat, Mode};
use crate::plan::{self, Edit, Plan};
use crate::report;
use kubewright_analysis::Diagnostic;

impl Context<'_, '_> {
    /// Writes the files of a project, or prints what it would write.
    pub(super) fn write_project(&mut self, mut plan: Plan, args: &cli::Scaffold) -> Result<Written, Stop> {
        let chosen = storage_version::keep_choice(&mut plan, self.directory);
        let mut resolved = plan::resolve(plan, self.directory)?;
        resolved.notes.extend(chosen);
        let edits = &resolved.edits;
        if args.preview.diff {
            self.print_patch(edits);
            return Ok(Written::Preview);
        }
        self.warnings(&resolved.notes);
        if args.preview.dry_run {
            self.print_planned(edits);
            return Ok(Written::Preview);
        }
        plan::write(edits, self.directory).map_err(failure)?;
        self.print_written(edits);
        if edits.is_empty() {
            self.printer.status("nothing to do: all files are up to date");
            return Ok(Written::Nothing);
        }
        Ok(Written::Files)
    }

    /// The same, and the manifests after it, if `manifests` is set: also if nothing was written, because a run that was interrupted may
    /// have left them out.
    pub(super) fn write_all(
        &mut self,
        plan: Plan,
        args: &cli::Scaffold,
        manifests: bool,
    ) -> Result<u8, Stop> {
        match self.write_project(plan, args)? {
            Written::Nothing | Written::Files if manifests => self.write_manifests(None),
            Written::Preview | Written::Nothing | Written::Files => Ok(SUCCESS),
        }
    }

    /// Writes the manifests of a project that has just been written, and returns the exit status.
    ///
    /// If the source has errors, the project stays as it was written. `empty_role` is the text of a role without rules.
    pub(super) fn write_manifests(&mut self, empty_role: Option<&str>) -> Result<u8, Stop> {
        let project = project(self.directory)?;
        if let Some((content, project)) = project.and_then(|project| Some((project.content()?, project))) {
            let plan = without_rust::generated(content, &project, self)?;
            return Ok(self.carry_out(plan, Mode::default(), MessageFormat::Human));
        }
        if !self.directory.join("Cargo.toml").is_file() {
            return Ok(SUCCESS);
        }
        let (plan, diagnostics) = manifests::of_project(self.directory, empty_role);
        let Some(plan) = plan else {
            report::print(diagnostics, MessageFormat::Human, &mut self.printer);
            self.printer.error(
                "error: the project is written, but its manifests are not; fix these errors, then run `kubewright manifests`",
            );
            return Ok(FAILURE);
        };
        report::print(diagnostics, MessageFormat::Human, &mut self.printer);
        let edits = plan::resolve(plan, self.directory)?.edits;
        plan::write(&edits, self.directory).map_err(failure)?;
        self.print_written(&edits);
        Ok(SUCCESS)
    }

    /// Writes the files of generators, or compares or lists them, as the mode says. Returns the exit status.
    pub(super) fn carry_out(&mut self, plan: Plan, mode: Mode, format: MessageFormat) -> u8 {
        let edits = match plan::resolve(plan, self.directory) {
            Ok(resolved) => resolved.edits,
            Err(errors) => {
                let errors = errors
                    .into_iter()
                    .map(|error| Diagnostic::error(error.to_string()));
                self.report(errors.collect(), format);
                return FAILURE;
            }
        };
        if mode.check {
            return self.print_stale(&edits, format);
        }
        if mode.dry_run {
            self.print_planned(&edits);
            return SUCCESS;
        }
        if let Err(error) = plan::write(&edits, self.directory) {
            self.report(vec![Diagnostic::error(error.to_string())], format);
            return FAILURE;
        }
        self.print_written(&edits);
        SUCCESS
    }

    /// Prints the changes in one write: a thousand separate lines would take as long as a hundred files.
    pub(super) fn print_written(&mut self, edits: &[Edit]) {
        let line = |edit: &Edit| format!("{} {}\n", edit.verb(), edit.path.display());
        self.printer.status(&edits.iter().map(line).collect::<String>());
    }

    /// Prints the changes that would be made, as a patch.
    pub(super) fn print_patch(&mut self, edits: &[Edit]) {
        if !edits.is_empty() {
            self.printer.result(&plan::unified(edits));
        }
    }

    /// Prints the changes that would be made.
    pub(super) fn print_planned(&mut self, edits: &[Edit]) {
        let line = |edit: &Edit| format!("{} would be {}\n", edit.path.display(), edit.verb());
        self.printer.result(&edits.iter().map(line).collect::<String>());
    }

    /// Fails if a file is stale, and prints the difference.
    fn print_stale(&mut self, edits: &[Edit], format: MessageFormat) -> u8 {
        if edits.is_empty() {
            return SUCCESS;
        }
        let stale = |edit: &Edit| {
            let verb = edit.verb();
            let message = Message::new(format!("this file would be {verb}"));
            Diagnostic {
                path: Some(edit.path.clone()),
                ..Diagnostic::error(message.help("run the same command without `--check`"))
            }
        };
        match format {
            MessageFormat::Human => {
                self.printer.result(&plan::unified(edits));
                let noun = if edits.len() == 1 { "file is" } else { "files are" };
                self.printer.error(&format!(
                    "error: {} {noun} stale; run the same command without `--check`",
                    edits.len()
                ));
            }
            MessageFormat::Json => {
                report::print(edits.iter().map(stale).collect(), format, &mut self.printer);
            }
        }
        FAILURE
    }
}
