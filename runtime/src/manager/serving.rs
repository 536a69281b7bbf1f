//! The servers of a manager: metrics, probes and webhooks.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use kube::{
    Config,
    client::ClientBuilder,
    config::{KubeConfigOptions, Kubeconfig},
};

use super::{Manager, ManagerArgs, ManagerError, ManagerOptions, Running, Stage};
use crate::{
    leader::Election,
    rbac::{Need, Right},
    reporting::causes::causes,
    serving::{
        certs::{Issuer, Target},
        health::Probes,
        metrics::{Metrics, MetricsServer},
        server::Listener,
        tls::{Certificates, TlsError},
        webhook::Webhooks,
    },
    watching::cache::Namespaces,
};

/// The servers of a manager.
#[derive(Debug, Default)]
pub(super) struct Serving {
    metrics: Metrics,
    probes: Probes,
    webhooks: Webhooks,
    server: Option<WebhookServer>,
}

/// The options of the webhook server.
#[derive(Debug)]
struct WebhookServer {
    address: String,
    certificate: PathBuf,
    key: PathBuf,
    http2: bool,
    issuer: Option<Hidden<Issuer>>,
    /// Whether the issuer comes from the flags, which do not name the CRDs that must trust it.
    trusted_by_crds: bool,
}

/// A value without a debug form.
struct Hidden<T>(T);

impl<T> std::fmt::Debug for Hidden<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("..")
    }
}

impl Serving {
    pub(super) fn has_no_webhooks(&self) -> bool {
        self.webhooks.paths().next().is_none()
    }
}

impl Manager {
    /// Creates a manager with the servers and the election that the flags ask for. `election` is the name of the lease, which
    /// all replicas share, in the namespace that the options name, or that the program runs in.
    ///
    /// # Errors
    ///
    /// If there is no cluster, or its configuration cannot be used.
    ///
    /// ```no_run
    /// use clap::Parser;
    /// use kubewright_runtime::{Manager, ManagerOptions, logging, logging::LoggingArgs, manager::ManagerArgs};
    ///
    /// #[derive(Parser)]
    /// struct Args {
    ///     #[command(flatten)]
    ///     manager: ManagerArgs,
    ///     #[command(flatten)]
    ///     logging: LoggingArgs,
    /// }
    ///
    /// #[tokio::main]
    /// async fn main() -> std::process::ExitCode {
    ///     logging::exit_code(run(Args::parse()).await)
    /// }
    ///
    /// async fn run(args: Args) -> anyhow::Result<()> {
    ///     logging::init(&args.logging)?;
    ///     let mut manager = Manager::from_args(args.manager, "bb3ed8d0.example.com", ManagerOptions::default()).await?;
    ///     manager.run().await?;
    ///     Ok(())
    /// }
    /// ```
    pub async fn from_args(
        args: ManagerArgs,
        election: &str,
        mut options: ManagerOptions,
    ) -> Result<Self, ManagerError> {
        let config = config(args.kubeconfig.as_deref()).await?;
        let metrics = Metrics::new();
        let builder = ClientBuilder::try_from(config.clone())
            .map_err(|error| no_cluster(args.kubeconfig.as_deref(), &error))?;
        let client = builder.with_layer(&metrics.requests(&config)).build();
        match args.namespaces() {
            Some(namespaces) => options.cache.namespaces = namespaces,
            None if options.namespaced && options.cache.namespaces == Namespaces::All => {
                return Err(ManagerError::NoNamespace);
            }
            None => {}
        }
        options.rbac_preflight &= args.rbac_preflight;
        options.observer.get_or_insert_with(|| Arc::new(metrics.clone()));
        let mut manager = Self::new(client.clone(), options);
        manager.serving.metrics = metrics;
        manager.is_program = true;
        if args.leader_elect {
            let namespace = manager.options.election_namespace.clone();
            let namespace = namespace.unwrap_or_else(|| client.default_namespace().to_owned());
            let clock = manager.clock();
            manager.elect(Election::new(client, &namespace, election).clock(clock));
            manager.tell_leadership(election);
            manager.require_lease(&namespace, election);
        }
        manager.serve_metrics(&args);
        manager.serve_probes(&args);
        let issuer = manager.issuer(&args);
        let folder = args
            .webhook_cert_path
            .unwrap_or_else(|| std::env::temp_dir().join("k8s-webhook-server/serving-certs"));
        if args.enable_webhooks {
            manager.serving.server = Some(WebhookServer {
                address: format!(":{}", args.webhook_port),
                certificate: folder.join(args.webhook_cert_name),
                key: folder.join(args.webhook_cert_key),
                http2: args.enable_http2,
                trusted_by_crds: issuer.is_some(),
                issuer: issuer.map(Hidden),
            });
        }
        Ok(manager)
    }

