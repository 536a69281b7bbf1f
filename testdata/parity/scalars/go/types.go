// Package v1 holds one field of every scalar type.
// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// GaugeSpec has one field of every scalar type.
type GaugeSpec struct {
	// Enabled turns the gauge on.
	Enabled bool `json:"enabled"`

	// Label is shown on the dial.
	Label string `json:"label"`

	// Step is a 32 bit number.
	Step int32 `json:"step"`

	// Total is a 64 bit number.
	Total int64 `json:"total"`

	// Certificate is held as bytes.
	Certificate []byte `json:"certificate"`

	// Muted may be left out.
	Muted *bool `json:"muted,omitempty"`

	// Note may be left out.
	Note *string `json:"note,omitempty"`

	// Retries may be left out.
	Retries *int32 `json:"retries,omitempty"`

	// Generation may be left out.
	Generation *int64 `json:"generation,omitempty"`

	// Thumbnail may be left out.
	Thumbnail []byte `json:"thumbnail,omitempty"`

	// Port is a number with a name.
	Port Port `json:"port"`

	// Backup is the same type again, left out at will.
	Backup *Port `json:"backup,omitempty"`

	Owner Name `json:"owner"`

	Sealed Sealed `json:"sealed"`
}

// Port is the number of a port.
type Port int32

// Name is a name and says so itself, as the field above says nothing.
type Name string

type Sealed bool

// GaugeStatus is what was seen last.
type GaugeStatus struct {
	// Reading is the last value.
	Reading int64 `json:"reading,omitempty"`
}

// Gauge measures something.
// +kubebuilder:subresource:status
type Gauge struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec   GaugeSpec   `json:"spec"`
	Status GaugeStatus `json:"status,omitempty"`
}
