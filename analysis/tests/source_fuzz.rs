//! Whatever the files of a project contain, reading them ends, without a panic. `fuzz/` looks further, but not in every run
//! of the tests; here is what it needs to be complete.

use std::path::Path;

use kubewright_analysis::source::{Extract, Name, Place, Source, Subject};

/// Touches every span, and keeps every name.
struct Touch;

impl Extract for Touch {
    type Item = Vec<Name>;
    type Fact = usize;

    fn whole(&self) -> Self {
        Self
    }

    fn item(&self, input: &syn::DeriveInput, place: &Place<'_>) -> Vec<Name> {
        let fields: Vec<&syn::Field> = match &input.data {
            syn::Data::Struct(data) => data.fields.iter().collect(),
            syn::Data::Enum(data) => data.variants.iter().flat_map(|variant| &variant.fields).collect(),
            syn::Data::Union(data) => data.fields.named.iter().collect(),
        };
        for field in &fields {
            let range = place.range(syn::spanned::Spanned::span(field));
            assert!(
                place.text().get(range).is_some(),
                "a span does not fall between characters"
            );
        }
        fields
            .iter()
            .filter_map(|field| Name::of_type(&field.ty))
            .collect()
    }

    fn alias(&self, input: &syn::ItemType, _: &Place<'_>) -> Vec<Name> {
        Name::of_type(&input.ty).into_iter().collect()
    }

    fn docs(&self, subject: &Subject, attrs: &[syn::Attribute], place: &Place<'_>) -> Option<usize> {
        assert!(place.text().get(subject.range.clone()).is_some());
        Some(attrs.len())
    }

    fn knows_crate(&self, name: &str) -> bool {
        name == "k8s_openapi"
    }

    fn knows_type(&self, path: &str) -> bool {
        path.len().is_multiple_of(2)
    }
}

/// Reads a project and resolves every name in it.
fn read(directory: &Path) -> bool {
    let Ok(mut source) = Source::load(Touch, directory, &[]) else {
        return false;
    };
    let names: Vec<_> = source
        .items()
        .map(|(id, item)| (id, item.data.clone().unwrap_or_default()))
        .collect();
    for (id, names) in names {
        for name in names {
            source.resolve(id, &name);
        }
    }
    true
}

/// A small generator of numbers, the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or_default() % sides.max(1)
    }
}

