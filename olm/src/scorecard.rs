//! Tests of the scorecard as images in Pods.

mod pod;
mod storage;

use std::io;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use futures::future::join_all;
use k8s_openapi::api::core::v1::{ConfigMap, Pod};
use kube::api::{Api, DeleteParams, ListParams, LogParams, PostParams};
use kubewright_bundle::Files;
use kubewright_bundle::image::Image;
use kubewright_bundle::scorecard::{Config, Result as TestResult, State, Status, Test, TestList};
use serde_json::json;
use tokio::time::Instant;

use crate::ScorecardPods;
use crate::cluster::Target;
use crate::diagnosis::pods;
use crate::failure::{Failure, Result};
use crate::output::Output;

/// What a ConfigMap can have, with a reserve for its metadata.
const LIMIT: usize = 1000 * 1024;
/// The file with the bundle in the ConfigMap.
const FILE: &str = "bundle.tar.gz";
/// How often a Pod is looked at.
const INTERVAL: Duration = Duration::from_millis(300);
/// How long the kubelet may try to overcome a failure.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the deletion may take.
const CLEANUP: Duration = Duration::from_secs(30);

/// Runs the tests that stdin lists, and prints their results.
pub(crate) async fn run(args: &ScorecardPods, output: Output) -> Result<()> {
    let config: Config = serde_json::from_reader(io::stdin())
        .map_err(|error| Failure::new(format!("stdin does not list stages of tests: {error}")))?;
    let files = Files::read(&args.bundle).map_err(|(path, error)| Failure::of_file("read", &path, &error))?;
    let deadline = Instant::now() + args.wait_time;
    let target = Target::connect(&args.pods.cluster, args.pods.namespace.as_deref()).await?;
    let run = Run {
        map: upload(&target, &files).await?,
        target,
        args,
        deadline,
        account: match &config.serviceaccount[..] {
            "" => &args.pods.service_account,
            account => account,
        },
    };
    let done = tokio::select! {
        runs = run.stages(&config) => Ok(runs),
        _ = tokio::signal::ctrl_c() => Err(Failure::new("interrupted")),
    };
    let kept = format!(
        "the Pods with the label `{}` and the ConfigMap `{}`",
        run.selector(),
        run.map
    );
    if args.pods.skip_cleanup {
        output.status(&format!(
            "{kept} of the namespace `{}` are kept",
            run.target.namespace
        ));
    } else {
        let deleted = tokio::time::timeout(CLEANUP, run.clean_up()).await;
        if !matches!(deleted, Ok(Ok(()))) {
            output.status(&format!(
                "cannot delete {kept} of the namespace `{}`",
                run.target.namespace
            ));
        }
    }
    let list = serde_json::to_string(&TestList::new(done?))?;
    output.result(&list);
    Ok(())
}

/// Creates the ConfigMap with the bundle, and returns its name.
async fn upload(target: &Target, files: &Files) -> Result<String> {
    let archive = Image::new(files, &Default::default()).layers.concat();
    if archive.len() > LIMIT {
        return Err(Failure::new(format!(
            "the bundle has {} KiB when it is compressed, and a ConfigMap for the Pods of tests can have {} KiB",
            archive.len() / 1024,
            LIMIT / 1024
        )));
    }
    let map: ConfigMap = serde_json::from_value(json!({
        "metadata": { "generateName": pod::PREFIX, "labels": { "app": pod::APP } },
        "binaryData": { FILE: BASE64_STANDARD.encode(archive) },
    }))?;
    let maps: Api<ConfigMap> = Api::namespaced(target.client.clone(), &target.namespace);
    let map = maps.create(&PostParams::default(), &map).await;
    let map = map.map_err(|error| target.problem("creating the ConfigMap with the bundle", &error))?;
    Ok(map.metadata.name.unwrap_or_default())
}

/// A run of tests.
struct Run<'a> {
    target: Target,
    args: &'a ScorecardPods,
    /// The ConfigMap with the bundle.
    map: String,
    account: &'a str,
    deadline: Instant,
}

