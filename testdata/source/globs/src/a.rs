pub struct OnlyA;
pub struct Both;
pub struct Shadowed;
struct Private;
pub(crate) struct Shared;
pub enum Choice { Variant }
pub use Choice::*;
