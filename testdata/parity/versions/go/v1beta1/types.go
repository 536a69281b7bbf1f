// +groupName=parity.example.com
package v1beta1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ClockSpec of v1beta1.
type ClockSpec struct {
	// Hands of the clock, told by name.
	Hands map[string]int32 `json:"hands"`
}

// Clock as it is in v1beta1.
// +kubebuilder:unservedversion
// +kubebuilder:deprecatedversion
// +kubebuilder:subresource:status
type Clock struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec ClockSpec `json:"spec"`
}
