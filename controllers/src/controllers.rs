//! The controllers.

mod cluster_roles;
mod cron_job;
mod daemon_set;
mod deployment;
mod disruption;
mod endpoints;
mod garbage;
mod job;
mod kubelet;
mod legacy_endpoints;
mod namespaces;
mod replica_set;
mod scheduler;
mod service_accounts;
mod stateful_set;

use crate::decision::Controller;

pub use kubelet::ANNOTATIONS;
pub(crate) use kubelet::{Query, Refusal, Run, read};

/// What controllers must know that the API server does not report.
///
/// ```
/// use kubewright_controllers::Settings;
///
/// let settings = Settings::default().root_certificate("-----BEGIN CERTIFICATE-----\n");
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Settings {
    /// The certificate of the authority that issued the API server's, as PEM. Every namespace gets it in `kube-root-ca.crt`.
    pub root_certificate: Option<String>,
    /// The port of this machine at which [`KubeletApi`](crate::KubeletApi) answers, which nodes report to the API server.
    pub kubelet_port: Option<u16>,
}

impl Settings {
    /// Sets [`root_certificate`](Self::root_certificate).
    #[must_use]
    pub fn root_certificate(mut self, certificate: impl Into<String>) -> Self {
        self.root_certificate = Some(certificate.into());
        self
    }

    /// Sets [`kubelet_port`](Self::kubelet_port).
    #[must_use]
    pub fn kubelet_port(mut self, port: u16) -> Self {
        self.kubelet_port = Some(port);
        self
    }
}

/// All controllers.
pub(crate) fn controllers(settings: Settings) -> Vec<Box<dyn Controller>> {
    let mut all: Vec<Box<dyn Controller>> = vec![
        Box::new(service_accounts::ServiceAccounts),
        Box::new(scheduler::Scheduler::default()),
        Box::new(kubelet::Kubelet::new(settings.kubelet_port)),
        Box::new(replica_set::ReplicaSets),
        Box::new(deployment::Deployments),
        Box::new(stateful_set::StatefulSets),
        Box::new(daemon_set::DaemonSets),
        Box::new(job::Jobs),
        Box::new(cron_job::CronJobs),
        Box::new(endpoints::EndpointSlices),
        Box::new(legacy_endpoints::LegacyEndpoints),
        Box::new(disruption::DisruptionBudgets),
        Box::new(garbage::GarbageCollector),
        Box::new(namespaces::Namespaces),
        Box::new(cluster_roles::ClusterRoles),
    ];
    if let Some(certificate) = settings.root_certificate {
        all.push(Box::new(service_accounts::RootCertificate { certificate }));
    }
    all
}
