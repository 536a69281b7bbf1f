//! Faults between clients and the API server.

mod plan;
mod proxy;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use kube::{Client, Config, Resource};

use crate::error::Error;
use crate::listening::Listening;
use crate::user::User;

use plan::{Fault, Plan, Verb};

/// Faults that a test causes on the way to the API server: conflicts, lost watches, outages.
///
/// They happen to requests of the clients that come from here, and to no others. A proxy in this process passes on everything else.
///
/// ```no_run
/// # async fn example(environment: kubewright_envtest::Environment) -> Result<(), Box<dyn std::error::Error>> {
/// use k8s_openapi::api::core::v1::ConfigMap;
/// use kube::Api;
/// use kube::api::PostParams;
///
/// let faults = environment.faults();
/// let config_maps: Api<ConfigMap> = Api::default_namespaced(faults.client()?);
/// faults.conflict_once::<ConfigMap>();
/// let object = config_maps.get("settings").await?;
/// let error = config_maps.replace("settings", &PostParams::default(), &object).await.unwrap_err();
/// assert!(error.to_string().contains("Conflict"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Faults {
    admin: User,
    plan: Arc<Plan>,
    proxies: Mutex<Vec<Listening>>,
}

impl Faults {
    pub(crate) fn new(admin: User) -> Self {
        Self {
            admin,
            plan: Arc::default(),
            proxies: Mutex::default(),
        }
    }

    /// Returns a client that may do everything, and to which the faults happen.
    ///
    /// # Errors
    ///
    /// If the proxy cannot be started.
    pub fn client(&self) -> Result<Client, Error> {
        self.client_of(&self.admin)
    }

    /// Returns a client of a user, to which the faults happen.
    ///
    /// # Errors
    ///
    /// If the proxy cannot be started.
    pub fn client_of(&self, user: &User) -> Result<Client, Error> {
        Ok(Client::try_from(self.config_of(user)?)?)
    }

    /// Returns the configuration of such a client.
    ///
    /// # Errors
    ///
    /// If the proxy cannot be started.
    pub fn config_of(&self, user: &User) -> Result<Config, Error> {
        let mut config = user.config();
        let proxy = proxy::start(config.clone(), self.plan.clone()).map_err(|source| Error::Start {
            name: "a proxy in front of kube-apiserver",
            source,
        })?;
        let url = format!("http://{}", proxy.address());
        self.proxies
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .push(proxy);
        let namespace = std::mem::take(&mut config.default_namespace);
        config = Config::new(url.parse().map_err(|error| Error::Start {
            name: "a proxy in front of kube-apiserver",
            source: std::io::Error::other(error),
        })?);
        config.default_namespace = namespace;
        config.default_retry = false;
        Ok(config)
    }

    /// Rejects the next update, patch or status change of the kind with `409 Conflict`.
    pub fn conflict_once<K: Resource<DynamicType = ()>>(&self) {
        self.plan.add(&self.kind::<K>(), Verb::Update, Fault::Status(409));
    }

    /// Rejects the next request for the kind with this status, such as 500 or 429.
    pub fn fail_once<K: Resource<DynamicType = ()>>(&self, status: u16) {
        self.plan.add(&self.kind::<K>(), Verb::Any, Fault::Status(status));
    }

    /// Lets the next write of the kind reach the API server, and loses the answer.
    pub fn lose_answer_once<K: Resource<DynamicType = ()>>(&self) {
        self.plan.add(&self.kind::<K>(), Verb::Write, Fault::Unanswered);
    }

    /// Ends the watches of the kind, and answers the next one with `410 Gone`, so that clients list again.
    pub fn expire_watches<K: Resource<DynamicType = ()>>(&self) {
        self.plan.add(&self.kind::<K>(), Verb::Watch, Fault::Status(410));
        self.plan.cut(&self.kind::<K>());
    }

    /// Ends the watches of the kind, in the middle of what they report.
    pub fn drop_watches<K: Resource<DynamicType = ()>>(&self) {
        self.plan.cut(&self.kind::<K>());
    }

    /// Delays everything that watches of the kind report. Zero ends the delay.
    pub fn delay_watches<K: Resource<DynamicType = ()>>(&self, by: Duration) {
        self.plan.delay(&self.kind::<K>(), by);
    }

    /// Cuts all connections, and takes no new ones until [`come_back`](Self::come_back).
    pub fn go_away(&self) {
        self.plan.set_away(true);
    }

    /// Ends what [`go_away`](Self::go_away) has begun.
    pub fn come_back(&self) {
        self.plan.set_away(false);
    }

    /// Returns how many faults have happened.
    #[must_use]
    pub fn happened(&self) -> usize {
        self.plan.happened()
    }

    #[expect(clippy::unused_self, reason = "a short form of its methods")]
    fn kind<K: Resource<DynamicType = ()>>(&self) -> String {
        let group = K::group(&());
        let version = K::version(&());
        let root = if group.is_empty() {
            format!("/api/{version}")
        } else {
            format!("/apis/{group}/{version}")
        };
        format!("{root} {}", K::plural(&()))
    }
}
