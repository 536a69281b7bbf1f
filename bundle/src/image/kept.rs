//! Where built images are kept until they are pushed.

use std::ffi::OsString;
use std::path::PathBuf;

use super::Reference;

/// The image layout of a built image, in the user's cache; none if neither `XDG_CACHE_HOME` nor `HOME` is set.
///
/// ```
/// use kubewright_bundle::image::{Reference, kept};
///
/// let home = |name: &str| (name == "HOME").then(|| "/home/me".into());
/// let path = kept(&Reference::parse("localhost:5000/cache:v1").unwrap(), &home).unwrap();
/// assert_eq!(path.to_str(), Some("/home/me/.cache/kubewright/images/localhost=5000+cache=v1"));
/// ```
#[must_use]
pub fn kept(image: &Reference, variable: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name| {
        variable(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let cache = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")))?;
    let name = image.to_string().replace('/', "+").replace([':', '@'], "=");
    Some(cache.join("kubewright/images").join(name))
}
