"""Words that mean something to a program: what a hostile report would say to a browser or a spreadsheet."""

from __future__ import annotations

SCRIPTS = (
    "<script>alert(1)</script>",
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=alert(2)>",
    "<svg/onload=alert(3)>",
    "<iframe srcdoc='<script>parent.alert(4)</script>'>",
    '"><a href="javascript:alert(5)">点此</a>',
    "[点此](javascript:alert(6))",
    "<style>*{display:none}</style>",
    "<meta http-equiv=refresh content='0;url=//example.invalid'>",
    "--><script>alert(7)</script><!--",
    "]]><script>alert(8)</script>",
)
TEMPLATES = (
    "{{ 7*7 }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "{agency} {0.__class__} %(name)s %s %n",
    "{# 隐藏 #}",
)
MARKUP = (
    "# 标题\n**粗** _斜_ ![图](http://example.invalid/x.png)",
    "$\\href{javascript:alert(9)}{x}$ $$\\unicode{x202E}$$ \\(x\\) \\[y\\]",
    "\\input{/etc/passwd}",
    "```python\nraise SystemExit\n```",
    "| a | b |\n|---|---|",
)
FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://example.invalid","点此")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1",
    "＝1+1",
    "＋1-2",
)
TERMINAL = (
    "\x1b[31m红\x1b[0m",
    "\x1b]0;owned\x07",
    "\x1b]8;;http://example.invalid\x07点此\x1b]8;;\x07",
    "\x1b[2J\x1b[H",
    "\x9b2J\x90q\x9c",
    "\r已通过\b\b\b",
    "\x00\x07\x7f",
)
HIDDEN = (
    "\u202e行政\u202c",
    "\u2066机关\u2069",
    "\u200b\u200d\ufeff",
    "\u200f\u061c",
    "\U000e0041\U000e007f",
    "\u2028\u2029",
)
CODE = (
    "'; import os; os.system('x') #",
    '"""\nraise SystemExit\n"""',
    "\\'; raise SystemExit",
    "%run x.py",
    "!touch owned",
    "?",
)
PATHS = (
    "../../../etc/passwd",
    "/etc/passwd",
    "..\\..\\x",
    "C:\\windows\\x",
    "CON",
    "nul.txt",
    "COM1",
    "a/../../b",
    "~root",
    ".",
    "..",
    ".hidden",
    "长" * 300,
    "a\x00b",
    "name.",
    "x:y",
)
#: Look-alikes of digits that are no digits of a report: a cell with one carries no number.
ODD_DIGITS = {
    "0": "OoОоΟ〇⓪𝟎٠\u0966",
    "1": "lIІ①𝟏١丨",
    "2": "②𝟐٢²二",
    "3": "ЗӠ③𝟑٣³",
    "5": "Ѕ⑤𝟓٥S",
    "6": "б⑥𝟔٦",
    "8": "Ȣ⑧𝟖٨",
}
#: Marks that reorder what is shown beside them.
REORDERING = "\u202e\u202d\u2066\u2067\u202b\u061c"
#: Marks that nobody sees, and that leave a number as it is.
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"

EVERY = (*SCRIPTS, *TEMPLATES, *MARKUP, *FORMULAS, *TERMINAL, *HIDDEN, *CODE, *PATHS)

#: What hides an element of a page, and what keeps its text from being seen; a class does it by a rule.
HIDDEN = ("hidden", 'style="display:none"', "style='visibility: hidden'", 'style="opacity:0;"')
FAINT = (
    'style="color:#fff"',
    'style="color: rgb(255, 255, 255) !important"',
    'style="font-size:0"',
    'style="position:absolute; left:-999px"',
    'style="text-indent:-9999px"',
    'style="clip-path:inset(50%)"',
    'class="unseen"',
)
RULE = "td .unseen { visibility : hidden }"
