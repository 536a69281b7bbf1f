#[cfg(unheard_of)]
struct Twice;
#[cfg(not(unheard_of))]
struct Twice;
#[cfg(windows)]
struct Once(u8);
#[cfg(not(windows))]
struct Once(u16);
#[cfg(test)]
use std::string::String as Name;
#[cfg(not(test))]
use std::sync::Arc as Name;
struct Root(Twice, Once, Name);
