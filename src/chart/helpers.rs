//! `_helpers.tpl`: what the templates of a chart share.

use super::names::Names;
use super::sort::{Role, Sorted};

/// The name of the chart, and of the release's objects.
const FULLNAME: &str = r#"{{- /* The name of the chart. */ -}}
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

"#;

/// The same in the chart of the CRDs, which names objects of the operator's release.
const OPERATOR: &str = r#"{{- /* The prefix of the names of the operator's objects, and the value of their label app.kubernetes.io/name. */ -}}
{{- define "CHART.fullname" -}}
{{- default "FULLNAME" .Values.operator.fullname | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- /* The namespace of the operator. */ -}}
{{- define "CHART.namespace" -}}
{{- default .Release.Namespace .Values.operator.namespace -}}
{{- end }}

"#;

/// The same if no CRD names an object.
const LITERAL: &str = r#"{{- /* The value of the label app.kubernetes.io/name. */ -}}
{{- define "CHART.fullname" -}}
FULLNAME
{{- end }}

"#;

const NAMES: &str = r#"{{- /* The name of an object: `list . "suffix"`. */ -}}
{{- define "CHART.resourceName" -}}
{{- printf "%s-%s" (include "CHART.fullname" (index . 0)) (index . 1) | trunc 253 | trimSuffix "-" -}}
{{- end }}

{{- /* The name of a Service, which has at most 63 characters; the suffix stays. */ -}}
{{- define "CHART.serviceName" -}}
{{- $suffix := index . 1 -}}
{{- $limit := max 1 (sub 62 (len $suffix)) | int -}}
{{- printf "%s-%s" (include "CHART.fullname" (index . 0) | trunc $limit | trimSuffix "-") $suffix | trunc 63 | trimSuffix "-" -}}
{{- end }}

"#;

const LABELS: &str = r#"{{- /* The labels of all objects. */ -}}
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

"#;

/// The version of the application, and its image.
const VERSION: &str = r#"{{- /* The version of the application as the value of a label. */ -}}
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

/// The same without an image.
const APP_VERSION: &str = r#"{{- /* The version of the application as the value of a label. */ -}}
{{- define "CHART.version" -}}
{{- .Chart.AppVersion | replace "+" "_" | trunc 63 | trimSuffix "-" -}}
{{- end }}
"#;

/// The helpers of the operator's chart.
pub(super) fn operator(name: &str, sorted: &Sorted, names: &Names) -> String {
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
    let common = [FULLNAME, NAMES, LABELS, VERSION].concat();
    format!("{}{account}", common.replace("CHART", name))
}

/// The helpers of the chart of the CRDs, for an operator with this name.
pub(super) fn crds(name: &str, operator: &str, has_names: bool) -> String {
    let all = match has_names {
        true => [OPERATOR, NAMES, LABELS, APP_VERSION].concat(),
        false => [LITERAL, LABELS, APP_VERSION].concat(),
    };
    all.replace("CHART", name).replace("FULLNAME", operator)
}
