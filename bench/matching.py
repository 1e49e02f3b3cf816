"""Measures match_transforms as a service meets it: code registered without a name, asked for by a sentence.

Functions of Python packages are registered without their docstrings through register_transform; the first
sentence of each docstring asks for its function. Recall at 5 and MRR of the order returned stand beside a plain
BM25 and the order by similarity alone. With --model (needs `pg-agora[embed]`) the same is done by words and
vectors together: `agora worker embed` makes the vectors of the transforms, embed_query those of the questions, at
several weights. A small --size makes an easy set. The rows stay: use a database made for it, as a superuser.

    python bench/matching.py "$(agora dsn)" --size 800 --sources path/to/package … --model all-MiniLM-L6-v2
"""

import argparse
import json
import math
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from typing import Any

import psycopg
from psycopg.types.json import Jsonb
from retrieval import INSTALLED, PART, Function, Query, ReferenceBm25, collect, load_tokenizer, quality

from agora import embedding
from agora.embedding import Model, Vector

ASKED = (5, 10)
BEYOND = 100  # where the order by similarity alone is read: more than any of ASKED returns
REGISTER = """
SELECT (r.made).transform_id, (r.made).is_duplicate
  FROM (SELECT agora_memory.register_transform(%s) AS made OFFSET 0) AS r
"""
SET = "SELECT agora.set_setting(%s, %s, 'bench')"
WEIGHTS = (1.0, 0.95, 0.8, 0.6, 0.5, 0.45, 0.4, 0.3)
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

    @contextmanager
    def settings(self, **values: float) -> Iterator[None]:
        """Give settings of memory these values for a while."""
        for name, value in values.items():
            self.connection.execute(SET, [f"memory.{name}", str(value)])
        yield
        for name in values:
            self.connection.execute(SET, [f"memory.{name}", None])

    def ranks(self, limit: int, vectors: Sequence[Vector] | None = None) -> list[float]:
        found: list[float] = []
        for number, query in enumerate(self.queries):
            assert query.wanted is not None
            vector = None if vectors is None else str(vectors[number])
            ids = [row[0] for row in self.connection.execute(MATCH, [query.text, limit, vector])]
            wanted = self.ids[query.wanted]
            found.append(ids.index(wanted) + 1 if wanted in ids else math.inf)
        return found

    def words(self) -> None:
        reference = ReferenceBm25(self.texts, self.stem)
        self.report("plain BM25", [reference.rank(query) for query in self.queries])
        self.asked("words", None)

    def asked(self, method: str, vectors: Sequence[Vector] | None) -> None:
        for limit in ASKED:
            self.report(f"{method}, {limit} asked for", self.ranks(limit, vectors))
        with self.settings(similarity_weight=1):
            self.report(f"{method}, similarity alone", self.ranks(BEYOND, vectors))

    def vectors(self, name: str) -> None:
        """Let the worker embed the transforms with a model, and ask by words and vectors."""
        model = Model("bench", 1, "sentence-transformers", {"model": name})
        provider = embedding.provider_for(model)
        asked = provider.embed([query.text for query in self.queries], is_query=True)
        self.connection.execute(
            "SELECT agora_memory.register_embedding_model(%s, %s, %s, %s, '{transform}')",
            [model.name, len(asked[0]), model.provider, Jsonb(model.options)],
        )
        environment = {**os.environ, "AGORA_DSN": self.connection.info.dsn}
        command = [sys.executable, "-m", "agora", "worker", "embed", "--once", "--model", model.name]
        subprocess.run(command, env=environment, check=True)
        self.connection.execute("SELECT agora_memory.activate_embedding_model(%s)", [model.name])
        self.asked("words and vectors", asked)
        for weight in WEIGHTS:
            with self.settings(similarity_weight=1, dense_weight=weight):
                self.report(f"weight of the vectors {weight}", self.ranks(BEYOND, asked))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn")
    parser.add_argument("--size", type=int, default=800, help="functions with a docstring to register")
    parser.add_argument("--sources", type=Path, nargs="+", default=INSTALLED)
    parser.add_argument("--model", help="sentence-transformers model, by name or directory")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, help="append the figures as JSON lines")
    options = parser.parse_args()
    functions = collect(options.sources, 6 * options.size, random.Random(options.seed))
    described = [f for f in functions if 5 <= len(f.summary.split()) <= 40][: options.size]
    with psycopg.connect(options.dsn, autocommit=True) as connection:
        bench = Bench(connection, options.output)
        bench.register(described)
        bench.words()
        if options.model:
            bench.vectors(options.model)
    return 0


if __name__ == "__main__":
    sys.exit(main())
