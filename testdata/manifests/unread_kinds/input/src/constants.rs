pub const MANY: usize = 3;
