//! From a whole marker to the argument that is wrong.
//!
//! Only the command can do this: to a derive, a line of a doc comment is one token without parts.

use std::ops::Range;

use kubewright_core::markers::{self, Split};

/// The bytes of a part of a marker's arguments; the marker itself if they are not written in one line.
pub(super) fn part(text: &str, marker: Range<usize>, part: Range<usize>) -> Range<usize> {
    match arguments(text, &marker) {
        Some(start) if start + part.end <= marker.end => start + part.start..start + part.end,
        Some(_) | None => marker,
    }
}

/// The bytes of a value in the argument of this name, or of the whole argument.
pub(super) fn argument(text: &str, marker: Range<usize>, name: &str, value: Option<&str>) -> Range<usize> {
    let Some(start) = arguments(text, &marker) else {
        return marker;
    };
    let args = &text[start..marker.end];
    let begins = |at: usize| args[..at].trim_end().ends_with([',', ':']) || args[..at].trim().is_empty();
    let found = args
        .match_indices(name)
        .find(|(at, name)| begins(*at) && args[at + name.len()..].trim_start().starts_with('='));
    let Some((at, _)) = found else { return marker };
    let rest = &args[at..];
    let mut quote = None;
    let end = rest.find(|c: char| match quote {
        Some(open) => {
            if c == open {
                quote = None;
            }
            false
        }
        None if matches!(c, '"' | '`') => {
            quote = Some(c);
            false
        }
        None => c == ',',
    });
    let whole = rest[..end.unwrap_or(rest.len())].trim_end();
    let alone = |at: usize, word: &str| {
        let part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.' | '*');
        !whole[..at].ends_with(part) && !whole[at + word.len()..].starts_with(part)
    };
    let word = value.filter(|value| !value.is_empty()).and_then(|value| {
        let mut places = whole.match_indices(value);
        places.find(|(at, word)| *at > name.len() && alone(*at, word))
    });
    let (at, length) = word.map_or((at, whole.len()), |(inside, word)| (at + inside, word.len()));
    start + at..start + at + length
}

/// Where the arguments begin of a marker that is written in one line.
fn arguments(text: &str, marker: &Range<usize>) -> Option<usize> {
    let line = text.get(marker.clone())?;
    let plus = line.find('+')?;
    let Split::Marker { args, .. } = markers::split(line[plus + 1..].trim_end()) else {
        return None;
    };
    let end = line.trim_end().len();
    let start = end.checked_sub(args.len())?;
    (!args.is_empty() && start > plus && line.get(start..end)? == args).then_some(marker.start + start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_arguments() {
        let line = "/// +kubebuilder:validation:XValidation:rule=\"self > 1\",mesage=x";
        let at = |from: usize, to: usize| &line[part(line, 0..line.len(), from..to)];
        assert_eq!(at(16, 22), "mesage");
        assert_eq!(at(0, 4), "rule");
        let prose = "/// +kubebuilder:validation:Minimum";
        assert_eq!(part(prose, 0..prose.len(), 0..1), 0..prose.len());
    }

    #[test]
    fn a_value_of_an_argument() {
        let line = "/// +kubebuilder:rbac:groups=batch;apps,resources=jobs/status;job,verbs=\"get,x\";lst";
        let at = |name, value| &line[argument(line, 0..line.len(), name, value)];
        assert_eq!(at("resources", Some("job")), "job");
        assert_eq!(at("resources", Some("cronjobs")), "resources=jobs/status;job");
        assert_eq!(at("verbs", Some("lst")), "lst");
        assert_eq!(at("groups", None), "groups=batch;apps");
        assert_eq!(at("urls", None), line);
        let range = argument(line, 0..line.len(), "resources", Some("job"));
        assert_eq!(&line[range.end..=range.end], ",");
    }
}
