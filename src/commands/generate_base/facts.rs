//! The texts of a base: from flags, answers, `Cargo.toml`, or defaults.

use kubewright_bundle::generate::Facts;
use serde_json::{Value, json};
use toml::Table;

use crate::cli;
use crate::commands::Context;
use crate::commands::errors::{Stop, misuse};
use crate::commands::open::Session;

/// What the project says about itself.
pub(super) fn new(package: &str, session: &Session, cx: &Context<'_, '_>) -> Facts {
    let project = &session.file.project;
    let manifest = std::fs::read_to_string(cx.directory.join("Cargo.toml")).unwrap_or_default();
    // A file that is not TOML was reported when the source was read.
    let manifest: Table = manifest.parse().unwrap_or_default();
    let about = manifest.get("package").and_then(toml::Value::as_table);
    let text = |key: &str| {
        let value = about.and_then(|about| about.get(key)?.as_str());
        value.unwrap_or_default().to_owned()
    };
    let list = |key: &str| -> Vec<String> {
        let values = about.and_then(|about| about.get(key)?.as_array());
        let values = values.into_iter().flatten().filter_map(toml::Value::as_str);
        values.map(str::to_owned).collect()
    };
    let authors: Vec<_> = list("authors")
        .iter()
        .filter_map(|author| maintainer(author))
        .collect();
    let first = |texts: &[String]| {
        texts
            .iter()
            .find(|text| !text.is_empty())
            .cloned()
            .unwrap_or_default()
    };
    let author = authors.first().map(|(name, _)| name.clone()).unwrap_or_default();
    let repository = first(&[text("repository"), project.repo.clone()]);
    Facts {
        package: package.to_owned(),
        description: text("description"),
        keywords: list("keywords"),
        provider: first(&[session.settings.owner.clone(), author, project.domain.clone()]),
        provider_url: text("homepage"),
        repository: if is_url(&repository) {
            repository
        } else {
            String::new()
        },
        maintainers: authors,
        namespaced: project.namespaced,
        ..Facts::default()
    }
}

/// `Name <email>`, as Cargo writes authors.
fn maintainer(author: &str) -> Option<(String, String)> {
    let (name, rest) = author.split_once('<')?;
    let email = rest.trim_end().strip_suffix('>')?;
    Some((name.trim().to_owned(), email.trim().to_owned()))
}

fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// Sets the texts that flags or answers give.
pub(super) fn say(
    args: &cli::BaseTexts,
    asks: bool,
    csv: &mut Value,
    cx: &mut Context<'_, '_>,
) -> Result<(), Stop> {
    let texts = [
        (&args.display_name, "/spec/displayName", "Name for readers"),
        (&args.description, "/spec/description", "Description"),
        (&args.provider, "/spec/provider/name", "Name of the provider"),
        (&args.provider_url, "/spec/provider/url", "URL of the provider"),
    ];
    for (flag, pointer, question) in texts {
        let present = csv
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let text = match flag {
            Some(text) => text.clone(),
            None if asks => answered(question, &present, cx)?,
            None => continue,
        };
        if pointer.ends_with("url") && !text.is_empty() && !is_url(&text) {
            return Err(misuse(
                format!("`{text}` is not a URL"),
                "begin it with `https://`, or leave it out",
            ));
        }
        set(csv, pointer, text);
    }
    let keywords = joined(&csv["spec"]["keywords"], |word| word.as_str().map(str::to_owned));
    if let Some(words) = listed(
        &args.keywords,
        asks,
        "Keywords, separated by commas",
        &keywords,
        cx,
    )? {
        csv["spec"]["keywords"] = words.into();
    }
    let maintainers = joined(&csv["spec"]["maintainers"], |one| {
        Some(format!("{}:{}", one["name"].as_str()?, one["email"].as_str()?))
    });
    let question = "Maintainers as name:email, separated by commas";
    if let Some(people) = listed(&args.maintainers, asks, question, &maintainers, cx)? {
        let people: Result<Vec<Value>, Stop> = people.iter().map(|text| person(text)).collect();
        csv["spec"]["maintainers"] = people?.into();
    }
    Ok(())
}

fn set(csv: &mut Value, pointer: &str, text: String) {
    let mut slot = csv;
    for key in pointer.split('/').skip(1) {
        slot = &mut slot[key];
    }
    *slot = text.into();
}

fn joined(list: &Value, text: impl Fn(&Value) -> Option<String>) -> String {
    let texts: Vec<_> = list.as_array().into_iter().flatten().filter_map(text).collect();
    texts.join(",")
}

/// An answer, or the present text if there is none.
fn answered(question: &str, present: &str, cx: &mut Context<'_, '_>) -> Result<String, Stop> {
    let answer = cx.answer(&format!("{question} [{present}]:"))?;
    Ok(if answer.is_empty() {
        present.to_owned()
    } else {
        answer
    })
}

fn listed(
    flag: &[String],
    asks: bool,
    question: &str,
    present: &str,
    cx: &mut Context<'_, '_>,
) -> Result<Option<Vec<String>>, Stop> {
    if !flag.is_empty() {
        return Ok(Some(flag.to_vec()));
    }
    if !asks {
        return Ok(None);
    }
    let answer = answered(question, present, cx)?;
    let parts = answer.split(',').map(str::trim).filter(|part| !part.is_empty());
    let parts: Vec<_> = parts.map(str::to_owned).collect();
    Ok((!parts.is_empty()).then_some(parts))
}

fn person(text: &str) -> Result<Value, Stop> {
    let parts = text
        .split_once(':')
        .map(|(name, email)| (name.trim(), email.trim()));
    match parts.filter(|(name, email)| !name.is_empty() && email.contains('@')) {
        Some((name, email)) => Ok(json!({"name": name, "email": email})),
        None => Err(misuse(
            format!("`{text}` is not a maintainer"),
            "write a name and an e-mail address: `Ann:ann@example.com`",
        )),
    }
}
