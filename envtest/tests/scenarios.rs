//! The simulated controllers against kube-controller-manager, kube-scheduler and kwok: each scenario of `testdata/scenarios` runs
//! on both, and must leave the same objects.

#![expect(
    clippy::unwrap_used,
    reason = "a scenario that cannot go on fails its test, in helpers too"
)]

#[path = "scenarios/normal.rs"]
mod normal;
#[path = "scenarios/scenario.rs"]
mod scenario;
#[path = "scenarios/world.rs"]
mod world;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use kubewright_envtest::Environment;
use serde_json::Value;

use scenario::Scenario;
use world::World;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/scenarios");
/// How long both clusters may take until they agree.
const LIMIT: Duration = Duration::from_secs(30);
const CONCURRENT: usize = 6;

/// All scenarios, or those whose names contain the variable `SCENARIO`.
fn scenarios() -> Vec<Scenario> {
    let wanted = std::env::var("SCENARIO").unwrap_or_default();
    let mut paths: Vec<_> = fs::read_dir(Path::new(FOLDER))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let scenarios = paths.iter().map(|path| Scenario::read(path));
    scenarios
        .filter(|scenario| scenario.name.contains(&wanted))
        .collect()
}

#[tokio::test]
async fn simulated_controllers_leave_what_the_real_ones_leave() {
    let (simulated, real) = tokio::join!(
        Environment::builder().cluster().start(),
        Environment::builder().real_controllers().start()
    );
    let (simulated, real) = (simulated.unwrap(), real.unwrap());
    let worlds = [World::new(&simulated).await, World::new(&real).await];
    let scenarios = scenarios();
    let count = scenarios.len();
    let results = futures::stream::iter(scenarios.iter().map(|scenario| compare(scenario, &worlds)));
    let wrong = results
        .buffer_unordered(CONCURRENT)
        .filter_map(async |result| result.err());
    // As they come, for those who watch with `--nocapture`.
    let wrong: Vec<String> = wrong.inspect(|reason| println!("{reason}")).collect().await;
    assert!(
        wrong.is_empty(),
        "{} of {count} scenarios differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

async fn compare(scenario: &Scenario, worlds: &[World; 2]) -> Result<(), String> {
    let [simulated, real] = worlds;
    let named = |what: &str, reason: String| format!("--- {} ({what}): {reason}", scenario.name);
    let (left, right) = tokio::join!(simulated.run(scenario), real.run(scenario));
    left.map_err(|reason| named("simulated", reason))?;
    right.map_err(|reason| named("real", reason))?;
    let start = Instant::now();
    loop {
        let (left, right) = tokio::join!(simulated.objects(&scenario.name), real.objects(&scenario.name));
        if left == right {
            return Ok(());
        }
        if start.elapsed() > LIMIT {
            return Err(named("left", difference(&left, &right)));
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Lines that only one side has.
fn difference(simulated: &[Value], real: &[Value]) -> String {
    let text = |values: &[Value]| {
        let texts = values
            .iter()
            .map(|value| serde_json::to_string_pretty(value).unwrap());
        texts.collect::<Vec<_>>().join("\n")
    };
    let (simulated, real) = (text(simulated), text(real));
    let diff = similar::TextDiff::from_lines(&simulated, &real);
    diff.unified_diff()
        .context_radius(4)
        .header("simulated", "real")
        .to_string()
}
