// Package v1 is in a group that the API server guards.
// +groupName=parity.x-k8s.io
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"kubewright.dev/parity/groups/go/widgets"
)

// Nut has the kind of another group's kind, and its spec.
// +kubebuilder:metadata:annotations="api-approved.kubernetes.io=unapproved, for a test"
type Nut struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec widgets.Shared `json:"spec"`
}
