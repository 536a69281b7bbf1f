//! The license header of a project's files. It is stored in a file of the project, with `YEAR` for the year.

use std::time::{Duration, SystemTime};

use clap::ValueEnum;

/// The path of the header in a project.
pub(crate) const PATH: &str = "hack/boilerplate.rs.txt";

/// The license of a new project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum License {
    /// Apache License, Version 2.0
    Apache2,
    /// A copyright line without a license
    Copyright,
    /// No header
    None,
}

const APACHE: &str = "\
// Licensed under the Apache License, Version 2.0 (the \"License\");
// you may not use this file except in compliance with the License.
// You may obtain a copy of the License at
//
//     http://www.apache.org/licenses/LICENSE-2.0
//
// Unless required by applicable law or agreed to in writing, software
// distributed under the License is distributed on an \"AS IS\" BASIS,
// WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
// See the License for the specific language governing permissions and
// limitations under the License.
";

impl License {
    /// The value of `--license`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Apache2 => "apache2",
            Self::Copyright => "copyright",
            Self::None => "none",
        }
    }

    /// The header as it is stored.
    pub(crate) fn boilerplate(self, owner: &str) -> String {
        let owner = match owner {
            "" => String::new(),
            owner => format!(" {owner}"),
        };
        match self {
            Self::Apache2 => format!("// Copyright YEAR{owner}.\n//\n{APACHE}"),
            Self::Copyright => format!("// Copyright YEAR{owner}.\n"),
            Self::None => String::new(),
        }
    }

    /// The license of a header.
    pub(crate) fn of(boilerplate: &str) -> Self {
        if boilerplate.contains("Apache License") {
            Self::Apache2
        } else if boilerplate.trim().is_empty() {
            Self::None
        } else {
            Self::Copyright
        }
    }

    /// The license in the README that the templates write.
    pub(crate) fn of_readme(text: &str) -> Self {
        match text.contains("\n## License\n\nLicensed under the Apache License") {
            true => Self::Apache2,
            false => Self::None,
        }
    }
}

/// The owner in a header, or the empty string.
pub(crate) fn owner(boilerplate: &str) -> String {
    let line = boilerplate
        .lines()
        .find_map(|line| line.split_once("Copyright YEAR"));
    line.map(|(_, owner)| owner.trim().trim_end_matches('.').to_owned())
        .unwrap_or_default()
}

/// The header for files created in this year; it ends with a newline unless it is empty.
pub(crate) fn header(boilerplate: &str, year: &str) -> String {
    let text = boilerplate.trim_end();
    if text.is_empty() {
        return String::new();
    }
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("YEAR") {
        let (before, behind) = (&rest[..at], &rest[at + 4..]);
        let alone = !before.ends_with(is_word) && !behind.starts_with(is_word);
        out.push_str(before);
        out.push_str(if alone { year } else { "YEAR" });
        rest = behind;
    }
    out + rest + "\n"
}

/// The year in the header of a file that was created from this header.
pub(crate) fn year_of(boilerplate: &str, text: &str) -> Option<String> {
    let (before, _) = boilerplate.lines().find_map(|line| line.split_once("YEAR"))?;
    let year = |line: &str| line.strip_prefix(before)?.get(..4).map(str::to_owned);
    let mut years = text.lines().take(boilerplate.lines().count()).filter_map(year);
    years.find(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Checks a custom header: it must consist of Rust comments.
pub(crate) fn check(text: &str) -> Result<(), String> {
    let trimmed = text.trim();
    let lines = trimmed
        .lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with("//"));
    let block =
        trimmed.len() >= 4 && trimmed.starts_with("/*") && trimmed.find("*/") == trimmed.len().checked_sub(2);
    match lines || block {
        true => Ok(()),
        false => Err("it has more than Rust comments; begin each line with `//`".to_owned()),
    }
}

/// The year, from a time in seconds since 1970 if one is given.
pub(crate) fn year(epoch: Option<&str>) -> String {
    let now = || {
        SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or(Duration::ZERO)
            .as_secs()
    };
    let seconds = epoch
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or_else(now);
    let mut days = seconds / 86_400;
    let mut year: u64 = 1970;
    loop {
        let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = if is_leap { 366 } else { 365 };
        if days < length {
            return year.to_string();
        }
        days -= length;
        year += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years() {
        assert_eq!(year(Some("0")), "1970");
        assert_eq!(year(Some("951782400")), "2000");
        assert_eq!(year(Some("1767225599")), "2025");
        assert_eq!(year(Some("1767225600")), "2026");
    }

    #[test]
    fn headers() {
        let text = License::Apache2.boilerplate("The Authors");
        assert_eq!(owner(&text), "The Authors");
        assert_eq!(License::of(&text), License::Apache2);
        assert!(header(&text, "2026").starts_with("// Copyright 2026 The Authors.\n//\n// Licensed"));
        assert_eq!(header("// YEARS YEAR", "1"), "// YEARS 1\n");
        assert_eq!(header("", "1"), "");
    }

    #[test]
    fn only_comments() {
        for good in ["", "// a\n\n// b", "/*\n a\n*/\n"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in ["a", "/* a", "/* a */ b */", "// a\nfn main() {}", "/*/"] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
