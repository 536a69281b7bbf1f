mod a;
mod b;
mod prelude {
    pub use crate::a::*;
    pub use crate::b::*;
}
use prelude::*;

struct Shadowed(crate::a::Shadowed);

pub struct Root {
    from_a: OnlyA,
    from_b: OnlyB,
    in_both: Both,
    shadowed: Shadowed,
    private: Private,
    shared: Shared,
    of_an_enum: Variant,
}

mod tests_like {
    use super::*;
    struct Inside { root: Root, private_of_parent: Shadowed, glob_of_parent: OnlyA }
}
