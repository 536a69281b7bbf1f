// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// NoteSpec is short.
type NoteSpec struct {
	// Exactly forty letters long, count them!!
	Exact string `json:"exact"`

	// A first sentence. And a second one that goes on for a long while.
	Sentence string `json:"sentence"`

	// Is it a question? Then the rest of this is cut off as well.
	Question string `json:"question"`

	// no sentence ends anywhere within this long run of plain words
	Words string `json:"words"`

	// Averyveryverylongwordwithoutanyblanksinitatallwhichneverends
	Unbroken string `json:"unbroken"`

	// A first line
	// and a second line which goes beyond the limit
	Lines string `json:"lines"`

	// Short enough.
	Short string `json:"short"`
}

// Note is a short thing with a very long description that has to be cut somewhere.
type Note struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec NoteSpec `json:"spec"`
}
