// +groupName=parity.example.com
package v1

import (
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type RunnerSpec struct {
	// A job template holds a pod template, and so all that a pod may be.
	Template batchv1.JobTemplateSpec `json:"template"`
}

type Runner struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec RunnerSpec `json:"spec"`
}
