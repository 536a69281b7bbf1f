//! Follows the tutorial and runs its operator in a simulated cluster: `make demo`.

#![expect(clippy::print_stdout, reason = "the demo prints what it does")]

mod cluster;
mod operator;
mod project;
mod tools;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

const STEPS: usize = 8;

#[tokio::main]
async fn main() -> ExitCode {
    // Dropping the future stops the servers and the operator, and removes the folder.
    let end = tokio::select! {
        end = demo() => end,
        _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("interrupted; everything has been cleaned up")),
    };
    match end {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn demo() -> Result<()> {
    let start = Instant::now();
    step(1, "The tools are checked");
    tools::check()?;

    let folder = tempfile::Builder::new().prefix("kubewright-demo").tempdir()?;
    step(2, "The project is created, as in docs/src/tutorial/memcached.md");
    let project = project::make(folder.path())?;

    step(3, "The manifests are generated");
    project::show(&project)?;

    step(4, "The operator is compiled");
    let program = operator::build(&project)?;

    step(
        5,
        "An API server, controllers, a scheduler and a simulated node start",
    );
    let environment = cluster::start(&project).await?;

    step(6, "The operator runs");
    let operator = operator::Operator::run(&program, &environment, folder.path())?;
    cluster::install_webhooks(&environment, &project).await?;

    step(7, "The sample is applied");
    let sample = cluster::apply_sample(&environment, &project).await?;
    cluster::until_available(&environment, &sample).await?;

    step(8, "Everything is removed again");
    cluster::delete(&environment, &sample).await?;
    operator.stop().await?;
    environment.stop();
    folder.close()?;
    say(&format!(
        "done in {} s; nothing is left",
        start.elapsed().as_secs()
    ));
    Ok(())
}

fn step(number: usize, title: &str) {
    println!("\n[{number}/{STEPS}] {title}");
}

fn say(text: &str) {
    for line in text.lines() {
        println!("  {line}");
    }
}
