"""Operators from Ansible roles: what ansible-operator needs beside the runs of ansible-runner.

There is no peer: operator-sdk's ansible-operator cannot be built from the Go module proxy. The API server has no controllers: what is
measured is the operator and Ansible, not Pods.
"""

import json
import re
import shutil
import subprocess
import threading
import time
from pathlib import Path

import load
from helm import HALF_A_MEGABYTE, Cluster, Operator

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent / "ansible-operator/tests"
SITES = "/apis/demo.example.com/v1/namespaces/default/sites"
RUNNERS = 2
LABELS = {
    "binary": "binary, MB",
    "idle": "memory idle, MB",
    "first run": "start to the end of the first run, s",
    "runs": "{sites} runs, {runners} at a time, s",
    "most": "the most memory of the operator during these, MB",
    "many": "memory with {sites} objects, MB",
    "config maps": "memory with 30 MB of foreign ConfigMaps, MB",
    "python": "the most memory of the processes of one run, which share some of it, MB",
}


def build(args, repository, output, note):
    note("building the operator (ansible)")
    target = load.cargo(repository, ["--package", "kubewright-envtest", "--example", "serve"], output)
    oracle = ["cargo", "run", "--quiet", "--package", "kubewright-oracles", "--example", "oracles", "ansible"]
    runner = Path(output(oracle, repository).strip())
    return {
        "server": target / "debug/examples/serve",
        "ours": str(load.program(repository, "kubewright-ansible-operator", args.ansible_profile, output)),
        "runner": runner,
        "collections": runner.parents[2] / "collections",
    }


def measure(args, repository, cache, output, note):
    programs = build(args, repository, output, note)
    folder = cache / "ansible"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(TESTS / "roles", folder / "roles")
    (folder / "watches.yaml").write_text("- group: demo.example.com\n  version: v1\n  kind: Site\n  role: site\n")
    flags = [
        f"--ansible-runner={programs['runner']}",
        f"--ansible-collections-path={programs['collections']}",
        f"--work-dir={folder / 'work'}",
        f"--max-runners={RUNNERS}",
        "--proxy-port=0",
    ]
    with load.server(programs, TESTS / "crds/demo.yaml") as environment:
        environment = environment | {"ANSIBLE_GATHERING": "explicit"}
        figures = rounds([programs["ours"], *flags], folder, environment, args)
    note(f"ansible: {json.dumps(figures)}")
    return figures


def rounds(command, folder, environment, args):
    cluster = Sites(environment["KUBECONFIG"])
    row = {"binary": Path(command[0]).stat().st_size / 1e6}
    operator = lambda: load.started_as(Operator(command, folder, environment))
    with operator() as process:
        process.wait_ready()
        time.sleep(10)
        row["idle"] = process.resident()
    cluster.site("first")
    with operator() as process:
        cluster.wait_successful(1, process)
        row["first run"] = time.perf_counter() - process.start
        with Watch(process.process.pid) as watch:
            start = time.perf_counter()
            for number in range(args.sites):
                cluster.site(f"site-{number}")
            cluster.wait_successful(args.sites + 1, process)
            row["runs"] = time.perf_counter() - start
        row["python"] = watch.most
        row["most"] = peak(process.process.pid)
        time.sleep(10)
        row["many"] = process.resident()
    cluster.create("/api/v1/namespaces", {"metadata": {"name": "foreign"}})
    cluster.foreign("ConfigMap", "foreign", content={"data": {"text": HALF_A_MEGABYTE}})
    with operator() as process:
        # The first runs are over, so all kinds of dependents are watched.
        time.sleep(60)
        row["config maps"] = process.resident()
    return row


class Sites(Cluster):
    def site(self, name):
        body = {"apiVersion": "demo.example.com/v1", "kind": "Site", "metadata": {"name": name}, "spec": {"greeting": f"I am {name}", "replicaCount": 1}}
        self.create(SITES, body)

    def wait_successful(self, count, operator):
        """Until this many objects have had a run that succeeded."""
        self.wait(SITES, is_successful, count, operator, "successful runs")


def is_successful(site):
    conditions = site.get("status", {}).get("conditions", [])
    return any(condition["type"] == "Successful" and condition["status"] == "True" for condition in conditions)


def peak(pid):
    return int(re.search(r"VmHWM:\s*(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1)) * 1024 / 1e6


class Watch:
    """Looks for the run with the most memory, once in a while."""

    def __init__(self, operator):
        self.operator, self.most, self.ends = operator, 0, threading.Event()
        self.thread = threading.Thread(target=self.look)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ends.set()
        self.thread.join()

    def look(self):
        while not self.ends.wait(0.2):
            lines = subprocess.run(["ps", "-eo", "pid=,ppid=,rss="], capture_output=True, text=True).stdout.splitlines()
            processes = [tuple(map(int, line.split())) for line in lines]
            below = {}
            for pid, parent, size in processes:
                below.setdefault(parent, []).append((pid, size))
            total = lambda pid, size: size + sum(total(*child) for child in below.get(pid, []))
            runs = [total(pid, size) for pid, size in below.get(self.operator, [])]
            self.most = max([self.most, *(kilobytes * 1024 / 1e6 for kilobytes in runs)])


def table(figures, args, number):
    lines = [
        "## Operators from Ansible roles: ansible-operator beside its runs\n",
        "One role that makes a ConfigMap and a Deployment, all namespaces watched. Memory is what is resident of the operator itself; each run "
        "starts processes of Python, which end with it.\n",
        "| | ours |",
        "|---|---:|",
    ]
    for name, label in LABELS.items():
        digits = 2 if name == "first run" else 1
        lines.append(f"| {label.format(sites=args.sites, runners=RUNNERS)} | {number(figures[name], digits)} |")
    lines.append(f"\nOne round. Profile `{args.ansible_profile}`.")
    return "\n".join(lines) + "\n"
