"""Turns text and code into weighted term dimensions for lexical retrieval.

A word is split like an identifier (camelCase, snake_case, digits); each part is lower-cased, dropped if it
is a stop word, spelled out if it is a common abbreviation and stripped of English endings (Porter 2); an
identifier of several parts is also kept whole. Scripts that put no space between words become pairs of
characters. The dimension of a term is its CRC-32 seeded by the kind of document, cut to 27 bits: the same in
every Python and on every server, which stored vectors rely on, and different for each kind, so that kinds
share one index without meeting in it.
"""

# ruff: noqa: B905, SIM905 - zip(strict=) needs Python 3.10; lists of words are easier to read as text
import re
import unicodedata
import zlib
from collections.abc import Callable, Sequence

MAX_WORD = 128

WORD = re.compile(
    "[0-9A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff"
    "\ufe70-\U0010ffff]+"
)
PART = re.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
UNSPACED = (  # Thai, Lao, Burmese, Khmer, kana, Chinese characters, Hangul
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
RUN = re.compile("([" + UNSPACED + "]+)|[^_" + UNSPACED + "]+")

STOP_WORDS = frozenset(
    (
        "a an and are as at be been but by can could did do does for from had has have how i if in into is "
        "it its may me my of on or our should so such than that the their them then there these they this "
        "those to was we were what when where which who will with would you your"
    ).split()
)

SPELLED_OUT = {
    short: entry.split("=")[0]
    for entry in (
        "absolute=abs address=addr administrator=admin allocate=alloc application=app argument=arg,args "
        "array=arr asynchronous=async attribute=attr,attrs authentication=auth average=avg boolean=bool "
        "buffer=buf button=btn calculate=calc certificate=cert character=char,chr coefficient=coef,coeff "
        "column=col,cols command=cmd component=comp concatenate=concat configuration=config,cfg,conf "
        "connection=conn context=ctx count=cnt current=cur,curr database=db decimal=dec default=dflt "
        "definition=defn delete=del destination=dst,dest dictionary=dict differentiate=diff "
        "dimension=dim,dims,ndim directory=dir distribution=dist divide=div document=doc,docs element=elem "
        "enumerate=enum environment=env error=err evaluation=eval execute=exec expression=expr "
        "extension=ext format=fmt frequency=freq function=func,fn,fun generate=gen horizontal=horiz "
        "identifier=id image=img implementation=impl index=idx,ix information=info initialize=init "
        "integer=int interval=intv iterable=iter label=lbl language=lang length=len library=lib matrix=mat "
        "maximum=max median=med memory=mem message=msg minimum=min multiply=mul number=num,nb object=obj "
        "operation=ops optimize=optim option=opt,opts original=orig package=pkg parameter=param,params "
        "password=pwd,passwd permission=perm pointer=ptr polynomial=poly position=pos predict=pred "
        "previous=prev probability=prob process=proc property=prop,props quantity=qty random=rand,rng "
        "receive=recv reference=ref remove=rm representation=repr request=req response=resp return=ret "
        "separator=sep sequence=seq service=svc signature=sig source=src specification=spec square=sqr "
        "statistics=stats string=str symbol=sym synchronous=sync table=tbl temporary=tmp,temp text=txt "
        "transaction=txn,tx transform=xform tuple=tup utility=util,utils value=val,vals variable=var "
        "vector=vec version=ver vertical=vert warning=warn window=win"
    ).split()
    for short in entry.split("=")[1].split(",")
}

# The Porter 2 stemmer, https://snowballstem.org/algorithms/english/stemmer.html
IRREGULAR = dict(
    pair.split(":")
    for pair in (
        "skis:ski skies:sky dying:die lying:lie tying:tie idly:idl gently:gentl ugly:ugli early:earli "
        "only:onli singly:singl sky:sky news:news howe:howe atlas:atlas cosmos:cosmos bias:bias andes:andes"
    ).split()
)
WITHOUT_PAST = frozenset("inning outing canning herring earring proceed exceed succeed".split())
DOUBLES = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
STEP_2 = [
    pair.split(":")
    for pair in (
        "ization:ize ational:ate fulness:ful ousness:ous iveness:ive tional:tion biliti:ble lessli:less "
        "entli:ent ation:ate alism:al aliti:al ousli:ous iviti:ive fulli:ful enci:ence anci:ance abli:able "
        "izer:ize ator:ate alli:al bli:ble"
    ).split()
]
STEP_3 = [
    pair.split(":")
    for pair in "ational:ate tional:tion alize:al icate:ic iciti:ic ical:ic ful: ness:".split()
]
STEP_4 = "ement ance ence able ible ment ant ent ism ate iti ous ive ize al er ic".split()
PREFIX = re.compile("arsen|commun|emerg|gener|inter|later|organ|past|univers")
REGION = re.compile("[aeiouy][^aeiouy]")
VOWEL = re.compile("[aeiouy]")
SHORT_END = re.compile("(?:[^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy])$")
PLURAL = re.compile("[aeiouy].+s$")
CONSONANT_Y = re.compile("(^|[aeiouy])y")


def stem(word: str) -> str:
    """Strip the English endings of a lower-case ASCII word."""
    if len(word) < 3:
        return word
    if word in IRREGULAR:
        return IRREGULAR[word]
    word = CONSONANT_Y.sub(r"\1Y", word)
    prefix = PREFIX.match(word)
    found = REGION.search(word)
    r1 = prefix.end() if prefix else found.end() if found else len(word)
    found = REGION.search(word, r1)
    r2 = found.end() if found else len(word)

    # plurals
    if word.endswith("sses"):
        word = word[:-2]
    elif word.endswith(("ied", "ies")):
        word = word[:-2] if len(word) > 4 else word[:-1]
    elif word.endswith("s") and not word.endswith(("us", "ss")) and PLURAL.search(word):
        word = word[:-1]
    if word in WITHOUT_PAST:
        return word

    # past tense and gerund
    if word.endswith(("eed", "eedly")):
        cut = word.rindex("eed")
        if cut >= r1:
            word = word[: cut + 2]
    else:
        for ending in ("ingly", "edly", "ing", "ed"):
            if word.endswith(ending):
                base = word[: -len(ending)]
                if VOWEL.search(base):
                    if base.endswith(("at", "bl", "iz")):
                        word = base + "e"
                    elif base.endswith(DOUBLES):
                        word = base[:-1] if len(base) > 3 else base
                    elif r1 >= len(base) and SHORT_END.search(base):
                        word = base + "e"
                    else:
                        word = base
                break
    if len(word) > 2 and word[-1] in "yY" and word[-2] not in "aeiouy":
        word = word[:-1] + "i"

    # derivational endings: the longest match decides, whether or not it is applied
    for ending, instead in STEP_2:
        if word.endswith(ending):
            if len(word) - len(ending) >= r1:
                word = word[: -len(ending)] + instead
            break
    else:
        if word.endswith("ogi"):
            if len(word) - 3 >= r1 and word.endswith("logi"):
                word = word[:-1]
        elif word.endswith("li") and len(word) - 2 >= r1 and len(word) > 2 and word[-3] in "cdeghkmnrt":
            word = word[:-2]
    for ending, instead in STEP_3:
        if word.endswith(ending):
            if len(word) - len(ending) >= r1:
                word = word[: -len(ending)] + instead
            break
    else:
        if word.endswith("ative") and len(word) - 5 >= r2:
            word = word[:-5]
    for ending in STEP_4:
        if word.endswith(ending):
            if len(word) - len(ending) >= r2:
                word = word[: -len(ending)]
            break
    else:
        if word.endswith(("sion", "tion")) and len(word) - 3 >= r2:
            word = word[:-3]

    if word.endswith("e"):
        cut = len(word) - 1
        if cut >= r2 or (cut >= r1 and not SHORT_END.search(word[:-1])):
            word = word[:-1]
    elif word.endswith("ll") and len(word) - 1 >= r2:
        word = word[:-1]
    return word.lower()


def identifier_terms(word: str) -> list[str]:
    """Return the terms of an ASCII word."""
    if len(word) > MAX_WORD:
        return [word.lower()]
    parts = [part.lower() for part in PART.findall(word)]
    terms = [stem(SPELLED_OUT.get(part, part)) for part in parts if part not in STOP_WORDS]
    if len(parts) > 1:
        terms.append("".join(parts))
    return terms


def word_terms(word: str) -> list[str]:
    """Return the terms of a word in any script."""
    if word.isascii():
        return identifier_terms(word)
    terms: list[str] = []
    for run in RUN.finditer(word):
        text = run.group()
        if run.group(1):
            terms.extend(text[start : start + 2] for start in range(max(len(text) - 1, 1)))
        elif text.isascii():
            terms.extend(identifier_terms(text))
        else:
            terms.append(text.casefold()[:MAX_WORD])
    return terms


Analysis = tuple[list[int], list[float], list[int]]
Analyzer = Callable[[str, Sequence[str], Sequence[float], Sequence[str]], Analysis]


def make_analyzer(max_words: int = 20000) -> Analyzer:
    """Return a function that analyzes texts and remembers the terms of up to `max_words` short words.

    It gives the dimensions of all terms of the texts, ascending; their frequencies, where an occurrence
    counts as much as the weight of its text; and the dimensions of the facets, which are no word's.
    """
    known: dict[tuple[str, str], tuple[int, ...]] = {}

    def analyze(kind: str, texts: Sequence[str], weights: Sequence[float], facets: Sequence[str]) -> Analysis:
        seed = zlib.crc32(kind.encode())

        def dimension(term: str) -> int:
            return (zlib.crc32(term.encode(), seed) >> 5) + 1

        frequency: dict[int, float] = {}
        for text, weight in zip(texts, weights):
            plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
            for word in WORD.findall(plain):
                terms = known.get((kind, word))
                if terms is None:
                    terms = tuple([dimension(term) for term in word_terms(word)])
                    if len(known) >= max_words:
                        known.clear()
                    if len(word) <= MAX_WORD:
                        known[kind, word] = terms
                for term in terms:
                    frequency[term] = frequency.get(term, 0.0) + weight
        dimensions = sorted(frequency)
        frequencies = [frequency[term] for term in dimensions]
        return dimensions, frequencies, [dimension("=" + facet) for facet in facets]

    return analyze
