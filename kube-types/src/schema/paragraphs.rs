//! Doc comments as schemars 0.8 reads them: the lines of a paragraph are joined.

/// The title and the description.
pub(super) fn title_and_description(text: &str) -> (String, String) {
    let mut lines: Vec<&str> = text
        .split('\n')
        .map(str::trim)
        .skip_while(|line| line.is_empty())
        .collect();
    if lines.last() == Some(&"") {
        lines.pop();
    }
    // A block whose lines begin with stars.
    if lines.iter().all(|line| line.starts_with('*')) {
        for line in &mut lines {
            *line = line[1..].trim();
        }
        let empty = lines.iter().take_while(|line| line.is_empty()).count();
        lines.drain(..empty);
    }
    let text = lines.join("\n");
    if !text.starts_with('#') {
        return (String::new(), joined(&text));
    }
    let (title, rest) = text.split_once('\n').unwrap_or((&text, ""));
    (title.trim_start_matches('#').trim().to_owned(), joined(rest))
}

fn joined(text: &str) -> String {
    let paragraphs = text
        .trim()
        .split("\n\n")
        .map(|text| text.trim().replace('\n', " "));
    let paragraphs: Vec<_> = paragraphs.filter(|text| !text.is_empty()).collect();
    paragraphs.join("\n\n")
}
