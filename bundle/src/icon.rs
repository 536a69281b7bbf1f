//! Icons of packages and operators.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The media type of an image, if catalogs can show it.
///
/// ```
/// assert_eq!(kubewright_bundle::icon::media_type(b"<svg/>"), Some("image/svg+xml"));
/// assert_eq!(kubewright_bundle::icon::media_type(b"text"), None);
/// ```
#[must_use]
pub fn media_type(image: &[u8]) -> Option<&'static str> {
    let starts: [(&[u8], &str); 4] = [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
    ];
    let known = starts.iter().find(|(start, _)| image.starts_with(start));
    let is_svg = || str::from_utf8(image).is_ok_and(|text| text.contains("<svg"));
    known
        .map(|(_, media_type)| *media_type)
        .or_else(|| is_svg().then_some("image/svg+xml"))
}

/// The data of an image, in base64.
#[must_use]
pub fn encode(image: &[u8]) -> String {
    STANDARD.encode(image)
}
