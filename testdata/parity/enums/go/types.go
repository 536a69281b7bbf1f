// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type LampSpec struct {
	// +kubebuilder:validation:Enum=off;dim;on
	OnField string `json:"onField"`

	// +kubebuilder:validation:Enum={"north","south","with blank"}
	Braces string `json:"braces"`

	// +kubebuilder:validation:Enum="yes";"no";"123";"a,b"
	Quoted string `json:"quoted"`

	// +kubebuilder:validation:Enum=1;2;5
	Number int32 `json:"number"`

	// +kubebuilder:validation:Enum=80m;120m
	DigitFirst string `json:"digitFirst"`

	// +kubebuilder:validation:Enum="";warm;cold
	WithEmpty string `json:"withEmpty"`

	// +kubebuilder:validation:items:Enum=red;green;blue
	Colours []string `json:"colours"`

	// +kubebuilder:validation:items:Enum=1;2;3
	Digits []int64 `json:"digits"`

	Shape Shape `json:"shape"`

	// Spare is of the same type.
	// +kubebuilder:default=Square
	Spare Shape `json:"spare,omitempty"`

	Shapes []Shape `json:"shapes,omitempty"`

	ShapeOf map[string]Shape `json:"shapeOf,omitempty"`

	Size Size `json:"size"`

	Level Level `json:"level"`
}

// Shape of the lamp.
// +kubebuilder:validation:Enum=Round;Square;Triangle
type Shape string

const (
	ShapeRound    Shape = "Round"
	ShapeSquare   Shape = "Square"
	ShapeTriangle Shape = "Triangle"
)

// Size is taken from the constants.
// +k8s:enum
type Size string

const (
	SizeLarge  Size = "large"
	SizeMedium Size = "medium"
	SizeSmall  Size = "small"
)

// Level is a number.
// +kubebuilder:validation:Enum=0;50;100
type Level int32

type Lamp struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec LampSpec `json:"spec"`
}
