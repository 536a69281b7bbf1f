//! The flags that a plugin says it has.

use kubewright_core::suggest::nearest;
use serde::Deserialize;

/// A flag, in kubebuilder's form.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Flag {
    #[serde(alias = "name")]
    name: String,
    /// `string`, `bool`, `int` or `float`.
    #[serde(alias = "type", default)]
    r#type: String,
}

/// How kubebuilder names a command when it asks for the flags of it.
pub(super) fn of(command: &str) -> &'static str {
    match command {
        "init" => "--init",
        "create api" => "--api",
        "create webhook" => "--webhook",
        "delete api" => "--delete-api",
        "delete webhook" => "--delete-webhook",
        "rename api" => "--rename-api",
        "remove" => "--remove",
        _ => "--edit",
    }
}

/// Checks arguments; the error completes the sentence "the plugin ...".
pub(super) fn check(args: &[String], known: &[Flag]) -> Result<(), String> {
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let Some(given) = arg.strip_prefix("--") else {
            return Err(format!("takes only flags, but `{arg}` is none"));
        };
        let (name, value) = match given.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (given, None),
        };
        let Some(flag) = known.iter().find(|flag| flag.name == name) else {
            return Err(unknown(name, known));
        };
        let value = match (value, flag.r#type.as_str()) {
            (Some(value), _) => value,
            (None, "bool") => "true",
            (None, _) => args
                .next()
                .ok_or_else(|| format!("needs a value after `--{name}`"))?,
        };
        let fits = match flag.r#type.as_str() {
            "bool" => value.parse::<bool>().is_ok(),
            "int" => value.parse::<i64>().is_ok(),
            "float" => value.parse::<f64>().is_ok(),
            _ => true,
        };
        if !fits {
            return Err(format!(
                "needs a value of type {} for `--{name}`, not `{value}`",
                flag.r#type
            ));
        }
    }
    Ok(())
}

fn unknown(name: &str, known: &[Flag]) -> String {
    let names = || known.iter().map(|flag| flag.name.as_str());
    let all: Vec<_> = names().map(|name| format!("`--{name}`")).collect();
    match (nearest(name, names()), all.is_empty()) {
        (Some(near), _) => format!("has no flag `--{name}`; did you mean `--{near}`?"),
        (None, true) => format!("has no flags; remove `--{name}`"),
        (None, false) => format!("has no flag `--{name}`; its flags are {}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_by_their_types() {
        let flag = |name: &str, r#type: &str| Flag {
            name: name.to_owned(),
            r#type: r#type.to_owned(),
        };
        let known = [
            flag("title", "string"),
            flag("port", "int"),
            flag("ratio", "float"),
            flag("quiet", "bool"),
        ];
        let check = |args: &str| {
            let args: Vec<_> = args.split_whitespace().map(str::to_owned).collect();
            check(&args, &known).err().unwrap_or_default()
        };
        for args in ["", "--title Notes --quiet --port=80", "--quiet=false --ratio 0.5"] {
            assert_eq!(check(args), "", "{args}");
        }
        assert_eq!(
            check("--tilte x"),
            "has no flag `--tilte`; did you mean `--title`?"
        );
        assert_eq!(
            check("--color"),
            "has no flag `--color`; its flags are `--title`, `--port`, `--ratio`, `--quiet`"
        );
        assert_eq!(
            check("--port=many"),
            "needs a value of type int for `--port`, not `many`"
        );
        assert_eq!(check("--title"), "needs a value after `--title`");
        assert_eq!(check("notes"), "takes only flags, but `notes` is none");
    }
}
