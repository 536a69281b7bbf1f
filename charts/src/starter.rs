//! A chart to start from.

use std::{collections::BTreeMap, path::PathBuf};

/// The files, with `CHART` for the name.
const FILES: &[(&str, &str)] = &[
    ("Chart.yaml", include_str!("../starter/Chart.yaml")),
    ("values.yaml", include_str!("../starter/values.yaml")),
    (".helmignore", include_str!("../starter/helmignore")),
    (
        "templates/NOTES.txt",
        include_str!("../starter/templates/NOTES.txt"),
    ),
    (
        "templates/_helpers.tpl",
        include_str!("../starter/templates/_helpers.tpl"),
    ),
    (
        "templates/deployment.yaml",
        include_str!("../starter/templates/deployment.yaml"),
    ),
    (
        "templates/hpa.yaml",
        include_str!("../starter/templates/hpa.yaml"),
    ),
    (
        "templates/ingress.yaml",
        include_str!("../starter/templates/ingress.yaml"),
    ),
    (
        "templates/service.yaml",
        include_str!("../starter/templates/service.yaml"),
    ),
    (
        "templates/serviceaccount.yaml",
        include_str!("../starter/templates/serviceaccount.yaml"),
    ),
];

pub(crate) fn files(name: &str) -> BTreeMap<PathBuf, String> {
    let files = FILES
        .iter()
        .map(|(path, text)| (PathBuf::from(path), text.replace("CHART", name)));
    files.collect()
}
