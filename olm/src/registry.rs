//! A registry of images.

mod credentials;
mod problem;

use std::fs;

use kubewright_bundle::image::{self, Image, Reference};
use oci_client::RegistryOperation;
use oci_client::client::{Certificate, CertificateEncoding, Client, ClientConfig, ClientProtocol};
use oci_client::errors::OciDistributionError;
use oci_client::manifest::{ImageIndexEntry, OciDescriptor, OciManifest};
use oci_client::secrets::RegistryAuth;

use crate::Registry;
use crate::failure::{Failure, Result};
use credentials::Credentials;
use problem::Problem;

/// The manifests that are understood.
const MANIFESTS: [&str; 4] = [
    image::MANIFEST,
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
];

/// A connection to the registry of an image.
pub(crate) struct Connection<'a> {
    client: Client,
    image: &'a Reference,
    name: oci_client::Reference,
    credentials: Credentials,
    args: &'a Registry,
}

/// What a registry says about an image.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) digest: String,
    /// The platforms, as `linux/amd64`.
    pub(crate) platforms: Vec<String>,
}

impl<'a> Connection<'a> {
    /// Connects, and logs in if the registry asks for it.
    pub(crate) async fn open(
        image: &'a Reference,
        args: &'a Registry,
        operation: RegistryOperation,
    ) -> Result<Self> {
        let mut extra_root_certificates = Vec::new();
        if let Some(path) = &args.ca_file {
            let data = fs::read(path).map_err(|error| Failure::of_file("read", path, &error))?;
            extra_root_certificates.push(certificates(data, &format!("`{}`", path.display()))?);
        }
        if let Some(data) = args.ca_pem.clone() {
            let from = "`cert.pem` of the Secret that `--ca-secret-name` names";
            extra_root_certificates.push(certificates(data, from)?);
        }
        let config = ClientConfig {
            protocol: if args.use_http {
                ClientProtocol::Http
            } else {
                ClientProtocol::Https
            },
            accept_invalid_certificates: args.skip_tls_verify,
            extra_root_certificates,
            connect_timeout: Some(args.registry_timeout),
            read_timeout: Some(args.registry_timeout),
            user_agent: concat!("kubewright/", env!("CARGO_PKG_VERSION")),
            // One request for a small blob; several registries reject chunks.
            use_monolithic_push: true,
            ..ClientConfig::default()
        };
        let client = Client::try_from(config)
            .map_err(|error| Failure::new(format!("cannot make a client for registries: {error}")))?;
        let name = match image.digest() {
            Some(digest) => oci_client::Reference::with_digest(
                image.registry().to_owned(),
                image.repository().to_owned(),
                digest.to_owned(),
            ),
            None => oci_client::Reference::with_tag(
                image.registry().to_owned(),
                image.repository().to_owned(),
                image.tag().to_owned(),
            ),
        };
        let connection = Self {
            client,
            image,
            name,
            credentials: credentials::find(image, args).await?,
            args,
        };
        let (client, name) = (&connection.client, &connection.name);
        let done = client.auth(name, &connection.credentials.auth, operation).await;
        done.map_err(|error| connection.problem(&error))?;
        Ok(connection)
    }

    /// Uploads an image.
    pub(crate) async fn push(&self, image: &Image) -> Result<()> {
        for (digest, blob) in image.blobs() {
            let exists = self.client.blob_exists(&self.name, &digest).await;
            if matches!(exists, Ok(true)) {
                continue;
            }
            let done = self.client.push_blob(&self.name, blob.to_vec(), &digest).await;
            done.map_err(|error| self.problem(&error))?;
        }
        let kind = http::HeaderValue::from_static(image::MANIFEST);
        let done = self
            .client
            .push_manifest_raw(&self.name, image.manifest.clone(), kind)
            .await;
        done.map(drop).map_err(|error| self.problem(&error))
    }

