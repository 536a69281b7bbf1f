pub struct Shared(crate::Library);