    /// Returns the metrics, to which the program can add its own.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.serving.metrics
    }

    /// Returns the probes, to which the program can add checks. Filled caches and listening webhooks are among the readiness
    /// checks.
    #[must_use]
    pub fn probes(&self) -> &Probes {
        &self.serving.probes
    }

    /// Returns the webhooks, to which the program adds its own. They are served if there are any.
    pub fn webhooks(&mut self) -> &mut Webhooks {
        &mut self.serving.webhooks
    }

    /// Takes the certificate for webhooks from an issuer, not from files.
    pub fn webhook_issuer(&mut self, issuer: Issuer) {
        if let Some(server) = &mut self.serving.server {
            server.issuer = Some(Hidden(issuer));
            server.trusted_by_crds = false;
        }
    }

    /// Adds the parts that depend on everything that was registered.
    pub(super) fn finish_serving(&mut self, synced: Arc<AtomicBool>) {
        // Kinds that are read later do not count: a program that is ready stays ready.
        let cache = self.cache().clone();
        self.serving.probes.add_ready("caches", move || {
            let reason = match synced.load(Ordering::Relaxed) {
                true => None,
                false => Some(format!("no list yet of {}", cache.unsynced().join(", of "))),
            };
            async move { reason.map_or(Ok(()), |reason| Err(reason.into())) }
        });
        if self.options.undecodable.unready {
            let cache = self.cache().clone();
            self.serving.probes.add_ready("undecodable", move || {
                let first = cache.undecodable().first().map(ToString::to_string);
                async move { first.map_or(Ok(()), |object| Err(object.into())) }
            });
        }
        if !self.serving.has_no_webhooks()
            && let Some(server) = self.serving.server.take()
        {
            self.serve_webhooks(server);
        }
    }

    /// Returns the issuer that the flags ask for.
    fn issuer(&self, args: &ManagerArgs) -> Option<Issuer> {
        let client = self.client.kube();
        let namespace = client.default_namespace();
        let issuer = Issuer::new(client.clone(), namespace, args.webhook_cert_secret.as_ref()?)
            .service(args.webhook_service.as_ref()?, namespace);
        let mutating = args.mutating_webhook_configuration.clone().map(Target::Mutating);
        let validating = args
            .validating_webhook_configuration
            .clone()
            .map(Target::Validating);
        Some(issuer.targets(mutating.into_iter().chain(validating)))
    }

    fn require_lease(&mut self, namespace: &str, election: &str) {
        let need = Need::new(
            "`--leader-elect`",
            "the Role `leader-election-role` in `config/rbac`",
        );
        // A lease that does not exist yet has no name that a role could allow.
        let rights = [("get", election), ("create", ""), ("update", election)];
        let rights = rights
            .map(|(verb, name)| Right::resource("coordination.k8s.io", "leases", name, namespace, verb));
        self.preflight.require(&need, rights);
    }

    fn require_reviews(&mut self) {
        let need = Need::new(
            "`--metrics-secure`",
            "the ClusterRole `metrics-auth-role` in `config/rbac`",
        );
        let rights = [
            ("authentication.k8s.io", "tokenreviews"),
            ("authorization.k8s.io", "subjectaccessreviews"),
        ];
        let rights = rights.map(|(group, resource)| Right::resource(group, resource, "", "", "create"));
        self.preflight.require(&need, rights);
    }

    /// Requires the permissions of the issuer, if it will be used.
    pub(super) fn require_certificates(&mut self) {
        let webhooks = &self.serving.webhooks;
        if !self.serving.has_no_webhooks()
            && let Some(server) = &self.serving.server
            && let Some(Hidden(issuer)) = &server.issuer
        {
            let need = Need::new(
                "`--webhook-cert-secret`",
                "the roles `own-certificates-role` in `config/own-certificates`",
            );
            let crds = webhooks.crds().filter(|_| server.trusted_by_crds);
            let rights = issuer.clone().targets(crds.map(Target::Conversion)).rights();
            self.preflight.require(&need, rights);
        }
    }

    fn check_ready(&self, name: &str, done: Arc<AtomicBool>, reason: &'static str) {
        self.serving.probes.add_ready(name, move || {
            let done = done.load(Ordering::Relaxed);
            async move { if done { Ok(()) } else { Err(reason.into()) } }
        });
    }

    fn tell_leadership(&mut self, election: &str) {
        let metrics = self.serving.metrics.clone();
        let election = election.to_owned();
        metrics.set_leader(&election, false);
        self.add("leader metric", Stage::Leader, |running: Running| async move {
            metrics.set_leader(&election, true);
            running.stopped().await;
            metrics.set_leader(&election, false);
            Ok(())
        });
    }

    fn serve_metrics(&mut self, args: &ManagerArgs) {
        let Some(address) = address(&args.metrics_bind_address) else {
            return;
        };
        let ManagerArgs {
            metrics_secure,
            metrics_cert_path: folder,
            metrics_cert_name: name,
            metrics_cert_key: key,
            enable_http2,
            ..
        } = args.clone();
        if metrics_secure {
            self.require_reviews();
        }
        let metrics = self.serving.metrics.clone();
        let client = self.client.kube().clone();
        self.add("metrics server", Stage::Servers, move |mut running| async move {
            let server = if metrics_secure {
                let server = MetricsServer::secure(metrics, client)?;
                match folder {
                    Some(folder) => {
                        server.certificates(certificates(folder.join(name), folder.join(key)).await?)
                    }
                    None => server,
                }
            } else {
                MetricsServer::plain(metrics)
            };
            let listener = server.http2(enable_http2).bind(&address).await?;
            tracing::info!(address = %listener.address(), secure = metrics_secure, "serving metrics");
            running.ready();
            listener.serve(running.token().cancelled_owned()).await;
            Ok(())
        });
    }

    fn serve_probes(&mut self, args: &ManagerArgs) {
        let Some(address) = address(&args.health_probe_bind_address) else {
            return;
        };
        let probes = self.serving.probes.clone();
        self.add("probe server", Stage::Servers, move |mut running| async move {
            let listener = Listener::bind(&address).await?;
            tracing::info!(address = %listener.address(), "answering probes");
            running.ready();
            listener.serve(probes, running.token().cancelled_owned()).await;
            Ok(())
        });
    }

    fn serve_webhooks(&mut self, server: WebhookServer) {
        let listening = Arc::new(AtomicBool::new(false));
        self.check_ready("webhooks", listening.clone(), "they do not listen yet");
        let mut webhooks = self.serving.webhooks.clone();
        webhooks.metrics(self.serving.metrics.clone());
        self.add("webhook server", Stage::Webhooks, move |mut running| async move {
            let WebhookServer {
                address,
                certificate,
                key,
                http2,
                issuer,
                trusted_by_crds,
            } = server;
            let issuer = issuer.map(|Hidden(issuer)| match trusted_by_crds {
                true => issuer.targets(webhooks.crds().map(Target::Conversion)),
                false => issuer,
            });
            let certificates = match &issuer {
                Some(issuer) => issuer.certificates().await?,
                None => certificates(certificate, key).await?,
            };
            let listener = Listener::bind(&address)
                .await?
                .http2(http2)
                .tls(certificates.clone());
            tracing::info!(address = %listener.address(), "serving webhooks");
            listening.store(true, Ordering::Relaxed);
            running.ready();
            let serve = listener.serve(webhooks, running.token().cancelled_owned());
            match issuer {
                Some(issuer) => tokio::select! {
                    () = serve => {}
                    () = issuer.keep(&certificates) => {}
                },
                None => serve.await,
            }
            Ok(())
        });
    }
}

