//! The versions of kube and schemars that a package uses.

use kubewright_core::diagnostic::Message;
use kubewright_kube_types::Era;

use super::Files;
use crate::source::PackageId;

impl Files<'_> {
    /// The versions of kube and schemars that a package uses, and what is uncertain about them.
    pub(in crate::kube) fn era(&self, package: PackageId) -> Result<(Era, Option<Message>), Message> {
        let locked = self.source().locked(package, "kube-derive")?;
        let (version, note) = match locked {
            Some(version) => {
                let is_fork = self.source().is_fork(package, "kube-derive")?;
                let note = is_fork.then(|| {
                    let text = format!("kube-derive {version} is from no registry; its CRDs are taken to be those of that version");
                    Message::new(text).help("compare them with what its `crd()` gives")
                });
                (version, note)
            }
            None => match self.required(package) {
                Some(required) => {
                    let version = required
                        .trim_start_matches(|c: char| !c.is_ascii_digit())
                        .to_owned();
                    let text = format!(
                        "there is no `Cargo.lock`, so kube is taken to be {version}, as `Cargo.toml` requires"
                    );
                    (
                        version,
                        Some(Message::new(text).help("run `cargo generate-lockfile`")),
                    )
                }
                None => return Ok((Era::default(), None)),
            },
        };
        let mut parts = version
            .split(['.', '-', '+'])
            .map(|part| part.parse::<u64>().unwrap_or_default());
        let mut next = || parts.next().unwrap_or_default();
        let numbers = (next(), next(), next());
        match Era::of(numbers.0, numbers.1, numbers.2) {
            Some(era) => Ok((era, note)),
            None => {
                let message = format!("kubewright does not know which CRDs kube {version} makes");
                let help = match numbers.0 {
                    0 => "it reads the derives of kube 0.91 to 5.0; update kube to 0.91 or newer",
                    _ => "it reads the derives of kube 0.91 to 5.0; update kubewright, or use kube 5.0",
                };
                Err(Message::new(message).help(help))
            }
        }
    }

    /// The version of kube that `Cargo.toml` requires, if there is no lock file.
    fn required(&self, package: PackageId) -> Option<String> {
        let source = self.source();
        let required = source.required(package, "kube");
        required.or_else(|| source.required(package, "kube-derive"))
    }
}
