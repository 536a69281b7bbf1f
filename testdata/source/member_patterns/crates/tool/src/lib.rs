pub struct Tool {
    pub size: i32,
}