async fn config(kubeconfig: Option<&Path>) -> Result<Config, ManagerError> {
    match kubeconfig {
        Some(path) => {
            let read = async {
                let options = KubeConfigOptions::default();
                Config::from_custom_kubeconfig(Kubeconfig::read_from(path)?, &options).await
            };
            read.await.map_err(|error| no_cluster(kubeconfig, &error))
        }
        None => Config::infer()
            .await
            .map_err(|error| no_cluster(kubeconfig, &error)),
    }
}

fn no_cluster(kubeconfig: Option<&Path>, error: &(dyn std::error::Error + 'static)) -> ManagerError {
    let causes = causes(error);
    let path = kubeconfig.map(|path| path.display().to_string());
    let reason = match path.filter(|path| !causes.contains(path)) {
        Some(path) => format!("{path}: {causes}"),
        None => causes,
    };
    ManagerError::NoCluster { reason }
}

/// Reads files without blocking the runtime.
async fn certificates(certificate: PathBuf, key: PathBuf) -> anyhow::Result<Certificates> {
    let read: Result<Certificates, TlsError> =
        tokio::task::spawn_blocking(move || Certificates::from_files(certificate, key)).await?;
    Ok(read?)
}

/// Returns the address, or `None` if the server is disabled.
fn address(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !matches!(text.as_str(), "" | "0"))
}
