"""Seals: trees against the definition of RFC 6962, and what a superuser changes under a seal."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from agora import seals

Connection = psycopg.Connection[Any]
Run = Callable[..., str]


# ---- the definition, written out as it stands there ------------------------------------------------------


def tree_hash(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, over leaf hashes."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return sha256(b"\x01" + tree_hash(leaves[:k]) + tree_hash(leaves[k:])).digest()


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*path(index, leaves[:k]), tree_hash(leaves[k:])]
    return [*path(index - k, leaves[k:]), tree_hash(leaves[:k])]


def split(size: int) -> int:
    """The greatest power of two below it."""
    return 1 << (size - 1).bit_length() - 1


def leaves_of(size: int) -> list[bytes]:
    return [sha256(b"\x00" + bytes([number])).digest() for number in range(size)]


# Of the reference implementation of Certificate Transparency: its eight inputs, and the roots of the first n of them.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_known_answers(conn: Connection) -> None:
    leaves = [sha256(b"\x00" + bytes.fromhex(told)).digest() for told in INPUTS]
    for size, known in enumerate(ROOTS, start=1):
        (nodes,) = one(conn, "SELECT agora_ledger._merkle_nodes(%s)", b"".join(leaves[:size]))
        assert nodes[-32:].hex() == known
        assert seals.root(leaves[:size]).hex() == known


@pytest.mark.parametrize("size", range(18))
def test_trees(conn: Connection, size: int) -> None:
    """Root, stored tree and every proof of a tree of this size; no proof holds for another leaf, place or size."""
    leaves = leaves_of(size)
    expected = tree_hash(leaves)
    (nodes,) = one(conn, "SELECT agora_ledger._merkle_nodes(%s)", b"".join(leaves))
    assert nodes[-32:] == expected == seals.root(leaves)
    for index, leaf in enumerate(leaves):
        way = path(index, leaves)
        assert holds(conn, leaf, index, size, way, expected)
        assert not holds(conn, leaf, index, size, way, sha256(expected).digest())
        assert not holds(conn, sha256(leaf).digest(), index, size, way, expected)
        assert not holds(conn, leaf, size, size, way, expected)
        assert not holds(conn, leaf, index, size, [*way, leaf], expected)
        if way:
            assert not holds(conn, leaf, index, size, way[:-1], expected)
            assert not holds(conn, leaf, (index + 1) % size, size, way, expected)


def holds(conn: Connection, leaf: bytes, index: int, size: int, way: list[bytes], root: bytes) -> bool:
    query = "SELECT agora_ledger.check_inclusion(%s, %s, %s, %s::bytea[], %s)"
    (answer,) = one(conn, query, leaf, index, size, way, root)
    return bool(answer)


def one(connection: Connection, query: str, *arguments: object) -> tuple[Any, ...]:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return tuple(row)


# ---- under a seal ----------------------------------------------------------------------------------------


@pytest.fixture
def sealed(db: Connection) -> Iterator[Connection]:
    """Sixteen transactions of every shape under four seals; some ids were rolled back; one more is not sealed."""
    db.autocommit = True
    for name in ("ada", "ben"):
        db.execute("SELECT agora.register_principal(%s)", [name])
    ada, ben = (
        one(db, "SELECT principal_id FROM agora.principal WHERE name = %s", n)[0] for n in ("ada", "ben")
    )
    hers, his = (one(db, "SELECT agora_ledger.wallet_of(%s)", holder)[0] for holder in (ada, ben))
    db.execute("SELECT agora_ledger.mint(%s, 1000, 'start', p_key => 'start')", [hers])
    for number in range(1, 13):
        if number % 4 == 0:
            with pytest.raises(psycopg.Error), db.transaction():
                pay(db, hers, his, ada, "rolled back")
                db.execute("SELECT 1 / 0")
        pay(db, hers, his, ada, f"pay {number}", '{"ünï": [1, 2.50, null]}' if number % 3 else "{}")
    paid = one(db, "SELECT transaction_id FROM agora_ledger.transaction WHERE idempotency_key = 'pay 5'")[0]
    db.execute("SELECT agora_ledger.reverse(%s, 'mistyped', 'back')", [paid])
    lines = [
        {"account_id": hers, "amount": -3},
        {"account_id": his, "amount": 2},
        {"account_id": 3, "amount": 1},
    ]
    db.execute("SELECT agora_ledger.post('fees', %s, 'a split', p_key => 'split')", [json.dumps(lines)])
    db.execute("SELECT agora.set_setting('ledger.seal_size', '4', 'a test')")
    seal_all(db)
    pay(db, hers, his, ada, "not sealed")
    db.autocommit = False
    yield db


def pay(db: Connection, source: int, target: int, actor: int, key: str, meta: str = "{}") -> None:
    db.execute(
        "SELECT agora_ledger.transfer(%s, %s, 1.5, 'wages – Löhne', %s::jsonb, %s, p_key => %s, p_actor => %s)",
        [source, target, meta, "00000000-0000-0000-0000-000000000001" if len(meta) > 2 else None, key, actor],
    )


def seal_all(db: Connection) -> None:
    """Seal everything; the horizon is told what it would find out once no other session of the server is open."""
    db.execute(
        "INSERT INTO agora_ledger.horizon (transaction_id, next_transaction_id)"
        " SELECT s.last_value, s.last_value FROM agora_ledger.transaction_id_seq AS s"
        " ON CONFLICT ON CONSTRAINT horizon_pk"
        " DO UPDATE SET transaction_id = excluded.transaction_id, next_transaction_id = excluded.transaction_id"
    )
    db.execute("SELECT agora_ledger.seal_range()")


def kept(db: Connection, with_leaves: bool = False) -> list[seals.Seal]:
    """Seals as they are kept elsewhere: written and read again."""
    found = seals.stored(db)
    if with_leaves:
        found = [replace(seal, leaves=seals.stored_leaves(db, seal)) for seal in found]
    db.rollback()
    return [seals.Seal.told(seal.line()) for seal in found]


def ids_of(db: Connection, under: list[seals.Seal]) -> list[int]:
    """Transactions under seals that follow each other."""
    query = "SELECT transaction_id FROM agora_ledger.transaction WHERE transaction_id BETWEEN %s AND %s ORDER BY 1"
    found = db.execute(query, [under[0].first_transaction, under[-1].last_transaction]).fetchall()
    db.rollback()
    return [transaction for (transaction,) in found]


def findings(db: Connection, outside: list[seals.Seal]) -> list[tuple[int | None, int | None, str]]:
    try:
        return [(found.seal_id, found.transaction_id, found.problem) for found in seals.verify(db, outside)]
    finally:
        db.rollback()


def told(db: Connection) -> list[tuple[Any, ...]]:
    """What the database says of itself."""
    found = db.execute("SELECT * FROM agora_ledger.verify_seals()").fetchall()
    db.rollback()
    return found


def tamper(db: Connection, *statements: str) -> None:
    db.execute("SET session_replication_role = replica")
    for statement in statements:
        db.execute(statement.encode())
    db.execute("RESET session_replication_role")
    db.commit()


PROOF = (
    "SELECT p.leaf, agora_ledger.check_inclusion(p.leaf, p.index, p.size, p.audit_path, p.root)"
    "  FROM agora_ledger.inclusion_proof(%s) AS p"
)


def test_untouched(sealed: Connection) -> None:
    assert one(sealed, "SELECT count(*), sum(transactions) FROM agora_ledger.seal") == (4, 15)
    assert told(sealed) == []
    assert findings(sealed, []) == []
    outside = kept(sealed, with_leaves=True)
    assert findings(sealed, outside) == []
    assert findings(sealed, outside[-1:]) == []
    for transaction, leaf in seals.leaves_of(sealed, 1, outside[-1].last_transaction):
        assert one(sealed, PROOF, transaction) == (leaf, True)


EDITS = [
    ("transaction", "transaction_id", "transaction_id + 1000000", "transaction is gone"),
    ("transaction", "created_by", "created_by + 1", "transaction was changed"),
    ("transaction", "recorded_at", "recorded_at + interval '1 microsecond'", "transaction was changed"),
    ("transaction", "correlation_id", "'00000000-0000-0000-0000-00000000000f'", "transaction was changed"),
    ("transaction", "correlation_id", "NULL", "transaction was changed"),
    ("transaction", "kind", "'mint'", "transaction was changed"),
    ("transaction", "reason", "reason || ' '", "transaction was changed"),
    ("transaction", "idempotency_key", "'another'", "transaction was changed"),
    ("transaction", "meta", """'{"ünï": [1, 2.5, null]}'""", "transaction was changed"),
    ("transaction", "movements", "movements + 1", "transaction was changed"),
    ("movement", "transaction_id", "transaction_id + 1000000", "transaction was changed"),
    ("movement", "line", "line + 2", "transaction was changed"),
    *(
        (table, column, value, "transaction was changed")
        for table in ("transaction", "movement")
        for column, value in (
            ("from_account_id", "from_account_id + 1"),
            ("to_account_id", "to_account_id + 1"),
            ("amount", "amount + 1"),
            ("from_balance", "from_balance + 1"),
            ("from_balance", "NULL"),
            ("to_balance", "coalesce(to_balance, 0) + 1"),
            ("from_account_id", "to_account_id, to_account_id = from_account_id"),
            ("from_balance", "to_balance, to_balance = from_balance"),
        )
    ),
    ("transaction", "to_balance", "NULL", "transaction was changed"),
    ("reversal", "reversed_id", "reversed_id - 1", "transaction was changed"),
    ("reversal", "transaction_id", "transaction_id - 1", "transaction was changed"),
]


def test_every_column_is_sealed(conn: Connection) -> None:
    """A column that is added to these tables is encoded, or is not worth it on purpose."""
    columns = conn.execute(
        "SELECT c.relname, a.attname FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid"
        " WHERE c.oid IN ('agora_ledger.transaction'::regclass, 'agora_ledger.movement'::regclass,"
        " 'agora_ledger.reversal'::regclass) AND a.attnum > 0 AND NOT a.attisdropped"
    ).fetchall()
    assert set(columns) == {(table, column) for table, column, _, _ in EDITS}


@pytest.mark.parametrize(("table", "column", "value", "problem"), EDITS)
def test_an_edit_by_a_superuser(
    sealed: Connection, table: str, column: str, value: str, problem: str
) -> None:
    outside = kept(sealed)
    key = {"transaction": "pay 7", "movement": "split", "reversal": "back"}[table]
    (transaction,) = one(
        sealed, "SELECT transaction_id FROM agora_ledger.transaction WHERE idempotency_key = %s", key
    )
    tamper(sealed, f"UPDATE agora_ledger.{table} SET {column} = {value} WHERE transaction_id = {transaction}")
    bad = transaction - 1 if (table, column) == ("reversal", "transaction_id") else transaction
    assert [(found[1], found[2]) for found in findings(sealed, outside)] == [(bad, problem)]
    assert [(found[1], found[2]) for found in told(sealed)] == [(bad, problem)]


def test_a_movement_without_its_transaction(sealed: Connection) -> None:
    """It keeps a leaf, so the transaction is not gone where only its own row is."""
    outside = kept(sealed)
    (split,) = one(sealed, "SELECT transaction_id FROM agora_ledger.movement")
    tamper(sealed, f"DELETE FROM agora_ledger.transaction WHERE transaction_id = {split}")
    assert [found[1:] for found in findings(sealed, outside)] == [(split, "transaction was changed")]
    assert [found[1:] for found in told(sealed)] == [(split, "transaction was changed")]


TABLES = ("transaction", "movement", "reversal")


def rows(table: str, transaction: int) -> str:
    """What a transaction has in a table."""
    return f"agora_ledger.{table} WHERE transaction_id = {transaction}"


def test_deletions_and_insertions(sealed: Connection) -> None:
    """Whole transactions that go or come, in the holes that were rolled back as well."""
    outside = kept(sealed)
    ids = ids_of(sealed, outside)
    holes = sorted(set(range(ids[0], ids[-1])) - set(ids))
    first = min(ids_of(sealed, outside[1:2]))
    # One behind a hole is known by its neighbour only, so these are not.
    for bad in (ids[0], *(number for number in ids[1:] if number - 1 not in holes)):
        tamper(sealed, *(f"CREATE TABLE kept_{t} AS SELECT * FROM {rows(t, bad)}" for t in TABLES))
        tamper(sealed, *(f"DELETE FROM {rows(t, bad)}" for t in TABLES))
        (seal,) = (seal.seal_id for seal in outside if seal.first_transaction <= bad <= seal.last_transaction)
        assert findings(sealed, outside) == [(seal, bad, "transaction is gone")] == told(sealed)
        tamper(sealed, *(f"INSERT INTO agora_ledger.{t} SELECT * FROM kept_{t}" for t in TABLES))
        tamper(sealed, *(f"DROP TABLE kept_{t}" for t in TABLES))
        assert findings(sealed, outside) == [] == told(sealed)
    assert holes
    hole = holes[0]
    insertions = (
        "INSERT INTO agora_ledger.transaction"
        f" SELECT {hole}, 1, agora.now(), 1, 3, 5, NULL, NULL, 1, NULL, 'mint', 'x', 'x', '{{}}'",
        f"INSERT INTO agora_ledger.movement VALUES ({hole}, 2, 1, 3, 5, NULL, NULL)",
        f"INSERT INTO agora_ledger.reversal VALUES (1, {hole})",
    )
    for insertion in insertions:
        tamper(sealed, insertion)
        assert [found[1:] for found in findings(sealed, outside)] == [(hole, "transaction was added")]
        assert [found[1:] for found in told(sealed)] == [(hole, "transaction was added")]
        table = insertion.split()[2]
        tamper(sealed, f"DELETE FROM {table} WHERE transaction_id = {hole}")
    assert findings(sealed, outside) == []
    # one that no index stops either
    tamper(
        sealed,
        "ALTER TABLE agora_ledger.transaction DROP CONSTRAINT transaction_pk CASCADE",
        "ALTER TABLE agora_ledger.transaction DROP CONSTRAINT transaction_key_uq",
        f"INSERT INTO agora_ledger.transaction SELECT * FROM {rows('transaction', first)}",
    )
    assert [found[:2] for found in findings(sealed, outside)] == [(2, first)]
    assert [found[0] for found in told(sealed)] == [2]


@pytest.mark.parametrize("before", [0, -1, -(2**63)])
def test_before_the_first(sealed: Connection, before: int) -> None:
    """Money made where no id ever was, with the balances to it, so that nothing else is wrong."""
    outside = kept(sealed)
    sealed.execute("SELECT agora_ledger._fold_subtotals(1000)")
    sealed.commit()
    tamper(
        sealed,
        "INSERT INTO agora_ledger.transaction"
        f" SELECT {before}, 1, agora.now(), 1, 3, 5, NULL, NULL, 1, NULL, 'mint', 'x', 'x', '{{}}'",
        "UPDATE agora_ledger.account_subtotal SET balance = balance + CASE account_id WHEN 1 THEN -5 ELSE 5 END"
        " WHERE account_id IN (1, 3)",
    )
    assert one(sealed, "SELECT count(*) FROM agora_ledger.reconcile()") == (0,)
    sealed.rollback()
    added = [(1, before, "transaction was added")]
    assert findings(sealed, outside) == findings(sealed, []) == told(sealed) == added
    tamper(
        sealed,
        f"DELETE FROM agora_ledger.transaction WHERE transaction_id = {before}",
        f"INSERT INTO agora_ledger.movement VALUES ({before}, 2, 1, 3, 5, NULL, NULL)",
    )
    assert findings(sealed, outside) == findings(sealed, []) == told(sealed) == added
    tamper(sealed, f"DELETE FROM agora_ledger.movement WHERE transaction_id = {before}")
    assert findings(sealed, outside) == [] == told(sealed)


def remake(db: Connection, first: int) -> None:
    """What somebody does who may do everything: change a row, and make all seals anew."""
    tamper(
        db,
        f"UPDATE agora_ledger.transaction SET reason = 'forged' WHERE transaction_id = {first}",
        "DELETE FROM agora_ledger.seal_tree; DELETE FROM agora_ledger.seal",
    )
    db.execute(
        "SELECT agora_ledger.seal_range((SELECT max(transaction_id) - 1 FROM agora_ledger.transaction))"
    )
    db.commit()


def test_seals_made_anew(sealed: Connection) -> None:
    """Without an outside root nothing is wrong with them; with one, they are not those that were kept."""
    outside, whole = kept(sealed), kept(sealed, with_leaves=True)
    forged = min(ids_of(sealed, outside[2:3]))
    remake(sealed, forged)
    assert told(sealed) == []
    assert findings(sealed, []) == []
    first, last = outside[2].first_transaction, outside[2].last_transaction
    not_kept = [(number, None, "seal is not the one that was kept") for number in range(1, 5)]
    # Their times differ, so all are others; the rows under the third are, too.
    assert findings(sealed, outside) == [
        *not_kept[:3],
        (3, None, f"transactions {first} to {last} are not those that were sealed"),
        not_kept[3],
    ]
    assert (3, forged, "transaction was changed") in findings(sealed, whole)
    # One line with one hash is enough.
    assert (4, None, "seal is not the one that was kept") in findings(sealed, outside[-1:])


SEAL_EDITS = [
    ("seal_id", "seal_id + 10"),
    ("version", "2"),
    ("first_transaction", "first_transaction + 1"),
    ("last_transaction", "last_transaction - 1"),
    ("transactions", "transactions + 1"),
    ("transactions", "9223372036854775807"),
    ("root", "sha256(root)"),
    ("previous_hash", "sha256(previous_hash)"),
    ("sealed_at", "sealed_at + interval '1 microsecond'"),
    ("sealed_at", "'infinity'"),
    ("sealed_at", "'4000-01-01 BC'"),
    ("hash", "sha256(hash)"),
]


@pytest.mark.parametrize(("column", "value"), SEAL_EDITS)
def test_an_edit_of_a_seal(sealed: Connection, column: str, value: str) -> None:
    """Each is seen by the database itself, and from outside with the last hash alone."""
    outside = kept(sealed)
    tamper(
        sealed,
        "ALTER TABLE agora_ledger.seal DROP CONSTRAINT seal_version_ck",
        f"UPDATE agora_ledger.seal SET {column} = {value} WHERE seal_id = 2",
    )
    assert told(sealed)
    assert sealed.execute("SELECT * FROM agora_ledger.reconcile() WHERE subject = 'seals'").fetchall()
    sealed.rollback()
    assert min(found[0] or 0 for found in findings(sealed, outside[-1:])) == 2
    expected = (
        "seal is gone"
        if column == "seal_id"
        else None
        if column != "hash"
        else "seal is not the one that was kept"
    )
    with_all = [found[2] for found in findings(sealed, outside) if found[0] == 2]
    # What was kept is believed, so an edit of the database's copy of it changes nothing but the copy.
    assert with_all == ([expected] if expected else [])


def test_a_stored_tree_is_not_believed(sealed: Connection) -> None:
    """It only helps to name what differs."""
    outside = kept(sealed)
    first, last = outside[1].first_transaction, outside[1].last_transaction
    second = ids_of(sealed, outside[1:2])[1]
    tamper(
        sealed,
        "UPDATE agora_ledger.seal_tree SET nodes = overlay(nodes PLACING '\\x00' FROM 5) WHERE seal_id = 2",
    )
    assert findings(sealed, outside) == []
    assert told(sealed) == [(2, None, "the stored tree is not that of the root")]
    assert one(sealed, PROOF, second)[1] is False
    tamper(
        sealed,
        f"UPDATE agora_ledger.transaction SET reason = 'forged' WHERE transaction_id = {second}",
        "DELETE FROM agora_ledger.seal_tree",
    )
    assert findings(sealed, outside) == [
        (2, None, f"transactions {first} to {last} are not those that were sealed")
    ]
    assert [found[:2] for found in told(sealed)] == [(1, None), (2, None), (2, None), (3, None), (4, None)]
    assert told(sealed)[2][2] == "transactions are not those that were sealed"


def test_a_dump_keeps_them(
    sealed: Connection, dsn: str, new_database: Callable[..., str], run: Run, tmp_path: Path
) -> None:
    outside = kept(sealed)
    run("pg_dump", "--format=custom", "--file", str(tmp_path / "dump"), "--dbname", dsn)
    restored = new_database()
    run("pg_restore", "--exit-on-error", "--dbname", restored, str(tmp_path / "dump"))
    with psycopg.connect(restored) as connection:
        assert findings(connection, outside) == [] == told(connection)
        assert kept(connection) == outside
        connection.autocommit = True
        seal_all(connection)
        assert one(connection, "SELECT sum(transactions) FROM agora_ledger.seal") == (16,)
        connection.autocommit = False
        assert findings(connection, outside) == []


def test_an_auditor_needs_no_right_of_ours(sealed: Connection, login: Callable[..., str]) -> None:
    """Reading all tables is enough, and changes nothing."""
    outside = kept(sealed)
    auditor = sql.Identifier(login("auditor", "pg_read_all_data"))
    sealed.execute(sql.SQL("SET ROLE {}").format(auditor))
    sealed.commit()
    assert findings(sealed, outside) == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        told(sealed)