    /// Downloads an image. Of an image for several platforms, that for this machine or the first is taken: the files of bundles are
    /// the same in all.
    pub(crate) async fn pull(&self) -> Result<Image> {
        let mut bytes = self.manifest(&self.name).await?.0;
        let mut manifest = self.parse(&bytes)?;
        if let OciManifest::ImageIndex(index) = &manifest {
            let this = oci_client::client::current_platform_resolver(&index.manifests);
            let digest = this.or_else(|| index.manifests.first().map(|entry| entry.digest.clone()));
            let digest = digest.ok_or_else(|| Failure::new(format!("`{}` has no platforms", self.image)))?;
            let name = oci_client::Reference::with_digest(
                self.image.registry().to_owned(),
                self.image.repository().to_owned(),
                digest,
            );
            bytes = self.manifest(&name).await?.0;
            manifest = self.parse(&bytes)?;
        }
        let OciManifest::Image(manifest) = manifest else {
            return Err(Failure::new(format!(
                "`{}` has an index within an index",
                self.image
            )));
        };
        let mut layers = Vec::new();
        for layer in &manifest.layers {
            layers.push(self.blob(layer).await?);
        }
        Ok(Image {
            config: self.blob(&manifest.config).await?,
            layers,
            manifest: bytes,
        })
    }

    /// Looks up the digest and the platforms of an image.
    pub(crate) async fn look_up(&self) -> Result<Found> {
        let (bytes, digest) = self.manifest(&self.name).await?;
        let platforms = match self.parse(&bytes)? {
            OciManifest::ImageIndex(index) => index.manifests.iter().filter_map(platform).collect(),
            OciManifest::Image(manifest) => {
                let config: serde_json::Value = serde_json::from_slice(&self.blob(&manifest.config).await?)?;
                let part = |name: &str| config[name].as_str().unwrap_or_default().to_owned();
                vec![format!("{}/{}", part("os"), part("architecture"))]
            }
        };
        Ok(Found { digest, platforms })
    }

    async fn manifest(&self, name: &oci_client::Reference) -> Result<(Vec<u8>, String)> {
        let auth = &self.credentials.auth;
        let done = self.client.pull_manifest_raw(name, auth, &MANIFESTS).await;
        let (bytes, digest) = done.map_err(|error| self.problem(&error))?;
        Ok((bytes.to_vec(), digest))
    }

    fn parse(&self, manifest: &[u8]) -> Result<OciManifest> {
        let unknown = |error| {
            Failure::new(format!(
                "the manifest of `{}` cannot be read: {error}",
                self.image
            ))
        };
        serde_json::from_slice(manifest).map_err(unknown)
    }

    async fn blob(&self, descriptor: &OciDescriptor) -> Result<Vec<u8>> {
        let mut blob = Vec::new();
        let done = self.client.pull_blob(&self.name, descriptor, &mut blob).await;
        done.map_err(|error| self.problem(&error))?;
        Ok(blob)
    }

    fn problem(&self, error: &OciDistributionError) -> Failure {
        let problem = Problem {
            image: self.image,
            args: self.args,
            credentials: &self.credentials,
        };
        problem.explain(error)
    }
}

/// Certificates in PEM. The client would ignore a text that has none.
fn certificates(data: Vec<u8>, from: &str) -> Result<Certificate> {
    if !String::from_utf8_lossy(&data).contains("-----BEGIN CERTIFICATE-----") {
        return Err(Failure::new(format!("{from} has no certificates in PEM")));
    }
    let encoding = CertificateEncoding::Pem;
    Ok(Certificate { encoding, data })
}

/// The platform of an entry; attestations have the platform `unknown`.
fn platform(entry: &ImageIndexEntry) -> Option<String> {
    let platform = entry.platform.as_ref()?;
    let (os, architecture) = (platform.os.to_string(), platform.architecture.to_string());
    (os != "unknown").then(|| format!("{os}/{architecture}"))
}

/// The credentials of nobody.
fn anonymous() -> RegistryAuth {
    RegistryAuth::Anonymous
}
