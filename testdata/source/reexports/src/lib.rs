pub mod v1 {
    mod inner {
        pub struct Spec;
    }
    pub use inner::Spec as V1Spec;
    pub use self::V1Spec as Again;
}
pub use v1::Again as Chain;
pub use a::Circle;
mod a { pub use crate::b::Circle; pub use super::b::*; }
mod b { pub use crate::a::Circle; pub use super::a::*; pub struct Real; }
pub struct Root { spec: v1::V1Spec, chain: Chain, circle: Circle, real: a::Real, nothing: a::Nothing, private: v1::inner::Spec }
pub type Alias = Chain;
pub type List = Vec<Alias>;
