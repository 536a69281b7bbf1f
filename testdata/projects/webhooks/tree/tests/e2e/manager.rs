// Copyright 2026 The Memcached Authors.
//
// Licensed under the Apache License, Version 2.0 (the "License");
// you may not use this file except in compliance with the License.
// You may obtain a copy of the License at
//
//     http://www.apache.org/licenses/LICENSE-2.0
//
// Unless required by applicable law or agreed to in writing, software
// distributed under the License is distributed on an "AS IS" BASIS,
// WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
// See the License for the specific language governing permissions and
// limitations under the License.

//! The manager: Pods and metrics.

use anyhow::{Result, ensure};

use crate::cluster::{apply, deploy, kubectl};

const PHASES: &str = "get pods -l control-plane=controller-manager -o jsonpath={..status.phase}";

/// A Pod that reads the metrics once, and the permission to read them.
const READER: &str = r#"
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: memcached-operator-e2e-metrics-reader
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: memcached-operator-metrics-reader
subjects:
- kind: ServiceAccount
  name: memcached-operator-controller-manager
  namespace: memcached-operator-system
---
apiVersion: v1
kind: Pod
metadata:
  name: e2e-metrics-reader
spec:
  serviceAccountName: memcached-operator-controller-manager
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
      value: https://memcached-operator-controller-manager-metrics-service:8443/metrics
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
