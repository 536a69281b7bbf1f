//! The files of a chart that are not templates of objects.

use serde_json::json;

use super::RECORD;
use super::conditions;
use super::image::Image;
use super::json::text;
use super::place::CrdPlace;
use super::settings::Setting;
use super::sort::{Role, Sorted};
use super::values;
use super::write::condition;

/// The version of a chart that has no version of its image.
const FIRST: &str = "0.1.0";

/// `Chart.yaml`. `about` describes the chart, `of` its version of the application.
pub(super) fn chart(name: &str, about: &str, of: &str, sorted: &Sorted) -> String {
    let image = sorted.of(Role::Manager).next().map_or("", |object| {
        let containers = &object.value["spec"]["template"]["spec"]["containers"];
        text(&containers[sorted.manager.container]["image"])
    });
    let version = match Image::parse(image).tag {
        "" | "latest" => FIRST,
        tag => tag,
    };
    let quoted = json!(version);
    format!(
        "apiVersion: v2
name: {name}
description: {about}
type: application
# The version of the chart. Raise it with every release.
version: {FIRST}
# {of}
appVersion: {quoted}
annotations:
  kubewright.dev/generated-by: kubewright
"
    )
}

pub(super) fn ignore() -> String {
    format!(
        "# Not part of the packaged chart.
{RECORD}
.DS_Store
.git/
.gitignore
*.bak
*.orig
*.swp
*.tmp
*~
.idea/
.vscode/
"
    )
}

pub(super) fn notes(name: &str, sorted: &Sorted, crds: CrdPlace) -> String {
    let fullname = format!("{{{{ include \"{name}.fullname\" . }}}}");
    let mut out = format!(
        "{name} {{{{ include \"{name}.version\" . }}}} is installed in the namespace {{{{ .Release.Namespace }}}} as {fullname}.

Wait until the manager is ready:

  kubectl --namespace {{{{ .Release.Namespace }}}} rollout status deployment --selector app.kubernetes.io/name={fullname}
"
    );
    if conditions::has_webhooks(sorted) && !conditions::sources(sorted).is_empty() {
        out.push_str(&format!(
            "{{{{- if {} }}}}

The certificate of the webhooks comes from cert-manager, which must run in this cluster.
{{{{- end }}}}
",
            condition(&conditions::webhook_certificate())
        ));
    }
    if sorted.has(Role::Crd) {
        out.push_str(&super::about_crds::notes(name, crds));
    }
    out
}

pub(super) fn extra_objects() -> String {
    "{{- range .Values.extraObjects }}
---
{{ tpl (kindIs \"string\" . | ternary . (toYaml .)) $ }}
{{- end }}
"
    .to_owned()
}

pub(super) fn readme(name: &str, project: &str, about: &str, settings: &[Setting]) -> String {
    format!(
        "# {name}

A Helm chart, written by `kubewright edit --plugins helm` from what `config/default` deploys. Run the command again after a change of
the project: your edits of this chart stay.

```sh
helm upgrade --install {project} . --namespace {project}-system --create-namespace
```

With the release `{project}` in the namespace `{project}-system`, objects have the names that `make deploy` gives them. To move from
`make deploy` to the chart, add `--take-ownership` to the command; Helm 4 also needs `--force-conflicts`.
{about}
## Values

{}",
        values::table(settings)
    )
}
