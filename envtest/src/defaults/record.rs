//! The file of an API server's default objects.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::assets::{Assets, Binary};

const FILE: &str = "kube-apiserver.defaults.json";
/// Where the API server keeps its objects in etcd.
const ROOT: &str = "/registry/";
const RESOURCES: [&str; 7] = [
    "clusterrolebindings",
    "clusterroles",
    "flowschemas",
    "priorityclasses",
    "prioritylevelconfigurations",
    "rolebindings",
    "roles",
];

/// A file beside a server, and the build of that server.
pub(super) struct Record {
    file: PathBuf,
    server: Build,
}

/// Tells one build from another at the same path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Build {
    bytes: u64,
    modified: u64,
}

/// A key and its value, in base64 as in etcd's JSON API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) key: String,
    value: String,
}

#[derive(Serialize, Deserialize)]
struct Content {
    server: Build,
    objects: Vec<Entry>,
}

impl Record {
    pub(super) fn beside(assets: &Assets) -> Option<Self> {
        Some(Self {
            file: assets.folder().join(FILE),
            server: Build::of(&assets.path(&Binary::KUBE_APISERVER))?,
        })
    }

    /// Returns nothing if there is no record, or it is one of another build.
    pub(super) fn read(&self) -> Option<Vec<Entry>> {
        let content: Content = serde_json::from_slice(&fs::read(&self.file).ok()?).ok()?;
        (content.server == self.server).then_some(content.objects)
    }

    /// Writes the file as a whole: several programs may start servers of one folder. The folder may be read-only.
    pub(super) fn write(&self, objects: Vec<Entry>) {
        let server = self.server.clone();
        let folder = self.file.parent().unwrap_or(Path::new("."));
        let written = serde_json::to_vec(&Content { server, objects })
            .ok()
            .zip(tempfile::NamedTempFile::new_in(folder).ok());
        if let Some((text, file)) = written
            && fs::write(file.path(), text).is_ok()
        {
            let _ = file.persist(&self.file);
        }
    }
}

impl Build {
    fn of(program: &Path) -> Option<Self> {
        let metadata = fs::metadata(program).ok()?;
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(Self {
            bytes: metadata.len(),
            modified: modified.as_secs(),
        })
    }
}

impl Entry {
    /// etcd's request for all objects of an API server.
    pub(super) fn all() -> Value {
        json!({"key": STANDARD.encode(ROOT), "range_end": STANDARD.encode("/registry0")})
    }

    /// Whether this is an object that every API server creates.
    pub(super) fn is_default(&self) -> bool {
        let key = STANDARD.decode(&self.key).unwrap_or_default();
        let key = String::from_utf8_lossy(&key);
        let resource = key.strip_prefix(ROOT).and_then(|path| path.split('/').next());
        resource.is_some_and(|resource| RESOURCES.contains(&resource))
    }
}
