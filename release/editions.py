#!/usr/bin/env python3
"""Writes the archive of earlier templates, by which `kubewright alpha update` knows what earlier versions wrote.

`src/update/editions.toml` lists the editions, each by the commit (a tag, after a release) whose `templates/` it is. Run this after
adding one. It also writes `testdata/histories.json.gz`: the projects of `testdata/projects` as the commands of ten of these commits
wrote them, which those commits kept as golden files.
"""

import gzip
import io
import json
import pathlib
import subprocess
import tarfile
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
EDITIONS = ROOT / "src/update/editions.toml"
ARCHIVE = ROOT / "src/update/editions.json.gz"
HISTORIES = ROOT / "testdata/histories.json.gz"

# The commits and projects of the tests. Commits up to a56d155 kept every file of every project, later ones those of `webhooks`.
PROJECTS = [
    ("c42797e", "webhooks"),
    ("c42797e", "multigroup"),
    ("5b6b690", "own-certificates"),
    ("79fc818", "webhooks"),
    ("f5e8cbc", "namespaced"),
    ("f5e8cbc", "webhooks"),
    ("2b618d0", "webhooks"),
    ("a56d155", "webhooks"),
    ("618cdca", "webhooks"),
    ("55dad2b", "webhooks"),
    ("79681b7", "webhooks"),
    ("868367b", "webhooks"),
    ("646cd68", "webhooks"),
    ("41790d7", "webhooks"),
]


def files(commit, folder):
    """The texts below a folder of a commit, by path."""
    tar = subprocess.run(
        ["git", "archive", "--format=tar", commit, folder], cwd=ROOT, check=True, capture_output=True
    ).stdout
    found = {}
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        for member in archive.getmembers():
            if member.isfile():
                name = member.name.removeprefix(folder + "/")
                found[name] = archive.extractfile(member).read().decode()
    return found


def digest(texts):
    """FNV-1a, as `src/update/editions.rs` computes it."""
    value = 0xCBF29CE484222325
    for name in sorted(texts):
        for byte in name.encode() + b"\0" + texts[name].encode() + b"\0":
            value = (value ^ byte) * 0x100000001B3 % 2**64
    return f"{value:016x}"


def packed(trees):
    """Each text once; those of one path are neighbors, so that they compress well."""
    texts, numbers = [], {}
    for path in sorted({path for tree in trees.values() for path in tree}):
        for tree in trees.values():
            text = tree.get(path)
            if text is not None and text not in numbers:
                numbers[text] = len(texts)
                texts.append(text)
    listed = {name: {path: numbers[text] for path, text in sorted(tree.items())} for name, tree in trees.items()}
    return texts, listed


def write(path, value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    path.write_bytes(gzip.compress(text, 9, mtime=0))


def main():
    commits = [edition["commit"] for edition in tomllib.loads(EDITIONS.read_text())["edition"] if "commit" in edition]
    trees = {commit: files(commit, "templates") for commit in commits}
    texts, listed = packed(trees)
    editions = [{"commit": commit, "id": digest(trees[commit]), "files": listed[commit]} for commit in commits]
    write(ARCHIVE, {"texts": texts, "editions": editions})
    projects = {f"{commit} {name}": files(commit, f"testdata/projects/{name}/tree") for commit, name in PROJECTS}
    texts, listed = packed(projects)
    write(HISTORIES, {"texts": texts, "projects": listed})
    for path in (ARCHIVE, HISTORIES):
        print(path.relative_to(ROOT), path.stat().st_size)


if __name__ == "__main__":
    main()
