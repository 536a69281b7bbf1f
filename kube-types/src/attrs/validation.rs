//! Bounds: `#[schemars(length(...), range(...), ...)]`, and the same of validator and garde.

use syn::Expr;
use syn::parse::Parser;
use syn::punctuated::Punctuated;

use super::Wrong;
use super::meta::Item;

/// The bounds of a field, or of its items.
#[derive(Clone, Default)]
pub(crate) struct Validation {
    pub(crate) length: Option<Limits>,
    pub(crate) range: Option<Limits>,
    pub(crate) pattern: Option<Expr>,
    pub(crate) contains: Option<Expr>,
    pub(crate) required: bool,
    pub(crate) format: Option<&'static str>,
    pub(crate) inner: Option<Box<Validation>>,
}

#[derive(Clone, Default)]
pub(crate) struct Limits {
    pub(crate) min: Option<Expr>,
    pub(crate) max: Option<Expr>,
}

/// Those of schemars 0.8.
const OLD_FORMATS: [(&str, &str); 3] = [("email", "email"), ("url", "uri"), ("phone", "phone")];

const FORMATS: [(&str, &str); 5] = [
    ("email", "email"),
    ("url", "uri"),
    ("ip", "ip"),
    ("ipv4", "ipv4"),
    ("ipv6", "ipv6"),
];

impl Validation {
    pub(crate) fn is_default(&self) -> bool {
        self.length.is_none()
            && self.range.is_none()
            && self.pattern.is_none()
            && self.contains.is_none()
            && !self.required
            && self.format.is_none()
            && self.inner.is_none()
    }

    /// Reads an entry of the attribute `of`; `false` if it is another one. The first of several values holds.
    pub(crate) fn read(&mut self, item: &Item, of: &str, old: bool) -> Result<bool, Wrong> {
        let name = item.name();
        let formats: &[_] = if old { &OLD_FORMATS } else { &FORMATS };
        if let Some((_, format)) = formats.iter().find(|(known, _)| *known == name) {
            self.format.get_or_insert(format);
            return Ok(true);
        }
        let text = self.pattern.is_some() || self.contains.is_some();
        match name.as_str() {
            "length" if self.length.is_none() => self.length = limits(item, of)?,
            "range" if self.range.is_none() => self.range = limits(item, of)?,
            "length" | "range" => {}
            "required" => self.required = true,
            "required_nested" if old => self.required = true,
            "pattern" if old => return Ok(false),
            "regex" if old && !text => self.pattern = lenient(old_pattern(item), of)?,
            "contains" if old && !text => self.contains = lenient(old_contains(item), of)?,
            "pattern" if of != "validate" && !text => self.pattern = expression(item, of)?,
            "regex" if of != "garde" && !text => {
                self.pattern = named(item, of, if of == "validate" { "path" } else { "pattern" })?;
            }
            "contains" if !text => self.contains = contains(item, of)?,
            "pattern" | "regex" | "contains" => {}
            "inner" if old || of != "validate" => {
                let inner = self.inner.get_or_insert_default();
                for nested in item.nested()? {
                    inner.read(&nested, of, old)?;
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// What the other crates write in forms that schemars does not read has no effect there.
fn lenient<T>(made: Result<T, Wrong>, of: &str) -> Result<Option<T>, Wrong> {
    match made {
        Ok(value) => Ok(Some(value)),
        Err(wrong) if of == "schemars" => Err(wrong),
        Err(_) => Ok(None),
    }
}

fn limits(item: &Item, of: &str) -> Result<Option<Limits>, Wrong> {
    let read = || {
        let mut limits = Limits::default();
        for nested in item.nested()? {
            match nested.name().as_str() {
                "min" => limits.min = Some(nested.expression()?),
                "max" => limits.max = Some(nested.expression()?),
                "equal" => {
                    limits.min = Some(nested.expression()?);
                    limits.max.clone_from(&limits.min);
                }
                other if of == "schemars" => {
                    return Err((nested.span(), format!("`{}` has no `{other}`", item.name())));
                }
                _ => {}
            }
        }
        Ok(limits)
    };
    lenient(read(), of)
}

/// `regex = "PATH"`, `regex(path = "PATH")` or `regex(pattern = "text")`, as schemars 0.8 has it.
fn old_pattern(item: &Item) -> Result<Expr, Wrong> {
    if item.value().is_ok() {
        return Ok(Expr::Path(item.parse()?));
    }
    for nested in item.nested()? {
        match nested.name().as_str() {
            "path" => return Ok(Expr::Path(nested.parse()?)),
            "pattern" => return literal(&nested),
            _ => {}
        }
    }
    Err((item.span(), "`regex` needs a path or a pattern".to_owned()))
}

/// `contains = "text"` or `contains(pattern = "text")`, as schemars 0.8 has it.
fn old_contains(item: &Item) -> Result<Expr, Wrong> {
    if item.value().is_ok() {
        return literal(item);
    }
    let nested = item.nested()?;
    let found = nested.iter().find(|nested| nested.name() == "pattern");
    let found = found.ok_or_else(|| (item.span(), "`contains` needs a string".to_owned()))?;
    literal(found)
}

fn literal(item: &Item) -> Result<Expr, Wrong> {
    Ok(Expr::Lit(syn::ExprLit {
        attrs: Vec::new(),
        lit: syn::Lit::Str(item.text()?),
    }))
}

/// `name(expression)`
fn expression(item: &Item, of: &str) -> Result<Option<Expr>, Wrong> {
    let read = || {
        let tokens = item.tokens().cloned().unwrap_or_default();
        syn::parse2(tokens).map_err(|error| (item.span(), error.to_string()))
    };
    lenient(read(), of)
}

/// `name(key = expression)`
fn named(item: &Item, of: &str, key: &str) -> Result<Option<Expr>, Wrong> {
    let read = || {
        for nested in item.nested()? {
            if nested.name() == key {
                return match of {
                    "validate" => nested.expression(),
                    _ => nested.value().cloned(),
                };
            }
        }
        Err((item.span(), format!("`{}` needs `{key} = ...`", item.name())))
    };
    lenient(read(), of)
}

fn contains(item: &Item, of: &str) -> Result<Option<Expr>, Wrong> {
    let tokens = item.tokens().cloned().unwrap_or_default();
    let entries = Punctuated::<Item, syn::Token![,]>::parse_terminated.parse2(tokens);
    let has_key = entries.is_ok_and(|all| all.iter().any(|entry| entry.value().is_ok()));
    if has_key {
        let read = || {
            let nested = item.nested()?;
            let found = nested.iter().find(|nested| nested.name() == "pattern");
            let found = found.ok_or_else(|| (item.span(), "`contains` needs `pattern = ...`".to_owned()))?;
            found.value().cloned()
        };
        lenient(read(), of)
    } else {
        expression(item, of)
    }
}
