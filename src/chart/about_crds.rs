//! What the README and the notes of the operator's chart say about the CRDs.

use super::place::CrdPlace;

/// A section of the README.
pub(super) fn readme(name: &str, project: &str, crds: CrdPlace) -> String {
    let text = match crds {
        CrdPlace::Templates => "The CRDs are templates: `helm upgrade` updates them. They stay when the release is uninstalled, unless `crds.keep` is `false`.
".to_owned(),
        CrdPlace::Crds => "The CRDs are in `crds/`. Helm installs them with the first release; `helm upgrade` does not update them, and `helm uninstall` does not
delete them. Before an upgrade, apply them:

```sh
kubectl apply --server-side --force-conflicts --filename crds/
```

`--skip-crds` installs the chart without them.
".to_owned(),
        CrdPlace::Chart => format!("The CRDs are in another chart, `{name}-crds`. Install and upgrade it first:

```sh
helm upgrade --install {project}-crds ../chart-crds --namespace {project}-system --create-namespace
```
"),
    };
    format!("\n## CRDs\n\n{text}")
}

/// A paragraph of the notes.
pub(super) fn notes(name: &str, crds: CrdPlace) -> String {
    match crds {
        CrdPlace::Templates => "{{- if and .Values.crds.enabled .Values.crds.keep }}

The CRDs stay when the release is uninstalled; delete them with kubectl if their objects are no longer needed.
{{- end }}
"
        .to_owned(),
        CrdPlace::Crds => "
Helm does not upgrade or delete the CRDs in crds/ of this chart. Before an upgrade, apply them with kubectl.
"
        .to_owned(),
        CrdPlace::Chart => format!(
            "
The CRDs are in the chart {name}-crds. Install it if the cluster does not have them, and upgrade it before this chart.
"
        ),
    }
}
