#!/usr/bin/env bash
# striprtf prints hidden and deleted text of an RTF, so that a figure gains digits which nobody sees.
#
# Seen with striprtf 0.0.35, beside pandoc 3.9 (pypandoc-binary 1.17). RTF marks hidden text with \v and text
# whose deletion is tracked with \deleted (RTF specification 1.9.1, "Font (Character) Formatting Properties"
# and "Track Changes"); a word processor shows neither in the final text. striprtf, which leaves out what
# stands in unknown destinations, keeps both without a mark: 1, a hidden 9 and 2 become 192. pandoc leaves the
# hidden digit out and marks the deleted one. One would guess that text whose sole property is not to be seen
# is not text, or that it is marked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check striprtf==0.0.35 pypandoc-binary==1.17
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import pypandoc
from striprtf.striprtf import rtf_to_text

RTF = r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\pard received 1{%s 9}2 in all\par}"
EXPECTED = {
    "v": ("received 192 in all", "<p>received 12 in all</p>"),
    "deleted": ("received 192 in all", "<p>received 1<del>9</del>2 in all</p>"),
}
changed = False
for word, expected in EXPECTED.items():
    source = RTF % f"\\{word}"
    seen = rtf_to_text(source).strip(), pypandoc.convert_text(source, "html", "rtf").strip()
    print(f"\\{word}: striprtf {seen[0]!r}, pandoc {seen[1]!r}")
    changed |= seen != expected
sys.exit(changed)
PYTHON
echo "as described: striprtf keeps what is hidden or deleted"
