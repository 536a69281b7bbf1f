//! Booleans and numbers of the file.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, de::DeserializeOwned};

use crate::yaml;

/// A boolean or a number, or a variable that stands for one.
///
/// Go reads a text in quotes as a text, and refuses it here. So does this type.
///
/// ```
/// use kubewright_core::watches::Setting;
/// use kubewright_core::yaml::from_str;
///
/// assert_eq!(from_str::<Setting<bool>>("no")?.value("manageStatus"), Ok(false));
/// assert!(from_str::<Setting<bool>>("'no'").unwrap_err().to_string().contains("drop the quotes"));
///
/// let variable: Setting<u32> = from_str("${ARTIFACTS}")?;
/// assert_eq!(
///     variable.value("maxRunnerArtifacts").unwrap_err(),
///     "`maxRunnerArtifacts`: no variable of the environment stands for `${ARTIFACTS}`"
/// );
/// # Ok::<(), kubewright_core::yaml::YamlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting<T> {
    /// The value.
    Value(T),
    /// A text with `${NAME}`, as it is before variables of the environment are known, or without such a variable.
    Variable(String),
}

impl<T> Setting<T> {
    /// Returns the value.
    ///
    /// # Errors
    ///
    /// If it is a variable that nothing has replaced.
    pub fn value(self, field: &str) -> Result<T, String> {
        match self {
            Self::Value(value) => Ok(value),
            Self::Variable(text) => Err(format!(
                "`{field}`: no variable of the environment stands for `{text}`"
            )),
        }
    }
}

/// A type of values in the file.
trait Scalar: DeserializeOwned {
    const EXPECTED: &'static str;

    fn of_bool(_: bool) -> Option<Self> {
        None
    }

    fn of_number(_: u64) -> Option<Self> {
        None
    }
}

impl Scalar for bool {
    const EXPECTED: &'static str = "`true` or `false`";

    fn of_bool(value: bool) -> Option<Self> {
        Some(value)
    }
}

impl Scalar for u32 {
    const EXPECTED: &'static str = "a number from 0";

    fn of_number(value: u64) -> Option<Self> {
        value.try_into().ok()
    }
}

impl Scalar for usize {
    const EXPECTED: &'static str = "a number from 0";

    fn of_number(value: u64) -> Option<Self> {
        value.try_into().ok()
    }
}

impl<'de, T: Scalar> Deserialize<'de> for Setting<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Only this method tells a text in quotes from a word that is a boolean in YAML.
        deserializer.deserialize_any(Read(PhantomData))
    }
}

struct Read<T>(PhantomData<T>);

impl<T: Scalar> Visitor<'_> for Read<T> {
    type Value = Setting<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        let read = T::of_bool(value).map(Setting::Value);
        read.ok_or_else(|| E::custom(format!("the value must be {}", T::EXPECTED)))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        let read = T::of_number(value).map(Setting::Value);
        read.ok_or_else(|| E::custom(format!("the value must be {}", T::EXPECTED)))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        self.visit_u64(u64::try_from(value).unwrap_or(u64::MAX))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Self::Value, E> {
        Err(E::custom(format!("the value must be {}", T::EXPECTED)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.contains("${") {
            return Ok(Setting::Variable(text.to_owned()));
        }
        let is_quoted = yaml::from_str::<T>(text).is_ok();
        Err(E::custom(match is_quoted {
            true => format!("the value must be {}, not a string; drop the quotes", T::EXPECTED),
            false => format!("the value must be {}", T::EXPECTED),
        }))
    }
}
