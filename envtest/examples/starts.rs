//! How long an environment takes to start. Prints a line with the milliseconds of each start, one after the other, and one with the
//! resident memory of this process in kilobytes, while the last environment runs.
//!
//! Arguments: how many, and `empty`, `cluster` or `ahead`. With `ahead`, each is used for two seconds, in which the next one starts.

#![expect(clippy::print_stdout, reason = "its output is for other programs")]

use std::error::Error;
use std::time::{Duration, Instant};

use kubewright_envtest::Environment;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments.next().ok_or("say how many")?.parse()?;
    let (builder, used) = match arguments.next().as_deref() {
        Some("empty") => (Environment::builder(), Duration::ZERO),
        Some("cluster") => (Environment::builder().cluster(), Duration::ZERO),
        Some("ahead") => (
            Environment::builder().cluster().start_next_ahead(),
            Duration::from_secs(2),
        ),
        _ => return Err("say `empty`, `cluster` or `ahead`".into()),
    };
    for number in 1..=count {
        let start = Instant::now();
        let environment = builder.clone().start().await?;
        println!("{}", start.elapsed().as_millis());
        if number == count {
            println!("{}", resident()?);
        }
        tokio::time::sleep(used).await;
        environment.stop();
    }
    Ok(())
}

fn resident() -> Result<String, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    Ok(line.ok_or("no VmRSS")?.trim().trim_end_matches(" kB").to_owned())
}
