//! The quick reader of items against the whole parser: the same items, or both refuse.
#![no_main]

use kubewright_analysis::fuzzing;
use libfuzzer_sys::fuzz_target;
use syn::ext::IdentExt;

/// Keywords of items whose bodies the quick reader skips. It does not see the errors in them.
const SKIPPED: [&str; 9] = [
    "fn", "impl", "trait", "const", "static", "macro", "extern", "!", "#",
];

fuzz_target!(|text: &str| {
    // Conditions decide what is kept, and are not what is compared.
    if text.contains("cfg") {
        return;
    }
    let quick = fuzzing::items(text);
    let whole = whole(text);
    proc_macro2::extra::invalidate_current_thread_spans();
    match (quick, whole) {
        (Ok(quick), Ok(Some(mut whole))) => {
            let mut quick = quick;
            quick.sort();
            whole.sort();
            assert_eq!(quick, whole, "{text}");
        }
        // What the parser itself passes over as unknown syntax.
        (Ok(_) | Err(_), Ok(None)) => {}
        (Err(reason), Ok(Some(_))) => assert!(reason.contains("nests too deep"), "{reason}: {text}"),
        (Ok(items), Err(error)) => {
            let skipped = SKIPPED.iter().any(|word| text.contains(word));
            assert!(
                skipped,
                "{items:?} are found where there is an error: {error}: {text}"
            );
        }
        (Err(_), Err(_)) => {}
    }
});

/// The same list, from a whole parse; `None` if it has items that syn itself does not interpret.
fn whole(text: &str) -> syn::Result<Option<Vec<String>>> {
    // A parser that calls itself for each bracket needs a limit, and the quick reader has one.
    if text.len() > 4_000 {
        return Ok(None);
    }
    let mut names = Vec::new();
    Ok(walk(&syn::parse_file(text)?.items, "", &mut names).map(|()| names))
}

fn walk(items: &[syn::Item], prefix: &str, names: &mut Vec<String>) -> Option<()> {
    for item in items {
        let (kind, ident) = match item {
            syn::Item::Struct(item) => ("Struct", &item.ident),
            syn::Item::Enum(item) => ("Enum", &item.ident),
            syn::Item::Union(item) => ("Union", &item.ident),
            syn::Item::Type(item) => ("Alias", &item.ident),
            syn::Item::Trait(item) => ("Trait", &item.ident),
            syn::Item::TraitAlias(item) => ("Trait", &item.ident),
            syn::Item::Mod(item) => ("Module", &item.ident),
            syn::Item::Verbatim(_) => return None,
            _ => continue,
        };
        names.push(format!("{kind} {prefix}{}", ident.unraw()));
        if let syn::Item::Mod(item) = item
            && let Some((_, items)) = &item.content
        {
            walk(items, &format!("{prefix}{}::", ident.unraw()), names)?;
        }
    }
    Some(())
}
