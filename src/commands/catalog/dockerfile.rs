//! `kubewright catalog generate-dockerfile`.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::super::Context;
use super::super::bundle::read;
use super::super::errors::{Stop, misuse};
use crate::cli::{CatalogDockerfile, MessageFormat, Mode};
use crate::plan::Plan;

/// The label that names the folder of the catalog in its image.
const LABEL: &str = "operators.operatorframework.io.index.configs.v1";

pub(super) fn run(args: &CatalogDockerfile, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let Some(name) = args.catalog.file_name() else {
        let text = format!("`{}` does not name a folder", args.catalog.display());
        return Err(misuse(text, "name the folder of a catalog, such as `catalog`"));
    };
    read::folder(&args.catalog, cx.directory)?;
    let mut text = dockerfile(args, &name.to_string_lossy());
    for label in &args.extra_labels {
        let Some((key, value)) = label.split_once('=') else {
            return Err(misuse(
                format!("`{label}` is not a label"),
                "write `--extra-labels KEY=VALUE`",
            ));
        };
        let _ = writeln!(text, "LABEL \"{key}\"=\"{value}\"");
    }
    let mut plan = Plan::default();
    let path = args
        .catalog
        .with_file_name(format!("{}.Dockerfile", name.to_string_lossy()));
    plan.write(PathBuf::from(&path), text);
    if path.is_absolute() || path.starts_with("..") {
        plan.allow(path);
    }
    let mode = Mode {
        check: false,
        dry_run: false,
        stdout: false,
    };
    Ok(cx.carry_out(plan, mode, MessageFormat::Human))
}

fn dockerfile(args: &CatalogDockerfile, folder: &str) -> String {
    let (base, builder) = (&args.base_image, &args.builder_image);
    if base == "scratch" {
        return format!(
            "# OLM unpacks this image. A CatalogSource of OLM v0 needs `spec.grpcPodConfig.extractContent` with\n\
             # `catalogDir: /configs` and `cacheDir: /tmp/cache`.\n\
             FROM {builder} AS builder\n\
             ADD {folder} /configs\n\
             RUN [\"/bin/opm\", \"serve\", \"/configs\", \"--cache-dir=/tmp/cache\", \"--cache-only\"]\n\n\
             FROM scratch\n\
             COPY --from=builder /configs /configs\n\
             COPY --from=builder /tmp/cache /tmp/cache\n\
             LABEL {LABEL}=/configs\n"
        );
    }
    format!(
        "FROM {builder} AS builder\n\
         ADD {folder} /configs\n\
         RUN [\"/bin/opm\", \"serve\", \"/configs\", \"--cache-dir=/tmp/cache\", \"--cache-only\"]\n\n\
         # Has `/bin/opm`, which serves the catalog.\n\
         FROM {base}\n\
         ENTRYPOINT [\"/bin/opm\"]\n\
         CMD [\"serve\", \"/configs\", \"--cache-dir=/tmp/cache\"]\n\
         COPY --from=builder /configs /configs\n\
         COPY --from=builder /tmp/cache /tmp/cache\n\
         LABEL {LABEL}=/configs\n"
    )
}
