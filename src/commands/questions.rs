//! Questions for flags that are missing, if somebody can answer.

use super::Context;
use super::errors::{Stop, misuse};

impl Context<'_, '_> {
    /// The value of a flag, or an answer, or else the default.
    pub(super) fn decide(&mut self, flag: Option<bool>, question: &str, default: bool) -> Result<bool, Stop> {
        if let Some(value) = flag {
            return Ok(value);
        }
        if !self.printer.asks() {
            return Ok(default);
        }
        loop {
            match self.answer(question)?.to_lowercase().as_str() {
                "y" | "yes" => return Ok(true),
                "n" | "no" => return Ok(false),
                _ => {}
            }
        }
    }

    /// The answer to a question.
    pub(super) fn answer(&mut self, question: &str) -> Result<String, Stop> {
        let ended = || {
            misuse(
                "the question got no answer",
                "answer it, or pass the flags; run with `--help` for the list",
            )
        };
        self.printer.ask(question).ok_or_else(ended)
    }
}
