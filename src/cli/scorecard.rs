//! The arguments of `kubewright scorecard`.

use std::path::PathBuf;

use clap::Args;
use kubewright_olm::{Pods, Registry};

const EXAMPLES: &str = "\
Examples:
  kubewright scorecard bundle
  kubewright scorecard bundle -l suite=olm -o xunit > scorecard.xml
  kubewright scorecard bundle --strict
  kubewright scorecard example.com/cache-bundle:v0.0.1 -n tests --wait-time 2m
";

/// Run the tests of a bundle
///
/// `tests/scorecard/config.yaml` of the bundle lists the tests. The six built-in tests of operator-sdk run in this process and need no
/// cluster. A test whose entrypoint is a program on this machine gets the folder of the bundle as its last argument and in
/// `SCORECARD_BUNDLE`, and prints its status as JSON. Every other test runs as its image, in a Pod of the cluster.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Scorecard {
    /// The folder of the bundle, its OCI image layout, or its image
    #[arg(value_name = "BUNDLE", default_value = "bundle")]
    pub(crate) bundle: PathBuf,

    /// The configuration [default: `tests/scorecard/config.yaml` of the bundle]
    #[arg(long, short, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Run only the tests whose labels match
    #[arg(long, short = 'l', value_name = "SELECTOR")]
    pub(crate) selector: Option<String>,

    /// List the tests, and run none
    #[arg(long, short = 'L')]
    pub(crate) list: bool,

    /// The format of the results: text, json, xunit
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) output: String,

    /// Fail for everything that a test misses, also where operator-sdk only makes a suggestion
    #[arg(long)]
    pub(crate) strict: bool,

    /// How long all tests may take, such as `30s` or `2m`
    #[arg(long, short, value_name = "TIME", default_value = "30s")]
    pub(crate) wait_time: String,

    #[command(flatten)]
    pub(crate) pods: Pods,

    #[command(flatten)]
    pub(crate) registry: Registry,
}
