//! Integers: formats that the API server knows, and the bounds of the Rust type.

use serde_json::Number;

use crate::{ir::Int, schema::Schema};

/// The schema of an integer type.
pub(super) fn integer(int: Int) -> Schema {
    let Int {
        bits,
        signed,
        nonzero,
    } = int;
    // The smallest known format that fits all values; bounds exclude the rest.
    let format = if bits < 32 || bits == 32 && signed {
        "int32"
    } else {
        "int64"
    };
    let (minimum, maximum): (Option<i64>, Option<i64>) = match (signed, bits) {
        (true, 8) => (Some(i8::MIN.into()), Some(i8::MAX.into())),
        (true, 16) => (Some(i16::MIN.into()), Some(i16::MAX.into())),
        (false, 8) => (Some(0), Some(u8::MAX.into())),
        (false, 16) => (Some(0), Some(u16::MAX.into())),
        (false, 32) => (Some(0), Some(u32::MAX.into())),
        (false, _) => (Some(0), None),
        (true, _) => (None, None),
    };
    let minimum = if nonzero && !signed { Some(1) } else { minimum };
    let zero = Schema {
        enumeration: vec![0.into()],
        ..Schema::default()
    };
    Schema {
        minimum: minimum.map(Number::from),
        maximum: maximum.map(Number::from),
        not: (nonzero && signed).then(|| Box::new(zero)),
        ..Schema::formatted("integer", format)
    }
}
