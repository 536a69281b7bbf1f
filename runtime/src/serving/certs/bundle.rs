//! Several certificates in one text.

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// The first certificate of a bundle, with its line's end.
pub(super) fn first(bundle: &str) -> Option<String> {
    let begin = bundle.find(BEGIN)?;
    let end = begin + bundle[begin..].find(END)? + END.len();
    Some(format!("{}\n", &bundle[begin..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_taken_whole() {
        let one = format!("{BEGIN}\nAAA\n{END}\n");
        let two = format!("{BEGIN}\nBBB\n{END}");
        assert_eq!(first(&format!("# text\n{one}{two}")), Some(one.clone()));
        assert_eq!(first(&two), Some(format!("{two}\n")));
        assert_eq!(first("nonsense"), None);
        assert_eq!(first(BEGIN), None);
    }
}
