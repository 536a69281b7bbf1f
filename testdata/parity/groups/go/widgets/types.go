// Package widgets has one group of two, and names its version apart from itself.
// +groupName=widgets.example
// +versionName=v1
package widgets

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Shared struct {
	Name string `json:"name"`
}

type Nut struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec Shared `json:"spec"`
}

type Bolt struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec Shared `json:"spec"`
}
