//! A layer: a compressed tar archive.

use std::collections::BTreeSet;
use std::io::{Read, Write as _};
use std::path::{Component, Path, PathBuf};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use tar::{Archive, Builder, EntryType, Header};
use thiserror::Error;

use crate::Files;

/// The first two bytes of what gzip writes.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// More than this is in no image of a bundle or a catalog.
const MOST: u64 = 1 << 30;

/// A layer that cannot be unpacked.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("a layer cannot be unpacked: {0}")]
pub struct Damaged(pub String);

/// Packs files with their folders, all owned by root and from 1970.
pub(super) fn tar(files: &Files) -> Vec<u8> {
    let mut archive = Builder::new(Vec::new());
    let mut folders = BTreeSet::new();
    for (path, content) in files.iter() {
        let above: Vec<_> = path.ancestors().skip(1).collect();
        for folder in above.into_iter().rev() {
            if folder != Path::new("") && folders.insert(folder.to_path_buf()) {
                add(&mut archive, folder, EntryType::Directory, 0o755, &[]);
            }
        }
        add(&mut archive, path, EntryType::Regular, 0o644, content);
    }
    archive.into_inner().unwrap_or_default()
}

pub(super) fn add(archive: &mut Builder<Vec<u8>>, path: &Path, kind: EntryType, mode: u32, content: &[u8]) {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_size(content.len() as u64);
    // Writing to memory does not fail, and the paths of `Files` are relative.
    let _ = archive.append_data(&mut header, path, content);
}

pub(super) fn gzip(tar: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let _ = encoder.write_all(tar);
    encoder.finish().unwrap_or_default()
}

/// The files of layers, where a later one replaces those of an earlier one.
pub(super) fn unpack(layers: &[Vec<u8>]) -> Result<Files, Damaged> {
    let mut files = Files::default();
    for layer in layers {
        let damaged = |error: std::io::Error| Damaged(error.to_string());
        let reader: Box<dyn Read + '_> = if layer.starts_with(&GZIP) {
            Box::new(MultiGzDecoder::new(layer.as_slice()))
        } else {
            Box::new(layer.as_slice())
        };
        let mut archive = Archive::new(reader.take(MOST));
        for entry in archive.entries().map_err(damaged)? {
            let mut entry = entry.map_err(damaged)?;
            let path = relative(&entry.path().map_err(damaged)?)?;
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if let Some(removed) = name.strip_prefix(".wh.") {
                files.remove_below(&path.with_file_name(removed));
            } else if entry.header().entry_type() == EntryType::Regular {
                let mut content = Vec::new();
                entry.read_to_end(&mut content).map_err(damaged)?;
                files.insert(path, content);
            }
        }
    }
    Ok(files)
}

/// A path without `/` or `./` in front, and never one that leads out of the folder it is unpacked in.
fn relative(path: &Path) -> Result<PathBuf, Damaged> {
    let mut relative = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => relative.push(part),
            Component::CurDir | Component::RootDir => {}
            Component::ParentDir | Component::Prefix(_) => {
                return Err(Damaged(format!("`{}` leads out of the image", path.display())));
            }
        }
    }
    Ok(relative)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = Builder::new(Vec::new());
        for (path, content) in entries {
            add(&mut archive, Path::new(path), EntryType::Regular, 0o600, content);
        }
        gzip(&archive.into_inner().unwrap())
    }

    #[test]
    fn later_layers_replace_and_remove_files() {
        let first = layer(&[("a/kept", b"1"), ("a/changed", b"1"), ("b/gone", b"1")]);
        let second = layer(&[("a/changed", b"2"), (".wh.b", b"")]);
        let files = unpack(&[first, second]).unwrap();
        let paths: Vec<_> = files.iter().map(|(path, _)| path.to_str().unwrap()).collect();
        assert_eq!(paths, ["a/changed", "a/kept"]);
        assert_eq!(files.text("a/changed".as_ref()), Some("2"));
    }

    #[test]
    fn a_layer_is_the_same_every_time_and_has_no_owner_and_no_time() {
        let mut files = Files::default();
        files.insert("manifests/b.yaml", "b: 1\n");
        files.insert("manifests/a.yaml", "a: 1\n");
        let tar = tar(&files);
        assert_eq!(gzip(&tar), gzip(&super::tar(&files)));
        let mut archive = Archive::new(tar.as_slice());
        let entries = archive.entries().unwrap().map(|entry| {
            let entry = entry.unwrap();
            let header = entry.header();
            assert_eq!(
                (
                    header.uid().unwrap(),
                    header.gid().unwrap(),
                    header.mtime().unwrap()
                ),
                (0, 0, 0)
            );
            entry.path().unwrap().display().to_string()
        });
        assert_eq!(
            entries.collect::<Vec<_>>(),
            ["manifests", "manifests/a.yaml", "manifests/b.yaml"]
        );
    }

    #[test]
    fn a_layer_that_leads_out_or_is_cut_short_is_refused() {
        let outside = relative("../etc/passwd".as_ref()).unwrap_err();
        assert_eq!(
            outside.to_string(),
            "a layer cannot be unpacked: `../etc/passwd` leads out of the image"
        );
        let whole = layer(&[("manifests/a.yaml", &[7; 5000])]);
        unpack(&[whole[..whole.len() / 2].to_vec()]).unwrap_err();
    }
}
