// +groupName=brew.example.com
package v1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Cup is a cup.
// +kubebuilder:object:root=true
type Cup struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Size              int32 `json:"size"`
}
