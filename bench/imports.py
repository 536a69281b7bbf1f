"""Types from CRDs: `kubewright import` against kopium, on the CRDs of large projects.

kopium takes one CRD a call, and writes the storage version; `kubewright import` takes all of them, writes every version, and checks
that the types give the same CRDs.
"""

import json
import re
import shutil
import subprocess
import time

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
    return {"files": len(files), "rounds": rounds[1:], "kopium": kopium is not None}


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
    texts = [path.read_text() for path in folder.rglob("*.rs")]
    rules = sum(len(re.findall(r"^\s*/// \+kube", text, re.M)) for text in texts)
    return seconds, len(files), rules


def peer(program, files, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    converted = rules = 0
    start = time.perf_counter()
    for index, file in enumerate(files):
        with open(folder / f"{index}.rs", "w") as out:
            done = subprocess.run([program, "-f", file, "--docs", "--auto"], stdout=out, stderr=subprocess.DEVNULL)
        converted += done.returncode == 0
    seconds = time.perf_counter() - start
    texts = [path.read_text() for path in folder.glob("*.rs")]
    rules = sum(len(re.findall(r"x_kube|validate\(|#\[schemars", text)) for text in texts)
    return seconds, converted, rules


def table(figures, args, number, ratio):
    def median(side):
        values = sorted(row[side] for row in figures["rounds"] if side in row)
        return values[len(values) // 2] if values else (None, None, None)

    one, other = median("ours"), median("peer")
    peer_name = f"kopium {KOPIUM}" if figures["kopium"] else "kopium (could not be built)"
    return "\n".join([
        f"## Import of {figures['files']} CRDs against {peer_name}, {args.runs} runs\n",
        "| | ours | peer | times |",
        "|---|---:|---:|---:|",
        f"| all CRDs, ms | {number(scaled(one[0]), 0)} | {number(scaled(other[0]), 0)} | {ratio(other[0], one[0])} |",
        f"| converted | {number(one[1], 0)} | {number(other[1], 0)} | |",
        f"| rules and settings kept (markers, attributes) | {number(one[2], 0)} | {number(other[2], 0)} | |",
        "",
        "The CRDs of large projects; each run converts all of them.",
    ]) + "\n"


def scaled(seconds):
    """Seconds as milliseconds."""
    return None if seconds is None else 1000 * seconds
