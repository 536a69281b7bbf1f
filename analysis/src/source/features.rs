//! Which features of a package are enabled, as cargo unifies what its dependents ask for.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::cfg::{Cfg, Others};
use super::foreign::Foreign;
use super::manifest::{Dependency, Manifest};

/// What the dependents of a package enable in it.
#[derive(Debug, Default)]
pub(super) struct Enabled {
    pub(super) features: BTreeSet<String>,
    /// Those that depend on the platform.
    possible: BTreeSet<String>,
    /// Whether there are dependents.
    is_used: bool,
}

impl Enabled {
    /// Asks the dependents of a package: each with its lock file and its own features.
    pub(super) fn by<'a>(
        dependents: impl IntoIterator<Item = (&'a Manifest, Option<&'a PathBuf>, &'a Cfg)>,
        manifest: &Manifest,
        foreign: &mut Foreign,
    ) -> Self {
        let mut found = Self::default();
        let Some(package) = &manifest.package else {
            return found;
        };
        for (dependent, lock, cfg) in dependents {
            let own = dependent.package.iter();
            let named = own.flat_map(|own| own.dependencies.values());
            let mut is_it = |dependency: &Dependency| {
                let folder = foreign.folder(dependent, dependency, lock.map(PathBuf::as_path));
                folder.is_ok_and(|folder| folder == manifest.folder())
            };
            for dependency in named.filter(|dependency| dependency.package == package.name) {
                if let Some(asked) = dependency.asked(&cfg.features).filter(|_| is_it(dependency)) {
                    found.features.extend(package.closure(asked));
                    found
                        .possible
                        .extend(package.closure(dependency.possible.iter().cloned()));
                    found.is_used = true;
                }
            }
        }
        found
    }
}

/// The configurations of packages that are read together: each has its default features, unless all dependents leave them out, and
/// those that the others enable.
pub(super) fn together(packages: &[(Manifest, Option<PathBuf>)], foreign: &mut Foreign) -> Vec<Cfg> {
    let default = |(manifest, _): &(Manifest, _)| {
        let package = manifest.package.as_ref();
        package
            .map(super::manifest::Package::default_features)
            .unwrap_or_default()
    };
    let start = |package| Cfg {
        features: default(package),
        others: Others::Off(BTreeSet::new()),
    };
    let mut cfgs: Vec<_> = packages.iter().map(start).collect();
    // A feature can enable one of the next package, at most once around.
    for _ in packages.iter().skip(1) {
        let mut enabled = |(at, (manifest, _)): (usize, &(Manifest, _))| {
            let others = packages.iter().zip(&cfgs).enumerate();
            let others = others.filter(|(other, _)| *other != at);
            let dependents = others.map(|(_, ((manifest, lock), cfg))| (manifest, lock.as_ref(), cfg));
            let Enabled {
                mut features,
                mut possible,
                is_used,
            } = Enabled::by(dependents, manifest, foreign);
            let default = default(&packages[at]);
            if is_used {
                possible.extend(default);
            } else {
                features = default;
            }
            Cfg {
                features,
                others: Others::Off(possible),
            }
        };
        let next: Vec<_> = packages.iter().enumerate().map(&mut enabled).collect();
        let is_same = next
            .iter()
            .zip(&cfgs)
            .all(|(next, cfg)| next.features == cfg.features);
        cfgs = next;
        if is_same {
            break;
        }
    }
    cfgs
}
