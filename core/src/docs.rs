//! Splits doc comments into descriptions and markers.

mod decoration;
mod fence;
mod misplaced;

use crate::{
    diagnostic::{Located, Message},
    markers,
};
pub use decoration::{hidden_marker, undecorated, unindented};
pub use fence::Fence;
pub use misplaced::may_be_marker;

/// A doc line: its text without the comment sign and one space, and the index of its place.
pub type Line<'a> = (&'a str, usize);

/// A doc comment, split.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// The text without the markers.
    pub description: String,
    /// Markers: name, arguments, place.
    pub markers: Vec<(String, String, usize)>,
    /// What is wrong with lines that look like markers.
    pub errors: Vec<Located<usize>>,
}

impl Docs {
    /// Splits a doc comment.
    ///
    /// A line that begins with `+` and a letter is a marker or an error. While one of its brackets or quotes is open, a
    /// marker goes on over the next lines. Lines in a fenced block are text, but markers below a fence that nothing closes are
    /// errors.
    pub fn read<'a>(lines: impl IntoIterator<Item = Line<'a>>) -> Self {
        let (prose, docs) = Self::split(lines);
        Self {
            description: description(&prose),
            ..docs
        }
    }

    /// Takes the markers out of a doc comment, and leaves the other lines as they are.
    pub fn split<'a>(lines: impl IntoIterator<Item = Line<'a>>) -> (Vec<&'a str>, Self) {
        let mut docs = Self::default();
        let mut prose = Vec::new();
        let mut fence = Fence::default();
        let mut fenced = Vec::new();
        let mut lines = lines.into_iter().peekable();
        while let Some((line, place)) = lines.next() {
            let trimmed = line.trim();
            fence.read(trimmed);
            let marker = trimmed
                .strip_prefix('+')
                .filter(|rest| !fence.is_open() && starts_name(rest));
            let Some(text) = marker else {
                if fence.is_open() {
                    fenced.extend(misplaced::name_of(trimmed).map(|name| (name, place)));
                } else {
                    fenced.clear();
                    docs.errors
                        .extend(misplaced::error(trimmed).map(|message| message.at(place)));
                }
                prose.push(line);
                continue;
            };
            let mut text = text.to_owned();
            let mut is_complete = true;
            // A bracket is found sooner than whose marker it is.
            if markers::args::is_open(value_of(&text)) && markers::belongs_here(&text) {
                while markers::args::is_open(value_of(&text)) {
                    let Some((next, _)) = lines.next() else {
                        let message = Message::new("this marker has an unclosed bracket or quote");
                        docs.errors
                            .push(message.help("close it on this line or a later one").at(place));
                        is_complete = false;
                        break;
                    };
                    text.push('\n');
                    text.push_str(next.trim());
                }
            }
            match markers::split(&text) {
                // What is wrong with the arguments is reported already.
                markers::Split::Marker { .. } if !is_complete => {}
                markers::Split::Marker { name, args } => docs.markers.push((name, args, place)),
                markers::Split::Foreign => {}
                markers::Split::Unknown(message) => docs.errors.push(message.at(place)),
            }
        }
        if fence.is_open() {
            let fenced = fenced.into_iter();
            docs.errors
                .extend(fenced.map(|(name, place)| in_open_block(&name).at(place)));
        }
        (prose, docs)
    }
}

/// Returns whether a name follows the `+`. A list item is `+ text`, and `+1` is a number.
fn starts_name(rest: &str) -> bool {
    rest.trim_start_matches('+')
        .starts_with(|c: char| c.is_ascii_alphabetic())
}

fn value_of(text: &str) -> &str {
    text.split_once('=').map_or("", |(_, value)| value)
}

fn in_open_block(name: &str) -> Message {
    Message::new(format!(
        "`+{name}` is text, because nothing closes the code block above it"
    ))
    .help("close the block, or move the marker above it")
}

