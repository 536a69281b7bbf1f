pub struct Apia {
    pub size: i32,
}
