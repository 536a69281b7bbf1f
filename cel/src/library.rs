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
    let rows = rows().skip_while(|row| row[0] != function);
    rows.take_while(|row| row[0] == function)
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
    let of_function = rows().filter(|row| row[0] == function);
    of_function.map(|row| number(row[5])).min().map(Minor)
}

fn rows() -> impl Iterator<Item = [&'static str; 7]> {
    TABLE.lines().filter_map(|line| {
        let mut fields = line.split('\t');
        let row = std::array::from_fn(|_| fields.next().unwrap_or_default());
        (!line.starts_with("//")).then_some(row)
    })
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
