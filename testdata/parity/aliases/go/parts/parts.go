// Package parts holds types that several APIs share.
package parts

// Load is what is carried.
type Load struct {
	// Weight of it.
	// +kubebuilder:validation:Minimum=0
	Weight int64 `json:"weight"`

	Unit Unit `json:"unit"`
}

// Unit of a weight.
// +kubebuilder:validation:Enum=kg;t
// +kubebuilder:validation:MaxLength=2
type Unit string

// Colour is a named string.
// +kubebuilder:validation:MinLength=3
type Colour string
