//! Files that do not exist, and one that includes itself. What a build script writes is not known.

include!("missing.rs");
include!(concat!(env!("OUT_DIR"), "/written.rs"));
include!("round.rs");
