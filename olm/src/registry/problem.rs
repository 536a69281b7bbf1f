//! What a registry's errors mean.

use kubewright_bundle::image::Reference;
use oci_client::errors::{OciDistributionError, OciErrorCode};

use super::credentials::Credentials;
use crate::Registry;
use crate::failure::Failure;

pub(super) struct Problem<'a> {
    pub(super) image: &'a Reference,
    pub(super) args: &'a Registry,
    pub(super) credentials: &'a Credentials,
}

impl Problem<'_> {
    /// One line: what happened, and what helps.
    pub(super) fn explain(&self, error: &OciDistributionError) -> Failure {
        let registry = self.image.registry();
        let text = match error {
            OciDistributionError::RequestError(error) => self.request(error),
            OciDistributionError::AuthenticationFailure(_)
            | OciDistributionError::UnauthorizedError { .. } => self.refused(),
            OciDistributionError::ServerError { code: 401 | 403, .. } => self.refused(),
            OciDistributionError::ImageManifestNotFoundError(_)
            | OciDistributionError::ServerError { code: 404, .. } => self.missing(),
            OciDistributionError::RegistryError { envelope, .. } => {
                let code = |wanted: &[OciErrorCode]| {
                    envelope.errors.iter().any(|error| wanted.contains(&error.code))
                };
                if code(&[OciErrorCode::Unauthorized, OciErrorCode::Denied]) {
                    self.refused()
                } else if code(&[
                    OciErrorCode::ManifestUnknown,
                    OciErrorCode::NameUnknown,
                    OciErrorCode::NotFound,
                ]) {
                    self.missing()
                } else {
                    format!("the registry `{registry}` refuses `{}`: {envelope}", self.image)
                }
            }
            OciDistributionError::ServerError { code, message, .. } => {
                let message = message.lines().next().unwrap_or_default();
                format!("the registry `{registry}` fails with status {code}: {message}")
            }
            other => format!(
                "the registry `{registry}` cannot be used for `{}`: {other}",
                self.image
            ),
        };
        Failure::new(text)
    }

    fn refused(&self) -> String {
        let registry = self.image.registry();
        match &self.credentials.file {
            Some(file) => format!(
                "the registry `{registry}` rejects the credentials in `{}` for `{}`; log in again, or ask for access to the repository",
                file.display(),
                self.image
            ),
            None => format!(
                "the registry `{registry}` wants credentials for `{}`, and there are none; log in with `podman login {registry}` or `docker login {registry}`",
                self.image
            ),
        }
    }

    fn missing(&self) -> String {
        format!("`{}` does not exist in its registry", self.image)
    }

    fn request(&self, error: &dyn std::error::Error) -> String {
        let registry = self.image.registry();
        let mut reason = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            reason = error.to_string();
            cause = error.source();
        }
        if reason.contains("timed out") || reason.contains("deadline") {
            let seconds = self.args.registry_timeout.as_secs();
            return format!(
                "the registry `{registry}` did not answer within {seconds} s; `--registry-timeout` gives it more time"
            );
        }
        let help = if reason.contains("certificate") {
            "; `--ca-file` names the authority that issued it"
        } else if reason.contains("corrupt message") {
            "; if it has no TLS, pass `--use-http`"
        } else {
            ""
        };
        format!("cannot talk to the registry `{registry}`: {reason}{help}")
    }
}
