//! `kubewright bundle render`: prints what OLM v1 creates.

use super::super::Context;
use super::super::errors::Stop;
use super::arguments::install;
use super::{print, read, refused};
use crate::cli;

pub(super) fn run(args: &cli::Render, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let bundle = read::bundle(&args.bundle, cx.directory)?;
    let install = install(&args.install, &bundle)?;
    let objects = kubewright_bundle::v1::render(&bundle, &install).map_err(refused)?;
    print(&objects, cx)
}
