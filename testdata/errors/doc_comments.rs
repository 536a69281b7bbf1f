//! Markers in block comments.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Blocks {
    /**
     * The column ends below.
     * +kubebuilder:validation:MaxLength=3
       More text.
     */
    pub uneven: String,
    /**
     * No space behind the asterisk.
     *+kubebuilder:validation:MaxLength=3
     */
    pub tight: String,
    /**
     * A typo.
     * +kubebuilder:validation:MaxLenth=3
     */
    pub typo: String,
    /** +kubebuilder:validation:MaxLength=many */
    pub value: String,
}
