"""What types of CRDs keep: each side's types are compiled, and asked for the CRDs that they give.

Types that do not compile are left out, one file after the other, until the rest compiles. A keyword is kept if the CRD of the types has
the same value at the same place.
"""

import json
import re
import shutil
import sys
from collections import Counter

MANIFEST = """\
[package]
name = "imported"
version = "0.1.0"
edition = "2024"

[workspace]

[dependencies]
{dependencies}

[profile.dev]
debug = false
"""

# With the versions of kube and k8s-openapi that kopium itself is built with.
PEER = """\
k8s-openapi = { version = "0.28", features = ["schemars"] }
kube = { version = "4", default-features = false, features = ["derive"] }
schemars = "1"
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"""

OURS = """\
k8s-openapi = { version = "0.29", features = ["latest"] }
kubewright-runtime = { path = "RUNTIME" }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"""

# Keywords of a schema, by what a table calls them.
GROUPS = {
    "descriptions": ["description", "title", "externalDocs", "example"],
    "required fields": ["required"],
    "enums": ["enum"],
    "defaults": ["default"],
    "formats": ["format"],
    "bounds of numbers": ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
    "sizes": ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "uniqueItems"],
    "patterns": ["pattern"],
    "CEL rules": ["x-kubernetes-validations"],
    "list and map types": ["x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type"],
    "`oneOf`, `anyOf`, `allOf`, `not`": ["oneOf", "anyOf", "allOf", "not"],
    "other extensions": [
        "nullable",
        "x-kubernetes-embedded-resource",
        "x-kubernetes-int-or-string",
        "x-kubernetes-preserve-unknown-fields",
    ],
    "settings of versions": ["additionalPrinterColumns", "deprecated", "deprecationWarning", "selectableFields", "subresources"],
}
WORDS = {keyword: group for group, keywords in GROUPS.items() for keyword in keywords}


def crate(folder, files, dependencies, root):
    """A crate with a module of each file: a text, and the path of its root type in it."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "src").mkdir(parents=True)
    (folder / "Cargo.toml").write_text(MANIFEST.format(dependencies=dependencies))
    for index, text in files.items():
        (folder / f"src/m{index}.rs").write_text(text)
    list_modules(folder, files, root)


def list_modules(folder, files, root):
    lines = ["#![allow(dead_code)]"]
    lines += [f"mod m{index};" for index in files]
    lines += ["fn main() {"]
    for index, text in files.items():
        lines.append(f'    println!("{index} {{}}", serde_json::to_string(&{root(index, text)}).unwrap());')
    (folder / "src/main.rs").write_text("\n".join([*lines, "}"]) + "\n")


def compile_all(folder, files, root, run, target):
    """The files that compile, and those of them without a warning."""
    left = dict(files)
    while True:
        list_modules(folder, left, root)
        done = run(["cargo", "check", "--quiet", "--message-format", "json", "--target-dir", str(target)], folder)
        broken, warned = set(), set()
        for line in done.stdout.split("\n"):
            message = json.loads(line).get("message") if line.startswith("{") else None
            for span in (message or {}).get("spans", []):
                found = re.fullmatch(r"src/m(\d+)\.rs", span["file_name"])
                if found and span["is_primary"]:
                    (broken if message["level"] == "error" else warned).add(int(found[1]))
        for index in broken:
            left.pop(index, None)
        if not broken:
            succeeded(done)
            return left, {index for index in left if index not in warned}


def succeeded(done):
    """What a command printed, if it did not fail."""
    if done.returncode != 0:
        sys.exit(f"{' '.join(done.args)}: exit status {done.returncode}\n{done.stderr[-3000:]}")
    return done.stdout


def keywords(crd, version):
    """The keywords of a version of a CRD, with their places."""
    found = {}
    of = next((one for one in crd["spec"]["versions"] if one["name"] == version), None)
    if of is None:
        return found
    for key in GROUPS["settings of versions"]:
        if of.get(key):
            found[("", key)] = of[key]
    walk(of["schema"]["openAPIV3Schema"], "", found)
    return found


def walk(schema, path, found):
    for key, value in schema.items():
        if key == "properties":
            for name, property in value.items():
                # What every object has, the API server describes.
                if path or name not in ("apiVersion", "kind", "metadata"):
                    walk(property, f"{path}.{name}", found)
        elif key in ("items", "additionalProperties") and isinstance(value, dict):
            walk(value, f"{path}[{key}]", found)
        elif key in WORDS and value not in (None, False, [], ""):
            found[(path, key)] = sorted(value) if key == "required" else value


def kept(originals, results):
    """How many keywords of each group there are, and how many of them the results have."""
    there, same = Counter(), Counter()
    for index, (crd, version) in originals.items():
        given = keywords(results[index], version) if index in results else {}
        for place, value in keywords(crd, version).items():
            group = WORDS[place[1]]
            there[group] += 1
            same[group] += place in given and given[place] == value
    return there, same