const SEED: &str = r##"#!/usr/bin/env run
//! Docs.
use self::inner::{Deep as Renamed, *, nested::{self}};
extern crate k8s_openapi as k8s;
#[cfg(all(unix, not(feature = "x")))] #[path = "lib.rs"] mod circle;
mod inner { pub use super::*; pub struct Deep<'a, T: Fn() -> u8 = fn() -> u8>(pub &'a T) where T: Copy; pub mod nested {} }
/// Docs. é
#[derive(Clone)] #[serde(rename_all = "camelCase")]
pub(crate) struct Root { /** field */ pub field: Option<Vec<Renamed>>, pub r#type: [k8s::X; { 1 << 3 }], é: Root }
enum Choice { A = 1, B(u8), C { d: Box<Self> } }
union Either { a: u8, b: std::mem::ManuallyDrop<String> }
type Alias<T> = std::collections::BTreeMap<T, inner::nested::Missing>;
impl<const N: usize> From<[u8; N]> for Root { /// Method.
    fn from(_: [u8; N]) -> Self { let x = ("}", '}', 'a', r#"}"#, b'\''); match x { _ => todo!() } } const A: u8 = { 1 }; }
macro_rules! make { ($($x:tt)*) => { struct $x; } }
make! { struct } pub const fn f<'a>() -> u8 { 'a: loop { break 'a 1 } } static mut S: u8 = { 0 };
"##;

const PIECES: [&str; 40] = [
    "{", "}", "(", ")", "[", "]", "<", ">", "\"", "'", "r#\"", "\"#", "/*", "*/", "//", "///", "//!", "#",
    "#!", "#![", "::", ";", ",", "=", "fn ", "fn f", "struct ", "enum ", "use ", "use *;", "mod x;",
    "mod lib;", "impl ", "self::", "super::", "crate", "é", "\u{feff}", "\0", "macro ",
];

fn mutate(text: &str, dice: &mut Dice) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.roll(4) {
        let boundary = |text: &str, mut at: usize| {
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let (start, length) = (dice.roll(text.len() + 1), dice.roll(30));
        let start = boundary(&text, start);
        let end = boundary(&text, (start + length).min(text.len()));
        match dice.roll(4) {
            0 => text.replace_range(start..end, ""),
            1 => text.insert_str(start, PIECES[dice.roll(PIECES.len())]),
            2 => text.replace_range(start..end, PIECES[dice.roll(PIECES.len())]),
            _ => {
                let copy = text[start..end].to_owned();
                let at = dice.roll(text.len() + 1);
                text.insert_str(boundary(&text, at), &copy);
            }
        }
    }
    text
}

fn project(manifest: &str, library: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("src")).expect("a folder");
    std::fs::write(folder.path().join("Cargo.toml"), manifest).expect("a manifest");
    std::fs::write(folder.path().join("src/lib.rs"), library).expect("a file");
    folder
}

const MANIFEST: &str = "[package]\nname = \"x\"\nedition = \"2024\"\n[dependencies]\nk8s-openapi = { version = \"0.29\" }\n\
    y = { path = \"../y\", features = [\"z\"] }\n[features]\ndefault = [\"a\"]\na = [\"default\", \"y/z\"]\n[[bin]]\nname = \"x\"\n";

#[test]
fn mutated_sources_are_read_or_refused() {
    let whole = SEED.replace(" #[path = \"lib.rs\"] mod circle;", " struct X;");
    let folder = project(MANIFEST, whole.as_bytes());
    assert!(read(folder.path()), "what is mutated can be read");
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut accepted = 0;
    for _ in 0..1_000 {
        let text = mutate(&whole, &mut dice);
        std::fs::write(folder.path().join("src/lib.rs"), text).expect("a file");
        accepted += usize::from(read(folder.path()));
    }
    assert!(
        (50..950).contains(&accepted),
        "{accepted} of 1000 were accepted: both ways must be tried"
    );
}

#[test]
fn mutated_bytes_and_manifests_are_read_or_refused() {
    let mut dice = Dice(42);
    let folder = project(MANIFEST, SEED.as_bytes());
    for _ in 0..300 {
        let mut bytes = SEED.as_bytes().to_vec();
        let at = dice.roll(bytes.len());
        bytes[at] = u8::try_from(dice.roll(256)).unwrap_or_default();
        std::fs::write(folder.path().join("src/lib.rs"), bytes).expect("a file");
        std::fs::write(folder.path().join("Cargo.toml"), mutate(MANIFEST, &mut dice)).expect("a manifest");
        read(folder.path());
    }
}

#[test]
fn deep_and_long_sources_are_read_or_refused() {
    let deep =
        |open: &str, close: &str| format!("struct A({}u8{});", open.repeat(100_000), close.repeat(100_000));
    let refused = [
        deep("Vec<", ">"),
        deep("(", ")"),
        deep("[", "; 1]"),
        deep("&", ""),
        deep("fn() -> ", ""),
        deep("Map<u8, ", ">"),
        format!("enum A {{ B = {}1 }}", "!".repeat(100_000)),
        format!("enum A {{ B = {}1 }}", "- ".repeat(100_000)),
        format!("use {}b;", "a::".repeat(100_000)),
        format!("use {}b{};", "a::{".repeat(100_000), "}".repeat(100_000)),
        format!("{}{}", "mod a {".repeat(100_000), "}".repeat(100_000)),
        format!("m! {{ {}{} }}", "(".repeat(100_000), ")".repeat(100_000)),
        format!(
            "#[cfg({}x{})] struct A;",
            "not(".repeat(100_000),
            ")".repeat(100_000)
        ),
        "/*".repeat(100_000),
        "{".repeat(100_000),
    ];
    for text in refused {
        let start = text[..20].to_owned();
        assert!(!read(project(MANIFEST, text.as_bytes()).path()), "{start}");
    }
    let accepted = [
        format!("fn f() {{ {}1{} }}", "(".repeat(100_000), ")".repeat(100_000)),
        format!("const A: &str = \"{}\";", "x".repeat(10 << 20)),
        format!("struct A; // {}", "x".repeat(10 << 20)),
        format!("{} struct A;", "/// +marker\n".repeat(10_000)),
        format!("const A: u8 = 0{};", " + 1".repeat(10_000)),
        format!(
            "struct A {{ {} }}",
            (0..10_000).map(|i| format!("f{i}: Vec<u8>,")).collect::<String>()
        ),
    ];
    for text in accepted {
        let start = text[..20].to_owned();
        assert!(read(project(MANIFEST, text.as_bytes()).path()), "{start}");
    }
}

#[test]
fn endless_imports_are_refused() {
    let chain: String = (0..2_000)
        .map(|i| format!("mod m{i} {{ pub use crate::m{}::X; }}\n", i + 1))
        .collect();
    let globs: String = (0..30)
        .map(|i| {
            format!(
                "mod g{i} {{ {} }}\n",
                (0..30)
                    .map(|j| format!("pub use crate::g{j}::*;"))
                    .collect::<String>()
            )
        })
        .collect();
    for text in [
        format!("{chain} struct A(m0::X);"),
        format!("{globs} struct A(g0::X, g1::Y);"),
    ] {
        assert!(read(project(MANIFEST, text.as_bytes()).path()));
    }
}

/// Panics on every item.
struct Faulty;

impl Extract for Faulty {
    type Item = ();
    type Fact = ();

    fn whole(&self) -> Self {
        Self
    }

    fn item(&self, _: &syn::DeriveInput, _: &Place<'_>) {
        panic!("a fault in the caller");
    }

    fn alias(&self, _: &syn::ItemType, _: &Place<'_>) {}

    fn docs(&self, _: &Subject, _: &[syn::Attribute], _: &Place<'_>) -> Option<()> {
        None
    }

    fn knows_crate(&self, _: &str) -> bool {
        true
    }

    fn knows_type(&self, _: &str) -> bool {
        true
    }
}

#[test]
#[should_panic(expected = "a fault in the caller")]
fn a_panic_of_the_caller_is_passed_on() {
    let folder = project(MANIFEST, b"struct A; mod a { struct B; }");
    let _ = Source::load(Faulty, folder.path(), &[]);
}

#[test]
fn every_fuzz_target_is_built_and_has_seeds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file of fuzz/");
    let quoted =
        |line: &str, before: &str| Some(line.trim().strip_prefix(before)?.split('"').next()?.to_owned());
    let files = std::fs::read_dir(folder.join("fuzz_targets")).expect("the targets");
    let mut files: Vec<_> = files
        .map(|file| {
            file.expect("a target")
                .path()
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    files.sort();
    assert!(files.len() >= 8, "{files:?}");
    let built: Vec<_> = read("Cargo.toml")
        .lines()
        .filter_map(|line| quoted(line, "path = \"fuzz_targets/"))
        .map(|file| file.trim_end_matches(".rs").to_owned())
        .collect();
    assert_eq!(
        built, files,
        "fuzz/Cargo.toml has other targets than fuzz/fuzz_targets"
    );
    let seeds = read("seeds.py");
    let (_, seeds) = seeds.split_once("TARGETS = {").expect("the seeds of each target");
    let seeded: Vec<_> = seeds.lines().filter_map(|line| quoted(line, "\"")).collect();
    assert_eq!(
        seeded, files,
        "fuzz/seeds.py has seeds for other targets than fuzz/fuzz_targets"
    );
}
