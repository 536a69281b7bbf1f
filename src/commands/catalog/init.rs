//! `kubewright catalog init`: prints a package.

use std::fs;
use std::path::Path;

use kubewright_bundle::{catalog, icon, names};
use serde_json::json;

use super::super::errors::{Stop, fail, misuse};
use super::super::{Context, SUCCESS};
use super::print;
use crate::cli::CatalogInit;
use crate::plan;

pub(super) fn run(args: &CatalogInit, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    if !names::is_label(&args.package) {
        let text = format!("`{}` is not the name of a package", args.package);
        return Err(misuse(text, "use up to 63 lowercase letters, digits and `-`"));
    }
    let mut package = json!({
        "schema": catalog::PACKAGE,
        "name": args.package,
        "defaultChannel": args.default_channel.as_deref().unwrap_or_default(),
    });
    if let Some(path) = &args.description {
        let text = fs::read_to_string(cx.directory.join(path));
        let text = text.map_err(|error| unreadable(path, &error))?;
        package["description"] = text.into();
    }
    if let Some(path) = &args.icon {
        let bytes = fs::read(cx.directory.join(path)).map_err(|error| unreadable(path, &error))?;
        let Some(media_type) = icon::media_type(&bytes) else {
            let text = format!("`{}` is not an icon", path.display());
            return Err(fail(text, "name a file in SVG, PNG, JPEG or GIF"));
        };
        package["icon"] = json!({"base64data": icon::encode(&bytes), "mediatype": media_type});
    }
    let text = print::object(&package, args.output)?;
    cx.printer.result(&text);
    Ok(SUCCESS)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Stop {
    let text = format!("cannot read `{}`: {}", path.display(), plan::reason(error));
    fail(text, "name a file that exists")
}
