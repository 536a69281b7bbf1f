//! Why an object is gone.

/// Why an object is gone from the view of a controller.
///
/// The namespaces that a program watches do not change while it runs, so no object leaves them.
///
/// ```
/// use kubewright_runtime::reconcile::Gone;
///
/// /// Whether the backups of an object can be deleted.
/// fn is_final(reason: Gone) -> bool {
///     matches!(reason, Gone::Deleted)
/// }
/// assert!(!is_final(Gone::Unselected));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gone {
    /// The object was deleted.
    Deleted,
    /// The object exists, but the label or field selector of its kind does not match it any more, see
    /// [`KindOptions::labels`](crate::cache::KindOptions::labels).
    Unselected,
}
