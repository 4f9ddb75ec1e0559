"""Reads what `geminidb-backup log` prints with readers that nobody of this project wrote.

Arguments: the program, the state folder, the number of operations in the folder. JSON is read by jq, CSV by Python's
csv, Markdown by a CommonMark reader, and each form has to tell of each operation what JSON tells. Prints what was
read; exits with 1 at the first form that tells something else, and with 3 where a reader is missing.
"""

import csv
import io
import json
import shutil
import subprocess
import sys

try:
    from markdown_it import MarkdownIt
except ImportError as missing:
    print(f"a package is not installed: {missing}")
    sys.exit(3)
if not shutil.which("jq"):
    print("jq is not installed")
    sys.exit(3)

program, folder, count = sys.argv[1], sys.argv[2], int(sys.argv[3])


def log(form):
    run = subprocess.run([program, "log", "--state-dir", folder, "--format", form], capture_output=True, check=False)
    # 3: a file tells no operation, which is so for some of them.
    if run.returncode not in (0, 3) or run.stderr:
        sys.exit(f"{form}: status {run.returncode}: {run.stderr.decode()}")
    return run.stdout


def jq(text, *arguments):
    run = subprocess.run(["jq", "-c", *arguments], input=text, capture_output=True, check=False)
    if run.returncode:
        sys.exit(f"jq: status {run.returncode}: {run.stderr.decode()}")
    return [json.loads(line) for line in run.stdout.decode().split("\n") if line]


def plain(text):
    """Whether every form shows a text as it is: no reader has to write out a character of it."""
    return bool(text) and text.isascii() and text.isprintable() and text == text.strip()


def require(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: {found!r} is not {wanted!r}")


def as_csv(records):
    rows = list(csv.DictReader(io.StringIO(log("csv").decode(), newline=""), strict=True))
    require("rows of CSV", len(rows), count)
    for record, row in zip(records, rows):
        if None in row or None in row.values():
            sys.exit(f"a row of another length: {row}")
        for key in ("operation", "outcome", "backup_id", "job_id", "pin"):
            cell = row[key].removeprefix("'") if key.endswith("_id") else row[key]
            require(f"{key} of CSV", cell, (record[key] or "").removeprefix("'"))
        for key in ("name", "description", "instance_name"):
            if plain(record[key]) and record[key][0] not in "=+-@'":
                require(f"{key} of CSV", row[key], record[key])


def as_markdown(records):
    found = []
    for token in MarkdownIt("commonmark").parse(log("markdown").decode()):
        if token.type == "heading_open":
            found.append({})
        elif token.type in ("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close",
                            "paragraph_open", "paragraph_close", "heading_close"):
            pass
        elif token.type == "inline" and token.level == 1:
            require("a heading", [part.type for part in token.children], ["text"])
        elif token.type == "inline":
            require("an item", [part.type for part in token.children], ["text", "code_inline"])
            label, value = (part.content for part in token.children)
            found[-1][label] = value
        else:
            sys.exit(f"neither heading nor list: {token}")
    require("headings of Markdown", len(found), count)
    for record, items in zip(records, found):
        outcome = items["outcome: "].removeprefix("DEMO, ").split(":")[0]
        require("outcome of Markdown", outcome, record["outcome"])
        for label in ("backup_id", "job_id", "operation", "pin"):
            require(f"{label} of Markdown", items.get(f"{label}: "), record[label])
        for label in ("name", "description"):
            if plain(record[label]):
                require(f"{label} of Markdown", items[f"{label}: "], record[label])


records = jq(log("jsonl"), ".")
require("lines of JSON", len(records), count)
require("JSON as one list", jq(log("json"), ".[]"), records)
as_csv(records)
as_markdown(records)
print(f"jq, Python's csv and markdown-it read {count} operations alike")
