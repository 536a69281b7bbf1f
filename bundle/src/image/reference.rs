//! The name of an image.

use std::fmt;

use thiserror::Error;

const DOCKER_HUB: &str = "docker.io";

/// The name of an image: registry, repository, and a tag or a digest.
///
/// ```
/// use kubewright_bundle::image::Reference;
///
/// let image = Reference::parse("localhost:5000/team/cache-bundle:v0.0.1")?;
/// assert_eq!((image.registry(), image.repository()), ("localhost:5000", "team/cache-bundle"));
/// assert_eq!(Reference::parse("nginx")?.to_string(), "docker.io/library/nginx:latest");
/// # Ok::<(), kubewright_bundle::image::InvalidReference>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    registry: String,
    repository: String,
    tag: String,
    digest: Option<String>,
}

/// A text that does not name an image.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(
    "`{text}` is not the name of an image: {reason}; write for example `example.com/cache-bundle:v0.0.1`"
)]
pub struct InvalidReference {
    text: String,
    reason: String,
}

impl Reference {
    /// Reads a name as Docker does.
    ///
    /// # Errors
    ///
    /// If it does not name an image.
    pub fn parse(text: &str) -> Result<Self, InvalidReference> {
        let invalid = |reason: &str| InvalidReference {
            text: text.to_owned(),
            reason: reason.to_owned(),
        };
        if text.contains("://") {
            return Err(invalid("it starts with a scheme"));
        }
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (text, None),
        };
        if digest.is_some_and(|digest| !is_digest(digest)) {
            return Err(invalid("a digest is `sha256:` and 64 hexadecimal digits"));
        }
        let (name, tag) = match name.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, tag),
            Some(_) | None => (name, "latest"),
        };
        if !is_tag(tag) {
            return Err(invalid("a tag has letters, digits, `_`, `.` and `-`"));
        }
        let (registry, repository) = match name.split_once('/') {
            Some((first, rest)) if first == "localhost" || first.contains(['.', ':']) => {
                (first, rest.to_owned())
            }
            Some(_) => (DOCKER_HUB, name.to_owned()),
            None => (DOCKER_HUB, format!("library/{name}")),
        };
        if !registry.starts_with(|first: char| first.is_ascii_alphanumeric()) {
            return Err(invalid("a registry is a host name"));
        }
        if !repository.split('/').all(is_component) {
            return Err(invalid(
                "a repository has lower-case letters, digits, `.`, `_`, `-` and `/`",
            ));
        }
        Ok(Self {
            registry: registry.to_owned(),
            repository,
            tag: tag.to_owned(),
            digest: digest.map(str::to_owned),
        })
    }

    /// The host of the registry, with the port if there is one.
    #[must_use]
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// The repository.
    #[must_use]
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// The tag.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The digest, if the name has one.
    #[must_use]
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// The same image by its digest.
    #[must_use]
    pub fn with_digest(&self, digest: impl Into<String>) -> Self {
        Self {
            digest: Some(digest.into()),
            ..self.clone()
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.registry, self.repository)?;
        match &self.digest {
            Some(digest) => write!(formatter, "@{digest}"),
            None => write!(formatter, ":{}", self.tag),
        }
    }
}

fn is_digest(text: &str) -> bool {
    let hex = |digits: &str| digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.strip_prefix("sha256:").is_some_and(hex)
}

fn is_tag(tag: &str) -> bool {
    let first = tag.bytes().next().unwrap_or(b'.');
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    tag.len() <= 128 && first != b'.' && first != b'-' && tag.bytes().all(known)
}

fn is_component(component: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    let ends = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    component.bytes().all(known) && ends(component.bytes().next()) && ends(component.bytes().last())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_invalid_name_has_its_reason() {
        let digest = "a digest is `sha256:` and 64 hexadecimal digits";
        let repository = "a repository has lower-case letters, digits, `.`, `_`, `-` and `/`";
        let cases = [
            ("", repository),
            ("./bundle", "a registry is a host name"),
            ("https://example.com/a", "it starts with a scheme"),
            ("example.com/Cache", repository),
            ("example.com/a//b", repository),
            ("example.com/a:", "a tag has letters, digits, `_`, `.` and `-`"),
            ("example.com/a:v 1", "a tag has letters, digits, `_`, `.` and `-`"),
            ("example.com/a@sha256:12", digest),
        ];
        for (text, reason) in cases {
            assert_eq!(Reference::parse(text).unwrap_err().reason, reason, "{text}");
        }
    }

    #[test]
    fn a_digest_goes_before_a_tag() {
        let digest = format!("sha256:{}", "0a".repeat(32));
        let image = Reference::parse(&format!("example.com/a:v1@{digest}")).unwrap();
        assert_eq!((image.tag(), image.digest()), ("v1", Some(digest.as_str())));
        assert_eq!(image.to_string(), format!("example.com/a@{digest}"));
        assert_eq!(
            Reference::parse("team/a").unwrap().to_string(),
            "docker.io/team/a:latest"
        );
    }
}
