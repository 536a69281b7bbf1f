//! Commands of operator-sdk before version 1.0.

use super::project::Project;

#[test]
fn old_commands_do_what_those_of_today_do() {
    let (old, today) = (Project::empty(), Project::empty());
    let line = "new operator --api-version cache.example.com/v1alpha1 --kind Memcached --run";
    let result = old.run(&line.split(' ').collect::<Vec<_>>());
    assert_eq!(result.status, 0, "{}", result.err);
    let inside = Project::at(&old.path().join("operator"));
    for line in [
        "add api --api-version cache.example.com/v1 --kind Redis --run",
        "add controller --api-version cache.example.com/v1 --kind Redis --run",
        "generate crds --run",
    ] {
        let result = inside.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(result.status, 0, "{}", result.err);
    }
    let folder = today.path().join("operator");
    std::fs::create_dir(&folder).unwrap();
    let today = Project::at(&folder);
    for line in [
        "init --domain example.com",
        "create api --group cache --version v1alpha1 --kind Memcached --resource --controller",
        "create api --group cache --version v1 --kind Redis --resource --controller=false",
        "create api --group cache --version v1 --kind Redis --resource=false --controller",
        "manifests",
    ] {
        let result = today.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(result.status, 0, "{}", result.err);
    }
    assert_eq!(inside.files(), today.files());
}
