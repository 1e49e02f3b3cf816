"""The days of a simulated economy: what each agent does, by the functions that real agents call."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from psycopg.rows import dict_row

from agora.simulation.levers import pull_levers
from agora.simulation.policy import Policy, apply_policy
from agora.simulation.population import KINDS, Kind, draw, parse_population
from agora.simulation.scratch import Connection, SimulationError, scratch_database
from agora.simulation.trajectory import Trajectory
from agora.simulation.works import write_code

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
PRICE_PER_KB: Final = 2
USD_PER_TOKEN: Final = 0.001
ERRORS: Final = 200
WORKS: Final = 0.85

Progress = Callable[[str, int], None]
"""Is told, after each day, what was played and how many days are done."""


def simulate(
    server: str,
    population: str | dict[str, int],
    days: int,
    *,
    seed: int = 1,
    policy: Policy | None = None,
    levers: bool = False,
    name: str = "default",
    keep: bool = False,
    progress: Progress = lambda name, day: None,
) -> Trajectory:
    """Play an economy in a scratch database on a server and return what came of it.

    With `levers`, operators pull what the zones call for, the morning after a figure entered one.
    """
    agents = parse_population(population) if isinstance(population, str) else population
    if not 1 <= days <= 3650:
        raise SimulationError(f"{days} days: play 1 to 3650")
    with scratch_database(server, keep) as connection:
        play = _Play(connection, Trajectory(name, seed, days, agents), Random(seed))  # noqa: S311
        play.begin(policy or {})
        for day in range(days):
            play.day(day, levers)
            progress(name, day + 1)
        return play.end()


class _Play:
    """One run."""

    def __init__(self, connection: Connection, trajectory: Trajectory, chance: Random) -> None:
        self.connection = connection
        self.trajectory = trajectory
        self.chance = chance
        self.agents: list[tuple[int, Kind]] = []
        self.transforms: list[tuple[int, int]] = []
        """Transform and contributor."""
        self.met: list[tuple[int, int]] = []
        """The same, once for every reuse that worked: what helped is met again, in half of the cases."""
        self.acts: Counter[str] = Counter()

    def begin(self, policy: Policy) -> None:
        """Day 0 dawns: the policy is in force, model calls are paid, and the agents come."""
        self._clock(0, 0)
        self.connection.execute("SELECT agora.set_flag('token_spending', true)")
        apply_policy(self.connection, policy)
        names = [
            (f"{kind}-{n}", kind)
            for kind, count in self.trajectory.population.items()
            for n in range(1, count + 1)
        ]
        made = self._each("join_in(a::text)", [(agent,) for agent, _ in names])
        self.agents = [(number, KINDS[kind]) for number, (_, kind) in zip(made, names, strict=True)]

    def day(self, day: int, levers: bool) -> None:
        """What is due is done first; then the agents live."""
        self._clock(day, 0)
        self._tick()
        if levers:
            self.trajectory.pulls += pull_levers(self.connection)
        self._clock(day, 1)
        self._claim()
        self._clock(day, 8)
        self._contribute()
        self._clock(day, 10)
        self._reuse(day)
        self._clock(day, 14)
        self._buy(day)
        self._clock(day, 16)
        self._call_models(day)
        self._clock(day, 23)
        self._each("use_up(a::text)", [(str(day),)])
        if day % 7 == 6:
            self.connection.execute("ANALYZE")
            self._look(day)

    def end(self) -> Trajectory:
        """Midnight after the last day: the last zones are judged, and all is read."""
        seen, days = self.trajectory, self.trajectory.days
        if days % 7:
            self._look(days - 1)
        self._clock(days, 0)
        self._tick()
        seen.supply = self._rows("SELECT s.* FROM agora_ledger.daily_supply AS s ORDER BY s.day")
        seen.triggers = self._rows(
            "SELECT h.day, h.metric, h.from_zone, h.zone, h.value, h.lever, h.advice"
            " FROM agora_reward.zone_history AS h ORDER BY h.day, h.metric"
        )
        seen.issuance = self._rows(
            "SELECT coalesce(i.reason, i.kind) AS reason, sum(i.transactions) AS transactions, sum(i.minted) AS minted"
            " FROM agora_ledger.issuance AS i GROUP BY 1 ORDER BY 3 DESC, 1"
        )
        seen.thresholds = self._rows(
            "SELECT z.metric, z.zone, z.comparison, z.threshold FROM agora_reward.economy_zone AS z ORDER BY 1, 2, 3"
        )
        seen.acts = dict(sorted(self.acts.items()))
        wrong = self.connection.execute(
            "SELECT v.violation FROM agora.check_invariants() AS v LIMIT 1"
        ).fetchone()
        if wrong:
            raise SimulationError(f"an invariant does not hold at the end: {wrong[0]}")
        return seen

    # ---- acts ----------------------------------------------------------------------------------------------

    def _claim(self) -> None:
        claimed = self._each("claim(a::bigint)", [(agent,) for agent, _ in self.agents])
        self.acts["claims"] += sum(claimed)
        self.acts["claims_held_back"] += len(claimed) - sum(claimed)

    def _contribute(self) -> None:
        works = [
            (agent, write_code(self.chance, f"work_{self.acts['contributions'] + number}", kind.skill))
            for number, (agent, kind) in enumerate(self._doing(lambda kind: kind.contributes))
        ]
        made = self._each("contribute(a::bigint, b::text)", works)
        self.transforms += [(number, agent) for number, (agent, _) in zip(made, works, strict=True)]
        self.acts["contributions"] += len(works)

    def _reuse(self, day: int) -> None:
        rows = []
        for agent, _ in self._doing(lambda kind: kind.reuses):
            known = self.chance.choice((self.transforms, self.met))
            if not known or (choice := self.chance.choice(known))[1] == agent:
                continue
            error = self.chance.randrange(ERRORS)
            works = self.chance.random() < WORKS
            rows.append(
                (agent, choice[0], f"task {error} of day {day}", f"cannot read field f{error}", works)
            )
            self.met += [choice] if works else []
        self._each("reuse(a::bigint, b::bigint, c::text, d::text, e::boolean)", rows)
        self.acts["reuses"] += len(rows)

    def _buy(self, day: int) -> None:
        sellers = [(agent, kind.contributes) for agent, kind in self.agents]
        rows = []
        for number, (agent, kind) in enumerate(self.agents):
            kilobytes = draw(self.chance, kind.buys)
            (seller,) = self.chance.choices([a for a, _ in sellers], [w for _, w in sellers])
            if kilobytes and seller != agent:
                rows.append((agent, seller, PRICE_PER_KB * kilobytes, f"context:{day}:{number}"))
        self._paid("purchases", self._each("buy_context(a::bigint, b::bigint, c::numeric, d::text)", rows))

    def _call_models(self, day: int) -> None:
        rows = []
        for number, (agent, kind) in enumerate(self._doing(lambda kind: kind.calls)):
            usd = kind.cost * USD_PER_TOKEN * self.chance.uniform(0.2, 1.8)
            estimate = usd * self.chance.uniform(1, 1.5)
            rows.append((agent, round(estimate, 6), round(usd, 6), f"call:{day}:{number}"))
        self._paid("calls", self._each("call_model(a::bigint, b::numeric, c::numeric, d::text)", rows))

    # ---- means ---------------------------------------------------------------------------------------------

    def _doing(self, rate: Callable[[Kind], float]) -> list[tuple[int, Kind]]:
        """The agents, each as often as it does something today, in any order."""
        doing = [(agent, kind) for agent, kind in self.agents for _ in range(draw(self.chance, rate(kind)))]
        self.chance.shuffle(doing)
        return doing

    def _paid(self, act: str, paid: Sequence[bool]) -> None:
        self.acts[act] += sum(paid)
        self.acts[f"{act}_not_afforded"] += len(paid) - sum(paid)

    def _each(self, call: str, rows: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Call an act for each row, in one statement; a, b, … are the columns."""
        if not rows:
            return []
        columns = [[str(value) for value in column] for column in zip(*rows, strict=True)]
        names = ", ".join("abcde"[: len(columns)])
        arrays = ", ".join(["%s::text[]"] * len(columns))
        found = self.connection.execute(
            f"SELECT agora_simulation.{call} FROM unnest({arrays}) WITH ORDINALITY AS x({names}, n) ORDER BY x.n",
            columns,
        ).fetchall()
        return [value for (value,) in found]

    def _clock(self, day: int, hour: int) -> None:
        moment = START + timedelta(days=day, hours=hour)
        self.connection.execute("SELECT agora_simulation.at(%s)", [moment.isoformat()])

    def _tick(self) -> None:
        """Run what is due; twice, because a horizon takes two steps."""
        for _ in range(2):
            self.connection.execute("SELECT agora.tick(1000000)")

    def _look(self, day: int) -> None:
        """The figures of the week that ends with a day, and how the kinds of agents are."""
        date = (START + timedelta(days=day)).date()
        week = day // 7 + 1
        figures = "SELECT e.metric, e.value, e.unit, e.zone FROM agora_reward.economy_at(%s) AS e"
        self.trajectory.weeks += [{"week": week, "day": date} | row for row in self._rows(figures, date)]
        self.trajectory.kinds += [
            {"week": week, "day": date} | row
            for row in self._rows(
                "SELECT regexp_replace(p.name, '-[0-9]+$', '') AS kind, count(*) AS agents,"
                " round(avg(p.balance), 6) AS balance, round(avg(p.earned), 6) AS earned,"
                " round(avg(p.spent), 6) AS spent, round(avg(p.rewarded), 6) AS rewarded,"
                " round(avg(p.granted), 6) AS granted"
                " FROM agora_reward.contributor_profile AS p WHERE p.principal_id >= 1000 GROUP BY 1 ORDER BY 1"
            )
        ]

    def _rows(self, query: str, *arguments: Any) -> list[dict[str, Any]]:
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, arguments).fetchall()
