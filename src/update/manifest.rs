//! Merges `Cargo.toml` by its entries: versions are raised, features of both sides are kept, and so is what the user added.

use toml_edit::{Array, DocumentMut, Item, TableLike, Value};

use super::marked::Sides;

/// Merges the entries; `None` if both sides changed an entry in ways that have no common meaning.
pub(super) fn merge(sides: Sides<'_>) -> Option<String> {
    let parse = |text: &str| text.parse::<DocumentMut>().ok();
    let (base, mut yours, new) = (parse(sides.base)?, parse(sides.yours)?, parse(sides.new)?);
    tables(Some(base.as_table()), yours.as_table_mut(), new.as_table())?;
    Some(yours.to_string())
}

fn tables(base: Option<&dyn TableLike>, yours: &mut dyn TableLike, new: &dyn TableLike) -> Option<()> {
    let was = |key: &str| base.and_then(|base| base.get(key));
    let is_sorted = yours.iter().map(|(key, _)| key).is_sorted();
    for (key, item) in new.iter() {
        match (was(key), yours.get_mut(key)) {
            (None, None) => {
                yours.insert(key, item.clone());
                if let (Some(from), Some(mut to)) = (new.key(key), yours.key_mut(key)) {
                    *to.leaf_decor_mut() = from.leaf_decor().clone();
                }
            }
            // The user removed it.
            (Some(_), None) => {}
            (_, Some(yours)) if same(yours, item) => {}
            (Some(base), Some(yours)) if same(base, yours) => replace(yours, item),
            (base, Some(yours)) => both(base, yours, item)?,
        }
    }
    let gone = base.into_iter().flat_map(TableLike::iter);
    let gone = gone.filter(|(key, _)| !new.contains_key(key));
    let gone: Vec<_> = gone.map(|(key, item)| (key.to_owned(), item)).collect();
    for (key, item) in gone {
        if yours.get(&key).is_some_and(|yours| same(yours, item)) {
            yours.remove(&key);
        }
    }
    let has_values = yours.iter().all(|(_, item)| item.is_value());
    if is_sorted && has_values {
        yours.sort_values();
    }
    Some(())
}

fn same(one: &Item, other: &Item) -> bool {
    one.to_string().trim() == other.to_string().trim()
}

/// Replaces a value, but not the space around it.
fn replace(yours: &mut Item, new: &Item) {
    match (yours.as_value_mut(), new.as_value()) {
        (Some(old), Some(value)) => {
            let decor = old.decor().clone();
            *old = value.clone();
            *old.decor_mut() = decor;
        }
        _ => *yours = new.clone(),
    }
}

/// An entry that both sides changed.
fn both(base: Option<&Item>, yours: &mut Item, new: &Item) -> Option<()> {
    let base_table = base.and_then(Item::as_table_like);
    if let (Some(yours), Some(new)) = (yours.as_table_like_mut(), new.as_table_like()) {
        return tables(base_table, yours, new);
    }
    // A dependency is a version, or a table with one.
    if let (Some(yours), Some(version)) = (yours.as_table_like_mut(), new.as_str()) {
        return raise(yours.get_mut("version")?, version);
    }
    if let (Some(version), Some(_)) = (yours.as_str().map(str::to_owned), new.as_table_like()) {
        replace(yours, new);
        return raise(yours.as_table_like_mut()?.get_mut("version")?, &version);
    }
    if let Some(version) = new.as_str() {
        return raise(yours, version);
    }
    let base_array = base.and_then(Item::as_array);
    arrays(base_array, yours.as_array_mut()?, new.as_array()?);
    Some(())
}

/// Sets a version, unless the present one is higher.
fn raise(yours: &mut Item, version: &str) -> Option<()> {
    let (old, new) = (numbers(yours.as_str()?)?, numbers(version)?);
    if new > old {
        replace(yours, &Item::Value(Value::from(version)));
    }
    Some(())
}

/// The numbers of a requirement with one version.
fn numbers(requirement: &str) -> Option<Vec<u64>> {
    let version = requirement.trim_start_matches(['^', '=', '~', ' ']);
    let plain = version.split(['-', '+']).next()?;
    plain.split('.').map(|number| number.parse().ok()).collect()
}

/// Adds what `new` added, and removes what it removed.
fn arrays(base: Option<&Array>, yours: &mut Array, new: &Array) {
    let text = |value: &Value| value.to_string().trim().to_owned();
    let texts = |array: &Array| array.iter().map(text).collect::<Vec<_>>();
    let (base, new_texts) = (base.map(texts).unwrap_or_default(), texts(new));
    yours.retain(|value| !base.contains(&text(value)) || new_texts.contains(&text(value)));
    let present = texts(yours);
    for value in new.iter() {
        let it = text(value);
        if !present.contains(&it) && !base.contains(&it) {
            yours.push(value.clone().decorated("", ""));
        }
    }
    yours.fmt();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(base: &str, yours: &str, new: &str) -> Option<String> {
        merge(Sides { base, yours, new })
    }

    #[test]
    fn entries_of_both_sides() {
        let text = merged(
            "[package]\nname = \"a\"\n\n[dependencies]\nkube = { version = \"4\", features = [\"client\"] }\nold = \"1\"\n",
            "# Mine.\n[package]\nname = \"a\"\n\n[dependencies]\nkube = { version = \"4.1\", features = [\"client\", \"ws\"] } # why\nold = \"1\"\n",
            "[package]\nname = \"a\"\n\n[dependencies]\nkube = { version = \"5\", features = [\"client\", \"runtime\"] }\n\n[profile.dev]\ndebug = 1\n",
        );
        assert_eq!(
            text.as_deref(),
            Some(
                "# Mine.\n[package]\nname = \"a\"\n\n[dependencies]\nkube = { version = \"5\", features = [\"client\", \"ws\", \"runtime\"] } # why\n\n[profile.dev]\ndebug = 1\n"
            )
        );
    }

    #[test]
    fn a_higher_version_stays() {
        assert_eq!(
            merged("a = \"1\"\n", "a = \"2.3\"\n", "a = \"2\"\n").as_deref(),
            Some("a = \"2.3\"\n")
        );
        assert_eq!(
            merged("a = \"1\"\n", "a = \"1.3\"\n", "a = \"2\"\n").as_deref(),
            Some("a = \"2\"\n")
        );
    }

    #[test]
    fn values_without_an_order_are_in_conflict() {
        assert_eq!(merged("a = \"x\"\n", "a = \"y\"\n", "a = \"z\"\n"), None);
        assert_eq!(merged("a = 1\n", "a = 2\n", "a = 3\n"), None);
        assert_eq!(merged("a = 1\n", "a = [\n", "a = 3\n"), None);
    }
}
