//! Every file of `testdata/errors`, for rustc to refuse. Without the flag that the test sets there is nothing here.

#[cfg(error_cases)]
include!(concat!(env!("OUT_DIR"), "/errors.rs"));

fn main() {}
