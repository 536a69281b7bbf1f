//! `kubewright bundle extension`: prints what makes OLM v1 install a bundle.

use kubewright_bundle::v1;

use super::super::Context;
use super::super::errors::Stop;
use super::arguments::{install, source};
use super::{print, read, refused};
use crate::cli;

pub(super) fn run(args: &cli::Extension, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let bundle = read::bundle(&args.bundle, cx.directory)?;
    let install = install(&args.install, &bundle)?;
    let source = source(args)?;
    // What OLM v1 refuses is refused here too.
    let rendered = v1::render(&bundle, &install).map_err(refused)?;
    let mut objects = v1::extension(&bundle, &install, &source);
    if let Some(account) = &args.service_account {
        let package = bundle.package().unwrap_or_default();
        // The account is there before the extension that uses it.
        objects.splice(1..1, v1::installer(package, account, &install, &rendered));
    }
    print(&objects, cx)
}
