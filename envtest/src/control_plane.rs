//! etcd and kube-apiserver: their arguments, and when they are ready.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use k8s_openapi::api::core::v1::Namespace;
use kube::{Api, Client};
use rcgen::KeyPair;
use tempfile::TempDir;

use crate::assets::{Assets, Binary};
use crate::authority::Authority;
use crate::defaults::Defaults;
use crate::error::Error;
use crate::process::{Launch, Process};
use crate::user::{Server, User};

const INTERVAL: Duration = Duration::from_millis(10);

/// What can be set of the servers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) etcd_arguments: Vec<String>,
    pub(crate) apiserver_arguments: Vec<String>,
    pub(crate) controller_manager_arguments: Vec<String>,
    pub(crate) scheduler_arguments: Vec<String>,
    pub(crate) attached: bool,
    /// Whether controllers, a scheduler and a simulated node run too.
    pub(crate) cluster: bool,
    /// Whether these are Kubernetes' own programs.
    pub(crate) real_controllers: bool,
}

impl Settings {
    pub(crate) fn binaries(&self) -> &'static [Binary] {
        if self.cluster && self.real_controllers {
            Binary::CLUSTER
        } else {
            Binary::CONTROL_PLANE
        }
    }

    pub(crate) fn launch(
        &self,
        assets: &Assets,
        binary: &Binary,
        arguments: Vec<String>,
        folder: &Path,
    ) -> Result<Process, Error> {
        Launch {
            name: binary.name(),
            program: assets.path(binary),
            arguments,
            folder: folder.to_owned(),
            attached: self.attached,
        }
        .spawn()
    }
}

/// Both servers, running.
///
/// Fields are dropped in this order: the API server ends before its store, and the folder is removed last.
pub(crate) struct ControlPlane {
    apiserver: Process,
    etcd: Process,
    folder: TempDir,
    files: Files,
    authority: Authority,
    server: Server,
    admin: User,
    defaults: Defaults,
}

struct Ports {
    etcd: u16,
    etcd_peer: u16,
    apiserver: u16,
}

impl ControlPlane {
    /// Starts both servers; they are not ready yet.
    pub(crate) fn spawn(assets: &Assets, settings: &Settings) -> Result<Self, Error> {
        let folder = tempfile::Builder::new()
            .prefix("kubewright-envtest-")
            .tempdir()
            .map_err(Error::file("create a folder in", &std::env::temp_dir()))?;
        let authority = Authority::new()?;
        let files = Files::write(folder.path(), &authority)?;
        let ports = Ports::free().map_err(|source| Error::Start { name: "etcd", source })?;

        let mut arguments = etcd_arguments(&ports, folder.path());
        arguments.extend_from_slice(&settings.etcd_arguments);
        let etcd = settings.launch(assets, &Binary::ETCD, arguments, folder.path())?;

        let mut arguments = apiserver_arguments(&ports, &files);
        if !settings.cluster {
            // Nothing creates the service accounts that this plugin waits for.
            arguments.push(String::from("--disable-admission-plugins=ServiceAccount"));
        }
        if settings.cluster && !settings.real_controllers {
            arguments.extend(kubelet_arguments(&files));
        }
        arguments.extend_from_slice(&settings.apiserver_arguments);
        let apiserver = settings.launch(assets, &Binary::KUBE_APISERVER, arguments, folder.path())?;

        let server = Server::new(ports.apiserver, &authority)?;
        let admin = User::new(
            &server,
            &authority,
            "envtest-admin",
            &[String::from("system:masters")],
        )?;
        let usual = settings.apiserver_arguments.is_empty() && settings.etcd_arguments.is_empty();
        let defaults = Defaults::of(assets, usual, ports.etcd_url());
        Ok(Self {
            apiserver,
            etcd,
            folder,
            files,
            authority,
            server,
            admin,
            defaults,
        })
    }

