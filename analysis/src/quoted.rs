//! Lists of names in messages.

use std::fmt::Display;

/// The names in backticks, separated by commas.
pub fn quoted<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn each_is_in_backticks() {
        assert_eq!(quoted(["a", "b"]), "`a`, `b`");
        assert_eq!(quoted([0; 0]), "");
    }
}
