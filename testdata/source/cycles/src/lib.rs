#[path = "lib.rs"]
mod this;
mod a;
