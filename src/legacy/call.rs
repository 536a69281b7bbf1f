//! The arguments of an old command.

/// Flags that take no value. All others do.
const SWITCHES: [&str; 14] = [
    "as-file",
    "enable-webhook",
    "from-default",
    "generate-playbook",
    "git-init",
    "local",
    "make-manifests",
    "molecule",
    "olm-namespaced",
    "run",
    "skip-git-init",
    "skip-validation",
    "update-crds",
    "vendor",
];

/// Arguments, from which a translation takes those that it knows.
#[derive(Debug, Default)]
pub(crate) struct Call {
    words: Vec<String>,
    flags: Vec<(String, Option<String>)>,
}

impl Call {
    pub(super) fn parse(args: &[String]) -> Self {
        let mut call = Self::default();
        let mut args = args.iter().peekable();
        while let Some(arg) = args.next() {
            let Some(flag) = arg.strip_prefix("--") else {
                call.words.push(arg.clone());
                continue;
            };
            let (name, value) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None if SWITCHES.contains(&flag) => (flag, None),
                // The value of this one is flags.
                None if flag == "operator-flags" => (flag, args.next().cloned()),
                None => (flag, args.next_if(|next| !next.starts_with('-')).cloned()),
            };
            call.flags.push((name.to_owned(), value));
        }
        call
    }

    /// Takes the next word.
    pub(super) fn word(&mut self) -> Option<String> {
        (!self.words.is_empty()).then(|| self.words.remove(0))
    }

    /// Takes the value of a flag.
    pub(super) fn value(&mut self, name: &str) -> Option<String> {
        self.take(name)?
    }

    /// Takes a flag; returns whether it is set.
    pub(crate) fn switch(&mut self, name: &str) -> bool {
        self.take(name)
            .is_some_and(|value| value.as_deref() != Some("false"))
    }

    fn take(&mut self, name: &str) -> Option<Option<String>> {
        let at = self.flags.iter().position(|(flag, _)| flag == name)?;
        Some(self.flags.remove(at).1)
    }

    /// What no translation has taken.
    pub(crate) fn rest(&self) -> Vec<String> {
        let flags = self.flags.iter().map(|(name, value)| match value {
            Some(value) => format!("--{name}={value}"),
            None => format!("--{name}"),
        });
        self.words.iter().cloned().chain(flags).collect()
    }
}
