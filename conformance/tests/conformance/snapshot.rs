//! Expected texts, which `SNAPSHOTS=overwrite` writes anew.

use std::fs;
use std::path::Path;

/// What is wrong if the file does not have this text; it is given it if that is wished.
pub(crate) fn compare(path: &Path, text: &str) -> Option<String> {
    let problem = differs(path, text)?;
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        fs::write(path, text).expect("the expectation can be written");
        return None;
    }
    Some(problem)
}

/// What is wrong if the file does not have this text.
pub(crate) fn differs(path: &Path, text: &str) -> Option<String> {
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == text {
        return None;
    }
    let name = path.display();
    let line = expected
        .lines()
        .zip(text.lines())
        .position(|(old, new)| old != new);
    Some(match line {
        Some(line) => {
            let of = |text: &str| text.lines().nth(line).unwrap_or_default().to_owned();
            format!(
                "{name}:{}: expected `{}`, found `{}`",
                line + 1,
                of(&expected),
                of(text)
            )
        }
        None => format!(
            "{name}: expected {} lines, found {}",
            expected.lines().count(),
            text.lines().count()
        ),
    })
}
