// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ParcelSpec is sent in one way, and paid in one way at most.
// +kubebuilder:validation:AtLeastOneOf=air;rail;road
// +kubebuilder:validation:ExactlyOneOf=air;rail
// +kubebuilder:validation:AtMostOneOf=cash;card;invoice
// +kubebuilder:validation:AtMostOneOf=road;card
// +kubebuilder:validation:XValidation:rule="!has(self.air) || has(self.card)",message="by air only with a card"
type ParcelSpec struct {
	Air *string `json:"air,omitempty"`

	Rail *string `json:"rail,omitempty"`

	// +optional
	Road string `json:"road"`

	Cash *int64 `json:"cash,omitempty"`

	Card *Card `json:"card,omitempty"`

	Invoice Invoice `json:"invoice,omitzero"`
}

// Card is used in two places, so its rule is written twice.
// +kubebuilder:validation:ExactlyOneOf=number;token
type Card struct {
	Number *string `json:"number,omitempty"`

	Token *string `json:"token,omitempty"`
}

type Invoice struct {
	Card Card `json:"card"`
}

type Parcel struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec ParcelSpec `json:"spec"`
}
