//! The index of published releases, and what it lists.

mod archive;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Installed, Platform, Store, Version, Wanted};
use crate::error::Error;
use archive::{fetch, unpack, verify};

/// The releases that controller-tools publishes for tests, in its `envtest-releases.yaml`.
///
/// ```no_run
/// use kubewright_envtest::{Index, Platform, Store, Wanted};
///
/// let index = Index::read(Index::ADDRESS)?;
/// let store = Store::from_env().ok_or("no home")?;
/// let installed = index.install("1.37.x".parse()?, &Platform::current(), &store)?;
/// println!("export KUBEBUILDER_ASSETS={}", installed.folder.display());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Index {
    address: String,
    /// By the name of its folder in a store's words: `linux-amd64`.
    releases: BTreeMap<Version, BTreeMap<String, Archive>>,
}

#[derive(Clone, Debug, Deserialize)]
struct Archive {
    /// SHA-512 as hexadecimal digits.
    hash: String,
    #[serde(rename = "selfLink")]
    address: String,
}

#[derive(Deserialize)]
struct File {
    releases: BTreeMap<String, BTreeMap<String, Archive>>,
}

impl Index {
    /// The URL of controller-tools' index.
    pub const ADDRESS: &str =
        "https://raw.githubusercontent.com/kubernetes-sigs/controller-tools/HEAD/envtest-releases.yaml";

    /// Reads an index from an `https` or `http` URL, or from a file.
    ///
    /// # Errors
    ///
    /// If it cannot be read or is malformed.
    pub fn read(address: &str) -> Result<Self, Error> {
        let unreadable = |reason: String| Error::Download {
            address: address.to_owned(),
            reason,
        };
        let text = String::from_utf8(fetch(address)?).map_err(|error| unreadable(error.to_string()))?;
        let file: File = serde_saphyr::from_str(&text).map_err(|error| {
            // Only the first line; the rest shows the text.
            let error = error.to_string();
            let reason = error.lines().next().unwrap_or_default();
            unreadable(format!("it is not an index of releases: {reason}"))
        })?;
        let mut releases: BTreeMap<Version, BTreeMap<String, Archive>> = BTreeMap::new();
        for (release, archives) in file.releases {
            // Release candidates, which setup-envtest skips too.
            let Ok(version) = release.parse() else { continue };
            let prefix = format!("envtest-{release}-");
            for (name, archive) in archives {
                let platform = name
                    .strip_prefix(&prefix)
                    .and_then(|name| name.strip_suffix(".tar.gz"));
                if let Some(platform) = platform {
                    releases
                        .entry(version)
                        .or_default()
                        .insert(platform.to_owned(), archive);
                }
            }
        }
        Ok(Self {
            address: address.to_owned(),
            releases,
        })
    }

    /// Returns the releases for a platform, newest first.
    #[must_use]
    pub fn versions(&self, platform: &Platform) -> Vec<Version> {
        let key = platform.to_string();
        let releases = self.releases.iter().rev();
        releases
            .filter(|(_, archives)| archives.contains_key(&key))
            .map(|(version, _)| *version)
            .collect()
    }

    /// Downloads the newest matching release into a store.
    ///
    /// Installed servers are replaced only by servers that are complete and have the checksum of the index.
    ///
    /// # Errors
    ///
    /// If no release matches, it cannot be downloaded, or its checksum is wrong.
    pub fn install(&self, wanted: Wanted, platform: &Platform, store: &Store) -> Result<Installed, Error> {
        let versions = self.versions(platform);
        let mut suitable = versions.iter().filter(|version| wanted.takes(**version));
        let archive = suitable
            .next()
            .and_then(|version| Some((*version, self.releases.get(version)?.get(&platform.to_string())?)));
        let Some((version, archive)) = archive else {
            return Err(Error::NotReleased {
                index: self.address.clone(),
                wanted: wanted.to_string(),
                platform: platform.to_string(),
                newest: match versions.first() {
                    Some(version) => format!("its newest is {version}"),
                    None => String::from("it has none"),
                },
            });
        };
        let bytes = fetch(&archive.address)?;
        verify(&archive.address, &bytes, &archive.hash)?;
        let folder = store.place(version, platform);
        unpack(&archive.address, &bytes, &folder)?;
        Ok(Installed {
            version,
            platform: platform.clone(),
            folder,
        })
    }
}
