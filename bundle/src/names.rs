//! Names that Kubernetes accepts.

/// What a DNS-1123 subdomain is, for users who wrote something else.
pub const SUBDOMAIN: &str =
    "use lower-case letters, digits, `-` and `.`, with a letter or digit at both ends";

/// What a DNS-1123 label is, for users who wrote something else.
pub const LABEL: &str =
    "use up to 63 lower-case letters, digits and `-`, with a letter or digit at both ends";

/// Whether a text is a DNS-1123 subdomain: what most objects are named.
///
/// ```
/// use kubewright_bundle::names::is_subdomain;
///
/// assert!(is_subdomain("memcached-operator.v0.0.1"));
/// assert!(!is_subdomain("Memcached_operator"));
/// ```
#[must_use]
pub fn is_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(|label| is_dns(label, usize::MAX))
}

/// Whether a text is a DNS-1123 label: a subdomain without dots, of up to 63 characters.
#[must_use]
pub fn is_label(text: &str) -> bool {
    is_dns(text, 63)
}

/// Whether a text is a DNS-1035 label: a label that starts with a letter.
#[must_use]
pub fn is_dns_1035(text: &str) -> bool {
    is_label(text) && text.starts_with(|first: char| first.is_ascii_lowercase())
}

/// The parts of a CRD's name, or of another plural name with its group.
///
/// ```
/// assert_eq!(kubewright_bundle::names::plural_and_group("memcacheds.example.com"), Some(("memcacheds", "example.com")));
/// ```
#[must_use]
pub fn plural_and_group(name: &str) -> Option<(&str, &str)> {
    name.split_once('.')
}

/// Whether a text refers to an image: a name with an optional registry, tag and digest.
///
/// ```
/// use kubewright_bundle::names::is_image;
///
/// assert!(is_image("example.com:5000/a/b:v1"));
/// assert!(!is_image("Example image"));
/// ```
#[must_use]
pub fn is_image(text: &str) -> bool {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    let last = rest.rfind('/').map_or(0, |slash| slash + 1);
    let (name, tag) = match rest[last..].split_once(':') {
        Some((_, tag)) => (&rest[..rest.len() - tag.len() - 1], Some(tag)),
        None => (rest, None),
    };
    let parts: Vec<_> = name.split('/').collect();
    // The first part is a registry if nothing else can look like it.
    let is_registry = |part: &str| part.contains(['.', ':']) || part == "localhost";
    let (registry, path) = match &parts[..] {
        [first, path @ ..] if !path.is_empty() && is_registry(first) => (Some(*first), path),
        path => (None, path),
    };
    registry.is_none_or(is_host)
        && path.iter().all(|part| is_path(part))
        && tag.is_none_or(is_tag)
        && digest.is_none_or(is_digest)
}

fn is_dns(text: &str, longest: usize) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty()
        && text.len() <= longest
        && text.bytes().all(inner)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn is_host(text: &str) -> bool {
    let (host, port) = text
        .split_once(':')
        .map_or((text, None), |(host, port)| (host, Some(port)));
    let label = |label: &str| {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !label.is_empty() && label.bytes().all(inner) && !label.starts_with('-') && !label.ends_with('-')
    };
    host.split('.').all(label)
        && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A component: alphanumeric runs, separated by a dot, one or two underscores, or hyphens.
fn is_path(part: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = part.as_bytes();
    if !bytes.first().is_some_and(|byte| plain(*byte)) || !bytes.last().is_some_and(|byte| plain(*byte)) {
        return false;
    }
    let mut separators = part.split(|character: char| character.is_ascii() && plain(character as u8));
    separators.all(|run| matches!(run, "" | "." | "_" | "__") || run.bytes().all(|byte| byte == b'-'))
}

fn is_tag(tag: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    (1..=128).contains(&tag.len()) && tag.bytes().all(inner) && !tag.starts_with(['.', '-'])
}

fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, hex)| {
        let hexadecimal = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        !algorithm.is_empty() && hexadecimal && hex.len() >= 32 && (algorithm != "sha256" || hex.len() == 64)
    })
}
