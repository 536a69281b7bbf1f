"""Types from CRDs: `kubewright import` against kopium, on the CRDs of large projects.

kopium takes one CRD a call, and writes the storage version; `kubewright import` takes all of them, writes every version, and checks
that the types give the same CRDs. What is compiled and compared is the storage version on both sides.
"""

import json
import os
import re
import shutil
import subprocess
import time

import imported

KOPIUM = "0.24.0"
MODULES = ["cert-manager", "cluster-api", "kueue", "prometheus-operator"]


def measure(args, command, repository, cache, output, note):
    files = crds(repository, output)
    kopium = build_kopium(cache, note) if "peer" in args.sides else None
    rounds = []
    for _ in range(args.runs + 1):
        row = {}
        if "ours" in args.sides:
            row["ours"] = ours(command[0], files, cache / "import/ours", output)
        if kopium:
            row["peer"] = peer(kopium, files, cache / "import/peer")
        rounds.append(row)
    figures = {"files": len(files), "rounds": rounds[1:], "kopium": kopium is not None}
    originals = read(files, cache, output)
    if "ours" in args.sides:
        note("compiling our types")
        figures["ours"] = our_quality(command[0], files, originals, cache, repository, output)
    if kopium:
        note("compiling kopium's types")
        figures["peer"] = peer_quality(originals, cache)
    return figures


CONVERT = """\
fn main() {
    for (index, file) in std::env::args().skip(1).enumerate() {
        let text = std::fs::read_to_string(file).unwrap();
        let document: serde_json::Value = serde_saphyr::from_multiple(&text).unwrap().remove(0);
        println!("{index} {document}");
    }
}
"""


def read(files, cache, output):
    """The CRDs by the numbers of their files, each with the name of its storage version."""
    folder = cache / "import/convert"
    imported.crate(folder, {}, 'serde-saphyr = "2"\nserde_json = "1"', None)
    (folder / "src/main.rs").write_text(CONVERT)
    lines = output(["cargo", "run", "--quiet", "--target-dir", str(cache / "target/convert"), "--", *files], folder)
    return {index: (crd, storage(crd)) for index, crd in by_number(lines).items()}


def by_number(lines):
    parts = (line.split(" ", 1) for line in lines.strip().split("\n"))
    return {int(index): json.loads(text) for index, text in parts}


def storage(crd):
    return next(version["name"] for version in crd["spec"]["versions"] if version["storage"])


def attempt(command, folder):
    # The configuration of this repository names a version of Kubernetes that the k8s-openapi of the peer does not have.
    environment = os.environ | ({"K8S_OPENAPI_ENABLED_VERSION": "1.36"} if folder.name == "peer-types" else {})
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def our_quality(program, files, originals, cache, repository, output):
    texts = {}
    for index, file in enumerate(files):
        folder = cache / f"import/each/{index}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        output([program, "import", "--quiet", file], folder)
        stored = f'version = "{originals[index][1]}"'
        texts[index] = next(text for text in map(lambda path: path.read_text(), folder.rglob("*.rs")) if stored in text)
    kind = re.compile(r"#.resource.*?pub struct (\w+)", re.DOTALL)
    root = lambda index, text: f"<m{index}::{kind.search(text)[1]} as kubewright_runtime::kube::CustomResourceExt>::crd()"
    return quality(cache / "import/ours-types", texts, imported.OURS.replace("RUNTIME", str(repository / "runtime")), root, originals)


def peer_quality(originals, cache):
    texts = {int(path.stem): path.read_text() for path in (cache / "import/peer").glob("*.rs")}
    texts = {index: text for index, text in sorted(texts.items()) if "kind = " in text}
    # `root` is the name of the type if it is not the kind.
    kind = lambda text: (re.search(r'[^a-z]root = "([A-Za-z0-9]+)"', text) or re.search(r'kind = "([A-Za-z0-9]+)"', text))[1]
    root = lambda index, text: f"<m{index}::{kind(text)} as kube::CustomResourceExt>::crd()"
    return quality(cache / "import/peer-types", texts, imported.PEER, root, originals)


