// +groupName=washing.example.net
package v1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Sink is in another group than PROJECT says.
type Sink struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
}
