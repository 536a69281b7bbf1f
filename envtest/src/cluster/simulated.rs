//! Controllers in this process, in place of the real ones.

use std::time::{Duration, Instant};

use k8s_openapi::api::core::v1::ServiceAccount;
use kube::api::Api;
use kube::{Client, Config};
use kubewright_controllers::{Clock, Running, Settings};

use crate::control_plane::ControlPlane;
use crate::crds::Crds;
use crate::error::Error;
use crate::listening::{self, Listening};

use super::{kubelet, node};

const NAME: &str = "simulated controllers";
const INTERVAL: Duration = Duration::from_millis(5);

/// The controllers, running.
pub(crate) struct Simulated {
    running: Running,
    _kubelet: Listening,
    limit: Duration,
}

impl Simulated {
    /// Starts the controllers. The API server need not answer yet.
    pub(super) fn start(control_plane: &ControlPlane, limit: Duration) -> Result<Self, Error> {
        let user = control_plane.user(
            "system:kube-controller-manager",
            &[String::from("system:masters")],
        )?;
        let mut config = user.config();
        // A watch may be silent for longer; the API server ends each after five minutes.
        config.read_timeout = None;
        config.default_retry = false;
        let failed = |source| Error::Start { name: NAME, source };
        let listener = listening::bind().map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let settings = Settings::default()
            .root_certificate(control_plane.authority().certificate())
            .kubelet_port(port);
        let running = Running::start(config.clone(), settings).map_err(failed)?;
        let clock = running.clock().clone();
        Ok(Self {
            _kubelet: kubelet::start(listener, control_plane, config, clock).map_err(failed)?,
            running,
            limit,
        })
    }

    /// Adds the node, and waits until Pods can be created and would run.
    pub(super) async fn ready(&mut self, mut config: Config) -> Result<(), Error> {
        config.default_retry = false;
        let client = Client::try_from(config)?;
        node::create(client.clone()).await?;
        let deadline = Instant::now() + self.limit;
        loop {
            self.check()?;
            let answer = match without_account(&client).await? {
                Some(answer) => answer,
                None => match node::without(&client).await? {
                    Some(answer) => answer,
                    None => return Ok(()),
                },
            };
            if Instant::now() > deadline {
                return Err(self.not_ready(answer));
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }

    pub(super) fn check(&mut self) -> Result<(), Error> {
        self.running.check().map_err(ended)
    }

    /// Waits until the kinds of CRDs are watched.
    pub(super) async fn watches(&self, crds: &Crds) -> Result<(), Error> {
        let kinds = crds.kinds().collect();
        match tokio::time::timeout(self.limit, self.running.watches(kinds)).await {
            Ok(result) => result.map_err(ended),
            Err(_) => Err(self.not_ready(String::from("a new kind is not watched"))),
        }
    }

    pub(crate) fn clock(&self) -> &Clock {
        self.running.clock()
    }

    fn not_ready(&self, answer: String) -> Error {
        Error::NotReady {
            name: NAME,
            seconds: self.limit.as_secs(),
            answer,
            log: String::from("(none)"),
        }
    }
}

fn ended(reason: String) -> Error {
    Error::Ended {
        name: NAME,
        status: reason,
        log: String::from("(none)"),
    }
}

/// Why no Pod can be created yet: the API server rejects one without an account.
async fn without_account(client: &Client) -> Result<Option<String>, Error> {
    let accounts = Api::<ServiceAccount>::namespaced(client.clone(), "default");
    let absent = || String::from("the service account `default` does not exist");
    Ok(accounts.get_opt("default").await?.is_none().then(absent))
}