    /// Waits until requests are answered, or a server ends, or time is up.
    pub(crate) async fn ready(&mut self, limit: Duration) -> Result<(), Error> {
        let mut config = self.admin.config();
        config.default_retry = false;
        config.read_timeout = Some(Duration::from_secs(5));
        let client = Client::try_from(config)?;
        let deadline = Instant::now() + limit;
        let etcd = self.defaults.client()?;
        loop {
            self.defaults.restore(&etcd).await;
            let Err(answer) = answers(&client, self.defaults.readiness()).await else {
                break;
            };
            self.check()?;
            if Instant::now() > deadline {
                return Err(Error::NotReady {
                    name: self.apiserver.name(),
                    seconds: limit.as_secs(),
                    answer,
                    log: self.apiserver.log_tail(),
                });
            }
            tokio::time::sleep(INTERVAL).await;
        }
        self.defaults.record(&etcd).await;
        Ok(())
    }

    /// Fails if a server has ended.
    pub(crate) fn check(&mut self) -> Result<(), Error> {
        self.etcd.check()?;
        self.apiserver.check()
    }

    pub(crate) fn admin(&self) -> &User {
        &self.admin
    }

    pub(crate) fn user(&self, name: &str, groups: &[String]) -> Result<User, Error> {
        User::new(&self.server, &self.authority, name, groups)
    }

    pub(crate) fn user_by_token(&self, name: &str, token: &str) -> Result<User, Error> {
        User::by_token(&self.server, name, token)
    }

    pub(crate) fn authority(&self) -> &Authority {
        &self.authority
    }

    pub(crate) fn stop_api_server(&mut self) {
        self.apiserver.stop();
    }

    /// Starts the API server again, with the same address and the same store; it is not ready yet.
    pub(crate) fn restart_api_server(&mut self) -> Result<(), Error> {
        self.apiserver.restart()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn files(&self) -> &Files {
        &self.files
    }

    pub(crate) fn processes(&self) -> [&Process; 2] {
        [&self.etcd, &self.apiserver]
    }
}

impl Server {
    fn new(port: u16, authority: &Authority) -> Result<Self, Error> {
        let url = http::Uri::builder()
            .scheme("https")
            .authority(format!("{}:{port}", Ipv4Addr::LOCALHOST))
            .path_and_query("/")
            .build()
            .map_err(|error| Error::Start {
                name: "kube-apiserver",
                source: io::Error::other(error),
            })?;
        Ok(Self {
            url,
            authority: authority.certificate(),
            authority_der: authority.certificate_der(),
        })
    }
}

impl Ports {
    /// All are held at once, so that they differ; another process may still take one before the server does.
    fn free() -> io::Result<Self> {
        let listen = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let (etcd, etcd_peer, apiserver) = (listen()?, listen()?, listen()?);
        Ok(Self {
            etcd: etcd.local_addr()?.port(),
            etcd_peer: etcd_peer.local_addr()?.port(),
            apiserver: apiserver.local_addr()?.port(),
        })
    }

    fn etcd_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.etcd)
    }
}

/// The keys and certificates as servers read them.
pub(crate) struct Files {
    pub(crate) authority: PathBuf,
    pub(crate) authority_key: PathBuf,
    certificate: PathBuf,
    key: PathBuf,
    pub(crate) accounts_key: PathBuf,
    accounts_public_key: PathBuf,
    kubelet_client: PathBuf,
    kubelet_client_key: PathBuf,
    /// By which a kubelet knows the API server, as PEM.
    pub(crate) kubelet_client_certificate: String,
    folder: PathBuf,
}

