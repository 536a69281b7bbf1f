// +groupName=parity.example.com
package v2

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ClockSpec of v2.
type ClockSpec struct {
	// Digits only.
	Digits int32 `json:"digits"`
}

// Clock as it is in v2.
// +kubebuilder:skipversion
type Clock struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec ClockSpec `json:"spec"`
}
