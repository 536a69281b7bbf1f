//! The flags of an operator.

use std::{collections::BTreeSet, path::PathBuf};

use clap::ArgAction;

use crate::watching::cache::Namespaces;

/// The flags of a manager, with kubebuilder's names and defaults.
///
/// ```
/// use clap::Parser;
/// use kubewright_runtime::{logging::LoggingArgs, manager::ManagerArgs};
///
/// #[derive(Parser)]
/// struct Args {
///     #[command(flatten)]
///     manager: ManagerArgs,
///     #[command(flatten)]
///     logging: LoggingArgs,
/// }
///
/// let args = Args::parse_from(["operator", "--leader-elect", "--metrics-bind-address=:8443"]);
/// assert!(args.manager.leader_elect && args.manager.metrics_secure);
/// assert_eq!(args.manager.health_probe_bind_address, ":8081");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(next_help_heading = "Manager")]
#[non_exhaustive]
pub struct ManagerArgs {
    /// The kubeconfig; by default KUBECONFIG, ~/.kube/config, or the service account of the Pod
    #[arg(long)]
    pub kubeconfig: Option<PathBuf>,

    /// The namespaces to watch, separated by commas; by default all
    #[arg(long, env = "WATCH_NAMESPACE", value_delimiter = ',')]
    pub watch_namespaces: Vec<String>,

    /// The address of the metrics endpoint, such as :8443, or :8080 without --metrics-secure; 0 disables it
    #[arg(long, default_value = "0")]
    pub metrics_bind_address: String,

    /// Serve metrics over HTTPS, to clients that the API server authenticates and authorizes
    #[arg(
        long, default_value_t = true, default_missing_value = "true",
        num_args = 0..=1, require_equals = true, action = ArgAction::Set
    )]
    pub metrics_secure: bool,

    /// The folder of the certificate for metrics; by default it is self-signed
    #[arg(long)]
    pub metrics_cert_path: Option<PathBuf>,

    /// The file name of the certificate for metrics
    #[arg(long, default_value = "tls.crt")]
    pub metrics_cert_name: String,

    /// The file name of the key for metrics
    #[arg(long, default_value = "tls.key")]
    pub metrics_cert_key: String,

    /// The folder of the certificate for webhooks; by default k8s-webhook-server/serving-certs in the temporary folder
    #[arg(long)]
    pub webhook_cert_path: Option<PathBuf>,

    /// The file name of the certificate for webhooks
    #[arg(long, default_value = "tls.crt")]
    pub webhook_cert_name: String,

    /// The file name of the key for webhooks
    #[arg(long, default_value = "tls.key")]
    pub webhook_cert_key: String,

    /// The Secret for a certificate that the manager issues and renews itself, instead of --webhook-cert-path
    #[arg(long, conflicts_with = "webhook_cert_path", requires = "webhook_service")]
    pub webhook_cert_secret: Option<String>,

    /// The Service through which the API server calls webhooks, for --webhook-cert-secret
    #[arg(long)]
    pub webhook_service: Option<String>,

    /// The mutating webhook configuration to inject the CA into, for --webhook-cert-secret
    #[arg(long)]
    pub mutating_webhook_configuration: Option<String>,

    /// The validating webhook configuration to inject the CA into, for --webhook-cert-secret
    #[arg(long)]
    pub validating_webhook_configuration: Option<String>,

    /// Serve webhooks; turn it off where the API server cannot reach the program
    #[arg(
        long, env = "ENABLE_WEBHOOKS", default_value_t = true, default_missing_value = "true",
        num_args = 0..=1, require_equals = true, action = ArgAction::Set
    )]
    pub enable_webhooks: bool,

    /// The port of the webhook server
    #[arg(long, default_value_t = 9443)]
    pub webhook_port: u16,

    /// The address of the health probes; 0 disables them
    #[arg(long, default_value = ":8081")]
    pub health_probe_bind_address: String,

    /// Run controllers only while this replica leads
    #[arg(
        long, default_value_t = false, default_missing_value = "true",
        num_args = 0..=1, require_equals = true, action = ArgAction::Set
    )]
    pub leader_elect: bool,

    /// Check the permissions that the program needs at start-up, and exit if some are missing
    #[arg(
        long, default_value_t = true, default_missing_value = "true",
        num_args = 0..=1, require_equals = true, action = ArgAction::Set
    )]
    pub rbac_preflight: bool,

    /// Enable HTTP/2 for metrics and webhooks
    #[arg(
        long, default_value_t = false, default_missing_value = "true",
        num_args = 0..=1, require_equals = true, action = ArgAction::Set
    )]
    pub enable_http2: bool,
}

impl ManagerArgs {
    /// Returns the namespaces that are named, if any.
    pub(super) fn namespaces(&self) -> Option<Namespaces> {
        let names = self.watch_namespaces.iter().map(|name| name.trim());
        let names: BTreeSet<String> = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        (!names.is_empty()).then_some(Namespaces::These(names))
    }
}
