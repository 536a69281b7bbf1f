//! What users say about an installation with OLM v1, checked as the API server checks the objects that have it.

use kubewright_bundle::Bundle;
use kubewright_bundle::image::Reference;
use kubewright_bundle::names::{self, LABEL, SUBDOMAIN};
use kubewright_bundle::v1::{Install, Source, is_range, suggested_namespace};

use super::super::errors::{Stop, fail, misuse};
use super::misused;
use crate::cli;

/// Where and how a bundle is installed.
pub(super) fn install(args: &cli::Install, bundle: &Bundle) -> Result<Install, Stop> {
    let namespace = match &args.namespace {
        Some(namespace) => {
            check_namespace("--namespace", namespace)?;
            namespace.clone()
        }
        None => suggested(bundle)?,
    };
    for watched in &args.watch_namespace {
        check_namespace("--watch-namespace", watched)?;
    }
    Ok(Install::new(namespace)
        .watch(&args.watch_namespace)
        .certificates(args.certificates.into()))
}

/// What is installed, and from where.
pub(super) fn source(args: &cli::Extension) -> Result<Source, Stop> {
    if args.install.watch_namespace.len() > 1 {
        return Err(misuse(
            "`--watch-namespace` names several namespaces, and a ClusterExtension has one",
            "name one of them",
        ));
    }
    let image = Reference::parse(&args.catalog_image).map_err(misused)?;
    for channel in &args.channels {
        check("--channels", channel, names::is_subdomain(channel), SUBDOMAIN)?;
    }
    let mut source = Source::new(image.to_string()).channels(&args.channels);
    if let Some(version) = &args.version {
        let help = "write a range such as `1.2.3`, `1.x` or `>=1.2.0 <2.0.0`, of up to 64 characters";
        check("--version", version, is_range(version), help)?;
        source = source.version(version);
    }
    if let Some(account) = &args.service_account {
        check(
            "--service-account",
            account,
            names::is_subdomain(account),
            SUBDOMAIN,
        )?;
        source = source.account(account);
    }
    Ok(source)
}

fn suggested(bundle: &Bundle) -> Result<String, Stop> {
    let namespace = suggested_namespace(bundle);
    match names::is_label(&namespace) {
        true => Ok(namespace),
        false => Err(fail(
            format!("the bundle suggests the namespace `{namespace}`, which the API server rejects"),
            "pass `--namespace`",
        )),
    }
}

fn check_namespace(flag: &str, namespace: &str) -> Result<(), Stop> {
    check(flag, namespace, names::is_label(namespace), LABEL)
}

fn check(flag: &str, value: &str, is_valid: bool, help: &str) -> Result<(), Stop> {
    let problem = match value {
        _ if is_valid => return Ok(()),
        "" => format!("`{flag}` has an empty value"),
        value => format!("the API server rejects `{value}` of `{flag}`"),
    };
    Err(misuse(problem, help))
}
