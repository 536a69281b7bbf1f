pub struct Apib {
    pub size: i32,
}
