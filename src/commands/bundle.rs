//! `kubewright bundle`: bundles for OLM.

mod arguments;
mod compare;
mod extension;
mod external;
mod package_manifests;
pub(super) mod read;
mod render;
pub(super) mod source;
mod validate;

use kubewright_bundle::v1::Refused;
use kubewright_core::diagnostic::Message;
use kubewright_core::yaml;
use serde_json::Value;

pub(super) use validate::misused;

use super::errors::{Stop, failure};
use super::{Context, SUCCESS, images};
use crate::cli;

pub(super) fn run(args: &cli::Bundle, mut cx: Context<'_, '_>) -> u8 {
    let result = match args {
        cli::Bundle::Render(args) => render::run(args, &mut cx),
        cli::Bundle::Extension(args) => extension::run(args, &mut cx),
        cli::Bundle::Compare(args) => compare::run(args, &mut cx),
        cli::Bundle::Generate(args) => return super::generate_bundle::run(args, cx),
        cli::Bundle::KustomizeManifests(args) => return super::generate_base::run(args, cx),
        cli::Bundle::Validate(args) => validate::run(args, &mut cx),
        cli::Bundle::FromPackagemanifests(args) => package_manifests::run(args, &mut cx),
        cli::Bundle::Image(args) => return images::bundle(args, cx),
    };
    cx.end(result)
}

/// Prints objects as a stream of documents.
fn print(objects: &[Value], cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let mut text = String::new();
    for object in objects {
        text.push_str("---\n");
        text.push_str(&yaml::to_string(object).map_err(failure)?);
    }
    cx.printer.result(&text);
    Ok(SUCCESS)
}

fn refused(problems: Vec<Refused>) -> Stop {
    let messages = problems
        .into_iter()
        .map(|refused| Message::new(refused.problem).help(refused.help));
    Stop::Failure(messages.collect())
}
