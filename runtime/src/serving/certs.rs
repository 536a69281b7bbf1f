//! Certificates for webhooks without cert-manager: issued by the operator, stored in a Secret, renewed in time.
//!
//! All replicas serve the certificate in the Secret. The replica that finds it missing or close to its expiry issues a new one,
//! with a new authority whose key is discarded at once, so nothing else can be signed by it. The previous authority stays trusted
//! until the next renewal, because replicas do not switch at the same moment. Every replica writes the authorities into all
//! `caBundle`s some seconds *before* it serves a new certificate, so no call in between fails.

mod bundle;
mod pair;
mod target;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::Secret;
use kube::api::{ObjectMeta, PostParams};
use kube::{Api, Client};
use thiserror::Error;

use pair::Pair;
pub use target::Target;

#[cfg(feature = "manager")]
use crate::rbac::Right;
use crate::reporting::causes::causes;
use crate::serving::tls::{Certificates, TlsError};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const SECRET_TYPE: &str = "kubernetes.io/tls";

/// Issues and renews the certificate of an operator's webhooks.
///
/// Needs the permissions to `get`, `create` and `update` the Secret, and to `get` and `patch` the objects with a `caBundle`.
/// A manager runs an issuer for its webhooks if the flag `--webhook-cert-secret` is given.
///
/// ```no_run
/// # async fn example(client: kube::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use kubewright_runtime::certs::{Issuer, Target};
/// use kubewright_runtime::server::Listener;
/// use kubewright_runtime::webhook::Webhooks;
///
/// let issuer = Issuer::new(client, "memcached-system", "webhook-server-cert")
///     .service("memcached-webhook-service", "memcached-system")
///     .target(Target::Mutating("memcached-mutating-webhook-configuration".into()))
///     .target(Target::Conversion("memcacheds.cache.example.com".into()));
/// let certificates = issuer.certificates().await?;
/// let listener = Listener::bind(":9443").await?.tls(certificates.clone());
/// tokio::select! {
///     () = listener.serve(Webhooks::new(), async { /* until this ends */ }) => {}
///     () = issuer.keep(&certificates) => {}
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "no certificate is made before `certificates`"]
pub struct Issuer {
    client: Client,
    secrets: Api<Secret>,
    name: String,
    hosts: Vec<String>,
    targets: Vec<Target>,
    validity: Duration,
    renew_before: Duration,
    period: Duration,
    settle: Duration,
}

impl Issuer {
    /// Creates an issuer that stores the certificate in a Secret.
    pub fn new(client: Client, namespace: &str, secret: impl Into<String>) -> Self {
        Self {
            secrets: Api::namespaced(client.clone(), namespace),
            client,
            name: secret.into(),
            hosts: Vec::new(),
            targets: Vec::new(),
            validity: 90 * DAY,
            renew_before: 30 * DAY,
            period: Duration::from_secs(10),
            settle: Duration::from_secs(5),
        }
    }

    /// Adds the host names of a Service.
    pub fn service(self, name: &str, namespace: &str) -> Self {
        self.host(format!("{name}.{namespace}.svc"))
            .host(format!("{name}.{namespace}.svc.cluster.local"))
    }

