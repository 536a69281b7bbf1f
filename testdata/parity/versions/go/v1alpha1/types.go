// +groupName=parity.example.com
package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ClockSpec of v1alpha1.
type ClockSpec struct {
	// Hands of the clock.
	Hands int32 `json:"hands"`
}

// Clock as it is in v1alpha1.
// +kubebuilder:deprecatedversion:warning="parity.example.com/v1alpha1 Clock is old: use v1"
type Clock struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec ClockSpec `json:"spec"`
}
