//! Names as words, for readers.

/// Splits a name into words: at `. - _` and spaces, and before a capital that follows a small letter.
#[must_use]
pub fn words(name: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for c in name.chars() {
        let c = if ".-_ ".contains(c) { ' ' } else { c };
        if c.is_uppercase() && !before.is_uppercase() && before != ' ' {
            words.push(' ');
        }
        match before == ' ' && c != ' ' {
            true => words.extend(c.to_uppercase()),
            false => words.push(c),
        }
        before = c;
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_as_words() {
        assert_eq!(words("memcached-operator"), "Memcached Operator");
        assert_eq!(words("myDBOperator.v2_x"), "My DBOperator V2 X");
    }
}
