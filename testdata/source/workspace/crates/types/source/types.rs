pub mod v1;
pub use v1::Size as Reexported;
