//! The manager: Pods and metrics.

use anyhow::{Result, ensure};

use crate::cluster::{apply, deploy, kubectl};

const PHASES: &str = "get pods -l control-plane=controller-manager -o jsonpath={..status.phase}";

/// A Pod that reads the metrics once, and the permission to read them.
const READER: &str = r#"
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: tea-e2e-metrics-reader
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: tea-metrics-reader
subjects:
- kind: ServiceAccount
  name: tea-controller-manager
  namespace: tea-system
---
apiVersion: v1
kind: Pod
metadata:
  name: e2e-metrics-reader
spec:
  serviceAccountName: tea-controller-manager
  restartPolicy: OnFailure
  securityContext:
    runAsNonRoot: true
    runAsUser: 1000
    seccompProfile:
      type: RuntimeDefault
  containers:
  - name: curl
    image: curlimages/curl:8.17.0
    command:
    - sh
    - -c
    - |
      token=$(cat /var/run/secrets/kubernetes.io/serviceaccount/token)
      curl --fail --insecure --header "Authorization: Bearer $token" "$URL"
    env:
    - name: URL
      value: https://tea-controller-manager-metrics-service:8443/metrics
    securityContext:
      allowPrivilegeEscalation: false
      capabilities:
        drop: [ALL]
"#;

#[test]
fn it_runs() -> Result<()> {
    deploy()?;
    let phases = kubectl(PHASES)?;
    ensure!(phases == "Running", "Pods of the manager: {phases}");
    Ok(())
}

#[test]
fn it_serves_metrics_to_authorized_readers() -> Result<()> {
    deploy()?;
    apply(READER)?;
    kubectl("wait pod/e2e-metrics-reader --for=jsonpath={.status.phase}=Succeeded --timeout=3m")?;
    let metrics = kubectl("logs e2e-metrics-reader")?;
    ensure!(metrics.contains("rest_client_requests_total"), "{metrics}");
    Ok(())
}
