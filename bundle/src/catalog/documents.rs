//! The documents of a file.

use kubewright_core::yaml;
use serde_json::Value;

/// A document, and where it starts.
///
/// ```
/// use kubewright_bundle::catalog::documents;
///
/// let all = documents("# About a\na: 1\n---\nb: 2\n");
/// assert_eq!((all.len(), all[1].line, all[1].text), (2, 4, "b: 2\n"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document<'a> {
    /// The line of the file that it starts in, from 1.
    pub line: usize,
    /// The byte of the file that it starts at.
    pub start: usize,
    /// Its text, without the line `---`.
    pub text: &'a str,
}

/// Splits YAML at the lines `---`, and JSON between objects.
#[must_use]
pub fn documents(text: &str) -> Vec<Document<'_>> {
    match text.trim_start().starts_with('{') {
        true => of_json(text),
        false => of_yaml(text),
    }
}

fn of_yaml(text: &str) -> Vec<Document<'_>> {
    let mut all = Vec::new();
    let (mut start, mut start_line, mut position) = (0, 1, 0);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        // Text in a block scalar is indented, so this is always the start of a document.
        if line.trim_end() == "---" || line.starts_with("--- ") {
            all.push(Document {
                line: start_line,
                start,
                text: &text[start..position],
            });
            (start, start_line) = (position + line.len(), index + 2);
        }
        position += line.len();
    }
    all.push(Document {
        line: start_line,
        start,
        text: &text[start..],
    });
    all.retain(|document| !document.text.trim().is_empty());
    all
}

fn of_json(text: &str) -> Vec<Document<'_>> {
    let mut all = Vec::new();
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    let mut start = 0;
    loop {
        let next = stream.next();
        let end = match next {
            None => break,
            Some(Ok(_)) => stream.byte_offset(),
            // The rest, whose reader says what is wrong with it.
            Some(Err(_)) => text.len(),
        };
        let rest = &text[start..end];
        let from = start + rest.len() - rest.trim_start().len();
        all.push(Document {
            line: text[..from].matches('\n').count() + 1,
            start: from,
            text: &text[from..end],
        });
        if end == text.len() {
            break;
        }
        start = end;
    }
    all
}

impl Document<'_> {
    /// Reads the document; `None` if it has comments only.
    ///
    /// # Errors
    ///
    /// Why it is neither YAML nor JSON.
    pub fn value(&self) -> Result<Option<Value>, String> {
        let read: Result<Vec<Value>, _> = yaml::all_from_str(self.text);
        let values = read.map_err(|error| error.first_line().to_owned())?;
        Ok(values.into_iter().find(|value| !value.is_null()))
    }
}
