#!/usr/bin/env python3
"""Writes the first inputs of each fuzz target into fuzz/corpus/TARGET, from the cases in testdata/.

A seed is named after its content, so that running this again adds nothing. Inputs that cargo-fuzz finds are in the same folders.
"""

import hashlib
import json
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
TESTDATA = HERE.parent / "testdata"
LONGEST = 4000


def main():
    for target, seeds in TARGETS.items():
        folder = HERE / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        count = 0
        for seed in seeds():
            if 0 < len(seed.encode()) <= LONGEST:
                (folder / hashlib.sha1(seed.encode()).hexdigest()).write_text(seed)
                count += 1
        if count == 0:
            raise SystemExit(f"{target} has no seeds")
        print(f"{target}: {count} seeds")


def files(*patterns):
    for pattern in patterns:
        for path in sorted(filter(Path.is_file, TESTDATA.glob(pattern))):
            yield path.read_text(errors="replace")


def rust():
    return files("crd/*.rs", "errors/*.rs", "source/**/*.rs", "projects/webhooks/tree/src/**/*.rs")


def doc_comments():
    """The lines of each doc comment, without the signs."""
    for text in rust():
        lines = []
        for line in [*text.split("\n"), ""]:
            found = re.match(r"\s*//[/!](.*)", line)
            if found:
                lines.append(found[1])
            elif lines:
                yield "\n".join(lines) + "\n"
                lines = []


def markers():
    for comment in doc_comments():
        for line in comment.split("\n"):
            if line.strip().startswith("+"):
                yield line.strip()[1:]
                yield line.partition("=")[2]
    for line in (TESTDATA / "markers/args.txt").read_text().split("\n"):
        if " | " in line:
            yield line.partition(" | ")[2].partition(" => ")[0].partition(" !! ")[0]


def corpus(name):
    """The fields of each line of a corpus of verdicts."""
    for line in (TESTDATA / name).read_text().split("\n"):
        if line and not line.startswith("#"):
            yield [json.loads(field) for field in line.split("\t")[1:]]


def rules():
    for comment in doc_comments():
        for rule in re.findall(r'rule="((?:[^"\\]|\\.)*)"', comment):
            yield rule.replace('\\"', '"')
    for (rule,) in corpus("cel.txt"):
        yield rule


def projects():
    for text in files("kubebuilder/**/PROJECT", "projects/*/tree/PROJECT", "cli/**/PROJECT"):
        yield "0123" * 10 + "\n" + text


def crds():
    yield PATCHED
    for text in files("crd/*.yaml", "cli/schemapatch/input/**/*.yaml"):
        yield text
        named = re.sub(r"(?m)^  group: .*$", "  group: cache.example.com", text)
        named = re.sub(r"(?m)^    kind: .*$", "    kind: Memcached", named)
        yield re.sub(r"(?m)^(  - |    )name: v\w+$", r"\1name: v1alpha1", named)


# A short file that is patched.
PATCHED = """\
# kept
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: cache.example.com
  names: {kind: Memcached} # kept
  versions:
  - name: v1alpha1
    schema:
      # kept
      openAPIV3Schema:
        type: string
        description: |
          text
    served: true
  - schema:
      openAPIV3Schema: {}
    name: v1
--- # next
last: one
"""


def yaml():
    for text in files("crd/*.yaml", "webhook/**/*.yaml", "rbac/**/*.yaml"):
        yield from re.findall(r": (\S.*)", text)
        yield from re.findall(r"(?:[^\n]+\n\n?){4}", text)
    yield json.dumps({"a": {"b": [1, -1.5e300, None, True, "on", {"": []}]}, "é": ["x\ny\n", " ", {}]})


def evaluations():
    """The rules of the corpora, each on an object."""
    spec = {"color": "red", "x-size": 3, "in": True, "list": [{"name": "a", "a": 1.5}], "map": {"a": ["b"]}, "any": {"a": [1]}, "port": "http"}
    for rule in rules():
        yield rule + "\n---\n" + json.dumps(spec)
    for path in sorted((HERE.parent / "cel/testdata/rules").glob("*.yaml")):
        for rule in re.findall(r"- rule: '((?:[^']|'')*)'", path.read_text()):
            yield rule.replace("''", "'").replace("self.size", "self['x-size']") + "\n---\n" + json.dumps(spec)


def objects():
    """Schemas with objects."""
    for path in sorted((HERE.parent / "validation/testdata/cases").glob("*.yaml")):
        schema, *documents = path.read_text().split("\n---\n")
        for document in documents:
            yield schema + "\n---\n" + document
    # Aliases that double with each line.
    bomb = "\n".join(f"  a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))
    yield "schema: {type: object}\n---\nspec:\n  a0: &a0 [x]\n" + bomb


TARGETS = {
    "cel": rules,
    "doc_comments": doc_comments,
    "evaluate": evaluations,
    "items": rust,
    "marker_arguments": markers,
    "patterns": lambda: ("\n".join(fields) for fields in corpus("patterns.txt")),
    "project": projects,
    "schemapatch": crds,
    "validate": objects,
    "yaml": yaml,
}

main()
