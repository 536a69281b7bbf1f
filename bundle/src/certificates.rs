//! The volumes in which OLM mounts the certificates that it issues.

/// A volume.
pub(crate) struct Volume {
    pub(crate) name: &'static str,
    /// Where it is mounted.
    pub(crate) folder: &'static str,
    /// The file with the certificate.
    pub(crate) certificate: &'static str,
    /// The file with its key.
    pub(crate) key: &'static str,
}

/// That of webhooks.
pub(crate) const OF_WEBHOOKS: Volume = Volume {
    name: "webhook-cert",
    folder: "/tmp/k8s-webhook-server/serving-certs",
    certificate: "tls.crt",
    key: "tls.key",
};

/// That of API services.
pub(crate) const OF_API_SERVICES: Volume = Volume {
    name: "apiservice-cert",
    folder: "/apiserver.local.config/certificates",
    certificate: "apiserver.crt",
    key: "apiserver.key",
};

/// All of them.
pub(crate) const VOLUMES: [&Volume; 2] = [&OF_WEBHOOKS, &OF_API_SERVICES];
