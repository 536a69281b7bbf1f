package v1alpha1

// Blend is a mixture of teas.
// +kubebuilder:validation:XValidation:rule="self.leaves.size() > 0",message="a blend has leaves"
type Blend struct {
	// leaves by name, with their share in percent.
	// +kubebuilder:validation:MaxProperties=8
	Leaves map[string]int `json:"leaves"`

	// sort of the tea.
	Sort Sort `json:"sort"`
}

// Sort is black or green.
// +kubebuilder:validation:Enum=black;green
type Sort string

const (
	// SortBlack is oxidized.
	SortBlack Sort = "black"
	// SortGreen is not.
	SortGreen Sort = "green"
)

// Phase of a Teapot.
type Phase string

const (
	// PhaseBrewing is the first phase.
	PhaseBrewing Phase = "Brewing"
	// PhaseReady is the last one.
	PhaseReady Phase = "Ready"
)
