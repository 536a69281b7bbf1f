include!("round.rs");
