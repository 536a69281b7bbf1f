//! What a check finds, and who refuses it.

use super::At;
use crate::diagnostic::Located;

/// Who refuses what a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// The API server: no cluster takes the CRD.
    ApiServer,
    /// Only kubewright: the API server takes it, but it has no effect, or another one than its author expects.
    Kubewright,
}

/// Something wrong with a schema or with the markers of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Who refuses it.
    pub by: By,
    /// The place and the message.
    pub error: Located<At>,
}
