//! The list of programs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::build::build;

/// A program, at the version that its folder in `modules/` pins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Helm3,
    Helm4,
    /// Renders and validates catalogs of OLM.
    Opm,
    /// Validates bundles of OLM.
    OperatorVerify,
    /// OLM v0's controller of ClusterServiceVersions.
    Olm,
    /// OLM v0's controller of catalogs, Subscriptions and InstallPlans.
    OlmCatalog,
    /// OLM v1's server of catalogs.
    Catalogd,
    /// operator-sdk's operator from Helm charts, which only the bench needs.
    HelmOperator,
}

/// How a program is built.
pub(crate) struct Recipe {
    /// The program, its folder in the cache.
    pub(crate) name: &'static str,
    /// The folder in `modules/`.
    pub(crate) folder: &'static str,
    /// The Go module.
    pub(crate) module: &'static str,
    /// The main package, below the module.
    pub(crate) package: &'static str,
    /// The variable of the linker that has the version, below the module.
    pub(crate) version_variable: Option<&'static str>,
    pub(crate) tags: &'static str,
    /// How long a build usually takes.
    pub(crate) usual_time: &'static str,
}

/// What the modules that handle images need so that they compile without C libraries.
const IMAGES: &str = "containers_image_openpgp,exclude_graphdriver_btrfs,exclude_graphdriver_devicemapper";

impl Tool {
    /// What tests need.
    pub const ALL: &[Self] = &[
        Self::Helm3,
        Self::Helm4,
        Self::Opm,
        Self::OperatorVerify,
        Self::Olm,
        Self::OlmCatalog,
        Self::Catalogd,
    ];
    /// What the bench needs besides.
    pub const PEERS: &[Self] = &[Self::HelmOperator];
    pub const HELMS: [Self; 2] = [Self::Helm3, Self::Helm4];

    pub(crate) fn recipe(self) -> Recipe {
        let helm = |folder, module| Recipe {
            name: "helm",
            folder,
            module,
            package: "cmd/helm",
            version_variable: Some("internal/version.version"),
            tags: "",
            usual_time: "5 minutes",
        };
        let olm = |name, package, usual_time| Recipe {
            name,
            folder: "olm",
            module: "github.com/operator-framework/operator-lifecycle-manager",
            package,
            version_variable: None,
            tags: IMAGES,
            usual_time,
        };
        match self {
            Self::Olm => olm("olm", "cmd/olm", "5 minutes"),
            Self::OlmCatalog => olm("catalog", "cmd/catalog", "half a minute"),
            Self::Catalogd => Recipe {
                name: "catalogd",
                folder: "catalogd",
                module: "github.com/operator-framework/operator-controller",
                package: "cmd/catalogd",
                version_variable: None,
                tags: IMAGES,
                usual_time: "4 minutes",
            },
            Self::HelmOperator => Recipe {
                name: "helm-operator",
                folder: "helm-operator",
                module: "github.com/operator-framework/operator-sdk",
                package: "cmd/helm-operator",
                version_variable: None,
                tags: IMAGES,
                usual_time: "6 minutes",
            },
            Self::Helm3 => helm("helm3", "helm.sh/helm/v3"),
            Self::Helm4 => helm("helm4", "helm.sh/helm/v4"),
            Self::Opm => Recipe {
                name: "opm",
                folder: "opm",
                module: "github.com/operator-framework/operator-registry",
                package: "cmd/opm",
                version_variable: None,
                tags: IMAGES,
                usual_time: "4 minutes",
            },
            Self::OperatorVerify => Recipe {
                name: "operator-verify",
                folder: "operator-verify",
                module: "github.com/operator-framework/api",
                package: "cmd/operator-verify",
                version_variable: None,
                tags: "",
                usual_time: "a minute",
            },
        }
    }

    /// Returns the program, after building it if need be.
    ///
    /// # Panics
    ///
    /// If it cannot be built; the message is Go's.
    #[must_use]
    pub fn program(self) -> &'static Path {
        const COUNT: usize = Tool::ALL.len() + Tool::PEERS.len();
        static PROGRAMS: [OnceLock<PathBuf>; COUNT] = [const { OnceLock::new() }; COUNT];
        let index = Self::ALL.iter().chain(Self::PEERS).position(|tool| *tool == self);
        PROGRAMS[index.unwrap()].get_or_init(|| build(self))
    }

    /// Returns a command that runs the program.
    #[must_use]
    pub fn command(self) -> Command {
        Command::new(self.program())
    }

    /// Returns the version that `go.mod` pins.
    ///
    /// # Panics
    ///
    /// If it pins none.
    #[must_use]
    pub fn version(self) -> String {
        let manifest = fs::read_to_string(self.module().join("go.mod")).unwrap();
        let path = format!("{} ", self.recipe().module);
        let line = manifest
            .lines()
            .map(|line| line.trim().trim_start_matches("require "))
            .find(|line| line.starts_with(&path));
        line.unwrap().split_whitespace().nth(1).unwrap().to_owned()
    }

    /// Returns the folder with the sources of its module, which Go has downloaded.
    ///
    /// # Panics
    ///
    /// If Go cannot download it.
    #[must_use]
    pub fn sources(self) -> PathBuf {
        let mut go = Command::new("go");
        go.args(["list", "-m", "-f", "{{.Dir}}", self.recipe().module])
            .current_dir(self.module());
        // Go names no folder for a module that it has not downloaded.
        let mut download = Command::new("go");
        download
            .args(["mod", "download", self.recipe().module])
            .current_dir(self.module());
        crate::build::output(&mut download).unwrap();
        PathBuf::from(crate::build::output(&mut go).unwrap().trim())
    }

    /// The Go module that pins it.
    pub(crate) fn module(self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("modules")
            .join(self.recipe().folder)
    }
}
