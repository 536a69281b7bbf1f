//! ansible-runner, with the Python packages that the scaffold pins.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use kubewright_envtest::LongStep;

use crate::build::{cache, output};

/// The collections that roles in tests use; the package has a hundred.
const COLLECTIONS: [&str; 1] = ["kubernetes/core"];

/// Ansible in a virtual environment.
#[derive(Clone, Debug)]
pub struct Ansible(PathBuf);

impl Ansible {
    /// Returns Ansible, after installing it into the cache if need be.
    ///
    /// # Panics
    ///
    /// If it cannot be installed; the message is pip's.
    #[must_use]
    pub fn installed() -> &'static Self {
        static ANSIBLE: OnceLock<Ansible> = OnceLock::new();
        ANSIBLE.get_or_init(|| Self(install()))
    }

    /// Returns the program `ansible-runner`.
    #[must_use]
    pub fn runner(&self) -> PathBuf {
        self.0.join("venv/bin/ansible-runner")
    }

    /// Returns the program `ansible-playbook`.
    #[must_use]
    pub fn playbook(&self) -> PathBuf {
        self.0.join("venv/bin/ansible-playbook")
    }

    /// Returns the folder that contains `ansible_collections`.
    #[must_use]
    pub fn collections(&self) -> PathBuf {
        self.0.join("collections")
    }
}

/// Installs everything, once for all processes.
fn install() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let requirements = here.join("../templates/ansible-operator/init/requirements.txt");
    let packages = here.join("python/collections.txt");
    let pinned = fs::read_to_string(&requirements).unwrap() + &fs::read_to_string(&packages).unwrap();
    let version = pinned
        .lines()
        .find_map(|line| line.strip_prefix("ansible-core=="));
    let version = version.unwrap().trim_end_matches([' ', '\\']);
    let folder = cache().join("ansible").join(version);
    fs::create_dir_all(&folder).unwrap();
    let lock = File::create(folder.join(".lock")).unwrap();
    lock.lock().unwrap();
    // What was installed; written last.
    let done = folder.join("pinned.txt");
    if fs::read_to_string(&done).is_ok_and(|text| text == pinned) {
        return folder;
    }
    let _step = LongStep::begin("installing Ansible with pip, once", "a minute");
    for part in ["venv", "collections", "download"] {
        drop(fs::remove_dir_all(folder.join(part)));
    }
    let run = |program: &Path, arguments: &[&Path]| {
        let mut command = Command::new("nice");
        command.arg(program).args(arguments).current_dir(&folder);
        output(&mut command).unwrap();
    };
    let path = Path::new;
    run(path("python3"), &[path("-m"), path("venv"), path("venv")]);
    let pip = folder.join("venv/bin/pip");
    let quiet = [
        path("--quiet"),
        path("--disable-pip-version-check"),
        path("--require-hashes"),
        path("-r"),
    ];
    run(&pip, &[&[path("install")], &quiet[..], &[&requirements]].concat());
    let to = [path("--no-deps"), path("--dest"), path("download")];
    run(
        &pip,
        &[&[path("download")], &quiet[..], &[&packages], &to[..]].concat(),
    );
    unpack(&folder);
    fs::remove_dir_all(folder.join("download")).unwrap();
    fs::write(&done, pinned).unwrap();
    folder
}

/// Unpacks the collections from the package, which is a zip file.
fn unpack(folder: &Path) {
    let script = "import sys, zipfile, glob\n\
        package = zipfile.ZipFile(glob.glob('download/*.whl')[0])\n\
        wanted = tuple('ansible_collections/%s/' % name for name in sys.argv[1:])\n\
        package.extractall('collections', [name for name in package.namelist() if name.startswith(wanted)])\n";
    let mut python = Command::new(folder.join("venv/bin/python"));
    python.args(["-c", script]).args(COLLECTIONS).current_dir(folder);
    output(&mut python).unwrap();
}
