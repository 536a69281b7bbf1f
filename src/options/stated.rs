//! The options of generators that a project states in `PROJECT`.

use kubewright_core::diagnostic::Message;

use super::{Generator, MANIFESTS, Options, split};

impl Options {
    /// Parses the options of a call in a project. A generator that the call gives no options of its own has those of the project.
    pub(crate) fn in_project(words: &[String], stated: &[String]) -> Result<Self, Vec<Message>> {
        let stated = stated.iter().map(|word| Ok((generator(word)?, word.clone())));
        let stated: Vec<(Generator, String)> = stated
            .collect::<Result<_, _>>()
            .map_err(|problem| vec![problem])?;
        let all: Vec<String> = stated.iter().map(|(_, word)| word.clone()).collect();
        Self::parse(&all).map_err(|problems| problems.into_iter().map(of_project).collect::<Vec<_>>())?;
        let of = |generator: Generator| {
            let mut of = stated.iter().filter(|(of, _)| *of == generator);
            of.next()
                .map_or_else(|| generator.name().to_owned(), |(_, word)| word.clone())
        };
        let mut merged: Vec<String> = words
            .iter()
            .map(|word| Generator::named(word.trim()).map_or_else(|| word.clone(), of))
            .collect();
        if !words.iter().any(|word| generator(word).is_ok()) {
            merged.extend(Generator::ALL.map(of));
        }
        Self::parse(&merged)
    }
}

/// The generator that an option of a project is for.
fn generator(word: &str) -> Result<Generator, Message> {
    let (found, _) = split(word, MANIFESTS).map_err(of_project)?;
    Generator::named(found.name).ok_or_else(|| {
        of_project(
            Message::new(format!("`{word}` is not a generator with options"))
                .help("write `crd:...`, `rbac:...` or `webhook:...`; the paths to read are `paths`"),
        )
    })
}

/// The problem as one of `PROJECT`.
fn of_project(problem: Message) -> Message {
    Message {
        text: format!(
            "`PROJECT`: `manifests` of `rust.kubewright.dev/v1`: {}",
            problem.text
        ),
        ..problem
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_generator_without_options_has_those_of_the_project() {
        let stated = words("crd:maxDescLen=9 rbac:roleName=a-role");
        let lengths = |call: &str| {
            let options = Options::in_project(&words(call), &stated).unwrap();
            let role = options.rbac.map(|rbac| rbac.role_name);
            (
                options.crd.and_then(|crd| crd.max_desc_len),
                role,
                options.webhook.is_some(),
            )
        };
        let role = Some("a-role".to_owned());
        assert_eq!(lengths(""), (Some(9), role.clone(), true));
        assert_eq!(lengths("output:dir=out"), (Some(9), role.clone(), true));
        assert_eq!(lengths("crd"), (Some(9), None, false));
        assert_eq!(lengths("crd:maxDescLen=3 rbac"), (Some(3), role, false));
        assert_eq!(lengths("crd:omitFormats=true"), (None, None, false));
    }

    #[test]
    fn a_project_states_options_of_generators_only() {
        for stated in [
            "paths=./...",
            "output:dir=out",
            "object",
            "crd:maxDescLen=x",
            "crd:a=b",
        ] {
            let problems = Options::in_project(&[], &words(stated)).unwrap_err();
            assert_eq!(problems.len(), 1, "{stated}");
            assert!(
                problems[0].text.starts_with("`PROJECT`: "),
                "{}",
                problems[0].text
            );
        }
    }
}
