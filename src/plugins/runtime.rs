//! The source of the runtime in a project.

use std::fmt;
use std::str::FromStr;

/// The source of the runtime in a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// A checkout: the folder that contains `runtime/`.
    Path(String),
    /// A repository, and its revision (`rev = "..."`), if there is one.
    Git(String, Option<(String, String)>),
    /// A version in the registry.
    Version(String),
}

/// The source of the CLI itself.
impl Default for Runtime {
    fn default() -> Self {
        match (
            option_env!("KUBEWRIGHT_BUILT_FROM_FOLDER"),
            option_env!("KUBEWRIGHT_BUILT_FROM_COMMIT"),
        ) {
            (Some(folder), _) => Self::Path(folder.replace('\\', "/")),
            (None, Some(commit)) => {
                let revision = ("rev".to_owned(), commit.to_owned());
                Self::Git(env!("CARGO_PKG_REPOSITORY").to_owned(), Some(revision))
            }
            (None, None) => Self::Version(env!("CARGO_PKG_VERSION").to_owned()),
        }
    }
}

impl FromStr for Runtime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const FORMS: &str = "write `path=FOLDER`, `git=URL`, `git=URL,rev=COMMIT` or `version=0.1.0`";
        let (kind, value) = text.split_once('=').unwrap_or((text, ""));
        let is_plain = !value.is_empty() && !value.contains(['"', '\n', '\\']);
        match kind {
            "path" if is_plain => Ok(Self::Path(value.trim_end_matches('/').to_owned())),
            "version" if is_plain => Ok(Self::Version(value.to_owned())),
            "git" if is_plain => match value.split_once(',') {
                None => Ok(Self::Git(value.to_owned(), None)),
                Some((url, what)) => match what.split_once('=') {
                    Some((name @ ("rev" | "tag" | "branch"), what)) if !what.is_empty() => Ok(Self::Git(
                        url.to_owned(),
                        Some((name.to_owned(), what.to_owned())),
                    )),
                    Some(_) | None => Err(format!(
                        "`{what}` is not one of `rev=`, `tag=` and `branch=`; {FORMS}"
                    )),
                },
            },
            _ => Err(format!("this is not a source of the runtime; {FORMS}")),
        }
    }
}

impl Runtime {
    /// The source in the text of a project's `Cargo.toml`.
    pub(crate) fn of_manifest(text: &str) -> Option<Self> {
        let manifest: toml::Table = text.parse().ok()?;
        let dependency = manifest.get("dependencies")?.get("kubewright-runtime")?;
        let entry = |name: &str| dependency.get(name)?.as_str().map(str::to_owned);
        if let Some(version) = dependency
            .as_str()
            .map(str::to_owned)
            .or_else(|| entry("version"))
        {
            return Some(Self::Version(version));
        }
        if let Some(url) = entry("git") {
            let mut names = ["rev", "tag", "branch"].into_iter();
            return Some(Self::Git(
                url,
                names.find_map(|name| Some((name.to_owned(), entry(name)?))),
            ));
        }
        let path = entry("path")?;
        Some(Self::Path(path.strip_suffix("/runtime")?.to_owned()))
    }

    /// The source after an update of a project: newer, but of the same kind, because the user chose that.
    pub(crate) fn updated(&self, version: &str) -> Self {
        let own = Self::default();
        match (self, &own) {
            (Self::Version(_), _) => Self::Version(version.to_owned()),
            (Self::Git(url, Some((kind, _))), Self::Git(other, _)) if url == other && kind == "rev" => own,
            (Self::Git(..) | Self::Path(_), _) => self.clone(),
        }
    }

    /// The contents of the braces of a dependency on the package in `folder` of the repository.
    pub(super) fn source(&self, folder: &str) -> String {
        match self {
            Self::Path(path) => format!("path = \"{path}/{folder}\""),
            Self::Git(url, None) => format!("git = \"{url}\""),
            Self::Git(url, Some((name, what))) => format!("git = \"{url}\", {name} = \"{what}\""),
            Self::Version(version) => format!("version = \"{version}\""),
        }
    }

    /// The arguments of `cargo install` that install the command from there.
    pub(crate) fn install(&self) -> String {
        self.install_package("kubewright", "")
    }

    /// The arguments of `cargo install` that install the newest command.
    pub(crate) fn install_newest(&self) -> String {
        match self {
            Self::Version(_) => "kubewright".to_owned(),
            Self::Git(url, _) => format!("--git '{url}' kubewright"),
            // The folder is one of this machine.
            Self::Path(_) => format!("--git '{}' kubewright", env!("CARGO_PKG_REPOSITORY")),
        }
    }

    /// The arguments of `cargo install` that install the program behind `kubewright cluster` from there.
    pub(crate) fn install_cluster(&self) -> String {
        let from = self.install_package("kubewright-envtest", "/envtest");
        format!("{from} --features cluster")
    }

    /// The arguments of `cargo install` that install the program behind the commands for OLM from there.
    pub(crate) fn install_olm(&self) -> String {
        self.install_package("kubewright-olm", "/olm")
    }

    /// The arguments of `cargo install` that install the operator for Helm charts from there.
    pub(crate) fn install_helm_operator(&self) -> String {
        self.install_package("kubewright-helm-operator", "/helm-operator")
    }

    /// The arguments of `cargo install` that install the operator for Ansible roles from there.
    pub(crate) fn install_ansible_operator(&self) -> String {
        self.install_package("kubewright-ansible-operator", "/ansible-operator")
    }

    fn install_package(&self, name: &str, folder: &str) -> String {
        match self {
            Self::Path(path) => format!("--path '{path}{folder}'"),
            Self::Git(url, None) => format!("--git '{url}' {name}"),
            Self::Git(url, Some((what, value))) => format!("--git '{url}' --{what} '{value}' {name}"),
            Self::Version(version) => format!("--version '{version}' {name}"),
        }
    }

    /// The value in `Cargo.toml`.
    pub(super) fn dependency(&self, folder: &str) -> String {
        match self {
            Self::Version(version) => format!("\"{version}\""),
            Self::Path(_) | Self::Git(..) => format!("{{ {} }}", self.source(folder)),
        }
    }
}

/// The value of the flag.
impl fmt::Display for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "path={path}"),
            Self::Git(url, None) => write!(f, "git={url}"),
            Self::Git(url, Some((name, what))) => write!(f, "git={url},{name}={what}"),
            Self::Version(version) => write!(f, "version={version}"),
        }
    }
}
