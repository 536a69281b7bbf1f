//! Archives of servers: got, verified, unpacked.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use flate2::read::GzDecoder;
use ring::digest::{SHA512, digest};
use ureq::tls::{RootCerts, TlsConfig};

use crate::assets::build::{remove_folder, with_suffix};
use crate::assets::{Binary, missing};
use crate::error::Error;

/// Some times what the largest release has.
const LIMIT: u64 = 2 << 30;
const CONNECT: Duration = Duration::from_secs(30);

/// What is at an address, or in a file.
pub(super) fn fetch(address: &str) -> Result<Vec<u8>, Error> {
    if !address.starts_with("http://") && !address.starts_with("https://") {
        let path = Path::new(address.strip_prefix("file://").unwrap_or(address));
        return fs::read(path).map_err(Error::file("read", path));
    }
    let get = || -> Result<Vec<u8>, ureq::Error> {
        let mut response = agent().get(address).call()?;
        response.body_mut().with_config().limit(LIMIT).read_to_vec()
    };
    get().map_err(|error| Error::Download {
        address: address.to_owned(),
        reason: error.to_string(),
    })
}

/// A client that trusts the root certificates of the system.
fn agent() -> ureq::Agent {
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    ureq::Agent::config_builder()
        .tls_config(tls)
        .timeout_connect(Some(CONNECT))
        .timeout_recv_response(Some(CONNECT))
        .build()
        .new_agent()
}

pub(super) fn verify(address: &str, bytes: &[u8], expected: &str) -> Result<(), Error> {
    let sum = digest(&SHA512, bytes);
    let found: String = sum.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    if found.eq_ignore_ascii_case(expected.trim()) {
        return Ok(());
    }
    Err(Error::Checksum {
        address: address.to_owned(),
        expected: expected.trim().to_owned(),
        found,
    })
}

/// Unpacks the files of an archive into a folder beside `folder`, and puts it there when it is whole.
pub(super) fn unpack(address: &str, bytes: &[u8], folder: &Path) -> Result<(), Error> {
    // Named after this process, because another may do the same.
    let scratch = with_suffix(folder, &format!(".{}.part", std::process::id()));
    remove_folder(&scratch)?;
    let unpacked = unpack_into(address, bytes, &scratch).and_then(|()| replace(&scratch, folder));
    remove_folder(&scratch)?;
    unpacked
}

fn unpack_into(address: &str, bytes: &[u8], scratch: &Path) -> Result<(), Error> {
    fs::create_dir_all(scratch).map_err(Error::file("create", scratch))?;
    let broken = |reason: String| Error::Download {
        address: address.to_owned(),
        reason: format!("it is not an archive of servers: {reason}"),
    };
    let mut archive = tar::Archive::new(GzDecoder::new(bytes));
    for entry in archive.entries().map_err(|error| broken(error.to_string()))? {
        let mut entry = entry.map_err(|error| broken(error.to_string()))?;
        let path = entry
            .path()
            .map_err(|error| broken(error.to_string()))?
            .into_owned();
        // Only the file name, so that no file is written elsewhere.
        let Some(name) = path.file_name().filter(|_| entry.header().entry_type().is_file()) else {
            continue;
        };
        let place = scratch.join(name);
        let mut file = File::create(&place).map_err(Error::file("create", &place))?;
        io::copy(&mut entry, &mut file).map_err(|error| broken(error.to_string()))?;
        make_executable(&place)?;
    }
    match missing(scratch, Binary::CONTROL_PLANE) {
        None => Ok(()),
        Some(name) => Err(broken(format!("it holds no {name}"))),
    }
}

fn replace(scratch: &Path, folder: &Path) -> Result<(), Error> {
    remove_folder(folder)?;
    match fs::rename(scratch, folder) {
        // Another process has installed the same first.
        Err(_) if missing(folder, Binary::CONTROL_PLANE).is_none() => Ok(()),
        renamed => renamed.map_err(Error::file("write", folder)),
    }
}

#[cfg(unix)]
fn make_executable(file: &Path) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt as _;

    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).map_err(Error::file("write", file))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<(), Error> {
    Ok(())
}
