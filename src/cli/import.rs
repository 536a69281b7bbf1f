//! The arguments of `kubewright import`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use kubewright_import::Map;

use super::Mode;

const EXAMPLES: &str = "Examples:
  kubewright import crds.yaml
  kubewright import config/crd/bases --output-dir src/upstream
  kubectl get crd certificates.cert-manager.io -o yaml | kubewright import - --stdout
";

/// Write Rust types for CRDs that somebody else wrote
///
/// Writes one file for each version of a kind, and a `pub mod` line for each file. Rules that Rust cannot express become markers, so
/// that `kubewright manifests` writes the same CRD from the types; if it does not, the command fails. Leaves out printer columns
/// and scale subresources whose paths match no field, with a note.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Import {
    /// Files with CRDs, folders with such files, or `-` for stdin
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// The folder of the modules
    #[arg(long, value_name = "DIR", default_value = "src/api")]
    pub(crate) output_dir: PathBuf,

    /// The type of maps
    #[arg(long, value_name = "TYPE", default_value = "BTreeMap")]
    pub(crate) map: MapType,

    /// Leave out the descriptions; the CRD of the types then has none either
    #[arg(long)]
    pub(crate) no_docs: bool,

    /// Overwrite files that were edited
    #[arg(long)]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) mode: Mode,
}

/// The type of maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MapType {
    /// Sorted by key.
    #[value(name = "BTreeMap")]
    BTreeMap,
    /// Unordered.
    #[value(name = "HashMap")]
    HashMap,
}

impl From<MapType> for Map {
    fn from(map: MapType) -> Self {
        match map {
            MapType::BTreeMap => Self::BTreeMap,
            MapType::HashMap => Self::HashMap,
        }
    }
}
