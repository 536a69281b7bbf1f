mod missing;
pub struct Good;
