//! References to images.

/// A reference to an image, in its parts.
pub(super) struct Image<'i> {
    pub(super) repository: &'i str,
    pub(super) tag: &'i str,
    pub(super) digest: &'i str,
}

impl<'i> Image<'i> {
    pub(super) fn parse(image: &'i str) -> Self {
        let (name, digest) = image.split_once('@').unwrap_or((image, ""));
        // A colon before a slash is the one of a registry's port.
        let (repository, tag) = match name.rsplit_once(':') {
            Some((repository, tag)) if !tag.contains('/') => (repository, tag),
            Some(_) | None => (name, ""),
        };
        Self {
            repository,
            tag,
            digest,
        }
    }
}
