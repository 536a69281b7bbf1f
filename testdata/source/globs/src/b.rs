pub struct OnlyB;
pub struct Both;
