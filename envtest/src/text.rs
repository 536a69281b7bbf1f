//! Text of other programs.

const LINES: usize = 20;

/// The last lines of a program's output.
pub(crate) fn tail(text: &str) -> String {
    let lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tail_keeps_the_last_lines() {
        let text: String = (0..100).map(|line| format!("line {line}\n\n")).collect();
        let tail = tail(&text);
        assert!(tail.starts_with("line 80\nline 81"), "{tail}");
        assert!(tail.ends_with("line 99"), "{tail}");
    }
}
