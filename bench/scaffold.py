"""A new project, step by step: kubewright's against kubebuilder's, and the manifests of either.

Nothing of either project is compiled, and nothing is fetched: `--make=false` on both sides, and what `go mod tidy` looks
for is in Go's caches after the round that warms up.
"""

import shutil
import subprocess

NAMED = ["--group=cache", "--version=v1alpha1", "--kind=Memcached"]
WEBHOOKS = ["--defaulting", "--programmatic-validation"]
INIT = ["init", "--domain=example.com", "--project-name=memcached-operator"]
API = ["create", "api", *NAMED, "--resource", "--controller", "--make=false"]
WEBHOOK = ["create", "webhook", *NAMED, *WEBHOOKS, "--make=false"]
GO = ["--repo=example.com/memcached-operator", "--fetch-deps=false"]
MANIFESTS = "config/crd/bases/cache.example.com_memcacheds.yaml"
STEPS = ["`init` of a new project", "`create api` in a new project", "`create webhook` in a new project", "`manifests` of a new project", "these four together"]


def steps(ours, kubebuilder, controller_gen):
    """The commands of each side in their order."""
    return {
        "ours": [[ours[0], *INIT], [ours[0], *API], [ours[0], *WEBHOOK], ours],
        "peer": [[kubebuilder, *INIT, *GO], [kubebuilder, *API], [kubebuilder, *WEBHOOK], controller_gen],
    }


def build_kubebuilder(repository, cache):
    """The program, and its version; or why there is none."""
    module = repository / "testdata/kubebuilder"
    package = "sigs.k8s.io/kubebuilder/v4"
    listed = run(["go", "list", "-m", "-f", "{{.Version}}", package], module)
    if listed.returncode != 0:
        return None, why(listed)
    version = listed.stdout.strip()
    program = cache / f"kubebuilder-{version}/kubebuilder"
    if not program.exists():
        built = run(["go", "build", "-o", str(program), package], module)
        if built.returncode != 0:
            return None, why(built)
    return str(program), version


def run(command, folder):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def why(done):
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else f"exit status {done.returncode}"


def one_project(measure, commands, folder, output):
    """Wall time and time on processors of each step and of all, in milliseconds, in an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    figures = []
    for command in commands:
        wall, processors, _ = map(int, output([measure, *command], folder).split())
        figures.append((wall / 1e6, processors / 1e6))
    if not (folder / MANIFESTS).exists():
        raise SystemExit(f"{commands[-1][0]} wrote no {MANIFESTS}: there is nothing to compare")
    figures.append(tuple(map(sum, zip(*figures))))
    return tuple(part for figure in figures for part in figure)


def table(row, version, args, controller_gen, number, ratio):
    """`version` is kubebuilder's, or why there is no kubebuilder."""
    peer = f"kubebuilder {version} and controller-gen {controller_gen}" if "peer" in row else "kubebuilder"
    lines = [
        f"## Scaffold: a new project against {peer} (warm), {args.runs} runs\n",
        "| | ours, ms | peer, ms | times faster | ours, CPU ms | peer, CPU ms | times less |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for index, step in enumerate(STEPS):
        ours, theirs = (row[side][2 * index : 2 * index + 2] if side in row else (None, None) for side in ("ours", "peer"))
        cells = (f"{number(our, 1)} | {number(their, 0)} | {ratio(their, our)}" for our, their in zip(ours, theirs))
        lines.append(f"| {step} | {' | '.join(cells)} |")
    note = "Nothing is fetched and nothing of the project is compiled, on either side. Ours: profile `dist`."
    if "peer" not in row and "peer" in args.sides:
        note = f"There is no kubebuilder to compare with: {version}."
    return "\n".join([*lines, "", note]) + "\n"
