//! The kind `Gone` was here.
