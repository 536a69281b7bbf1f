//! Docs of the crate.

/// Docs of a module.
mod flat;
mod nested;
#[path = "elsewhere/renamed.rs"]
mod by_path;
mod inline {
    //! Docs from inside.
    mod below;
    #[path = "odd.rs"]
    mod by_path_inline;
    #[path = "../other"]
    mod moved { mod child; }
}
#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod platform;
#[cfg_attr(unheard_of, path = "possible.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod perhaps;
#[cfg(test)]
mod tests;
#[cfg(all(feature = "off", unix))]
mod off;
#[cfg(feature = "on")]
mod on;
#[cfg(unheard_of)]
mod unheard_of;
mod whole_file_off;

macro_rules! made { ($name:ident) => { pub struct $name { field: u8 } } }
made!(Made);
thread_local! { static X: u8 = const { 1 }; }

/// Docs of a function.
pub async fn function<'a, const N: usize>(x: &'a [u8; N]) -> Result<(), [u8; { 1 + 1 }]> where [(); N]: Sized {
    struct Local;
    let _ = ("}", '}', '\'', b'}', r#"}"#, 1 >> 2, /* } */ Local);
    Ok(())
}

/// Docs of an impl.
impl<const N: usize> From<[u8; N]> for inline::Nothing {
    /// Docs of a method.
    pub(crate) unsafe extern "C" fn method() { let x = { 1 }; }
    const A: u8 = { 1 };
    #[cfg(test)]
    /// Not read.
    fn only_in_tests() {}
}

/// Docs of a constant.
pub const VALUE: u8 = if true { 1 } else { 2 };
/// Docs of a trait.
pub unsafe auto trait Marked {}
extern "C" { fn foreign(); }
struct Last { made: Made }
