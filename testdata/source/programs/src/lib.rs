pub mod shared;
pub struct Library;
