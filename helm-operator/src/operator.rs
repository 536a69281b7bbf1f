//! The program `helm-operator`: a manager with one controller per entry of `watches.yaml`.

use std::{path::PathBuf, time::Duration};

use clap::{ArgAction, Args, Parser, Subcommand};
use kubewright_operator_kit::{duration, kinds::Kinds};
use kubewright_runtime::logging::{self, LoggingArgs};
use kubewright_runtime::manager::ManagerArgs;
use kubewright_runtime::{Manager, ManagerOptions};

use crate::{Helm, HelmReconciler, watches};

/// Reconcile custom resources to Helm releases
///
/// ```
/// use clap::Parser;
/// use kubewright_helm_operator::operator::Cli;
///
/// assert!(Cli::try_parse_from(["helm-operator", "run", "--leader-elect"]).is_ok());
/// ```
#[derive(Debug, Parser)]
#[command(name = "helm-operator", version, propagate_version = true, long_about = None)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the operator
    Run(Box<RunArgs>),
    /// Print the version
    Version,
}

/// The flags of `helm-operator run`.
///
/// ```
/// use clap::Parser;
/// use kubewright_helm_operator::operator::RunArgs;
///
/// #[derive(Parser)]
/// struct Args {
///     #[command(flatten)]
///     run: RunArgs,
/// }
///
/// let args = Args::parse_from(["operator", "--reconcile-period=2m"]);
/// assert_eq!(args.run.reconcile_period.as_secs(), 120);
/// ```
#[derive(Clone, Debug, Args)]
#[command(args_override_self = true)]
// Names of operator-sdk's first versions.
#[command(mut_arg("metrics_bind_address", |arg| arg.alias("metrics-addr")))]
#[command(mut_arg("leader_elect", |arg| arg.alias("enable-leader-election")))]
#[non_exhaustive]
pub struct RunArgs {
    /// The file that lists kinds and charts
    #[arg(long, default_value = "./watches.yaml")]
    pub watches_file: PathBuf,

    /// How often an object is reconciled without a change; 0 for never
    #[arg(long, default_value = "1m", value_parser = duration::parse, value_name = "DURATION")]
    pub reconcile_period: Duration,

    /// How many objects of each kind are reconciled concurrently; by default the number of CPUs
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub max_concurrent_reconciles: Option<u16>,

    /// How many helm processes run at the same time, for all kinds together; by default the number of CPUs
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub max_helm_processes: Option<u16>,

    /// The helm program, version 3 (from 3.13) or 4
    #[arg(long, default_value = "helm", env = "HELM")]
    pub helm: PathBuf,

    /// How long helm waits for each step, such as a hook
    #[arg(long, default_value = "5m", value_parser = duration::parse, value_name = "DURATION")]
    pub helm_timeout: Duration,

    /// How long an action on a release may be pending before it counts as interrupted and is undone
    #[arg(long, default_value = "30s", value_parser = duration::parse, value_name = "DURATION")]
    pub pending_timeout: Duration,

    /// Hide override values in events
    #[arg(
        long, default_value_t = false, default_missing_value = "true",
        num_args = 0..=1, require_equals = true, action = ArgAction::Set
    )]
    pub suppress_override_values: bool,

    /// Serve metrics only to clients that may read them, as --metrics-secure does
    #[arg(long, default_missing_value = "true", num_args = 0..=1, require_equals = true)]
    pub metrics_require_rbac: Option<bool>,

    /// The name of the lease, for --leader-elect
    #[arg(long, default_value = "helm-operator", env = "OPERATOR_NAME")]
    pub leader_election_id: String,

    /// The namespace of the lease, for --leader-elect; by default that of the operator
    #[arg(long)]
    pub leader_election_namespace: Option<String>,

    /// The flags of every manager.
    #[command(flatten)]
    pub manager: ManagerArgs,

    /// The flags of the log.
    #[command(flatten)]
    pub logging: LoggingArgs,
}

/// Runs the program until SIGTERM or SIGINT.
///
/// # Errors
///
/// If `watches.yaml` cannot be used, a kind does not exist, or the manager fails.
///
/// ```no_run
/// use clap::Parser;
/// use kubewright_helm_operator::operator::{self, Cli};
///
/// #[tokio::main]
/// async fn main() -> anyhow::Result<()> {
///     operator::run(Cli::parse()).await
/// }
/// ```
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Version => {
            use std::io::Write as _;
            writeln!(std::io::stdout(), "helm-operator {}", env!("CARGO_PKG_VERSION"))?;
            Ok(())
        }
        Command::Run(args) => {
            logging::init(&args.logging)?;
            let mut manager = prepare(*args).await?;
            manager.run().await?;
            Ok(())
        }
    }
}

