pub mod middle;
pub mod parts;
pub mod v1;
