mod chrono { pub struct DateTime; }
struct Vec;
type String = std::string::String;
mod std_like { pub struct Option; }
use std_like::*;
struct Root { list: Vec, text: String, time: chrono::DateTime, outside: ::chrono::DateTime, option: Option, boxed: Box<u8>, u8: u8 }
mod inner { struct Inner { list: Vec<u8>, option: Option<u8> } }
