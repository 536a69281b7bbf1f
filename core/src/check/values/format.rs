//! String formats that the API server checks.

use kubewright_cel::formats;

/// Returns whether a text has a format; `None` if the API server does not know the format.
///
/// Host names beyond ASCII are left to the API server: the derives do not have the tables of Unicode, so that both front ends agree.
pub(super) fn fits(format: &str, text: &str) -> Option<bool> {
    let known = formats::known(format)?;
    if known.name() == "hostname" && !text.is_ascii() {
        return None;
    }
    known.fits(text)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn formats() {
        let cases = [
            ("date", "2024-02-29", Some(true)),
            ("date", "2023-02-29", Some(false)),
            ("date", "2023-2-9", Some(false)),
            ("date-time", "2024-01-01T00:00:00Z", Some(true)),
            ("date-time", "2024-01-01t23:59:59.123+01:00", Some(true)),
            ("date-time", "2024-01-01 00:00:00Z", Some(false)),
            ("date-time", "2024-01-01T24:00:00Z", Some(false)),
            ("date-time", "2024-01-01T00:00:00", Some(false)),
            ("duration", "1h30m", Some(true)),
            ("duration", "22 ns", Some(true)),
            ("duration", "3 hours", Some(true)),
            ("duration", "soon", Some(false)),
            ("duration", "", Some(false)),
            ("duration", "0", Some(true)),
            ("uuid", "123E4567-e89b-12d3-a456-426614174000", Some(true)),
            ("uuid", "123e4567e89b12d3a456426614174000", Some(true)),
            ("uuid", "123e4567", Some(false)),
            ("uuid4", "123e4567-e89b-12d3-a456-426614174000", Some(false)),
            ("ipv4", "10.0.0.1", Some(true)),
            ("ipv4", "010.0.0.1", Some(true)),
            ("ipv4", "host", Some(false)),
            ("ipv6", "::1", Some(true)),
            ("cidr", "10.0.0.0/8", Some(true)),
            ("cidr", "10.0.0.0/33", Some(false)),
            ("cidr", "10.0.0.0", Some(false)),
            ("byte", "aGk=", Some(true)),
            ("byte", "a", Some(false)),
            ("uri", "/a", Some(true)),
            ("uri", "nowhere", Some(false)),
            ("mac", "00:00:5e:00:53:01", Some(true)),
            ("mac", "x", Some(false)),
            ("hexcolor", "#fff", Some(true)),
            ("k8s-short-name", "a-b", Some(true)),
            ("k8s-long-name", "a.-b", Some(false)),
            ("isbn", "3836221195", Some(true)),
            ("hostname", "a_b", Some(false)),
            ("hostname", "größe", None),
            ("int32", "x", None),
            ("unheard-of", "x", None),
        ];
        for (format, text, expected) in cases {
            assert_eq!(fits(format, text), expected, "{text:?} as {format}");
        }
    }
}
