//! Credentials, from the files that Podman and Docker write.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use kubewright_bundle::image::Reference;
use oci_client::secrets::RegistryAuth;
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::Registry;
use crate::failure::{Failure, Result};

/// Docker's name of its own registry.
const DOCKER_HUB: &str = "https://index.docker.io/v1/";

pub(super) struct Credentials {
    pub(super) auth: RegistryAuth,
    /// The file that has them.
    pub(super) file: Option<PathBuf>,
}

/// Looks for credentials. Files that do not exist are passed over; one that cannot be read is an error.
pub(super) async fn find(image: &Reference, args: &Registry) -> Result<Credentials> {
    for path in files(args) {
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && args.auth_file.is_none() => continue,
            Err(error) => return Err(Failure::of_file("read", &path, &error)),
        };
        let config: Value = serde_json::from_str(&text)
            .map_err(|error| Failure::new(format!("`{}` is not valid JSON: {error}", path.display())))?;
        if let Some(auth) = in_file(&config, image, &path).await? {
            let file = Some(path);
            return Ok(Credentials { auth, file });
        }
    }
    Ok(Credentials {
        auth: super::anonymous(),
        file: None,
    })
}

fn files(args: &Registry) -> Vec<PathBuf> {
    if let Some(path) = &args.auth_file {
        return vec![path.clone()];
    }
    let folder = |name: &str| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let home = folder("HOME");
    let below_home = |path: &str| home.as_ref().map(|home| home.join(path));
    let containers = |folder: PathBuf| folder.join("containers/auth.json");
    let files = [
        folder("XDG_RUNTIME_DIR").map(containers),
        folder("XDG_CONFIG_HOME")
            .or_else(|| below_home(".config"))
            .map(containers),
        folder("DOCKER_CONFIG")
            .or_else(|| below_home(".docker"))
            .map(|folder| folder.join("config.json")),
    ];
    files.into_iter().flatten().collect()
}

async fn in_file(config: &Value, image: &Reference, path: &Path) -> Result<Option<RegistryAuth>> {
    let keys = keys(image);
    for key in &keys {
        if let Some(helper) = config["credHelpers"][key.as_str()].as_str() {
            return ask(helper, key).await;
        }
        let entry = &config["auths"][key.as_str()];
        if entry["identitytoken"]
            .as_str()
            .is_some_and(|token| !token.is_empty())
        {
            return Err(Failure::new(format!(
                "`{}` has an identity token for `{key}`, which is not supported; log in with a user name and a password",
                path.display()
            )));
        }
        if let Some(auth) = entry["auth"].as_str().filter(|auth| !auth.is_empty()) {
            let invalid = || Failure::new(format!("`{}` has no valid `auth` for `{key}`", path.display()));
            let bytes = BASE64_STANDARD.decode(auth).map_err(|_| invalid())?;
            let text = String::from_utf8(bytes).map_err(|_| invalid())?;
            let (user, password) = text.split_once(':').ok_or_else(invalid)?;
            return Ok(Some(RegistryAuth::Basic(user.to_owned(), password.to_owned())));
        }
    }
    match (config["credsStore"].as_str(), keys.last()) {
        (Some(helper), Some(key)) => ask(helper, key).await,
        _ => Ok(None),
    }
}

/// Under which names an image's credentials may be, the most exact first.
fn keys(image: &Reference) -> Vec<String> {
    let whole = format!("{}/{}", image.registry(), image.repository());
    let mut keys: Vec<_> = whole
        .char_indices()
        .filter(|(_, character)| *character == '/')
        .map(|(at, _)| whole[..at].to_owned())
        .rev()
        .collect();
    keys.insert(0, whole);
    if image.registry() == "docker.io" {
        keys.push(DOCKER_HUB.to_owned());
    }
    keys
}

/// Asks a program such as `docker-credential-pass`.
async fn ask(helper: &str, key: &str) -> Result<Option<RegistryAuth>> {
    let program = format!("docker-credential-{helper}");
    let failed = |reason: &str| Failure::new(format!("`{program}` has no credentials for `{key}`: {reason}"));
    let child = Command::new(&program)
        .arg("get")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.map_err(|error| failed(&error.to_string()))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that does not read it has its answer or its error anyway.
        let _ = stdin.write_all(key.as_bytes()).await;
    }
    let output = child.wait_with_output().await?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        // Docker's word for "nobody has logged in".
        return match text.contains("credentials not found") {
            true => Ok(None),
            false => Err(failed(text.trim())),
        };
    }
    let answer: Value = serde_json::from_str(&text).map_err(|error| failed(&error.to_string()))?;
    match (answer["Username"].as_str(), answer["Secret"].as_str()) {
        (Some("<token>"), Some(_)) => Err(failed("it has an identity token, which is not supported")),
        (Some(user), Some(secret)) => Ok(Some(RegistryAuth::Basic(user.to_owned(), secret.to_owned()))),
        _ => Err(failed("its answer has no `Username` and `Secret`")),
    }
}
