// +groupName=parity.example.com
package v1

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type StampSpec struct {
	Plain metav1.ObjectMeta `json:"plain"`

	Optional *metav1.ObjectMeta `json:"optional,omitempty"`

	Template Template `json:"template"`

	Claims []corev1.PersistentVolumeClaim `json:"claims,omitempty"`
}

type Template struct {
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Replicas int32 `json:"replicas"`
}

type Stamp struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec StampSpec `json:"spec"`
}
