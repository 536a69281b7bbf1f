pub struct Size(pub u8);