impl Run<'_> {
    async fn stages(&self, config: &Config) -> Vec<(Test, Status)> {
        let mut runs = Vec::new();
        for stage in &config.stages {
            if stage.parallel {
                runs.extend(join_all(stage.tests.iter().map(|test| self.test(test))).await);
            } else {
                for test in &stage.tests {
                    runs.push(self.test(test).await);
                }
            }
        }
        runs
    }

    /// Runs one test. Whatever goes wrong is its result.
    async fn test(&self, test: &Test) -> (Test, Status) {
        let status = match self.printed(test).await {
            Ok(printed) => Status::parse(test.name(), &printed),
            Err(failure) => {
                let mut result = TestResult::new(test.name());
                result.fail(failure.to_string());
                result.state = State::Error;
                Status {
                    results: vec![result],
                }
            }
        };
        (test.clone(), status)
    }

    /// What a test prints.
    async fn printed(&self, test: &Test) -> Result<Vec<u8>> {
        let storage = storage::Storage::of(test)?;
        let pod = pod::of(test, storage.as_ref(), &self.map, self.account, &self.args.pods)?;
        let created = self.pods().create(&PostParams::default(), &pod).await;
        let created = created.map_err(|error| self.target.problem("creating the Pod", &error))?;
        let name = created.metadata.name.unwrap_or_default();
        self.ended(&name, pod::TEST).await?;
        let printed = self.log(&name, pod::TEST).await?;
        if let Some(storage) = storage {
            storage.collect(self, &name).await?;
        }
        Ok(printed.into_bytes())
    }

    /// Waits until a container has ended. Its exit code does not count.
    async fn ended(&self, name: &str, container: &str) -> Result<()> {
        let mut trouble: Option<(String, Instant)> = None;
        loop {
            let pod = self.pods().get_opt(name).await;
            let pod = pod.map_err(|error| self.target.problem("reading the Pod", &error))?;
            let pod = pod.ok_or_else(|| Failure::new(format!("somebody has deleted the Pod `{name}`")))?;
            if pod::has_ended(&pod, container) {
                return Ok(());
            }
            if let Some(code) = pod::unpacking_failed(&pod) {
                let log = self.log(name, pod::UNTAR).await.unwrap_or_default();
                return Err(Failure::new(format!(
                    "the container `{}` of the Pod `{name}`, which unpacks the bundle, failed with exit code {code}: {}",
                    pod::UNTAR,
                    log.trim()
                )));
            }
            let now = pods::trouble(&self.target, &pod).await?;
            let is_over = Instant::now() >= self.deadline;
            if let Some(now) = now {
                let since = match &trouble {
                    Some((same, since)) if *same == now => *since,
                    _ => Instant::now(),
                };
                if is_over || since.elapsed() > PATIENCE {
                    return Err(Failure::new(now));
                }
                trouble = Some((now, since));
            } else if is_over {
                let state = pods::state(&pod);
                return Err(Failure::new(format!(
                    "the Pod `{name}` did not end within `--wait-time`: {state}"
                )));
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }

    async fn log(&self, name: &str, container: &str) -> Result<String> {
        let params = LogParams {
            container: Some(container.to_owned()),
            ..LogParams::default()
        };
        let log = self.pods().logs(name, &params).await;
        log.map_err(|error| {
            let what = format!("reading the log of the container `{container}` of the Pod `{name}`");
            self.target.problem(&what, &error)
        })
    }

    fn pods(&self) -> Api<Pod> {
        Api::namespaced(self.target.client.clone(), &self.target.namespace)
    }

    /// Selects the Pods of this run.
    fn selector(&self) -> String {
        format!("{}={}", pod::RUN, self.map)
    }

    async fn clean_up(&self) -> Result<(), kube::Error> {
        let selected = ListParams::default().labels(&self.selector());
        // Nothing is lost when tests do not end in their own time.
        let at_once = DeleteParams::default().grace_period(0);
        self.pods().delete_collection(&at_once, &selected).await?;
        let maps: Api<ConfigMap> = Api::namespaced(self.target.client.clone(), &self.target.namespace);
        maps.delete(&self.map, &DeleteParams::default()).await?;
        Ok(())
    }
}
