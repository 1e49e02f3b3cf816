"""What is left of code when its own names are taken away: overlapping runs of four tokens, hashed.

Two programs that differ in the names of variables, in comments or in layout have the same shape; names of
what is called, attributes and literals stay. Input is the normalised form of normalize_code(). At most 1,024 of the
smallest hashes are kept, which is a bottom-k sketch (Broder 1997) of the larger texts.
"""

import hashlib
import re
import zlib
from typing import Any, Dict, FrozenSet, List


def words(text: str) -> FrozenSet[str]:
    return frozenset(text.split())


RUN = 4
KEPT = 1024
TREE_TOKEN = re.compile(
    r"Expr\(value=b?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\)"
    r"|func=Name\(id=(?P<called>\w+)\)"
    r"|\b(?:arg|id|name)=(?P<name>\w+)"
    r"|(?P<string>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|=(?P<value>[\w.+-]+)(?!\w*\()"
    r"|(?P<node>\w+)\("
)
WORD_TOKEN = re.compile(
    r"(?P<string>'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`)"
    r"|(?P<kept>\.\s*[A-Za-z_$][\w$]*|[A-Za-z_$][\w$]*(?=\s*[(!]))"
    r"|(?P<name>[A-Za-z_$][\w$]*)|(?P<number>\d[\w.]*)|(?P<sign>[^\w\s])"
)
RENAMED = words(
    "c cpp objc csharp java javascript typescript jsx tsx go rust kotlin scala swift php ruby perl lua dart groovy"
    " julia elixir r bash python nim crystal zig d"
)
KEYWORDS = words(
    "and as assert async await begin bool boolean break byte case catch char class const continue def default defer"
    " delete do double elif else elsif end ensure enum except export extends false final finally float fn for"
    " foreach from func function go if impl implements import in int interface is lambda let local long loop map"
    " match module mut namespace new next nil none not null of or package pass private protected public raise"
    " redo require rescue return select self short static string struct super switch then this throw throws trait"
    " true try type typeof undefined union unless until use using val var void volatile when where while with yield"
)


def tokens_of(text: str, language: str) -> List[str]:
    """The tokens of normalised code, with V for a name of its own."""
    out: List[str] = []
    if language == "python":
        for m in TREE_TOKEN.finditer(text):
            if m.group("name"):
                out.append("V")
            elif m.lastgroup is not None:
                out.append(m.group(m.lastgroup))
        return out
    is_renamed = language in RENAMED
    for m in WORD_TOKEN.finditer(text):
        word = m.group()
        is_own = is_renamed and m.lastgroup == "name" and word.lower() not in KEYWORDS
        out.append("V" if is_own else word)
    return out


def code_shape(text: str, language: str) -> Dict[str, Any]:
    """Everything agora_memory.code_shape holds."""
    tokens = tokens_of(text, language)
    runs = {"\x1f".join(tokens[i : i + RUN]) for i in range(max(1, len(tokens) - RUN + 1))}
    # crc32 is unsigned; an integer of the database is signed.
    hashes = sorted(zlib.crc32(run.encode()) - 2**31 for run in runs)
    return {
        "hash": hashlib.sha256("\x1f".join([language, *tokens]).encode()).hexdigest(),
        "shingles": hashes[:KEPT],
    }
