// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type PlateSpec struct {
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Length string `json:"length"`

	// +kubebuilder:validation:Pattern=^[a-z]+$
	Bare string `json:"bare"`

	// +kubebuilder:validation:Pattern=`^\d{3}-[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	Raw string `json:"raw"`

	// +kubebuilder:validation:Pattern="^\\w+\\.\"x\"$"
	Quoted string `json:"quoted"`

	// +kubebuilder:validation:Pattern:="^(a|b);c,d$"
	ColonEquals string `json:"colonEquals"`

	// +kubebuilder:validation:Pattern=`^((https?|file)://)?[^{};,]+#(?:x|y){1,3}$`
	Difficult string `json:"difficult"`

	// +kubebuilder:validation:Format=date-time
	When string `json:"when"`

	// +kubebuilder:validation:Format=uri
	Address string `json:"address"`

	// +kubebuilder:validation:items:MinLength=2
	// +kubebuilder:validation:items:MaxLength=8
	// +kubebuilder:validation:items:Pattern=`^[A-Z]+$`
	// +kubebuilder:validation:items:Format=hostname
	Parts []string `json:"parts"`

	Serial Serial `json:"serial"`

	Serials []Serial `json:"serials,omitempty"`
}

// Serial is checked wherever it stands.
// +kubebuilder:validation:MinLength=4
// +kubebuilder:validation:MaxLength=12
// +kubebuilder:validation:Pattern=`^[0-9A-F]*$`
type Serial string

type Plate struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec PlateSpec `json:"spec"`
}
