//! The functions that rules have: a table that `testdata/oracle/rules` writes from Kubernetes' own environment.

use crate::minor::Minor;
use crate::types::{Type, read};

/// One overload per line: name, identifier, `.` for a method, result, arguments, first minor, last minor. Sorted by name; overloads
/// of a function are in the order in which the API server tries them.
const TABLE: &str = include_str!("library/functions.txt");

/// One overload of a function.
#[derive(Clone, Debug)]
pub(crate) struct Overload {
    pub(crate) id: &'static str,
    pub(crate) method: bool,
    pub(crate) result: Type,
    pub(crate) arguments: Vec<Type>,
    /// How many type parameters it has.
    pub(crate) parameters: usize,
}

/// The overloads of a function that a version has; none if it has no such function.
pub(crate) fn overloads(function: &str, minor: Minor) -> Vec<Overload> {
    of(function)
        .filter(|row| has(row, minor))
        .map(|row| overload(&row))
        .collect()
}

/// The names of the functions that a version has and an expression can call.
pub(crate) fn names(minor: Minor) -> impl Iterator<Item = &'static str> {
    let callable = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains('@');
    rows()
        .filter(move |row| callable(row[0]) && has(row, minor))
        .map(|row| row[0])
}

/// The first version that has a function.
pub(crate) fn first(function: &str) -> Option<Minor> {
    of(function).map(|row| number(row[5])).min().map(Minor)
}

fn rows() -> impl Iterator<Item = [&'static str; 7]> {
    TABLE.lines().map(row)
}

/// The rows of a function. Each rule asks for some, so they are found by bisection.
fn of(function: &str) -> impl Iterator<Item = [&'static str; 7]> {
    let name = |line: &'static str| line.split('\t').next().unwrap_or_default();
    let (mut start, mut end) = (0, TABLE.len());
    while start < end {
        let middle = start + (end - start) / 2;
        let line = TABLE[..middle].rfind('\n').map_or(0, |before| before + 1);
        let length = TABLE[line..].find('\n').map_or(TABLE.len() - line, |at| at + 1);
        if name(&TABLE[line..line + length]) < function {
            start = line + length;
        } else {
            end = line;
        }
    }
    let lines = TABLE[start..].lines();
    lines.take_while(move |line| name(line) == function).map(row)
}

fn row(line: &'static str) -> [&'static str; 7] {
    let mut fields = line.split('\t');
    std::array::from_fn(|_| fields.next().unwrap_or_default())
}

fn number(text: &str) -> u32 {
    text.parse().unwrap_or_default()
}

fn has(row: &[&str; 7], minor: Minor) -> bool {
    (number(row[5])..=number(row[6])).contains(&minor.supported().0)
}

fn overload(row: &[&'static str; 7]) -> Overload {
    let mut parameters = Vec::new();
    let result = read(row[3], &mut parameters);
    let arguments = row[4].split_whitespace();
    let arguments = arguments.map(|text| read(text, &mut parameters)).collect();
    Overload {
        id: row[1],
        method: row[2] == ".",
        result,
        arguments,
        parameters: parameters.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_function_is_found_with_all_its_rows() {
        let mut all = rows().peekable();
        while let Some(first) = all.peek().copied() {
            let rows: Vec<_> = std::iter::from_fn(|| all.next_if(|row| row[0] == first[0])).collect();
            assert_eq!(of(first[0]).collect::<Vec<_>>(), rows);
        }
        assert_eq!(of("").count() + of("zzz").count() + of("ma").count(), 0);
    }
}
