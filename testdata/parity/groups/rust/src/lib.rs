pub mod approved;
pub mod widgets;
