"""Measures match_transforms as a service meets it: code registered without a name, asked for by a sentence.

Functions of Python packages are registered without their docstrings through register_transform; the first
sentence of each docstring asks for its function. Recall at 5 and MRR of the order returned stand beside a plain
BM25 and the order by similarity alone. With --vectors (needs numpy and scikit-learn) code is embedded outside, by
LSA over its words, and stored with store_embedding: once as it is and once mixed with what is wanted, as a
better model would have it. The rows stay: use a database made for it, as a role that may set settings.

    python bench/matching.py "$(agora dsn)" --size 800 --sources path/to/package … --vectors
"""

import argparse
import json
import math
import random
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from typing import Any

import psycopg
from retrieval import INSTALLED, PART, Function, Query, ReferenceBm25, collect, load_tokenizer, quality

ASKED = (5, 10)
BEYOND = 100  # where the order by similarity alone is read: more than any of ASKED returns
REGISTER = """
SELECT (r.made).transform_id, (r.made).is_duplicate
  FROM (SELECT agora_memory.register_transform(%s) AS made OFFSET 0) AS r
"""
MATCH = "SELECT m.transform_id FROM agora_memory.match_transforms(%s, %s, p_vector => %s::public.vector) AS m"


class Bench:
    def __init__(self, connection: psycopg.Connection[Any], output: Path | None) -> None:
        self.connection = connection
        self.output = output
        self.stem = load_tokenizer().stem
        self.texts: list[str] = []
        self.queries: list[Query] = []  # wanted is the place in texts
        self.ids: list[int] = []

    def report(self, method: str, ranks: Sequence[float]) -> None:
        figures = {
            "benchmark": "matching",
            "documents": len(self.texts),
            "method": method,
            **quality([*ranks]),
        }
        print(f"{method:<36}R@5 {figures['recall_at_5']:.4f}   MRR {figures['mrr']:.4f}", flush=True)
        if self.output:
            with self.output.open("a") as file:
                file.write(json.dumps(figures) + "\n")

    def tokens(self, text: str) -> list[str]:
        return [self.stem(part.lower()) for part in PART.findall(text)]

    def register(self, functions: Sequence[Function]) -> None:
        """Register what can be registered; one program in two spellings counts once."""
        for function in functions:
            code = dedent(function.code)
            try:
                row = self.connection.execute(REGISTER, [code]).fetchone()
            except psycopg.DataError:  # a method whose body holds less indented text does not parse
                continue
            except psycopg.DatabaseError as error:
                if error.sqlstate != "ZM014":  # code with a secret is not stored
                    raise
                continue
            if row is not None and not row[1]:
                self.queries.append(Query(function.summary, len(self.texts)))
                self.texts.append(code)
                self.ids.append(row[0])
        self.connection.execute("SELECT agora_memory._refresh_terms(100)")

    def ranks(self, limit: int, vectors: Any = None) -> list[float]:
        found: list[float] = []
        for query in self.queries:
            assert query.wanted is not None
            vector = None if vectors is None else str(vectors[query.wanted].tolist())
            ids = [row[0] for row in self.connection.execute(MATCH, [query.text, limit, vector])]
            wanted = self.ids[query.wanted]
            found.append(ids.index(wanted) + 1 if wanted in ids else math.inf)
        return found

    def words(self) -> None:
        reference = ReferenceBm25(self.texts, self.stem)
        self.report("plain BM25", [reference.rank(query) for query in self.queries])
        for limit in ASKED:
            self.report(f"agora, {limit} asked for", self.ranks(limit))
        self.connection.execute(
            "SELECT agora.set_setting('memory.similarity_weight', '1', 'bench: similarity alone')"
        )
        self.report("agora, similarity alone", self.ranks(BEYOND))
        self.connection.execute(
            "SELECT agora.set_setting('memory.similarity_weight', NULL, 'bench: default')"
        )

    def vectors(self, dimensions: int) -> None:
        """Embed the code outside, store it, and compare dense alone with what the database makes of both."""
        numpy, text, reduction = map(
            import_module, ("numpy", "sklearn.feature_extraction.text", "sklearn.decomposition")
        )
        words = text.TfidfVectorizer(analyzer=self.tokens, sublinear_tf=True)
        counted = words.fit_transform(self.texts)
        space = reduction.TruncatedSVD(min(dimensions, len(self.texts) - 1), random_state=1)

        def unit(rows: Any) -> Any:
            return rows / (numpy.linalg.norm(rows, axis=1, keepdims=True) + 1e-12)

        documents = unit(space.fit_transform(counted))
        plain = unit(space.transform(words.transform([query.text for query in self.queries])))
        noise = unit(numpy.random.default_rng(1).normal(size=plain.shape))
        better = unit(0.35 * documents + 0.6 * plain + 0.48 * noise)
        model = f"lsa-{dimensions}"
        self.connection.execute(
            "SELECT agora_memory.register_embedding_model(%s, %s)", [model, documents.shape[1]]
        )
        for number, vector in zip(self.ids, documents, strict=True):
            self.connection.execute(
                "SELECT agora_memory.store_embedding('transform', %s, %s, %s::public.vector)",
                [number, model, str(vector.tolist())],
            )
        self.connection.execute("SELECT agora_memory.activate_embedding_model(%s)", [model])
        for name, asked in ((f"LSA {dimensions}", plain), (f"LSA {dimensions}, better", better)):
            near = asked @ documents.T
            own = numpy.diagonal(near)
            self.report(f"{name}: vectors alone", [1.0 + n for n in (near > own[:, None] + 1e-9).sum(axis=1)])
            for limit in ASKED:
                self.report(f"{name}: agora, {limit} asked for", self.ranks(limit, asked))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn")
    parser.add_argument("--size", type=int, default=800, help="functions with a docstring to register")
    parser.add_argument("--sources", type=Path, nargs="+", default=INSTALLED)
    parser.add_argument("--vectors", action="store_true", help="also with vectors made outside")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, help="append the figures as JSON lines")
    options = parser.parse_args()
    functions = collect(options.sources, 6 * options.size, random.Random(options.seed))
    described = [f for f in functions if 5 <= len(f.summary.split()) <= 40][: options.size]
    with psycopg.connect(options.dsn, autocommit=True) as connection:
        bench = Bench(connection, options.output)
        bench.register(described)
        bench.words()
        if options.vectors:
            for dimensions in (64, 256):
                bench.vectors(dimensions)
    return 0


if __name__ == "__main__":
    sys.exit(main())
