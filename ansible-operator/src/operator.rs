//! The program `ansible-operator`: a manager with one controller per entry of `watches.yaml`.

mod settings;

use std::{path::PathBuf, time::Duration};

use clap::{ArgAction, Args, Parser, Subcommand};
use kubewright_operator_kit::{duration, kinds::Kinds};
use kubewright_runtime::logging::{self, LoggingArgs};
use kubewright_runtime::manager::{ManagerArgs, Running, Stage};
use kubewright_runtime::{Manager, ManagerOptions};

use crate::{
    LogEvents, Search,
    gate::Gate,
    metrics::{Custom, Reads, Runs},
    proxy::Proxy,
    reconciler::{Setup, Shared},
    runner::Runner,
    watches,
};

/// Reconcile custom resources with Ansible roles and playbooks
///
/// ```
/// use clap::Parser;
/// use kubewright_ansible_operator::operator::Cli;
///
/// assert!(Cli::try_parse_from(["ansible-operator", "run", "--leader-elect"]).is_ok());
/// ```
#[derive(Debug, Parser)]
#[command(name = "ansible-operator", version, propagate_version = true, long_about = None)]
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

/// The flags of `ansible-operator run`.
///
/// ```
/// use clap::Parser;
/// use kubewright_ansible_operator::operator::RunArgs;
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
#[non_exhaustive]
pub struct RunArgs {
    /// The file that lists kinds, and their roles or playbooks
    #[arg(long, default_value = "./watches.yaml")]
    pub watches_file: PathBuf,

    /// How often an object is reconciled without a change; 0 for never
    #[arg(long, default_value = "10h", value_parser = duration::parse, value_name = "DURATION")]
    pub reconcile_period: Duration,

    /// How many objects of each kind are reconciled concurrently; by default the number of CPUs
    ///
    /// `MAX_CONCURRENT_RECONCILES_<KIND>_<GROUP>` in the environment sets it for one kind.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub max_concurrent_reconciles: Option<u16>,

    /// How many runs are active at the same time, for all kinds together; by default the number of CPUs, at least as many as for
    /// one kind
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub max_runners: Option<u16>,

    /// The ansible-runner program, version 2.3 or newer
    #[arg(long, default_value = "ansible-runner", env = "ANSIBLE_RUNNER_PROGRAM")]
    pub ansible_runner: PathBuf,

    /// How long a run may take
    #[arg(long, default_value = "1h", value_parser = duration::parse, value_name = "DURATION")]
    pub ansible_timeout: Duration,

    /// The verbosity of Ansible
    ///
    /// `ANSIBLE_VERBOSITY_<KIND>_<GROUP>` in the environment sets it for one kind.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(..=7))]
    pub ansible_verbosity: u8,

    /// Folders of roles, separated by colons
    #[arg(long, env = "ANSIBLE_ROLES_PATH", default_value = "/usr/share/ansible/roles")]
    pub ansible_roles_path: String,

    /// Folders of collections, separated by colons
    #[arg(
        long,
        env = "ANSIBLE_COLLECTIONS_PATH",
        default_value = "~/.ansible/collections:/usr/share/ansible/collections"
    )]
    pub ansible_collections_path: String,

    /// Arguments for ansible-playbook
    #[arg(long, allow_hyphen_values = true)]
    pub ansible_args: Option<String>,

    /// What of the runs is logged
    #[arg(long, value_enum, default_value_t)]
    pub ansible_log_events: LogEvents,

    /// Make what runs create belong to their objects
    #[arg(
        long, default_value_t = true, default_missing_value = "true",
        num_args = 0..=1, require_equals = true, action = ArgAction::Set
    )]
    pub inject_owner_ref: bool,

    /// The port of the proxy for runs, on the loopback interface; 0 for any free port
    #[arg(long, default_value_t = 8888)]
    pub proxy_port: u16,

    /// The folder for the files of runs; by default one in the folder for temporary files
    #[arg(long)]
    pub work_dir: Option<PathBuf>,

    /// How long active runs may take to end when the operator stops; then they are ended
    #[arg(long, default_value = "30s", value_parser = duration::parse, value_name = "DURATION")]
    pub graceful_shutdown_timeout: Duration,

    /// The name of the lease, for --leader-elect
    #[arg(long, default_value = "ansible-operator")]
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
/// use kubewright_ansible_operator::operator::{self, Cli};
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
            writeln!(
                std::io::stdout(),
                "ansible-operator {}",
                env!("CARGO_PKG_VERSION")
            )?;
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

