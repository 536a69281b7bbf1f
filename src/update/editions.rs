//! The earlier states of `templates/`, and the changes of each.
//!
//! `release/editions.py` writes the archive of templates for the editions in `editions.toml`.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read as _;
use std::sync::{Arc, LazyLock};

use flate2::read::GzDecoder;
use serde::Deserialize;

use crate::digest::Digest;
use crate::templates::{self, Compiled, File, Templates};

const NOTES: &str = include_str!("editions.toml");
static ARCHIVE: &[u8] = include_bytes!("editions.json.gz");

/// A state of `templates/`.
#[derive(Debug)]
pub(crate) struct Edition {
    /// The digest of its templates, by which a project names it.
    pub(crate) id: String,
    pub(crate) note: Note,
    /// The templates, if not those of this version.
    earlier: Option<Templates>,
}

/// What an edition changes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Note {
    /// The commit or tag; none for the present templates.
    #[serde(default)]
    pub(crate) commit: String,
    /// The version of the CLI.
    pub(crate) version: String,
    /// The version of Kubernetes of new projects.
    kubernetes: String,
    /// The reason for the changes.
    pub(crate) why: String,
    /// The steps that users have to take themselves; may be empty.
    #[serde(default)]
    pub(crate) todo: String,
}

#[derive(Deserialize)]
struct Notes {
    edition: Vec<Note>,
}

/// The archive: each text once.
#[derive(Deserialize)]
struct Archive {
    texts: Vec<String>,
    editions: Vec<Packed>,
}

#[derive(Deserialize)]
struct Packed {
    commit: String,
    id: String,
    files: BTreeMap<String, usize>,
}

/// All editions, oldest first; the last one is that of this version.
pub(crate) fn all() -> &'static [Edition] {
    static ALL: LazyLock<Vec<Edition>> = LazyLock::new(read);
    &ALL
}

fn read() -> Vec<Edition> {
    static READ: LazyLock<Archive> = LazyLock::new(|| {
        let mut text = String::new();
        let read = GzDecoder::new(ARCHIVE).read_to_string(&mut text);
        // A test reads the archive, so users never see this.
        read.unwrap_or_else(|error| panic!("editions.json.gz: {error}"));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("editions.json.gz: {error}"))
    });
    let notes: Notes = toml::from_str(NOTES).unwrap_or_else(|error| panic!("editions.toml: {error}"));
    let own = digest(templates::current());
    // Most texts are those of several editions.
    static KEYS: LazyLock<Vec<String>> =
        LazyLock::new(|| (0..READ.texts.len()).map(|index| index.to_string()).collect());
    let file = |(name, index): (&'static String, &usize)| {
        let (text, key) = (READ.texts.get(*index)?.as_str(), KEYS.get(*index)?.as_str());
        Some(File { name, text, key })
    };
    let all = READ
        .editions
        .iter()
        .flat_map(|packed| packed.files.iter())
        .filter_map(file);
    let rendered = all.filter(|file| templates::is_rendered(file.name));
    let rendered: BTreeMap<_, _> = rendered.map(|file| (file.key, file.text)).collect();
    let compiled = Arc::new(Compiled::new(rendered.into_iter().collect()));
    let mut editions = Vec::new();
    for note in notes.edition {
        let packed = READ.editions.iter().find(|packed| packed.commit == note.commit);
        // If no template has changed since the last edition, that is the one of this version.
        let is_last =
            READ.editions.last().map(|last| last.id.as_str()) == packed.map(|packed| packed.id.as_str());
        let is_own = packed.is_none_or(|packed| is_last && packed.id == own);
        let earlier = packed.filter(|_| !is_own).map(|packed| {
            let files = packed.files.iter().filter_map(file).collect();
            let (version, kubernetes) = (note.version.clone(), note.kubernetes.clone());
            Templates::new(files, compiled.clone(), version, kubernetes)
        });
        let id = packed.map_or_else(|| own.clone(), |packed| packed.id.clone());
        editions.push(Edition { id, note, earlier });
        if is_own {
            break;
        }
    }
    editions
}

impl Edition {
    pub(crate) fn templates(&'static self) -> &'static Templates {
        self.earlier.as_ref().unwrap_or_else(templates::current)
    }

    /// Whether these are the templates of this version.
    #[cfg(test)]
    fn is_current(&self) -> bool {
        self.earlier.is_none()
    }

    /// Whether a flag or a record means this edition.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        let commit = &self.note.commit;
        self.id == name
            || (!commit.is_empty() && name.len() >= commit.len() && name.starts_with(commit.as_str()))
    }
}

/// `0.1.0 (c42797e)`.
impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.note.commit.as_str() {
            "" => write!(f, "{}", self.note.version),
            commit => write!(f, "{} ({commit})", self.note.version),
        }
    }
}

/// The digest of the files.
fn digest(templates: &Templates) -> String {
    let mut files: Vec<_> = templates.files().collect();
    files.sort_unstable();
    let mut digest = Digest::new();
    for (name, text) in files {
        digest.add(name.as_bytes());
        digest.add(text.as_bytes());
    }
    digest.text()
}

/// The numbers of a version such as `0.1.0` or `v1.2.3-rc.1`.
pub(crate) fn numbers(version: &str) -> Option<[u64; 3]> {
    let version = version.strip_prefix('v').unwrap_or(version);
    let plain = version.split(['-', '+']).next().unwrap_or_default();
    let mut numbers = plain.split('.').map(str::parse);
    let mut next = || numbers.next()?.ok();
    let found = [next()?, next()?, next()?];
    numbers.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The archive has the templates of each edition of the list, and their digests.
    #[test]
    fn the_archive_is_that_of_the_list() {
        let editions = all();
        assert!(editions.len() > 10);
        let (last, earlier) = editions.split_last().unwrap();
        assert!(last.is_current());
        for edition in earlier {
            assert!(!edition.is_current(), "{edition}");
            assert_eq!(
                edition.id,
                digest(edition.templates()),
                "{edition}; run release/editions.py"
            );
        }
    }

    #[test]
    fn versions() {
        assert_eq!(numbers("v1.20.3-rc.1"), Some([1, 20, 3]));
        assert_eq!(numbers("0.1.0"), Some([0, 1, 0]));
        for other in ["", "(devel)", "1.2", "1.2.3.4", "1.x.2"] {
            assert_eq!(numbers(other), None, "{other}");
        }
    }
}
