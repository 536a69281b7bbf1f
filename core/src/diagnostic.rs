//! Error messages, in three steps: a [`Message`] says what is wrong and how to fix it, a [`Located`] message also knows
//! where, and the front end renders it: the CLI as a diagnostic with the source line, a derive as a compile error.
//!
//! [`Errors`] collects them.

mod argument;
mod errors;
mod located;
mod message;

pub use argument::{Argument, MarkerError};
pub use errors::Errors;
pub use located::{Located, Part};
pub use message::Message;