/// How long after the end of its runs the operator may take to report them.
const REPORT: Duration = Duration::from_secs(20);

async fn prepare(args: RunArgs) -> anyhow::Result<Manager> {
    let search = Search::default()
        .roles_path(&settings::home(&args.ansible_roles_path))
        .collections_path(&settings::home(&args.ansible_collections_path));
    // Before the cluster is asked: a mistake in the file is the more likely reason to stop.
    let watches = watches::read(&args.watches_file, &search)?;
    let root = settings::root(&args)?;
    let variables = settings::variables(&args, &search, &root)?;
    let options = ManagerOptions::default()
        .graceful_timeout(args.graceful_shutdown_timeout + REPORT)
        .election_namespace(args.leader_election_namespace.clone());
    let mut manager = Manager::from_args(args.manager.clone(), &args.leader_election_id, options).await?;
    let metrics = Runs::default();
    metrics.register(manager.metrics());
    let runner = Runner {
        program: args.ansible_runner.clone(),
        limit: args.ansible_timeout,
        log_events: args.ansible_log_events,
        skip_facts: std::env::var("ANSIBLE_GATHERING").is_ok_and(|value| value == "explicit"),
        stop: tokio_util::sync::CancellationToken::new(),
        checked: std::sync::Arc::default(),
    };
    let asked = runner.clone();
    // Beside what follows: Python takes a second to say its version, and the first run waits for it anyway.
    tokio::spawn(async move {
        if let Err(error) = asked.check().await {
            // The conditions of objects have the error too, and the program is asked again at each reconcile.
            tracing::error!(%error, "ansible-runner cannot be used");
        }
    });
    let reads = Reads::default();
    reads.register(manager.metrics());
    let (proxy, listener) = Proxy::bind(manager.client().kube().clone(), args.proxy_port, reads)
        .await
        .map_err(|error| {
            let port = args.proxy_port;
            anyhow::anyhow!(
                "the proxy cannot listen on 127.0.0.1:{port}: {error}; choose another `--proxy-port`"
            )
        })?;
    let serving = proxy.clone();
    // Beside the controllers, and longer than they: runs that end need it.
    manager.add("proxy", Stage::Others, |running: Running| async move {
        serving.serve(listener, running.token()).await;
        Ok(())
    });
    end_runs(&mut manager, &runner, args.graceful_shutdown_timeout);
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = args.max_concurrent_reconciles.map_or(cpus, usize::from);
    let workers_of = |watch: &watches::Watch| settings::workers(&watch.kind, workers);
    let most = watches
        .iter()
        .map(workers_of)
        .collect::<anyhow::Result<Vec<_>>>()?;
    let most = most.into_iter().max().unwrap_or(1);
    let shared = Shared {
        runner,
        gate: Gate::new(args.max_runners.map_or(cpus.max(most), usize::from)),
        proxy,
        metrics,
        custom: Custom::new(manager.metrics()),
        root,
        variables,
        arguments: args.ansible_args.clone(),
        inventory: std::env::var_os("ANSIBLE_INVENTORY").map(PathBuf::from),
        inject: args.inject_owner_ref,
    };
    let kinds = Kinds::default();
    for watch in watches {
        let known = kinds.expect(manager.client().kube(), &watch.kind).await?;
        if watch.manage_status && !known.status {
            tracing::info!(kind = %known.kind, "the kind has no status, so there are events only");
        }
        let setup = Setup {
            workers: settings::workers(&watch.kind, workers)?,
            verbosity: settings::verbosity(&watch.kind, args.ansible_verbosity)?,
            period: watch.period.unwrap_or(args.reconcile_period),
            kind: known.kind,
            has_status: known.status,
            watch,
        };
        setup.add_to(&mut manager, shared.clone())?;
    }
    Ok(manager)
}

/// Ends runs that are still active some time after the operator was asked to stop.
fn end_runs(manager: &mut Manager, runner: &Runner, patience: Duration) {
    let stop = runner.stop.clone();
    manager.add("runs", Stage::Leader, move |running: Running| async move {
        running.stopped().await;
        // Not awaited: this part stops at once, and the controllers wait for their runs.
        tokio::spawn(async move {
            tokio::time::sleep(patience).await;
            stop.cancel();
        });
        Ok(())
    });
}
