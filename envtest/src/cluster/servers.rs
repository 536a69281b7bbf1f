//! kube-controller-manager, kube-scheduler and kwok.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use k8s_openapi::api::core::v1::ServiceAccount;
use kube::api::Api;
use kube::{Client, Config};

use crate::assets::{Assets, Binary};
use crate::control_plane::{ControlPlane, Files, Settings};
use crate::error::Error;
use crate::process::Process;

use super::node;

const INTERVAL: Duration = Duration::from_millis(10);
/// How long the node may be silent, in kube-controller-manager's terms. kwok renews no lease, so any shorter time would turn the
/// node and its Pods unready in the middle of a test. A lease would not do: a busy or suspended machine renews it too late.
const SILENCE: &str = "8760h";

/// The servers, running.
pub(crate) struct Servers {
    controller_manager: Process,
    scheduler: Process,
    kwok: Process,
}

impl Servers {
    /// Starts all; they are not ready yet.
    pub(crate) async fn spawn(
        assets: &Assets,
        settings: &Settings,
        control_plane: &ControlPlane,
    ) -> Result<Self, Error> {
        let folder = control_plane.folder();
        let launch = |binary, arguments| settings.launch(assets, binary, arguments, folder);

        let kubeconfig = kubeconfig(control_plane, "system:kube-controller-manager")?;
        let mut arguments = controller_manager_arguments(&kubeconfig, control_plane.files());
        arguments.extend_from_slice(&settings.controller_manager_arguments);
        let controller_manager = launch(&Binary::KUBE_CONTROLLER_MANAGER, arguments)?;

        let kubeconfig = self::kubeconfig(control_plane, "system:kube-scheduler")?;
        let mut arguments = scheduler_arguments(&kubeconfig);
        arguments.extend_from_slice(&settings.scheduler_arguments);
        let scheduler = launch(&Binary::KUBE_SCHEDULER, arguments)?;

        // Before kwok, whose first list then contains it.
        node::create(control_plane.admin().client()).await?;
        let kubeconfig = self::kubeconfig(control_plane, "kwok")?;
        let stages = assets.data_path(&Binary::KWOK).unwrap_or_default();
        let kwok = launch(&Binary::KWOK, kwok_arguments(&kubeconfig, &stages))?;
        Ok(Self {
            controller_manager,
            scheduler,
            kwok,
        })
    }

    /// Waits until Pods can be made and would run, or a server ends, or time is up.
    pub(crate) async fn ready(&mut self, mut config: Config, limit: Duration) -> Result<(), Error> {
        config.default_retry = false;
        let client = Client::try_from(config)?;
        let deadline = Instant::now() + limit;
        loop {
            let (process, answer) = if let Some(answer) = without_accounts(&client).await? {
                (&self.controller_manager, answer)
            } else if let Some(answer) = node::without(&client).await? {
                (&self.kwok, answer)
            } else {
                return Ok(());
            };
            if Instant::now() > deadline {
                return Err(Error::NotReady {
                    name: process.name(),
                    seconds: limit.as_secs(),
                    answer,
                    log: process.log_tail(),
                });
            }
            self.check()?;
            tokio::time::sleep(INTERVAL).await;
        }
    }

    /// Fails if a server has ended.
    pub(crate) fn check(&mut self) -> Result<(), Error> {
        self.processes_mut().into_iter().try_for_each(Process::check)
    }

    /// Lets the controllers see kinds that were not there when they started, for which they look twice a minute only.
    pub(crate) fn see_new_kinds(&mut self) -> Result<(), Error> {
        self.controller_manager.restart()
    }

    pub(crate) fn processes(&self) -> [&Process; 3] {
        [&self.controller_manager, &self.scheduler, &self.kwok]
    }

    fn processes_mut(&mut self) -> [&mut Process; 3] {
        [&mut self.controller_manager, &mut self.scheduler, &mut self.kwok]
    }
}

/// A server with a name of its own, by which objects say who changed them. All may do anything.
fn kubeconfig(control_plane: &ControlPlane, name: &str) -> Result<PathBuf, Error> {
    let file = format!("{}.kubeconfig", name.trim_start_matches("system:"));
    let path = control_plane.folder().join(file);
    let user = control_plane.user(name, &[String::from("system:masters")])?;
    user.write_kubeconfig(&path)?;
    Ok(path)
}

fn controller_manager_arguments(kubeconfig: &Path, files: &Files) -> Vec<String> {
    vec![
        format!("--kubeconfig={}", kubeconfig.display()),
        String::from("--leader-elect=false"),
        // No port at all.
        String::from("--secure-port=0"),
        format!("--node-monitor-grace-period={SILENCE}"),
        format!(
            "--service-account-private-key-file={}",
            files.accounts_key.display()
        ),
        format!("--root-ca-file={}", files.authority.display()),
        format!("--cluster-signing-cert-file={}", files.authority.display()),
        format!("--cluster-signing-key-file={}", files.authority_key.display()),
        // Without client-side rate limits, which protect servers that are shared.
        String::from("--kube-api-qps=1000"),
        String::from("--kube-api-burst=2000"),
    ]
}

fn scheduler_arguments(kubeconfig: &Path) -> Vec<String> {
    vec![
        format!("--kubeconfig={}", kubeconfig.display()),
        String::from("--leader-elect=false"),
        String::from("--secure-port=0"),
        String::from("--kube-api-qps=1000"),
        String::from("--kube-api-burst=2000"),
    ]
}

fn kwok_arguments(kubeconfig: &Path, stages: &Path) -> Vec<String> {
    vec![
        format!("--kubeconfig={}", kubeconfig.display()),
        format!("--config={}", stages.display()),
        String::from("--manage-all-nodes=true"),
        // Not a range of Services.
        String::from("--cidr=10.1.0.0/16"),
        String::from("--node-ip=127.0.0.1"),
    ]
}

/// Why no Pod can be made yet: one without an account is refused.
async fn without_accounts(client: &Client) -> Result<Option<String>, Error> {
    let accounts = Api::<ServiceAccount>::namespaced(client.clone(), "default");
    let default = accounts.get_opt("default").await?;
    let absent = || String::from("the service account default is not there");
    Ok(if default.is_some() { None } else { Some(absent()) })
}
