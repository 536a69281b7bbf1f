//! The collection `operator_sdk.util`, whose modules roles use to report to the operator.

use std::{io, path::Path};

use crate::directory::{create, write};

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_str!(concat!("../collections/ansible_collections/operator_sdk/util/", $path)))),*]
    };
}

const FILES: &[(&str, &str)] = &files![
    "MANIFEST.json",
    "FILES.json",
    "README.md",
    "plugins/module_utils/api.py",
    "plugins/modules/k8s_status.py",
    "plugins/modules/k8s_event.py",
    "plugins/modules/osdk_metric.py",
    "plugins/modules/requeue_after.py",
];

/// Writes the collection to a folder that contains `ansible_collections`.
pub(crate) fn install(folder: &Path) -> io::Result<()> {
    let root = folder.join("ansible_collections/operator_sdk/util");
    for (path, text) in FILES {
        let path = root.join(path);
        if let Some(parent) = path.parent() {
            create(parent)?;
        }
        write(&path, text.as_bytes())?;
    }
    Ok(())
}
