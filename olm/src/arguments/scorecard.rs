//! Arguments of tests of the scorecard that run in Pods.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum as _};

use super::Cluster;
use super::installation::{SecurityContext, duration};

/// How tests run in Pods.
///
/// The CLI has these arguments, and passes them on to `kubewright-olm`.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Tests in Pods")]
#[non_exhaustive]
pub struct Pods {
    /// The namespace of the Pods, which tests get in `SCORECARD_NAMESPACE` [default: that of the context; `default` for programs]
    #[arg(long, short, value_name = "NAMESPACE")]
    pub namespace: Option<String>,

    /// The service account of the Pods, unless the configuration names one
    #[arg(long, short, value_name = "NAME", default_value = "default")]
    pub service_account: String,

    /// Keep the Pods and the ConfigMap
    #[arg(long, short = 'x')]
    pub skip_cleanup: bool,

    /// The image that unpacks the bundle
    #[arg(
        long,
        short,
        value_name = "IMAGE",
        default_value = "docker.io/library/busybox:1.37"
    )]
    pub untar_image: String,

    /// The image that collects the files of tests with storage
    #[arg(
        long,
        short = 'b',
        value_name = "IMAGE",
        default_value = "docker.io/library/busybox:1.37"
    )]
    pub storage_image: String,

    /// The folder for the files of tests with storage
    #[arg(long, short, value_name = "FOLDER", default_value = "test-output")]
    pub test_output: PathBuf,

    /// The security context of the Pods
    #[arg(long, value_name = "PROFILE", default_value = "restricted")]
    pub pod_security: SecurityContext,

    /// The cluster.
    #[command(flatten)]
    pub cluster: Cluster,
}

impl Pods {
    /// The same as arguments of another program.
    #[must_use]
    pub fn to_args(&self) -> Vec<OsString> {
        let mut args: Vec<OsString> = Vec::new();
        let mut add = |flag: &str, value: OsString| args.extend([flag.into(), value]);
        if let Some(namespace) = &self.namespace {
            add("--namespace", namespace.into());
        }
        add("--service-account", (&self.service_account).into());
        add("--untar-image", (&self.untar_image).into());
        add("--storage-image", (&self.storage_image).into());
        add("--test-output", (&self.test_output).into());
        if let Some(profile) = self.pod_security.to_possible_value() {
            add("--pod-security", profile.get_name().into());
        }
        if let Some(kubeconfig) = &self.cluster.kubeconfig {
            add("--kubeconfig", kubeconfig.into());
        }
        if let Some(context) = &self.cluster.context {
            add("--context", context.into());
        }
        if self.skip_cleanup {
            args.push("--skip-cleanup".into());
        }
        args
    }
}

/// Run tests of a bundle in Pods
///
/// `kubewright scorecard` runs this for tests whose program is not on this machine. The stages are read from stdin, in JSON.
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct ScorecardPods {
    /// The folder of the bundle
    #[arg(value_name = "BUNDLE")]
    pub bundle: PathBuf,

    /// How long all tests may take
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    pub wait_time: Duration,

    /// The Pods.
    #[command(flatten)]
    pub pods: Pods,
}
