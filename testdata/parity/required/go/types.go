// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TicketSpec says required and optional in every way there is.
type TicketSpec struct {
	Plain string `json:"plain"`

	OmitEmpty string `json:"omitEmpty,omitempty"`

	OmitZero Seat `json:"omitZero,omitzero"`

	Pointer *string `json:"pointer"`

	List []string `json:"list"`

	// +optional
	Optional string `json:"optional"`

	// +k8s:optional
	K8sOptional string `json:"k8sOptional"`

	// +kubebuilder:validation:Optional
	ValidationOptional string `json:"validationOptional"`

	// +required
	Required string `json:"required,omitempty"`

	// +k8s:required
	K8sRequired string `json:"k8sRequired,omitempty"`

	// +kubebuilder:validation:Required
	ValidationRequired string `json:"validationRequired,omitempty"`

	// A default does not make a field optional.
	// +kubebuilder:default=window
	Defaulted string `json:"defaulted"`

	// +k8s:required
	RequiredList []string `json:"requiredList,omitempty"`

	// +k8s:required
	RequiredMap map[string]string `json:"requiredMap,omitempty"`

	// +k8s:required
	RequiredSeat Seat `json:"requiredSeat,omitzero"`

	// +k8s:required
	RequiredNumber int32 `json:"requiredNumber,omitempty"`

	// A bound that is written stands.
	// +k8s:required
	// +kubebuilder:validation:MinLength=3
	RequiredLong string `json:"requiredLong,omitempty"`

	// +nullable
	Nullable *string `json:"nullable"`

	// +nullable
	// +optional
	NullableOptional *Seat `json:"nullableOptional,omitempty"`
}

type Seat struct {
	Row int32 `json:"row"`

	Number int32 `json:"number,omitempty"`
}

type Ticket struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec TicketSpec `json:"spec"`
}