    /// Adds a host name or IP address.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into());
        self
    }

    /// Adds an object whose `caBundle` must trust the certificate.
    pub fn target(mut self, target: Target) -> Self {
        self.targets.push(target);
        self
    }

    #[cfg(feature = "manager")]
    pub(crate) fn targets(self, targets: impl IntoIterator<Item = Target>) -> Self {
        targets.into_iter().fold(self, Self::target)
    }

    /// Returns the permissions that the issuer needs.
    #[cfg(feature = "manager")]
    pub(crate) fn rights(&self) -> Vec<Right> {
        let namespace = self.secrets.namespace().unwrap_or_default();
        // A Secret that does not exist yet has no name that a role could allow.
        let secret = [("get", &*self.name), ("create", ""), ("update", &self.name)];
        let secret = secret.map(|(verb, name)| Right::resource("", "secrets", name, namespace, verb));
        let targets = self.targets.iter().flat_map(|target| {
            let (group, resource, name) = target.resource();
            ["get", "patch"].map(|verb| Right::resource(group, resource, name, "", verb))
        });
        secret.into_iter().chain(targets).collect()
    }

    /// Sets how long certificates are valid. Default: 90 days.
    pub fn validity(mut self, validity: Duration) -> Self {
        self.validity = validity;
        self
    }

    /// Sets how long before their expiry certificates are renewed. Default: 30 days.
    pub fn renew_before(mut self, time: Duration) -> Self {
        self.renew_before = time;
        self
    }

    /// Sets how often the Secret and the `caBundle`s are checked. Default: every 10 s.
    pub fn period(mut self, period: Duration) -> Self {
        self.period = period;
        self
    }

    /// Sets how long to wait between writing a new authority and serving a certificate of it. Default: 5 s, enough for every
    /// API server to see the authority.
    pub fn settle(mut self, time: Duration) -> Self {
        self.settle = time;
        self
    }

    /// Returns the certificate in the Secret. Creates it if it does not exist. All targets trust it when this returns.
    ///
    /// # Errors
    ///
    /// If the options contradict each other, or the API server rejects a request.
    pub async fn certificates(&self) -> Result<Certificates, IssuerError> {
        self.check()?;
        let pair = self.current().await?;
        self.trust(&pair).await?;
        Ok(Certificates::from_pem(&pair.certificate, &pair.key)?)
    }

    /// Renews the certificate in time, serves what other replicas have renewed, and restores `caBundle`s. Never returns.
    /// Errors are logged, and the step is retried.
    pub async fn keep(&self, certificates: &Certificates) {
        loop {
            tokio::time::sleep(self.period).await;
            match self.renew(certificates).await {
                Ok(true) => tracing::info!(secret = self.name, "the serving certificate was renewed"),
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "the serving certificate stays as it is; trying again"),
            }
        }
    }

    /// Does once what [`keep`](Self::keep) does, and returns whether the served certificate has changed.
    ///
    /// # Errors
    ///
    /// If the API server rejects a request.
    pub async fn renew(&self, certificates: &Certificates) -> Result<bool, IssuerError> {
        let pair = self.current().await?;
        self.trust(&pair).await?;
        if certificates.pem() == pair.certificate {
            return Ok(false);
        }
        tokio::time::sleep(self.settle).await;
        certificates.replace(&pair.certificate, &pair.key)?;
        Ok(true)
    }

    async fn trust(&self, pair: &Pair) -> Result<(), IssuerError> {
        for target in &self.targets {
            target
                .trust(&self.client, &pair.authorities)
                .await
                .map_err(|error| self.failed(format!("the caBundle of {target}"), error))?;
        }
        Ok(())
    }

    /// What the Secret holds, renewed if need be. Replicas that find the same at the same time settle it by the
    /// Secret's version: one writes, the others read what it wrote.
    async fn current(&self) -> Result<Pair, IssuerError> {
        let name = || format!("Secret {}", self.name);
        loop {
            let found = self
                .secrets
                .get_opt(&self.name)
                .await
                .map_err(|error| self.failed(name(), error))?;
            let old = found.as_ref().and_then(Pair::read);
            let until = SystemTime::now() + self.renew_before;
            if let Some(pair) = &old
                && pair.good(&self.hosts, until)
            {
                return Ok(pair.clone());
            }
            let pair = Pair::make(&self.hosts, self.validity, old.as_ref())?;
            let secret = self.secret(found.as_ref(), &pair);
            let params = PostParams::default();
            let written = match &found {
                None => self.secrets.create(&params, &secret).await,
                Some(_) => self.secrets.replace(&self.name, &params, &secret).await,
            };
            match written {
                Ok(_) => return Ok(pair),
                // Another replica has written it first.
                Err(kube::Error::Api(status)) if status.code == 409 => {}
                Err(error) => return Err(self.failed(name(), error)),
            }
        }
    }

    fn secret(&self, old: Option<&Secret>, pair: &Pair) -> Secret {
        let mut secret = old.cloned().unwrap_or_else(|| Secret {
            metadata: ObjectMeta {
                name: Some(self.name.clone()),
                ..ObjectMeta::default()
            },
            type_: Some(SECRET_TYPE.to_owned()),
            ..Secret::default()
        });
        let data: BTreeMap<&str, &str> = pair.data();
        secret.data.get_or_insert_default().extend(
            data.into_iter()
                .map(|(key, text)| (key.to_owned(), ByteString(text.as_bytes().to_vec()))),
        );
        secret
    }

    fn check(&self) -> Result<(), IssuerError> {
        let problem = |reason: &str| {
            Err(IssuerError::Settings {
                secret: self.name.clone(),
                reason: reason.to_owned(),
            })
        };
        if self.hosts.is_empty() {
            return problem("it is for no host; name the webhooks' Service");
        }
        if self.renew_before >= self.validity {
            return problem(
                "it would be renewed at once and for ever; let it be valid for longer than `renew_before`",
            );
        }
        Ok(())
    }

    fn failed(&self, what: String, source: kube::Error) -> IssuerError {
        IssuerError::Request {
            what,
            source: Box::new(source),
        }
    }
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Issuer")
            .field("secret", &self.name)
            .field("hosts", &self.hosts)
            .field("targets", &self.targets)
            .finish_non_exhaustive()
    }
}

/// Why there is no certificate.
///
/// ```
/// use kubewright_runtime::{certs::IssuerError, tls::TlsError};
///
/// let error = TlsError { origin: "Secret webhook-cert".to_owned(), reason: "no private key".to_owned() };
/// assert_eq!(IssuerError::from(error).to_string(), "Secret webhook-cert: no private key");
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IssuerError {
    /// The options contradict each other.
    #[error("certificate in Secret {secret}: {reason}")]
    Settings {
        /// The Secret.
        secret: String,
        /// What does not fit.
        reason: String,
    },

    /// The API server rejected a request.
    #[error("{what}: {}", causes(&**r#source))]
    Request {
        /// What was read or written.
        what: String,
        /// What the API server says.
        // Raw, so that it is not the error's `source`: whoever prints a chain would print it twice.
        r#source: Box<kube::Error>,
    },

    /// A certificate cannot be made or used.
    #[error(transparent)]
    Tls(#[from] TlsError),
}