impl Files {
    fn write(root: &Path, authority: &Authority) -> Result<Self, Error> {
        let folder = root.join("certificates");
        fs::create_dir(&folder).map_err(Error::file("create", &folder))?;
        let write = |name: &str, text: String| {
            let path = folder.join(name);
            fs::write(&path, text).map_err(Error::file("write", &path))?;
            Ok::<_, Error>(path)
        };
        let server = authority.server(&["127.0.0.1", "localhost", "kubernetes.default.svc"])?;
        let accounts = KeyPair::generate()?;
        let kubelet_client = authority.client("kube-apiserver-kubelet-client", &[])?;
        Ok(Self {
            authority: write("authority.crt", authority.certificate())?,
            authority_key: write("authority.key", authority.key())?,
            certificate: write("server.crt", server.certificate)?,
            key: write("server.key", server.key)?,
            accounts_key: write("accounts.key", accounts.serialize_pem())?,
            accounts_public_key: write("accounts.pub", accounts.public_key_pem())?,
            kubelet_client: write("kubelet-client.crt", kubelet_client.certificate.clone())?,
            kubelet_client_key: write("kubelet-client.key", kubelet_client.key)?,
            kubelet_client_certificate: kubelet_client.certificate,
            folder,
        })
    }
}

fn etcd_arguments(ports: &Ports, folder: &Path) -> Vec<String> {
    let client = ports.etcd_url();
    let peer = format!("http://127.0.0.1:{}", ports.etcd_peer);
    vec![
        format!("--data-dir={}", folder.join("etcd").display()),
        format!("--listen-client-urls={client}"),
        format!("--advertise-client-urls={client}"),
        format!("--listen-peer-urls={peer}"),
        format!("--initial-advertise-peer-urls={peer}"),
        format!("--initial-cluster=default={peer}"),
        String::from("--unsafe-no-fsync"),
        // The only member elects itself after a random part of this time, which is a second by default.
        String::from("--heartbeat-interval=50"),
        String::from("--election-timeout=250"),
    ]
}

fn apiserver_arguments(ports: &Ports, files: &Files) -> Vec<String> {
    vec![
        format!("--etcd-servers={}", ports.etcd_url()),
        String::from("--bind-address=127.0.0.1"),
        String::from("--advertise-address=127.0.0.1"),
        format!("--secure-port={}", ports.apiserver),
        format!("--cert-dir={}", files.folder.display()),
        format!("--tls-cert-file={}", files.certificate.display()),
        format!("--tls-private-key-file={}", files.key.display()),
        format!("--client-ca-file={}", files.authority.display()),
        format!("--service-account-issuer=https://127.0.0.1:{}", ports.apiserver),
        format!(
            "--service-account-key-file={}",
            files.accounts_public_key.display()
        ),
        format!(
            "--service-account-signing-key-file={}",
            files.accounts_key.display()
        ),
        String::from("--service-cluster-ip-range=10.0.0.0/24"),
        String::from("--authorization-mode=RBAC"),
        String::from("--allow-privileged=true"),
        // A loopback address is not a valid endpoint of the Service `kubernetes`; the API server would retry forever.
        String::from("--endpoint-reconciler-type=none"),
    ]
}

/// How the API server reaches the simulated kubelets.
fn kubelet_arguments(files: &Files) -> [String; 4] {
    [
        // The host names of nodes resolve nowhere.
        String::from("--kubelet-preferred-address-types=InternalIP"),
        format!("--kubelet-certificate-authority={}", files.authority.display()),
        format!("--kubelet-client-certificate={}", files.kubelet_client.display()),
        format!("--kubelet-client-key={}", files.kubelet_client_key.display()),
    ]
}

/// The server is ready, and has made the namespace that everybody uses.
async fn answers(client: &Client, readiness: &str) -> Result<(), String> {
    let request = http::Request::get(readiness)
        .body(Vec::new())
        .map_err(|error| error.to_string())?;
    client
        .request_text(request)
        .await
        .map_err(|error| error.to_string())?;
    let namespaces = Api::<Namespace>::all(client.clone());
    namespaces
        .get("default")
        .await
        .map_err(|error| error.to_string())?;
    Ok(())
}
