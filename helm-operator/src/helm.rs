//! The `helm` program.

mod arguments;
mod error;
mod failure;

use std::{
    ffi::OsString,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use kubewright_runtime::metrics::Metrics;
use semver::Version;
use tempfile::TempDir;
use tokio::sync::{Mutex, Semaphore};

pub(crate) use arguments::{Marks, Request, Verb};
pub use error::HelmError;
pub(crate) use failure::reason_of;

use crate::{metrics::Runs, process};

/// The first version of Helm 3 with labels of releases.
const OLDEST: Version = Version::new(3, 13, 0);
/// How long helm may take beyond its own limit, which starts with each step.
const GRACE: Duration = Duration::from_secs(60);

/// The `helm` program, version 3 (from 3.13) or 4. Clones share the limit of concurrent processes.
///
/// ```
/// use kubewright_helm_operator::Helm;
/// use std::time::Duration;
///
/// let helm = Helm::new("helm").max_processes(2).timeout(Duration::from_secs(60));
/// # let _ = helm;
/// ```
#[derive(Clone, Debug)]
pub struct Helm {
    program: PathBuf,
    kubeconfig: Option<PathBuf>,
    timeout: Duration,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    permits: Semaphore,
    /// What helm keeps between processes, such as the kinds of the cluster.
    home: Option<TempDir>,
    version: Mutex<Option<Version>>,
    runs: Runs,
}

impl Helm {
    /// Creates it with the path of the program, or a name that is searched in `PATH`.
    #[must_use]
    pub fn new(program: impl Into<PathBuf>) -> Self {
        let processes = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            program: program.into(),
            kubeconfig: None,
            timeout: Duration::from_secs(300),
            shared: Shared::with(processes),
        }
    }

    /// Sets the kubeconfig. By default helm finds the cluster itself: `KUBECONFIG`, the home folder, or the cluster that the
    /// program runs in.
    #[must_use]
    pub fn kubeconfig(mut self, path: impl Into<PathBuf>) -> Self {
        self.kubeconfig = Some(path.into());
        self
    }

    /// Sets how many helm processes run at the same time, for all kinds together. Each takes about 80 MB of memory. Default: the
    /// number of CPUs.
    #[must_use]
    pub fn max_processes(mut self, count: usize) -> Self {
        self.shared = Shared::with(count.max(1));
        self
    }

    /// Sets how long helm waits for each step, such as a hook. Default: five minutes.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Counts the processes in a registry.
    pub fn metrics(&self, metrics: &Metrics) {
        self.shared.runs.register(metrics);
    }

    /// Asks for the version.
    ///
    /// # Errors
    ///
    /// If the program does not exist, or is neither Helm 3 from 3.13 nor Helm 4.
    pub async fn check(&self) -> Result<Version, HelmError> {
        let mut known = self.shared.version.lock().await;
        if let Some(version) = &*known {
            return Ok(version.clone());
        }
        let arguments = ["version", "--template", "{{.Version}}"].map(OsString::from);
        let limit = Duration::from_secs(60);
        let output = process::run(&self.program, &arguments, &self.environment(), b"", limit).await?;
        let text = String::from_utf8_lossy(&output.stdout);
        let text = text.trim();
        let unknown = |what: String| {
            let supported = "helm 3 from 3.13 and helm 4 are supported";
            HelmError::new(
                "HelmVersion",
                format!("`{}` {what}; {supported}", self.program.display()),
            )
        };
        let version = Version::parse(text.trim_start_matches('v'))
            .map_err(|_| unknown(String::from("does not print a version of Helm")))?;
        let plain = Version::new(version.major, version.minor, version.patch);
        if plain < OLDEST || version.major > 4 {
            return Err(unknown(format!("has version {text}")));
        }
        tracing::info!(program = %self.program.display(), version = text, "helm is found");
        Ok(known.insert(version).clone())
    }

    /// Runs a request, when fewer than the allowed number of processes run.
    pub(crate) async fn run(&self, request: &Request<'_>) -> Result<Vec<u8>, HelmError> {
        let version = self.check().await?;
        let mut arguments = request.arguments(version.major, self.timeout);
        if let Some(kubeconfig) = &self.kubeconfig {
            arguments.push("--kubeconfig".into());
            arguments.push(kubeconfig.into());
        }
        let input = request.input();
        // The semaphore is never closed.
        let _permit = self.shared.permits.acquire().await;
        let started = Instant::now();
        tracing::debug!(action = request.verb.name(), release = request.name, "helm runs");
        // Hooks before and after each take up to the limit.
        let limit = self.timeout * 3 + GRACE;
        let output = process::run(&self.program, &arguments, &self.environment(), &input, limit).await;
        let succeeded = output.as_ref().is_ok_and(|output| output.status.success());
        let action = request.verb.name();
        self.shared.runs.count(action, succeeded, started.elapsed());
        let output = output?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let message = failure::message(&output.stderr);
        tracing::debug!(action, release = request.name, message, "helm failed");
        Err(HelmError::new(reason_of(&message, request.verb), message))
    }

    fn environment(&self) -> Vec<(&'static str, OsString)> {
        let mut all: Vec<(&'static str, OsString)> = vec![("HELM_DRIVER", "secret".into())];
        if let Some(home) = &self.shared.home {
            let folder = |name| home.path().join(name).into_os_string();
            all.extend([
                ("HELM_CACHE_HOME", folder("cache")),
                ("HELM_CONFIG_HOME", folder("config")),
                ("HELM_DATA_HOME", folder("data")),
                ("KUBECACHEDIR", folder("kube")),
            ]);
        }
        all
    }
}

impl Shared {
    fn with(processes: usize) -> Arc<Self> {
        Arc::new(Self {
            permits: Semaphore::new(processes),
            home: tempfile::Builder::new().prefix("helm-operator").tempdir().ok(),
            version: Mutex::default(),
            runs: Runs::default(),
        })
    }
}
