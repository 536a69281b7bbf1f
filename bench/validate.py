"""Objects of one kind: `kubewright validate` against kubeconform.

Both check types, bounds, patterns and required fields. Rules (CEL), unknown fields and defaults are checked by `kubewright validate` alone;
kubeconform gets the schema of the CRD as JSON, without the rules.
"""

import json

KUBECONFORM = "v0.7.0"
COUNT = 1000

SCHEMA = {
    "type": "object",
    "required": ["spec"],
    "properties": {
        "spec": {
            "type": "object",
            "required": ["size", "image"],
            "properties": {
                "size": {"type": "integer", "minimum": 1, "maximum": 9},
                "image": {"type": "string", "maxLength": 200, "pattern": "^[a-z0-9./:-]+$"},
                "ports": {
                    "type": "array",
                    "maxItems": 20,
                    "items": {
                        "type": "object",
                        "required": ["name", "port"],
                        "properties": {"name": {"type": "string", "maxLength": 63}, "port": {"type": "integer"}},
                    },
                },
                "labels": {"type": "object", "maxProperties": 20, "additionalProperties": {"type": "string", "maxLength": 63}},
            },
        }
    },
}
RULES = [
    {"rule": "self.size % 2 == 1", "message": "size is odd"},
    {"rule": "!has(self.ports) || self.ports.all(p, p.port > 0 && p.port < 65536)", "message": "ports are valid"},
    {"rule": "!has(self.labels) || self.labels.all(k, k.matches('^[a-z]+$'))", "message": "labels have letters"},
    {"rule": "self.image.startsWith('registry.example.com/')", "message": "images are ours"},
    {"rule": "!has(self.ports) || self.ports.exists_one(p, p.name == 'main')", "message": "one port is the main one"},
]


# What each side is called with.
ARGUMENTS = {
    "ours": ["validate", "objects.yaml", "--crds", "crd.yaml"],
    "peer": ["-schema-location", "{{ .ResourceKind }}.json", "objects.yaml"],
}


def measure(args, programs, measure, cache, output, alternate):
    folder = cache / "validate"
    write(folder)

    def one_run(side):
        wall, processors, memory = map(int, output([measure, programs[side], *ARGUMENTS[side]], folder).split())
        return wall / 1e6, processors / 1e6, memory / 1024

    return alternate([side for side in programs if side in args.sides], args.runs, one_run)


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    spec = SCHEMA["properties"]["spec"]
    judged = {**SCHEMA, "properties": {"spec": {**spec, "x-kubernetes-validations": RULES}}}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": judged}}
    names = {"kind": "Tea", "listKind": "TeaList", "plural": "teas", "singular": "tea"}
    crd = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "teas.example.com"},
        "spec": {"group": "example.com", "names": names, "scope": "Namespaced", "versions": [version]},
    }
    (folder / "crd.yaml").write_text(json.dumps(crd))
    (folder / "tea.json").write_text(json.dumps(SCHEMA))
    (folder / "objects.yaml").write_text("".join(tea(number) for number in range(COUNT)))


def tea(number):
    return f"""\
---
apiVersion: example.com/v1
kind: Tea
metadata:
  name: tea-{number}
spec:
  size: {number % 5 * 2 + 1}
  image: registry.example.com/teas/green:{number}
  ports:
    - name: main
      port: 8080
    - name: metrics
      port: {9000 + number % 100}
    - name: probes
      port: 8081
  labels:
    team: tea
    stage: test
    part: leaf
"""


def table(row, args, number, ratio):
    ours, peer = row.get("ours"), row.get("peer")
    lines = [
        f"## Objects: `kubewright validate` against kubeconform {KUBECONFORM}",
        "",
        f"{COUNT:,} objects in one file, with five rules each; kubeconform has the same schema without the rules. Medians of {args.runs} runs.",
        "",
        "| | ours | peer | times less |",
        "|---|---:|---:|---:|",
    ]
    for index, (what, unit, digits) in enumerate([("wall time", "ms", 0), ("time on processors", "ms", 0), ("peak memory", "MB", 1)]):
        one, other = (side and side[index] for side in (ours, peer))
        lines.append(f"| {what}, {unit} | {number(one, digits)} | {number(other, digits)} | {ratio(other, one)} |")
    return "\n".join(lines) + "\n"
