//! The arguments of `kubewright alpha update`.

use clap::Args;

use super::scaffold::{Preview, switch};

/// Update the files of a project to what this version of kubewright writes
///
/// Files that you did not edit are replaced. Your edits in other files are merged with what has changed since the version that
/// wrote them; lines that both changed are marked as conflicts. Nothing is downloaded.
///
/// `PROJECT` says which version that was. Generated manifests are generated again.
#[derive(Args, Debug)]
#[command(mut_args(switch))]
pub(crate) struct Update {
    /// The version or the commit that wrote the files [default: found from `PROJECT` and the files]
    #[arg(long, value_name = "VERSION")]
    pub(crate) from: Option<String>,

    /// The version or the commit to update to [default: this version of kubewright]
    #[arg(long, value_name = "VERSION")]
    pub(crate) to: Option<String>,

    /// Print what changed in the files of this project, and why, as Markdown; write nothing
    #[arg(long, conflicts_with_all = ["branch", "merge_tool", "dry_run", "diff", "force"])]
    pub(crate) show: bool,

    /// Create this git branch, and commit the update to it unless there are conflicts
    #[arg(long, help_heading = "Writing", value_name = "NAME", conflicts_with_all = ["dry_run", "diff"])]
    pub(crate) branch: Option<String>,

    /// The program to run for each conflict
    ///
    /// A command that uses $BASE, $LOCAL, $REMOTE and $MERGED, or the name of a tool in git's `mergetool.<tool>.cmd`.
    #[arg(long, help_heading = "Writing", value_name = "COMMAND", conflicts_with_all = ["dry_run", "diff"])]
    pub(crate) merge_tool: Option<String>,

    /// Update even if git has uncommitted changes
    #[arg(
        long,
        help_heading = "Writing",
        value_name = "BOOL",
        default_value = "false",
        hide_default_value = true
    )]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) preview: Preview,
}
