//! The conversion between the versions of a CRD.

use serde_json::Value;

use super::Report;
use crate::crd::Crd;
use crate::diagnostic::Message;
use crate::names::check_version;
use crate::webhook::{PATH_HELP, is_base64, is_path};

const AT: &str = "/spec/conversion";

/// The versions of `ConversionReview` that the API server sends.
const REVIEWS: [&str; 2] = ["v1", "v1beta1"];

pub(super) fn check(crd: &Crd, report: &mut Report) {
    let Some(conversion) = crd
        .spec
        .conversion
        .as_ref()
        .filter(|conversion| !conversion.is_null())
    else {
        return;
    };
    let webhook = &conversion["webhook"];
    match conversion["strategy"].as_str().unwrap_or_default() {
        "Webhook" => {
            client(&webhook["clientConfig"], report);
            reviews(&webhook["conversionReviewVersions"], report);
        }
        "None" if webhook.is_null() => {}
        "None" => {
            let message = Message::new("only the strategy `Webhook` has a webhook");
            report.add(
                format!("{AT}/webhook"),
                message.help("remove it, or set `strategy: Webhook`"),
            );
        }
        other => {
            let message = Message::new(format!("unknown strategy `{other}`"));
            report.add(format!("{AT}/strategy"), message.help("use `None` or `Webhook`"));
        }
    }
}

fn client(client: &Value, report: &mut Report) {
    let at = format!("{AT}/webhook/clientConfig");
    match (client["url"].as_str(), client["service"].as_object()) {
        (Some(url), None) => {
            let rest = url.strip_prefix("https://").unwrap_or_default();
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            if host.is_empty() || url.contains(['@', '?', '#']) {
                let message = Message::new(format!("`{url}` is not a URL that the API server calls"));
                report.add(format!("{at}/url"), message.help("write `https://host/path`"));
            }
        }
        (None, Some(service)) => {
            for key in ["name", "namespace"] {
                if service
                    .get(key)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .is_empty()
                {
                    report.add(
                        format!("{at}/service/{key}"),
                        format!("the service needs a `{key}`"),
                    );
                }
            }
            let port = service.get("port").and_then(Value::as_i64).unwrap_or(443);
            if !(1..=65_535).contains(&port) {
                let message = Message::new(format!("`{port}` is not a port"));
                report.add(
                    format!("{at}/service/port"),
                    message.help("use one from 1 to 65535"),
                );
            }
            path(&client["service"]["path"], &at, report);
        }
        (Some(_), Some(_)) | (None, None) => {
            let message = Message::new("the webhook needs either a `service` or a `url`");
            report.add(&at, message);
        }
    }
    if !is_base64(client["caBundle"].as_str().unwrap_or_default()) {
        let message = Message::new("the certificates are not base64 text");
        report.add(
            format!("{at}/caBundle"),
            message.help("encode the PEM file with `base64`"),
        );
    }
}

fn path(path: &Value, at: &str, report: &mut Report) {
    let path = path.as_str().unwrap_or_default();
    // An empty path is none.
    if !path.is_empty() && !is_path(path) {
        let shown = path.escape_debug();
        let message = Message::new(format!("`{shown}` is not a path that the API server calls"));
        report.add(format!("{at}/service/path"), message.help(PATH_HELP));
    }
}

fn reviews(versions: &Value, report: &mut Report) {
    let at = format!("{AT}/webhook/conversionReviewVersions");
    let versions: Vec<_> = versions
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if !versions.iter().any(|version| REVIEWS.contains(version)) {
        let message = Message::new("lists no version that the API server sends");
        report.add(at.clone(), message.help("add `v1`"));
    }
    for (index, version) in versions.iter().enumerate() {
        if versions[..index].contains(version) {
            report.add(
                format!("{at}/{index}"),
                format!("the version `{version}` is listed twice"),
            );
        } else if let Err(reason) = check_version(version) {
            report.add(format!("{at}/{index}"), reason.to_string());
        }
    }
}