def quality(folder, texts, dependencies, root, originals):
    """How many types compile, how many without warnings, and what they keep."""
    imported.crate(folder, texts, dependencies, root)
    target = folder.with_name("target")
    compiled, clean = imported.compile_all(folder, texts, root, attempt, target)
    results = by_number(imported.succeeded(attempt(["cargo", "run", "--quiet", "--target-dir", str(target)], folder)))
    return len(compiled), len(clean), *imported.kept(originals, results)


def crds(repository, output):
    """The files of the modules, which Go has downloaded."""
    lines = (repository / "testdata/import/modules.txt").read_text().split("\n")
    found = []
    for line in lines:
        parts = line.split()
        if not parts or parts[0].split("/")[-1] not in MODULES:
            continue
        module = f"{parts[0]}@{parts[1]}"
        folder = json.loads(output(["go", "mod", "download", "-json", module], "/tmp"))["Dir"]
        for part in parts[3:]:
            listed = output(["grep", "-l", "-r", "^kind: CustomResourceDefinition", "--include=*.yaml", f"{folder}/{part}"], "/tmp")
            found += sorted(listed.split())
    return found


def build_kopium(cache, note):
    """The program, or nothing if it cannot be built."""
    root = cache / f"kopium-{KOPIUM}"
    program = root / "bin/kopium"
    if not program.exists():
        note(f"building kopium {KOPIUM}")
        words = ["cargo", "install", "kopium", "--version", KOPIUM, "--locked", "--quiet", "--root", str(root)]
        if subprocess.run(words, capture_output=True).returncode != 0:
            return None
    return str(program)


def ours(program, files, folder, output):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    start = time.perf_counter()
    output([program, "import", "--quiet", *files], folder)
    seconds = time.perf_counter() - start
    return seconds, len(files)


def peer(program, files, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    converted = 0
    start = time.perf_counter()
    for index, file in enumerate(files):
        with open(folder / f"{index}.rs", "w") as out:
            done = subprocess.run([program, "-f", file, "--docs", "--auto"], stdout=out, stderr=subprocess.DEVNULL)
        converted += done.returncode == 0
    seconds = time.perf_counter() - start
    return seconds, converted


def table(figures, args, number, ratio):
    def median(side):
        values = sorted(row[side] for row in figures["rounds"] if side in row)
        return values[len(values) // 2] if values else (None, None)

    one, other = median("ours"), median("peer")
    peer_name = f"kopium {KOPIUM}" if figures["kopium"] else "kopium (could not be built)"
    ours_types, peer_types = (figures.get(side, (None, None, {}, {})) for side in ("ours", "peer"))
    there = ours_types[2] or peer_types[2]
    rows = [
        f"| {group}, of {there[group]} | {number(share(ours_types, group), 0)} | {number(share(peer_types, group), 0)} | |"
        for group in imported.GROUPS
        if there.get(group)
    ]
    return "\n".join([
        f"## Import of {figures['files']} CRDs against {peer_name}, {args.runs} runs\n",
        "| | ours | peer | times |",
        "|---|---:|---:|---:|",
        f"| all CRDs, ms | {number(scaled(one[0]), 0)} | {number(scaled(other[0]), 0)} | {ratio(other[0], one[0])} |",
        f"| a CRD, ms | {number(each(one[0], figures), 1)} | {number(each(other[0], figures), 1)} | |",
        f"| converted | {number(one[1], 0)} | {number(other[1], 0)} | |",
        f"| of these, types that compile | {number(ours_types[0], 0)} | {number(peer_types[0], 0)} | |",
        f"| without a warning | {number(ours_types[1], 0)} | {number(peer_types[1], 0)} | |",
        *rows,
        "",
        "The CRDs of large projects; each run converts all of them. Ours writes every version, the peer the storage version. Below, what "
        "the CRD that the types give has as the CRD that they were made of, in the storage version.",
    ]) + "\n"


def share(side, group):
    """How many keywords are kept, if the side was measured."""
    return side[3][group] if side[3] else None


def each(seconds, figures):
    return None if seconds is None else 1000 * seconds / figures["files"]


def scaled(seconds):
    """Seconds as milliseconds."""
    return None if seconds is None else 1000 * seconds
