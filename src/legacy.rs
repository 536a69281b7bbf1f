//! The commands of operator-sdk before version 1.0, and what does the same today.
//!
//! They are in every old tutorial and script. [`find`] recognizes them, and translates their arguments; nothing is run here.

mod call;
mod list;

pub(crate) use call::Call;
pub(crate) use list::LEGACY;

/// A command that is called otherwise today.
pub(crate) struct Legacy {
    /// Its name, such as `add api`.
    pub(crate) words: &'static [&'static str],
    /// Its translation.
    pub(crate) today: fn(&mut Call) -> Result<Today, Untranslatable>,
}

/// What does the same today.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Today {
    /// The folder to create and to go to.
    pub(crate) folder: Option<String>,
    /// The commands, in their order.
    pub(crate) steps: Vec<Step>,
    /// The domain of the API, which the project should have.
    pub(crate) domain: Option<String>,
    /// What else to know.
    pub(crate) note: Option<&'static str>,
}

/// One command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Of kubewright, which may be run.
    Own(Vec<String>),
    /// Of another program, which is only shown.
    Other(String),
}

/// Why arguments have no translation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Untranslatable {
    pub(crate) problem: String,
    pub(crate) help: &'static str,
}

/// The old command that these arguments call.
pub(crate) fn find(args: &[String]) -> Option<(&'static Legacy, Call)> {
    let is_called = |legacy: &&Legacy| {
        let mut args = args.iter();
        legacy
            .words
            .iter()
            .all(|word| args.next().is_some_and(|arg| arg == word))
    };
    let legacy = LEGACY
        .iter()
        .filter(is_called)
        .max_by_key(|legacy| legacy.words.len())?;
    Some((legacy, Call::parse(&args[legacy.words.len()..])))
}

/// A word as a shell reads it.
pub(crate) fn shell(word: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "-_./:=,@%+".contains(char);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today(line: &str) -> Result<(Today, Vec<String>), Untranslatable> {
        let args: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        let (legacy, mut call) = find(&args).unwrap();
        let today = (legacy.today)(&mut call)?;
        Ok((today, call.rest()))
    }

    #[test]
    fn the_longest_name_is_taken() {
        let args = ["generate", "crds", "--crd-version=v1"].map(str::to_owned);
        assert_eq!(find(&args).unwrap().0.words, ["generate", "crds"]);
        assert!(find(&["generate", "bundle"].map(str::to_owned)).is_none());
        assert!(find(&[]).is_none());
    }

    #[test]
    fn arguments_without_a_translation_are_told() {
        let (_, rest) = today("new memcached --vendor --repo=example.com/m").unwrap();
        assert_eq!(rest, ["--vendor"]);
    }

    #[test]
    fn the_guide_has_them_all() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/src/howto/from-operator-sdk.md");
        let text = std::fs::read_to_string(page).unwrap();
        for legacy in LEGACY {
            let words = legacy.words.join(" ");
            assert!(text.contains(&format!("`{words}")), "{words}");
        }
    }

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(shell("a/b:1"), "a/b:1");
        assert_eq!(shell("a b"), "'a b'");
        assert_eq!(shell("it's"), r"'it'\''s'");
    }
}
