#!/usr/bin/env python3
"""Writes what Operator Controller renders for each case, and why it refuses a bundle (needs Go and PyYAML).

A case of `rendered/` names its arguments in the first line. A case of `refused/` has a merge patch of the
ClusterServiceVersion, and then further manifests.
"""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import yaml

VERSION = "v1.11.0"
MODULE = "github.com/operator-framework/operator-controller"
HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE.parent


def build(work):
    """The renderer's packages are internal, so the program is built inside a copy of their module."""
    (work / "go.mod").write_text("module peer\n")
    download = ["go", "mod", "download", "-json", f"{MODULE}@{VERSION}"]
    found = json.loads(subprocess.run(download, cwd=work, check=True, capture_output=True).stdout)
    source = work / "source"
    shutil.copytree(found["Dir"], source, copy_function=shutil.copyfile)
    for folder, _, _ in os.walk(source):
        os.chmod(folder, 0o755)
    program = source / "cmd" / "render"
    program.mkdir(parents=True)
    shutil.copy(HERE / "render.go", program / "main.go")
    environment = {**os.environ, "CGO_ENABLED": "0"}
    build = ["go", "build", "-mod=mod", "-o", str(work / "render"), "./cmd/render"]
    subprocess.run(build, cwd=source, env=environment, check=True)
    return work / "render"


def merge(value, patch):
    if not isinstance(patch, dict):
        return patch
    value = dict(value) if isinstance(value, dict) else {}
    for key, change in patch.items():
        if change is None:
            value.pop(key, None)
        else:
            value[key] = merge(value.get(key), change)
    return value


def refused(render, case, work):
    patch, *others = yaml.safe_load_all(case.read_text())
    bundle = work / "bundle"
    shutil.rmtree(bundle, ignore_errors=True)
    shutil.copytree(CASES / "bundle", bundle)
    csv = bundle / "manifests" / "cache-operator.clusterserviceversion.yaml"
    csv.write_text(yaml.safe_dump(merge(yaml.safe_load(csv.read_text()), patch or {})))
    for number, other in enumerate(others):
        (bundle / "manifests" / f"other-{number}.yaml").write_text(yaml.safe_dump(other))
    run = subprocess.run([render, bundle, "operators"], capture_output=True, text=True)
    verdict = run.stderr.strip().splitlines()[0] if run.returncode else "takes it"
    lines = case.read_text().splitlines(keepends=True)
    if lines and lines[0].startswith("# Operator Controller: "):
        lines = lines[1:]
    case.write_text(f"# Operator Controller: {verdict}\n" + "".join(lines))


def rendered(render, case):
    first = case.read_text().splitlines()[0]
    namespace, watch, certificates = (part.strip() for part in first.removeprefix("# ").split("|"))
    run = [render, CASES / "bundle", namespace, watch, certificates]
    output = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    case.write_text(f"{first}\n{output}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        render = os.environ.get("RENDER") or build(work)
        for case in sorted((CASES / "rendered").iterdir()):
            rendered(render, case)
        for case in sorted((CASES / "refused").iterdir()):
            refused(render, case, work)


main()
