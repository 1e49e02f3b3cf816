"""Measures lexical retrieval: quality against a plain BM25, latency, and recall against the exact scan.

Documents are the functions of installed Python packages without their docstrings; a query is the first
sentence of a docstring, an error message that a function raises, a few of its lines or a word or two of its
name. Every figure is printed and, with --output, appended as a JSON line. Needs a database with
agora_memory installed and a role that owns it; rows of kind "bench" are removed at the end.

    python bench/retrieval.py "$(agora dsn)" --sizes 1000 10000 100000 --sources path/to/site-packages …
"""

import argparse
import ast
import importlib.util
import json
import math
import random
import re
import sys
import sysconfig
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg

KIND = "bench"
INSTALLED = [Path(sysconfig.get_path(name)) for name in ("purelib", "stdlib")]
DEPTH = 10
TOKENIZER = Path(__file__).parents[1] / "python_udfs" / "memory" / "tokenize.py"
SEARCH = "SELECT * FROM agora_memory._search_documents(%s, %s, %s, %s, %s, %s)"
RAISED = re.compile(r"raise (\w+)\(\s*f?([\"'])(.{20,200}?)\2")
PART = re.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@dataclass(frozen=True)
class Function:
    package: str
    name: str
    code: str
    summary: str


@dataclass(frozen=True)
class Query:
    text: str
    wanted: int | None = None


def functions_of(path: Path, package: str) -> Iterator[Function]:
    """Yield the functions of a file, without docstrings; nothing if it does not parse."""
    try:
        source = path.read_text("utf-8")
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    lines = source.splitlines()
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        docstring = ast.get_docstring(node) or ""
        first, last = node.lineno - 1, node.end_lineno
        kept = lines[first:last]
        if docstring:
            begin, end = node.body[0].lineno - 1, node.body[0].end_lineno
            kept = lines[first:begin] + lines[end:last]
        code = "\n".join(kept)
        if 120 <= len(code) <= 20000 and len(node.body) > bool(docstring):
            summary = re.split(r"(?<=[.!?])\s|\n\s*\n", docstring.strip())[0]
            yield Function(package, node.name, code, " ".join(summary.split()))


def collect(sources: list[Path], count: int, rng: random.Random) -> list[Function]:
    """Return `count` distinct functions from all files below the sources, files in random order."""
    files = [
        (path, path.relative_to(root).parts[0]) for root in sources for path in sorted(root.rglob("*.py"))
    ]
    rng.shuffle(files)
    found: dict[str, Function] = {}
    for path, package in files:
        for function in functions_of(path, package):
            found.setdefault("".join(function.code.split()), function)
        if len(found) >= count:
            break
    functions = list(found.values())[:count]
    rng.shuffle(functions)
    return functions


def make_queries(functions: list[Function], count: int, rng: random.Random) -> dict[str, list[Query]]:
    sentences: list[Query] = []
    errors: list[Query] = []
    snippets: list[Query] = []
    for number, function in enumerate(functions):
        if 5 <= len(function.summary.split()) <= 20:
            sentences.append(Query(function.summary, number))
        errors.extend(Query(f"{match[1]}: {match[3]}") for match in RAISED.finditer(function.code))
        lines = function.code.splitlines()
        if len(lines) > 8:
            start = rng.randrange(1, len(lines) - 6)
            snippets.append(Query("\n".join(lines[start : start + 6]), number))
    words = [Query(" ".join(PART.findall(function.name)[:2])) for function in functions]
    kinds = {"sentence": sentences, "error": errors, "snippet": snippets, "one or two words": words}
    return {kind: rng.sample(queries, min(count, len(queries))) for kind, queries in kinds.items()}


class ReferenceBm25:
    """The yardstick: Okapi BM25, k1 = 1.2, b = 0.75, over identifier parts, lower-cased and stemmed."""

    def __init__(self, texts: list[str], stem: Callable[[str], str]) -> None:
        self.stem = stem
        counts = [Counter(self.tokens(text)) for text in texts]
        lengths = [count.total() for count in counts]
        average = sum(lengths) / len(lengths)
        self.size = len(texts)
        self.postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, (count, length) in enumerate(zip(counts, lengths, strict=True)):
            norm = 1.2 * (0.25 + 0.75 * length / average)
            for token, frequency in count.items():
                self.postings[token].append((number, frequency * 2.2 / (frequency + norm)))

    def tokens(self, text: str) -> list[str]:
        return [self.stem(part.lower()) for part in PART.findall(text)]

    def rank(self, query: Query) -> float:
        """Return the rank of the wanted document, infinite where it shares no token."""
        scores: dict[int, float] = defaultdict(float)
        for token, frequency in Counter(self.tokens(query.text)).items():
            postings = self.postings.get(token, [])
            idf = math.log(1 + (self.size - len(postings) + 0.5) / (len(postings) + 0.5))
            for number, weight in postings:
                scores[number] += frequency * idf * weight
        own = scores.get(query.wanted or 0, 0.0)
        return 1 + sum(score > own for score in scores.values()) if own else math.inf


