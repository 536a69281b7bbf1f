//! What `kubewright cluster` runs: a simulated cluster until Ctrl-C, or for as long as a command takes.

#[path = "kubewright-cluster/guest.rs"]
mod guest;
#[path = "kubewright-cluster/signals.rs"]
mod signals;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use kubewright_envtest::{AssetSearch, ClusterArgs, Crds, Environment, LongStep, Webhooks};

use guest::Guest;
use signals::Signals;

/// How often the servers are looked at.
const LOOK: Duration = Duration::from_secs(1);

#[derive(Parser)]
#[command(name = "kubewright-cluster", version)]
struct Args {
    /// Print only errors
    #[arg(long, short)]
    quiet: bool,

    #[command(flatten)]
    cluster: ClusterArgs,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(&Args::parse()).await {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            say(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(Args { quiet, cluster: args }: &Args) -> Result<u8, Box<dyn Error>> {
    let mut signals = Signals::listen()?;
    let manifests = Manifests::read(args)?;
    let mut environment = tokio::select! {
        environment = start(args, &manifests, *quiet) => environment?,
        _ = signals.next() => return Ok(0),
    };
    let kubeconfig = Kubeconfig::write(&environment, &args.kubeconfig)?;
    let mut variables = vec![("KUBECONFIG", kubeconfig.path.display().to_string())];
    if manifests.call_webhooks {
        let server = environment.webhook_server();
        variables.extend([
            ("ENABLE_WEBHOOKS", String::from("true")),
            ("WEBHOOK_PORT", server.port().to_string()),
            ("WEBHOOK_CERT_PATH", server.certificates().display().to_string()),
        ]);
    }
    let (end, others) = match args.command.is_empty() {
        true => ("Ctrl-C", &variables[..]),
        // The command has the variables; kubectl in another terminal needs one.
        false => ("the command ends", &variables[..1]),
    };
    if !quiet {
        explain(&environment, end, others);
    }
    if args.command.is_empty() {
        tokio::select! {
            _ = signals.next() => Ok(0),
            error = ended(&mut environment) => Err(error),
        }
    } else {
        let mut guest = Guest::start(&args.command, &variables)?;
        let end = tokio::select! {
            status = guest.wait() => return Ok(status?),
            signal = signals.next() => Ok(signal),
            error = ended(&mut environment) => Err(error),
        };
        match end {
            Ok(signal) => Ok(guest.stop(signal).await?),
            Err(error) => {
                guest.stop(signals::TERMINATE).await?;
                Err(error)
            }
        }
    }
}

/// What is installed in the cluster.
struct Manifests {
    crds: Crds,
    webhooks: Webhooks,
    /// Whether the API server calls webhooks, for admission or for conversion.
    call_webhooks: bool,
}

impl Manifests {
    fn read(args: &ClusterArgs) -> Result<Self, kubewright_envtest::Error> {
        let mut crds = Crds::default();
        for path in or_default(&args.crds, "config/crd/bases") {
            crds.extend([Crds::read(path)?]);
        }
        let mut webhooks = Webhooks::default();
        for path in or_default(&args.webhooks, "config/webhook/manifests.yaml") {
            webhooks.extend([Webhooks::read(path)?]);
        }
        Ok(Self {
            call_webhooks: !webhooks.is_empty() || crds.are_converted(),
            crds,
            webhooks,
        })
    }
}

/// What the user named, or what the project has.
fn or_default(named: &[PathBuf], default: &str) -> Vec<PathBuf> {
    if named.is_empty() && Path::new(default).exists() {
        vec![PathBuf::from(default)]
    } else {
        named.to_vec()
    }
}

async fn start(
    args: &ClusterArgs,
    manifests: &Manifests,
    quiet: bool,
) -> Result<Environment, Box<dyn Error>> {
    let mut builder = Environment::builder().existing_cluster(false);
    if !args.api_server_only {
        builder = builder.cluster();
    }
    let binaries = builder.binaries();
    // Builds report their own progress.
    let assets = tokio::task::spawn_blocking(move || AssetSearch::from_env().find(binaries)).await??;
    let _step = (!quiet).then(|| LongStep::begin("starting the cluster", "5 s"));
    let builder = builder
        .assets(AssetSearch::from_env().folder(assets.folder()))
        .crds(manifests.crds.clone())
        .webhooks(manifests.webhooks.clone());
    Ok(builder.start().await?)
}

/// Completes with the error of the first server that ends.
async fn ended(environment: &mut Environment) -> Box<dyn Error> {
    loop {
        if let Err(error) = environment.check() {
            return error.into();
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn explain(environment: &Environment, end: &str, variables: &[(&str, String)]) {
    say(&format!(
        "The cluster runs at {} until {end}. In another terminal:",
        environment.url()
    ));
    for (name, value) in variables {
        say(&format!("  export {name}='{}'", value.replace('\'', r"'\''")));
    }
}

/// The kubeconfig, for as long as the cluster runs.
struct Kubeconfig {
    path: PathBuf,
}

impl Kubeconfig {
    fn write(environment: &Environment, path: &Path) -> Result<Self, Box<dyn Error>> {
        // A command may run in another folder.
        let path = std::path::absolute(path)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
        }
        environment.write_kubeconfig(&path)?;
        Ok(Self { path })
    }
}

impl Drop for Kubeconfig {
    fn drop(&mut self) {
        // It is of no use any more; it may have been removed before.
        let _ = fs::remove_file(&self.path);
    }
}

#[expect(clippy::print_stderr, reason = "stdout is the command's")]
fn say(line: &str) {
    eprintln!("{line}");
}
