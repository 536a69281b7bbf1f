use std::fmt;
use std::ops::Range;

use super::Message;

/// A message at a place: a span, a range of bytes, an argument of a marker, a part of a schema.
///
/// It is displayed without its place, because only the front ends know how to show that.
///
/// ```
/// use kubewright_core::diagnostic::Message;
///
/// let error = Message::new("unknown argument `pth`").help("did you mean `path`?").at(0..3);
/// assert_eq!(error.place, 0..3);
/// assert_eq!(error.to_string(), "unknown argument `pth`; did you mean `path`?");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Located<P> {
    /// The place.
    pub place: P,
    /// The message.
    pub message: Message,
}

/// The bytes of a marker's arguments that are wrong; `None` for the whole marker.
pub type Part = Option<Range<usize>>;

impl<P> Located<P> {
    /// Puts the marker that the message is about in front of its text.
    #[must_use]
    pub fn about_marker(self, name: &str) -> Self {
        self.message.about_marker(name).at(self.place)
    }

    /// Replaces the place.
    pub fn map<Q>(self, place: impl FnOnce(P) -> Q) -> Located<Q> {
        self.message.at(place(self.place))
    }
}

impl From<Message> for Located<Part> {
    fn from(message: Message) -> Self {
        message.at(None)
    }
}

impl From<Message> for Located<Option<&'static str>> {
    fn from(message: Message) -> Self {
        message.at(None)
    }
}

impl From<Located<Range<usize>>> for Located<Part> {
    /// If an argument is missing, the whole marker is wrong.
    fn from(error: Located<Range<usize>>) -> Self {
        error.map(|range| Some(range).filter(|range| !range.is_empty()))
    }
}

impl<P> fmt::Display for Located<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
    }
}

impl<P: fmt::Debug> std::error::Error for Located<P> {}
