// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ClockSpec of v1.
type ClockSpec struct {
	// Hands of the clock, in order.
	Hands []string `json:"hands"`

	// Face of it.
	// +optional
	Face string `json:"face"`
}

// Clock as it is in v1.
// +kubebuilder:storageversion
// +kubebuilder:resource:shortName=ck
// +kubebuilder:subresource:status
// +kubebuilder:printcolumn:name=Face,type=string,JSONPath=.spec.face
type Clock struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec ClockSpec `json:"spec"`
}
