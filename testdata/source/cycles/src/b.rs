#[path = "./a.rs"]
mod a;
