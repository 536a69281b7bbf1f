//! Rust projects that are made of Go projects.

use std::path::Path;

use super::project::Project;

#[test]
fn sources_have_the_header_of_the_go_sources() {
    let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cli/from-go/input");
    let header = "/*\nCopyright 2026 The tea authors.\n*/\n";
    for (flags, has_header) in [("", true), ("--license apache2", false)] {
        let project = Project::copy(&input);
        let command = format!("init --from old --runtime version=0.1.0 {flags}");
        let said = project.run(&command.split_whitespace().collect::<Vec<_>>());
        assert_eq!(said.status, 0, "{}", said.err);
        for file in ["src/lib.rs", "src/controller/cup.rs", "src/api/v1/cup.rs"] {
            assert_eq!(
                project.text(file).starts_with(header),
                has_header,
                "{file} {flags}"
            );
        }
    }
}
