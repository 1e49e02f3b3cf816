"""Imports a file of python_udfs/ as a module, without a database and without touching sys.path."""

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2] / "python_udfs"


@cache
def load(name: str) -> ModuleType:
    """`load("memory/normalize_error")` is the module python_udfs/memory/normalize_error.py.

    By path, not through sys.path: the files are named after SQL functions, and `tokenize.py` must not
    hide the standard library's.
    """
    path = ROOT / f"{name}.py"
    spec = importlib.util.spec_from_file_location("python_udfs." + name.replace("/", "."), path)
    assert spec is not None and spec.loader is not None, path
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
