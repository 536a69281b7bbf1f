//! Certificates in files.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{Shown, TlsError, read};

/// A certificate's file and its key's, and what was read from them last.
///
/// They are compared by content: a Secret's volume changes by moving the link `..data` that they are reached through,
/// which leaves the files' own times and the watches of their folder as they were.
#[derive(Debug)]
pub(super) struct Files {
    chain: PathBuf,
    key: PathBuf,
    last: Mutex<[String; 2]>,
}

impl Files {
    pub(super) fn open(chain: PathBuf, key: PathBuf) -> Result<(Self, Shown), TlsError> {
        let content = [content(&chain)?, content(&key)?];
        let shown = parse(&chain, &content)?;
        let files = Self {
            chain,
            key,
            last: Mutex::new(content),
        };
        Ok((files, shown))
    }

    /// What they hold now, if it is not what was read last.
    pub(super) fn changed(&self) -> Result<Option<Shown>, TlsError> {
        let content = [content(&self.chain)?, content(&self.key)?];
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if *last == content {
            return Ok(None);
        }
        let shown = parse(&self.chain, &content)?;
        *last = content;
        Ok(Some(shown))
    }
}

fn content(path: &Path) -> Result<String, TlsError> {
    std::fs::read_to_string(path).map_err(|error| TlsError {
        origin: path.display().to_string(),
        reason: format!("cannot be read: {error}; mount the certificate there or name another folder"),
    })
}

fn parse(path: &Path, [chain, key]: &[String; 2]) -> Result<Shown, TlsError> {
    read(&path.display().to_string(), chain, key)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::time::Duration;

    use super::super::Certificates;

    /// Writes a Secret's volume as a kubelet does: data in a folder of its own, reached through `..data`.
    fn mount(volume: &std::path::Path, version: &str) -> String {
        let made = rcgen::generate_simple_self_signed([String::from("localhost")]).unwrap();
        fs::create_dir(volume.join(version)).unwrap();
        fs::write(volume.join(version).join("tls.crt"), made.cert.pem()).unwrap();
        fs::write(
            volume.join(version).join("tls.key"),
            made.signing_key.serialize_pem(),
        )
        .unwrap();
        symlink(version, volume.join("..data_tmp")).unwrap();
        fs::rename(volume.join("..data_tmp"), volume.join("..data")).unwrap();
        for file in ["tls.crt", "tls.key"] {
            // Resolved once; the same links lead to later versions.
            let _ = symlink(format!("..data/{file}"), volume.join(file));
        }
        made.cert.pem()
    }

    #[tokio::test(start_paused = true)]
    async fn a_secret_that_changes_is_read_again() {
        let volume = tempfile::tempdir().unwrap();
        let first = mount(volume.path(), "..2026_01");
        let certificates = Certificates::from_folder(volume.path()).unwrap();
        assert_eq!(certificates.pem(), first);
        let watched = certificates.clone();
        let watch = tokio::spawn(async move { watched.watch().await });
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(certificates.reads(), 1);

        let second = mount(volume.path(), "..2026_02");
        assert_eq!(certificates.pem(), first);
        tokio::time::sleep(Duration::from_secs(11)).await;
        assert_eq!(certificates.pem(), second);
        assert_eq!((certificates.reads(), certificates.read_errors()), (2, 0));
        watch.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn what_cannot_be_read_leaves_the_former_certificate() {
        let volume = tempfile::tempdir().unwrap();
        let first = mount(volume.path(), "..2026_01");
        let certificates = Certificates::from_folder(volume.path()).unwrap();
        for broken in ["", "nonsense"] {
            fs::write(volume.path().join("tls.crt"), broken).unwrap();
            certificates.reload().unwrap_err();
            assert_eq!(certificates.pem(), first);
        }
        fs::remove_file(volume.path().join("tls.crt")).unwrap();
        let error = certificates.reload().unwrap_err().to_string();
        assert!(error.contains("tls.crt: cannot be read"), "{error}");
        fs::write(volume.path().join("tls.crt"), &first).unwrap();
        assert_eq!(certificates.pem(), first);
    }

    #[test]
    fn missing_files_are_named() {
        let error = Certificates::from_folder("/nowhere").unwrap_err().to_string();
        assert!(error.starts_with("/nowhere/tls.crt: cannot be read"), "{error}");
    }
}
