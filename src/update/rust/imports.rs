//! Merges the imports of a file: the names of both sides, each once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use syn::{ItemUse, UseTree, Visibility};

/// rustfmt's width of a line.
const WIDTH: usize = 100;

/// A `use` item.
#[derive(Clone)]
pub(super) struct Import {
    /// Its text, with the comments and empty lines above it, and the comment on its line.
    pub(super) text: String,
    /// The place of the item itself in the text.
    item: Range<usize>,
    /// The imported paths; none if the item has attributes or is public, because it is kept as it is then.
    names: Vec<Path>,
}

/// An imported path, such as `[kube, Client]`; the last part may be `Client as K`.
type Path = Vec<String>;

impl Import {
    /// Takes an item, its text with comments, and its place in it.
    pub(super) fn new(item: &ItemUse, text: &str, place: Range<usize>) -> Self {
        let mut names = Vec::new();
        let is_plain = item.attrs.is_empty() && matches!(item.vis, Visibility::Inherited);
        if is_plain && item.leading_colon.is_none() {
            leaves(&item.tree, &mut Vec::new(), &mut names);
        }
        Self {
            text: text.to_owned(),
            item: place,
            names,
        }
    }

    /// The text above the item.
    fn above(&self) -> &str {
        self.text.get(..self.item.start).unwrap_or_default()
    }

    /// The rest of its last line.
    fn below(&self) -> &str {
        self.text.get(self.item.end..).unwrap_or("\n")
    }

    /// Removes the empty lines at the top, and returns them.
    fn take_empty_lines(&mut self) -> String {
        let length = self.text.len() - self.text.trim_start_matches('\n').len();
        self.item = self.item.start.saturating_sub(length)..self.item.end - length;
        self.text.drain(..length).collect()
    }

    /// Whether a name belongs into the braces of this item.
    fn has_neighbor(&self, name: &Path) -> bool {
        let (_, parent) = name.split_last().unwrap_or((&self.text, &[]));
        !parent.is_empty() && self.names.iter().any(|other| other[..other.len() - 1] == *parent)
    }
}

/// Whether a name is imported twice.
pub(super) fn has_repeated(imports: &[Import]) -> bool {
    let mut seen = BTreeSet::new();
    let mut names = imports.iter().flat_map(|import| &import.names);
    names.any(|name| !seen.insert(name))
}

fn leaves(tree: &UseTree, before: &mut Path, found: &mut Vec<Path>) {
    let mut with = |last: String| found.push([before.as_slice(), &[last]].concat());
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            leaves(&path.tree, before, found);
            before.pop();
        }
        UseTree::Name(name) => with(name.ident.to_string()),
        UseTree::Rename(name) => with(format!("{} as {}", name.ident, name.rename)),
        UseTree::Glob(_) => with("*".to_owned()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, before, found)),
    }
}

/// The imports of both sides. `words` are those of the merged code: what it uses is not removed.
pub(super) fn merge([base, yours, new]: [&[Import]; 3], words: &BTreeSet<&str>) -> String {
    let names = |imports: &[Import]| -> BTreeSet<Path> {
        imports
            .iter()
            .flat_map(|import| import.names.iter().cloned())
            .collect()
    };
    let (was, is, will) = (names(base), names(yours), names(new));
    let is_used = |name: &Path| {
        let last = name.last().map_or("", String::as_str);
        let word = last.rsplit(' ').next().unwrap_or(last);
        words.contains(word)
    };
    let is_dropped = |name: &Path| was.contains(name) && !will.contains(name) && !is_used(name);
    let mut imports: Vec<Import> = Vec::new();
    for import in yours {
        let kept: Vec<Path> = import
            .names
            .iter()
            .filter(|name| !is_dropped(name))
            .cloned()
            .collect();
        if kept.len() == import.names.len() {
            imports.push(import.clone());
        } else if !kept.is_empty() {
            imports.push(written(import.above(), import.below(), kept));
        }
    }
    for name in will
        .iter()
        .filter(|name| !was.contains(*name) && !is.contains(*name))
    {
        if let Some(import) = imports.iter_mut().find(|import| import.has_neighbor(name)) {
            let names = [import.names.as_slice(), std::slice::from_ref(name)].concat();
            *import = written(import.above(), import.below(), names);
            continue;
        }
        let later = |import: &Import| import.names.first().is_some_and(|first| first > name);
        let at = imports.iter().position(later).unwrap_or(imports.len());
        // The first import has an empty line above it.
        let above = match (imports.get_mut(at), at) {
            (Some(next), _) => next.take_empty_lines(),
            (None, 0) => "\n".to_owned(),
            (None, _) => String::new(),
        };
        imports.insert(at, written(&above, "\n", vec![name.clone()]));
    }
    // What is kept as it is, such as `pub use`.
    let opaque = |imports: &[Import]| -> Vec<String> {
        let opaque = imports.iter().filter(|import| import.names.is_empty());
        opaque.map(|import| import.text.trim().to_owned()).collect()
    };
    let (was, is, will) = (opaque(base), opaque(yours), opaque(new));
    imports.retain(|import| {
        let text = import.text.trim().to_owned();
        !import.names.is_empty() || !was.contains(&text) || will.contains(&text)
    });
    let mut text: String = imports.into_iter().map(|import| import.text).collect();
    for added in will
        .into_iter()
        .filter(|text| !was.contains(text) && !is.contains(text))
    {
        text.push_str(&added);
        text.push('\n');
    }
    text
}

