//! What OperatorHub.io shows of an operator.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Rule;
use super::rule::{At, Report};
use super::subject::Subject;
use crate::finding::Severity::{Error, Warning};
use crate::pointer::{items, text};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "no-provider",
        validator: "operatorhubv2",
        severity: Error,
        about: "The CSV does not name its provider",
        check: provider,
    },
    Rule {
        id: "maintainer",
        validator: "operatorhubv2",
        severity: Error,
        about: "A maintainer has no name or no valid e-mail address",
        check: maintainer,
    },
    Rule {
        id: "link",
        validator: "operatorhubv2",
        severity: Error,
        about: "A link has no name or no valid URL",
        check: link,
    },
    Rule {
        id: "no-version",
        validator: "operatorhubv2",
        severity: Error,
        about: "The CSV has no version",
        check: version,
    },
    Rule {
        id: "icon",
        validator: "operatorhubv2",
        severity: Error,
        about: "The icon is not one image that OperatorHub.io can show",
        check: icon,
    },
    Rule {
        id: "no-icon",
        validator: "operatorhubv2",
        severity: Warning,
        about: "The CSV has no icon",
        check: no_icon,
    },
];

const MEDIA_TYPES: [&str; 4] = ["image/gif", "image/jpeg", "image/png", "image/svg+xml"];

fn provider(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    if text(&csv.object, "/spec/provider/name").trim().is_empty() {
        report.add(
            At::manifest(csv, "spec.provider"),
            "the CSV does not name its provider",
            "write `provider.name`",
        );
    }
}

fn maintainer(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for (at, maintainer) in items(&csv.object, "/spec/maintainers").iter().enumerate() {
        let place = At::manifest(csv, &format!("spec.maintainers.{at}"));
        let (name, email) = (text(maintainer, "/name"), text(maintainer, "/email"));
        if name.is_empty() || email.is_empty() {
            report.add(
                place,
                "a maintainer needs a name and an e-mail address",
                "write both `name` and `email`",
            );
        } else if !is_email(email) {
            let message = format!("`{email}` is not an e-mail address");
            report.add(
                place.key("email"),
                message,
                "write an address such as `jane@example.com`",
            );
        }
    }
}

fn link(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    for (at, link) in items(&csv.object, "/spec/links").iter().enumerate() {
        let place = At::manifest(csv, &format!("spec.links.{at}"));
        let (name, url) = (text(link, "/name"), text(link, "/url"));
        if name.is_empty() || url.is_empty() {
            report.add(
                place,
                "a link needs a name and a URL",
                "write both `name` and `url`",
            );
        } else if !is_url(url) {
            let message = format!("`{url}` is not a URL");
            report.add(place.key("url"), message, "write the whole URL, with `https://`");
        }
    }
}

fn version(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    if ["", "0.0.0"].contains(&text(&csv.object, "/spec/version")) {
        report.add(
            At::manifest(csv, "spec"),
            "the CSV has no version",
            "write `version`, such as `0.1.0`",
        );
    }
}

fn icon(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    let icons = items(&csv.object, "/spec/icon");
    if icons.len() > 1 {
        report.add(
            At::manifest(csv, "spec.icon"),
            "the CSV has more than one icon",
            "keep one of them",
        );
    }
    let Some(icon) = icons.first() else {
        return;
    };
    let (data, media_type) = (text(icon, "/base64data"), text(icon, "/mediatype"));
    let place = At::manifest(csv, "spec.icon.0");
    if data.is_empty() || media_type.is_empty() {
        report.add(
            place,
            "an icon needs data and a media type",
            "write both `base64data` and `mediatype`, or remove the icon",
        );
    } else if !MEDIA_TYPES.contains(&media_type) {
        let message = format!("`{media_type}` is not the media type of an icon");
        report.add(
            place.key("mediatype"),
            message,
            format!("use one of `{}`", MEDIA_TYPES.join("`, `")),
        );
    } else if STANDARD
        .decode(data.split_whitespace().collect::<String>())
        .is_err()
    {
        report.add(
            place.key("base64data"),
            "the data of the icon is not in base64",
            "encode the file with `base64 -w0`",
        );
    }
}

fn no_icon(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(csv) = subject.csv() else { return };
    if items(&csv.object, "/spec/icon").is_empty() {
        report.add(
            At::manifest(csv, "spec"),
            "the CSV has no icon",
            "add one to `spec.icon`, with `base64data` and `mediatype`",
        );
    }
}

/// An address, possibly after a name: `Jane <jane@example.com>`.
fn is_email(text: &str) -> bool {
    let address = match text
        .trim()
        .strip_suffix('>')
        .and_then(|text| text.split_once('<'))
    {
        Some((_, address)) => address,
        None => text.trim(),
    };
    address.split_once('@').is_some_and(|(user, host)| {
        let valid = |part: &str| {
            !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "<>@,;:\\\"()[]".contains(c))
        };
        valid(user)
            && valid(host)
            && !user.starts_with('.')
            && !user.ends_with('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
    })
}

/// An absolute URL, or an absolute path, as Go's parser of requests takes them.
fn is_url(text: &str) -> bool {
    let printable = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    let scheme = |scheme: &str| {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
        scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(inner)
    };
    printable
        && (text.starts_with('/')
            || text
                .split_once(':')
                .is_some_and(|(before, rest)| scheme(before) && !rest.is_empty()))
}
