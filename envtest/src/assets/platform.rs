//! Operating systems and architectures, as GOOS and GOARCH.

use std::env;
use std::fmt;

/// An operating system and an architecture that servers are built for.
///
/// ```
/// let platform = kubewright_envtest::Platform::new("linux", "arm64");
/// assert_eq!(platform.to_string(), "linux-arm64");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Platform {
    os: String,
    arch: String,
}

impl Platform {
    /// Creates a platform from GOOS and GOARCH.
    pub fn new(os: impl Into<String>, arch: impl Into<String>) -> Self {
        Self {
            os: os.into(),
            arch: arch.into(),
        }
    }

    /// Returns the platform of this machine.
    #[must_use]
    pub fn current() -> Self {
        let os = match env::consts::OS {
            "macos" => "darwin",
            os => os,
        };
        let arch = match env::consts::ARCH {
            "x86_64" => "amd64",
            "x86" => "386",
            "aarch64" => "arm64",
            "powerpc64" => "ppc64le",
            arch => arch,
        };
        Self::new(os, arch)
    }

    /// Returns the operating system.
    #[must_use]
    pub fn os(&self) -> &str {
        &self.os
    }

    /// Returns the architecture.
    #[must_use]
    pub fn arch(&self) -> &str {
        &self.arch
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.os, self.arch)
    }
}