/// The text that `kubectl explain` shows: up to a line of `---`, without lines that begin with `TODO`, and with runs of
/// empty lines reduced to one.
fn description(lines: &[&str]) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut fence = Fence::default();
    for line in lines {
        let line = line.strip_prefix(' ').unwrap_or(line).trim_end();
        fence.read(line);
        if !fence.is_open() {
            if line.starts_with("---") {
                break;
            }
            if line.starts_with("TODO") {
                continue;
            }
        }
        if line.is_empty() && kept.last().is_none_or(|last| last.is_empty()) {
            continue;
        }
        kept.push(line);
    }
    while kept.last().is_some_and(|last| last.is_empty()) {
        kept.pop();
    }
    kept.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Docs {
        Docs::read(text.lines().enumerate().map(|(place, line)| (line, place)))
    }

    #[test]
    fn markers_leave_and_prose_stays() {
        let docs = read(" First.\n + a bullet\n +optional\n\n\n TODO: not this\n Last.\n ---\n hidden");
        assert_eq!(docs.description, "First.\n+ a bullet\n\nLast.");
        assert_eq!(docs.markers, [("optional".to_owned(), String::new(), 2)]);
        assert_eq!(docs.errors, []);
    }

    #[test]
    fn an_open_bracket_takes_the_next_lines() {
        let docs = read(" +kubebuilder:default={a: 1,\n   b: 2}\n Text.");
        assert_eq!(
            docs.markers,
            [("kubebuilder:default".to_owned(), "{a: 1,\nb: 2}".to_owned(), 0)]
        );
        assert_eq!(docs.description, "Text.");
    }

    #[test]
    fn a_message_about_open_brackets_has_one_line() {
        let docs = read(" ++optional={a: 1,\n   b: 2}\n Text.");
        let texts: Vec<_> = docs.errors.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["a marker begins with one `+`; write `+optional={a: 1,`"]);
    }

    #[test]
    fn a_fenced_marker_is_an_example() {
        let docs = read(" ```\n +optional\n ```");
        assert_eq!(docs.markers, []);
        assert_eq!(docs.description, "```\n+optional\n```");
        assert_eq!(docs.errors, []);
    }

    #[test]
    fn code_in_a_sentence_opens_no_block() {
        let docs = read(" ```5m``` is the default.\n +optional");
        assert_eq!(docs.markers, [("optional".to_owned(), String::new(), 1)]);
        assert_eq!(docs.description, "```5m``` is the default.");
    }

    #[test]
    fn a_marker_below_an_open_fence_is_an_error() {
        let docs = read(" ```\n +optional\n ```\n ~~~\n +acme:x\n +nullable\n ```");
        assert_eq!(docs.markers, []);
        let errors: Vec<_> = docs
            .errors
            .iter()
            .map(|error| (error.place, error.to_string()))
            .collect();
        let text = "`+nullable` is text, because nothing closes the code block above it; close the block, or move the \
                    marker above it";
        assert_eq!(errors, [(5, text.to_owned())]);
    }

    #[test]
    fn typos_are_errors() {
        let docs = read(
            " +optionl\n +kubebuilder:validation:Minimun=1\n +genclient\n +k8s:openapi-gen=true\n +k8s:imutable\n \
             +k8s:maxitems=3\n +MinLength=3\n +Minlenght=3\n +foo\n ++optional\n + a list item\n +1 for this\n +acme:x=1\n \
             +k8s:nothing",
        );
        assert_eq!(docs.description, "+ a list item\n+1 for this");
        let texts: Vec<_> = docs.errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "unknown marker `+optionl`; did you mean `+optional`?",
                "unknown marker `+kubebuilder:validation:Minimun`; did you mean `+kubebuilder:validation:Minimum`?",
                "unknown marker `+k8s:imutable`; did you mean `+k8s:immutable`?",
                "unknown marker `+k8s:maxitems`; did you mean `+k8s:maxItems`?",
                "unknown marker `+MinLength`; did you mean `+kubebuilder:validation:MinLength`?",
                "unknown marker `+Minlenght`; did you mean `+kubebuilder:validation:MinLength`?",
                "unknown marker `+foo`; `kubewright markers` lists all markers; write `+ text` for a list item",
                "a marker begins with one `+`; write `+optional`",
                "unknown marker `+k8s:nothing`; `kubewright markers` lists all markers",
            ]
        );
    }
}