def quality(ranks: list[float]) -> dict[str, float]:
    return {
        "recall_at_5": round(sum(rank <= 5 for rank in ranks) / len(ranks), 4),
        "mrr": round(sum(1 / rank for rank in ranks) / len(ranks), 4),
    }


def percentile(values: list[float], share: float) -> float:
    return round(sorted(values)[min(len(values) - 1, int(share * len(values)))], 2)


class Bench:
    def __init__(self, connection: psycopg.Connection[Any], output: Path | None) -> None:
        self.connection = connection
        self.output = output

    def report(self, **figures: object) -> None:
        line = json.dumps(figures)
        print(line, flush=True)
        if self.output:
            with self.output.open("a") as file:
                file.write(line + "\n")

    def clear(self) -> None:
        for table in ("document", "term", "corpus"):
            self.connection.execute(f"DELETE FROM agora_memory.{table} WHERE kind = %s", (KIND,))
        self.connection.execute("VACUUM ANALYZE agora_memory.document")

    def load(self, functions: list[Function]) -> None:
        """Register the functions one statement each; the part number makes filters of one in a hundred."""
        rows = [
            (KIND, number, function.name, function.code, f"part{number % 100}", function.package)
            for number, function in enumerate(functions)
        ]
        started = time.perf_counter()
        with self.connection.cursor() as cursor, self.connection.transaction():
            cursor.executemany("SELECT agora_memory._put_document(%s, %s, %s, %s, %s, %s)", rows)
        loaded = time.perf_counter()
        self.connection.execute("SELECT agora_memory._refresh_terms(100)")
        refreshed = time.perf_counter()
        self.connection.execute("VACUUM ANALYZE agora_memory.document, agora_memory.term")
        size = self.connection.execute(
            "SELECT pg_total_relation_size('agora_memory.document') / 1048576"
        ).fetchone()
        self.report(
            measure="load",
            documents=len(rows),
            put_ms=round((loaded - started) * 1000 / len(rows), 3),
            refresh_s=round(refreshed - loaded, 2),
            megabytes=size[0] if size else None,
        )

    def search(
        self, query: Query, limit: int, category: str | None, language: str | None, exact: bool
    ) -> list[int]:
        return [
            row[0]
            for row in self.connection.execute(SEARCH, (KIND, query.text, limit, category, language, exact))
        ]

    def server_ms(self, query: Query, category: str | None, language: str | None) -> float:
        plan = self.connection.execute(
            "EXPLAIN (ANALYZE, FORMAT JSON) " + SEARCH, (KIND, query.text, DEPTH, category, language, False)
        ).fetchone()
        assert plan is not None
        return float(plan[0][0]["Execution Time"])

    def latency(
        self, name: str, queries: list[Query], size: int, category: str | None, language: str | None
    ) -> None:
        found, wanted, times = 0, 0, []
        for query in queries:
            exact = self.search(query, DEPTH, category, language, True)
            found += len(set(exact) & set(self.search(query, DEPTH, category, language, False)))
            wanted += len(exact)
        for query in queries:
            times.append(self.server_ms(query, category, language))
        self.report(
            measure="latency",
            documents=size,
            queries=name,
            filter=f"category {category}" if category else f"language {language}" if language else None,
            p50_ms=percentile(times, 0.5),
            p95_ms=percentile(times, 0.95),
            max_ms=percentile(times, 1),
            recall_at_10=round(found / wanted, 4) if wanted else None,
        )

    def run(
        self, functions: list[Function], queries: dict[str, list[Query]], stem: Callable[[str], str]
    ) -> None:
        size = len(functions)
        self.clear()
        self.load(functions)
        reference = ReferenceBm25([function.code for function in functions], stem)
        ranks = [reference.rank(query) for query in queries["sentence"]]
        self.report(measure="quality", documents=size, method="reference BM25", **quality(ranks))
        ranks = []
        for query in queries["sentence"]:
            result = self.search(query, 100, None, None, False)
            ranks.append(result.index(query.wanted) + 1 if query.wanted in result else math.inf)
        self.report(measure="quality", documents=size, method="agora", **quality(ranks))
        packages = Counter(function.package for function in functions).most_common()
        rare = next((name for name, count in packages if count <= size / 10), packages[-1][0])
        for name, texts in queries.items():
            for category, language in ((None, None), ("part7", None), (None, rare), (None, packages[0][0])):
                self.latency(name, texts, size, category, language)


def load_tokenizer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("agora_tokenize", TOKENIZER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10000, 100000])
    parser.add_argument("--sources", type=Path, nargs="+", default=INSTALLED)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    functions = collect(options.sources, max(options.sizes), rng)
    stem = load_tokenizer().stem
    with psycopg.connect(options.dsn, autocommit=True) as connection:
        bench = Bench(connection, options.output)
        for size in sorted(options.sizes):
            if size > len(functions):
                print(f"{len(functions)} functions found, not {size}: name more --sources", file=sys.stderr)
            bench.run(functions[:size], make_queries(functions[:size], options.queries, rng), stem)
        bench.clear()
    return 0


if __name__ == "__main__":
    sys.exit(main())
