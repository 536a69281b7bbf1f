#!/usr/bin/env python3
"""Draws the terminal of README from a real run: docs/src/images/terminal.svg.

    docs/picture.py [KUBEWRIGHT]    the command to run; else the one that cargo builds here

Each command is run in a new folder and its own output, colours included, is drawn. Of long outputs the end is shown.
`docs/picture.py --check` fails if the picture would be another one. Needs Python only.
"""

import html
import re
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PICTURE = REPOSITORY / "docs/src/images/terminal.svg"

KIND = "--group cache --version v1alpha1 --kind Memcached"
TYPES = "src/api/v1alpha1/memcached.rs"

# What is typed, and how many lines of its output are shown.
RUN = [
    ("kubewright init --domain example.com --project-name memcached", 2),
    (f"kubewright create api {KIND}", 3),
    (f"kubewright create webhook {KIND} --defaulting --own-certificates", 2),
    ("kubewright manifests --check", 3),
    (f"sed -i s/MaxLength/MaxLenght/ {TYPES}", 0),
    ("kubewright manifests", 20),
]

WIDTH, LINE, LEFT, TOP = 8.43, 19, 18, 46
COLOURS = {
    "0": "#d6deeb", "1": "#ffffff", "91": "#ff6b6b", "31": "#ff6b6b", "92": "#7ee787", "32": "#7ee787",
    "93": "#e3b341", "33": "#e3b341", "94": "#79c0ff", "34": "#79c0ff", "95": "#d2a8ff", "35": "#d2a8ff",
    "96": "#76e3ea", "36": "#76e3ea",
}


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--check"]
    command = Path(arguments[0]).resolve() if arguments else built()
    with tempfile.TemporaryDirectory() as folder:
        picture = draw(list(lines(command, Path(folder))))
    if "--check" in sys.argv:
        if picture != PICTURE.read_text():
            sys.exit(f"{PICTURE.relative_to(REPOSITORY)} is stale: run docs/picture.py")
        return
    PICTURE.write_text(picture)
    print(f"wrote {PICTURE.relative_to(REPOSITORY)}")


def built():
    subprocess.run(["cargo", "build", "--quiet"], cwd=REPOSITORY, check=True)
    target = subprocess.run(
        ["cargo", "metadata", "--no-deps", "--format-version=1"], cwd=REPOSITORY, check=True, capture_output=True, text=True
    )
    return Path(re.search(r'"target_directory":"([^"]+)"', target.stdout)[1]) / "debug/kubewright"


def lines(command, folder):
    for typed, shown in RUN:
        yield f"\x1b[92m$\x1b[1m {typed}\x1b[0m"
        words = typed.split()
        if words[0] != "kubewright":
            subprocess.run(words, cwd=folder, check=True)
            continue
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "SOURCE_DATE_EPOCH": "1790000000"}
        said = subprocess.run(
            [command, "--color=always", *words[1:]], cwd=folder, env=environment, capture_output=True, text=True
        )
        output = (said.stdout + said.stderr).rstrip("\n").split("\n")
        if len(output) > shown:
            yield f"\x1b[94m… {len(output) - shown} lines more\x1b[0m"
        yield from output[-shown:]


def draw(lines):
    width = LEFT * 2 + WIDTH * max(92, *(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines))
    height = TOP + LINE * len(lines) + 10
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}" height="{height}" role="img"'
        ' aria-label="A project is made, and a misspelled marker is an error with the line and the right word">',
        f'<rect width="{width:.0f}" height="{height}" rx="9" fill="#0d1117"/>',
        *(f'<circle cx="{22 + 20 * i}" cy="20" r="6" fill="{fill}"/>' for i, fill in enumerate(["#ff5f57", "#febc2e", "#28c840"])),
        "<g font-family=\"ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"14\" xml:space=\"preserve\">",
    ]
    for number, line in enumerate(lines):
        if line:
            body.append(f'<text x="{LEFT}" y="{TOP + LINE * number + 4}">{spans(line)}</text>')
    return "\n".join([*body, "</g>", "</svg>", ""])


def spans(line):
    bold, colour, drawn = False, "0", ""
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        code = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if not code:
            weight = ' font-weight="bold"' if bold else ""
            drawn += f'<tspan fill="{COLOURS[colour]}"{weight}>{html.escape(part)}</tspan>' if part else ""
            continue
        for word in (code[1] or "0").split(";"):
            if word in ("", "0"):
                bold, colour = False, "0"
            elif word == "1":
                bold = True
            elif word in COLOURS:
                colour = word
    return drawn


if __name__ == "__main__":
    main()
