pub struct Size(pub i32);