/// An item for these names.
fn written(above: &str, below: &str, names: Vec<Path>) -> Import {
    let mut tree = Tree::default();
    names.iter().for_each(|name| tree.add(name));
    let one = format!("use {};", tree.text());
    let text = match one.len() <= WIDTH {
        true => one,
        false => broken(&one),
    };
    Import {
        item: above.len()..above.len() + text.len(),
        text: format!("{above}{text}{below}"),
        names,
    }
}

/// The item on several lines: the names in the outer braces fill lines.
fn broken(one: &str) -> String {
    let (Some(open), Some(close)) = (one.find('{'), one.rfind('}')) else {
        return one.to_owned();
    };
    let mut text = one[..=open].to_owned();
    let mut line = String::new();
    let mut depth = 0;
    let names = one[open + 1..close].split_inclusive(|char| {
        match char {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        char == ',' && depth == 0
    });
    for name in names.map(|name| name.trim().trim_end_matches(',')) {
        if !line.is_empty() && line.len() + name.len() + 6 > WIDTH {
            text.push_str(&format!("\n    {}", line.trim_end()));
            line.clear();
        }
        line.push_str(name);
        line.push_str(", ");
    }
    text + "\n    " + line.trim_end() + "\n};"
}

/// Paths by their first parts.
#[derive(Default)]
struct Tree(BTreeMap<String, Tree>);

impl Tree {
    fn add(&mut self, path: &[String]) {
        if let Some((first, rest)) = path.split_first() {
            self.0.entry(first.clone()).or_default().add(rest);
        }
    }

    fn text(&self) -> String {
        let one = |(name, below): (&String, &Self)| match below.0.is_empty() {
            true => name.clone(),
            false => format!("{name}::{}", below.text()),
        };
        let mut all: Vec<String> = self.0.iter().map(one).collect();
        // rustfmt's order: `self`, then modules and functions, then types.
        all.sort_by_key(|name| {
            let is_type = name.starts_with(|char: char| char.is_uppercase());
            (!name.starts_with("self"), is_type, name.clone())
        });
        match &all[..] {
            [only] => only.clone(),
            _ => format!("{{{}}}", all.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use syn::spanned::Spanned as _;

    use super::*;

    fn imports(text: &str) -> Vec<Import> {
        let mut rest = text;
        let mut found = Vec::new();
        while let Some(end) = rest.find(';') {
            let end = rest[end..].find('\n').map_or(rest.len(), |line| end + line + 1);
            let item: ItemUse = syn::parse_str(&rest[..end]).unwrap();
            found.push(Import::new(&item, &rest[..end], item.span().byte_range()));
            rest = &rest[end..];
        }
        found
    }

    fn merged(base: &str, yours: &str, new: &str, words: &[&str]) -> String {
        let [base, yours, new] = [base, yours, new].map(imports);
        merge([&base, &yours, &new], &words.iter().copied().collect())
    }

    #[test]
    fn names_of_both_sides() {
        assert_eq!(
            merged(
                "\nuse a::{B, C};\nuse x::Y;\n",
                "\nuse a::{B, C, Mine};\nuse x::Y;\n",
                "\nuse a::{C, New};\nuse m::{self, N};\nuse x::Y;\n",
                &[]
            ),
            "\nuse a::{C, Mine, New};\nuse m::{self, N};\nuse x::Y;\n"
        );
    }

    #[test]
    fn comments_of_an_import_stay() {
        assert_eq!(
            merged(
                "use a::B;\n",
                "\n// I use it.\nuse a::{B, C}; // both\n",
                "use a::{B, D};\nuse _0::A;\n",
                &[]
            ),
            "\nuse _0::A;\n// I use it.\nuse a::{B, C, D}; // both\n"
        );
    }

    #[test]
    fn what_the_code_uses_stays() {
        assert_eq!(
            merged("use a::B;\n", "use a::{B, C};\n", "", &["B"]),
            "use a::{B, C};\n"
        );
        assert_eq!(merged("use a::B;\n", "use a::{B, C};\n", "", &[]), "use a::C;\n");
    }

    #[test]
    fn an_import_that_both_added_is_there_once() {
        assert_eq!(
            merged("", "use a::B;\n", "use a::{B, C};\n", &[]),
            "use a::{B, C};\n"
        );
        assert_eq!(
            merged("", "pub use a::B;\n", "pub use a::B;\n", &[]),
            "pub use a::B;\n"
        );
    }

    #[test]
    fn a_long_import_is_broken() {
        let names: Vec<_> = (0..20).map(|number| format!("Name{number:02}")).collect();
        let text = written(
            "",
            "\n",
            names
                .iter()
                .map(|name| vec!["a".to_owned(), name.clone()])
                .collect(),
        )
        .text;
        assert!(
            text.starts_with("use a::{\n    Name00, Name01,") && text.ends_with("Name19,\n};\n"),
            "{text}"
        );
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
    }
}
