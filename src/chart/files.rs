//! The files of a chart that are not templates of objects.

use serde_json::json;

use super::RECORD;
use super::conditions;
use super::json::text;
use super::names::Names;
use super::settings::{Image, Setting};
use super::sort::{Role, Sorted};
use super::values;
use super::write::condition;

/// The version of a chart that has no version of its image.
const FIRST: &str = "0.1.0";

pub(super) fn chart(name: &str, sorted: &Sorted) -> String {
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
description: A Helm chart for {name}.
type: application
# The version of the chart. Raise it with every release.
version: {FIRST}
# The version of the image, unless `image.tag` is set.
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

pub(super) fn helpers(name: &str, sorted: &Sorted, names: &Names) -> String {
    let account = match sorted.of(Role::Account).next() {
        Some(account) => {
            let suffix = names.suffix(account.name()).unwrap_or(account.name());
            format!(
                r#"
{{{{- /* The service account of the manager. */ -}}}}
{{{{- define "{name}.serviceAccountName" -}}}}
{{{{- if .Values.serviceAccount.create -}}}}
{{{{- default (include "{name}.resourceName" (list . {suffix:?})) .Values.serviceAccount.name -}}}}
{{{{- else -}}}}
{{{{- required "serviceAccount.name is required if serviceAccount.create is false" .Values.serviceAccount.name -}}}}
{{{{- end -}}}}
{{{{- end }}}}
"#
            )
        }
        None => String::new(),
    };
    let common = r#"{{- /* The name of the chart. */ -}}
{{- define "CHART.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- /* The prefix of the names of all objects, and the value of their label app.kubernetes.io/name. */ -}}
{{- define "CHART.fullname" -}}
{{- $name := include "CHART.name" . -}}
{{- $release := .Release.Name -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains $name $release -}}
{{- $release | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" $release $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- /* The name of an object: `list . "suffix"`. */ -}}
{{- define "CHART.resourceName" -}}
{{- printf "%s-%s" (include "CHART.fullname" (index . 0)) (index . 1) | trunc 253 | trimSuffix "-" -}}
{{- end }}

{{- /* The name of a Service, which has at most 63 characters; the suffix stays. */ -}}
{{- define "CHART.serviceName" -}}
{{- $suffix := index . 1 -}}
{{- $limit := max 1 (sub 62 (len $suffix)) | int -}}
{{- printf "%s-%s" (include "CHART.fullname" (index . 0) | trunc $limit | trimSuffix "-") $suffix | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- /* The labels of all objects. */ -}}
{{- define "CHART.labels" -}}
{{- include "CHART.labelsWith" (list . dict) -}}
{{- end }}

{{- /* The labels of all objects and further ones: `list . dict`. */ -}}
{{- define "CHART.labelsWith" -}}
{{- $context := index . 0 -}}
{{- $standard := dict
  "helm.sh/chart" (printf "%s-%s" $context.Chart.Name $context.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-")
  "app.kubernetes.io/name" (include "CHART.fullname" $context)
  "app.kubernetes.io/instance" $context.Release.Name
  "app.kubernetes.io/version" (include "CHART.version" $context)
  "app.kubernetes.io/managed-by" $context.Release.Service -}}
{{- toYaml (merge $standard (index . 1) $context.Values.commonLabels) -}}
{{- end }}

{{- /* The version of the application as the value of a label. */ -}}
{{- define "CHART.version" -}}
{{- .Values.image.tag | default .Chart.AppVersion | replace "+" "_" | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- /* The image of the manager: a digest wins over a tag. */ -}}
{{- define "CHART.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end }}
"#;
    format!("{}{account}", common.replace("CHART", name))
}

pub(super) fn notes(name: &str, sorted: &Sorted) -> String {
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
        out.push_str(
            "{{- if and .Values.crds.enabled .Values.crds.keep }}

The CRDs stay when the release is uninstalled; delete them with kubectl if their objects are no longer needed.
{{- end }}
",
        );
    }
    out
}

/// A Pod for `helm test`, which asks for metrics: any answer, even one that asks for a token, comes from a manager that runs.
pub(super) fn test(name: &str, service: &str, secure: bool) -> String {
    let scheme = match secure {
        true => "{{ ternary \"https\" \"http\" .Values.metrics.secure }}",
        false => "http",
    };
    format!(
        r#"{{{{- if .Values.metrics.enabled }}}}
apiVersion: v1
kind: Pod
metadata:
  name: {{{{ include "{name}.resourceName" (list . "test") }}}}
  namespace: {{{{ .Release.Namespace }}}}
  labels:
    {{{{- include "{name}.labels" . | nindent 4 }}}}
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
    {{{{- with .Values.commonAnnotations }}}}
    {{{{- toYaml . | nindent 4 }}}}
    {{{{- end }}}}
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  {{{{- with .Values.imagePullSecrets }}}}
  imagePullSecrets:
    {{{{- toYaml . | nindent 4 }}}}
  {{{{- end }}}}
  securityContext:
    runAsNonRoot: true
    runAsUser: 65532
    seccompProfile:
      type: RuntimeDefault
  containers:
  - name: curl
    image: {{{{ .Values.tests.image }}}}
    # Any answer comes from a manager that runs, even the one that asks for a token.
    command:
    - curl
    - --insecure
    - --silent
    - --show-error
    - --output
    - /dev/null
    - --retry
    - "5"
    - --retry-connrefused
    - {scheme}://{{{{ {service} }}}}.{{{{ .Release.Namespace }}}}.svc:{{{{ int .Values.metrics.port }}}}/metrics
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities:
        drop:
        - ALL
{{{{- end }}}}
"#
    )
}

pub(super) fn extra_objects() -> String {
    "{{- range .Values.extraObjects }}
---
{{ tpl (kindIs \"string\" . | ternary . (toYaml .)) $ }}
{{- end }}
"
    .to_owned()
}

pub(super) fn readme(name: &str, settings: &[Setting]) -> String {
    format!(
        "# {name}

A Helm chart, written by `kubewright edit --plugins helm` from what `config/default` deploys. Run the command again after a change of
the project: your edits of this chart stay.

```sh
helm upgrade --install {name} . --namespace {name}-system --create-namespace
```

With the release `{name}` in the namespace `{name}-system`, objects have the names that `make deploy` gives them. To move from one to
the other, add `--take-ownership` to the command.

## Values

{}",
        values::table(settings)
    )
}
