//! What a release Secret contains.

use std::io::Read as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::read::GzDecoder;
use kubewright_runtime::k8s_openapi::api::core::v1::Secret;
use kubewright_runtime::kube::{self, Api, Client};
use serde::Deserialize;
use thiserror::Error;

/// The limit of an unpacked release, so that a forged Secret does not take all memory.
const MOST: u64 = 64 << 20;

/// A release as Helm stores it: the rendered manifest, and its state.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
pub(crate) struct Stored {
    #[serde(default)]
    pub(crate) manifest: String,
    #[serde(default)]
    pub(crate) info: Info,
    #[serde(default)]
    chart: Chart,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
pub(crate) struct Info {
    #[serde(default)]
    pub(crate) notes: String,
    #[serde(default)]
    pub(crate) description: String,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
struct Chart {
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
struct Metadata {
    #[serde(default)]
    name: String,
}

/// A release Secret cannot be read.
#[derive(Debug, Error)]
pub(crate) enum LoadError {
    #[error("cannot read the release Secret {0}: {1}")]
    Api(String, Box<kube::Error>),
    #[error("the release Secret {0} is not one of Helm: {1}")]
    Format(String, String),
}

impl Stored {
    /// Reads a release from the cluster.
    pub(crate) async fn load(client: &Client, namespace: &str, secret: &str) -> Result<Self, LoadError> {
        let api = Api::<Secret>::namespaced(client.clone(), namespace);
        let found = api.get(secret).await;
        let found = found.map_err(|error| LoadError::Api(secret.to_owned(), Box::new(error)))?;
        let packed = found
            .data
            .unwrap_or_default()
            .remove("release")
            .unwrap_or_default();
        Self::unpack(&packed.0).map_err(|reason| LoadError::Format(secret.to_owned(), reason))
    }

    /// Reads what helm prints with `--output=json`.
    pub(crate) fn printed(text: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(text).map_err(|error| error.to_string())
    }

    fn unpack(packed: &[u8]) -> Result<Self, String> {
        let packed = STANDARD.decode(packed).map_err(|error| error.to_string())?;
        match packed.starts_with(&[0x1f, 0x8b]) {
            true => {
                let mut text = Vec::new();
                let read = GzDecoder::new(&*packed).take(MOST).read_to_end(&mut text);
                read.map_err(|error| error.to_string())?;
                Self::printed(&text)
            }
            // Releases of Helm's first versions are not compressed.
            false => Self::printed(&packed),
        }
    }

    pub(crate) fn chart_name(&self) -> &str {
        &self.chart.metadata.name
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    #[test]
    fn both_formats_are_read() {
        let text = br#"{"name":"web","info":{"notes":"Hello"},"chart":{"metadata":{"name":"nginx"}},"manifest":"---"}"#;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).unwrap();
        let zipped = encoder.finish().unwrap();
        for bytes in [&zipped[..], text] {
            let stored = Stored::unpack(STANDARD.encode(bytes).as_bytes()).unwrap();
            assert_eq!(
                (stored.chart_name(), stored.info.notes.as_str()),
                ("nginx", "Hello")
            );
        }
        assert!(Stored::unpack(b"%").is_err() && Stored::unpack(b"AAAA").is_err());
    }
}