async fn prepare(args: RunArgs) -> anyhow::Result<Manager> {
    args.check_metrics()?;
    // Before the cluster is asked: a mistake in the file is the more likely reason to stop.
    let watches = watches::read(&args.watches_file)?;
    let mut helm = Helm::new(&args.helm).timeout(args.helm_timeout);
    if let Some(count) = args.max_helm_processes {
        helm = helm.max_processes(count.into());
    }
    if let Some(kubeconfig) = &args.manager.kubeconfig {
        helm = helm.kubeconfig(kubeconfig);
    }
    let options = ManagerOptions::default().election_namespace(args.leader_election_namespace);
    let mut manager = Manager::from_args(args.manager, &args.leader_election_id, options).await?;
    helm.metrics(manager.metrics());
    let asked = helm.clone();
    // Beside what follows: helm takes a tenth of a second to say its version, and the first release waits for it anyway.
    tokio::spawn(async move {
        if let Err(error) = asked.check().await {
            // The objects say so in their conditions, and helm is asked again at each reconcile.
            tracing::error!(%error, "helm cannot be used");
        }
    });
    let kinds = Kinds::default();
    for watch in watches {
        let kind = kinds.expect(manager.client().kube(), &watch.kind).await?.kind;
        anyhow::ensure!(
            kind.is_namespaced(),
            "the kind {kind} is cluster-scoped, but a release is in a namespace; watch a namespaced kind"
        );
        let mut reconciler = HelmReconciler::dynamic(kind, watch.chart, helm.clone())
            .overrides(watch.overrides)
            .suppress_override_values(args.suppress_override_values)
            .selector(watch.selector)
            .period(watch.period.unwrap_or(args.reconcile_period))
            .dry_run(watch.dry_run)
            .watch_dependents(watch.watch_dependents)
            .pending_timeout(args.pending_timeout);
        let workers = watch.max_concurrent_reconciles;
        if let Some(workers) = workers.or(args.max_concurrent_reconciles.map(usize::from)) {
            reconciler = reconciler.max_concurrent_reconciles(workers);
        }
        reconciler.add_dynamic_to(&mut manager)?;
    }
    Ok(manager)
}

impl RunArgs {
    /// Refuses what contradicts `--metrics-secure`, which asks the API server about every client.
    fn check_metrics(&self) -> anyhow::Result<()> {
        match (self.metrics_require_rbac, self.manager.metrics_secure) {
            (Some(true), false) => anyhow::bail!(
                "`--metrics-require-rbac` needs HTTPS, because clients send tokens; remove `--metrics-secure=false`"
            ),
            (Some(false), true) => anyhow::bail!(
                "`--metrics-require-rbac=false` is not possible over HTTPS; serve metrics to everybody with `--metrics-secure=false`, or remove the flag"
            ),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(flags: &[&str]) -> RunArgs {
        let all = [&["helm-operator", "run"], flags].concat();
        match Cli::try_parse_from(all).unwrap().command {
            Command::Run(args) => *args,
            Command::Version => panic!("it is `run`"),
        }
    }

    #[test]
    fn flags_of_the_first_versions_have_their_effect() {
        let args = parsed(&["--metrics-addr=:8080", "--enable-leader-election"]);
        assert_eq!(args.manager.metrics_bind_address, ":8080");
        assert!(args.manager.leader_elect);
    }

    #[test]
    fn the_helm_program_has_the_variable_of_the_makefile() {
        use clap::CommandFactory as _;

        let cli = Cli::command();
        let run = cli.find_subcommand("run").unwrap();
        let helm = run.get_arguments().find(|argument| argument.get_id() == "helm");
        assert_eq!(helm.unwrap().get_env().unwrap(), "HELM");
    }

    #[test]
    fn permissions_for_metrics_go_with_https() {
        let check = |flags: &[&str]| parsed(flags).check_metrics().map_err(|error| error.to_string());
        assert_eq!(check(&[]), Ok(()));
        assert_eq!(check(&["--metrics-require-rbac"]), Ok(()));
        assert_eq!(
            check(&["--metrics-require-rbac=false", "--metrics-secure=false"]),
            Ok(())
        );
        let error = check(&["--metrics-require-rbac", "--metrics-secure=false"]).unwrap_err();
        assert!(error.contains("needs HTTPS"), "{error}");
        let error = check(&["--metrics-require-rbac=false"]).unwrap_err();
        assert!(error.contains("is not possible over HTTPS"), "{error}");
    }
}
