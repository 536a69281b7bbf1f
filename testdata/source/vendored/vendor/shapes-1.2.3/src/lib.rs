mod round;
pub mod outer { pub use round::Circle; }
#[cfg(feature = "round")] pub use outer::Circle as Ring;
#[cfg(not(feature = "round"))] pub struct Ring;
