//! `helm test`: a Pod that asks for metrics, and the network policy that lets it.

use serde_json::{Value, json};

use super::conditions;
use super::names::Names;
use super::node::{Condition, Node};

/// The label of the Pod.
const COMPONENT: &str = "app.kubernetes.io/component";

/// A Pod for `helm test`, which asks for metrics: any answer, even one that asks for a token, comes from a manager that runs.
pub(super) fn pod(name: &str, service: &str, secure: bool) -> String {
    let scheme = match secure {
        true => "{{ ternary \"https\" \"http\" .Values.metrics.secure }}",
        false => "http",
    };
    format!(
        r#"{{{{- if .Values.metrics.enabled }}}}
apiVersion: v1
kind: Pod
metadata:
  name: {{{{ include "{name}.resourceName" (list . "test") | quote }}}}
  namespace: {{{{ .Release.Namespace | quote }}}}
  labels:
    {{{{- include "{name}.labels" . | nindent 4 }}}}
    app.kubernetes.io/component: test
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
    - --connect-timeout
    - "5"
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

/// Lets the Pod reach the manager where network policies allow only readers of metrics.
pub(super) fn policy(service: &Value, names: &Names) -> (Condition, Node) {
    let object = json!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {
            "annotations": {
                "helm.sh/hook": "test",
                "helm.sh/hook-delete-policy": "before-hook-creation,hook-succeeded",
                "helm.sh/hook-weight": "-1",
            },
            "name": "test",
            "namespace": names.namespace,
        },
        "spec": {
            "ingress": [{
                "from": [{ "podSelector": { "matchLabels": { COMPONENT: "test" } } }],
                "ports": [{ "port": "metrics", "protocol": "TCP" }],
            }],
            "podSelector": { "matchLabels": service["spec"]["selector"] },
            "policyTypes": ["Ingress"],
        },
    });
    let mut node = names.object(&object);
    let name = format!("include \"{}.resourceName\" (list . \"test\")", names.chart);
    *node.at(&["metadata", "name"]) = Node::string(name);
    let ports = node.at(&["spec", "ingress"]).items();
    for rule in ports {
        for port in rule.node.key("ports").items() {
            *port.node.key("port") = Node::expression("int .Values.metrics.port");
        }
    }
    let enabled = Condition::value("networkPolicy.enabled");
    (conditions::metrics().and(enabled), node)
}
