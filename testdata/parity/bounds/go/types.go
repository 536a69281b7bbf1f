// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ScaleSpec sets bounds on fields whose types have bounds too.
type ScaleSpec struct {
	// +kubebuilder:validation:Maximum=50
	Tighter Weight `json:"tighter"`

	// +kubebuilder:validation:Minimum=-10
	// +kubebuilder:validation:Maximum=200
	Looser Weight `json:"looser"`

	// +kubebuilder:validation:MultipleOf=5
	Added Weight `json:"added"`

	// +kubebuilder:validation:MinLength=2
	// +kubebuilder:validation:MaxLength=5
	// +kubebuilder:validation:Pattern=`^a`
	Word Word `json:"word"`

	// +kubebuilder:validation:MinItems=2
	// +kubebuilder:validation:MaxItems=3
	List List `json:"list"`

	// +kubebuilder:validation:MinProperties=2
	// +kubebuilder:validation:MaxProperties=3
	Table Table `json:"table"`

	// +kubebuilder:validation:MaxLength=7
	Unbounded Unbounded `json:"unbounded"`

	// +kubebuilder:validation:Minimum=2
	Count Count `json:"count"`

	// +kubebuilder:validation:Format=hostname
	Formatted Formatted `json:"formatted"`

	// +nullable
	Nullable Weight `json:"nullable"`

	// +kubebuilder:validation:Maximum=9
	Twice Tight `json:"twice"`
}

// +kubebuilder:validation:Minimum=0
// +kubebuilder:validation:Maximum=100
type Weight int32

// +kubebuilder:validation:Maximum=70
type Tight Weight

// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:MaxLength=10
// +kubebuilder:validation:Pattern=`z$`
type Word string

// +kubebuilder:validation:MinItems=1
// +kubebuilder:validation:MaxItems=10
type List []string

// +kubebuilder:validation:MinProperties=1
// +kubebuilder:validation:MaxProperties=10
type Table map[string]string

type Unbounded string

type Count int64

// +kubebuilder:validation:Format=uri
type Formatted string

type Scale struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec ScaleSpec `json:"spec"`
}
