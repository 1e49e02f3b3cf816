"""What is left of a balance after some days. Pure: Decimal in, Decimal out.

At the end of each day what is above the exempt part is multiplied by (1 - annual) ** (1/365), and then

- expiry "activity": all above it is gone when nothing has moved for expiry_days;
- expiry "rolling": no more is left than came in during the last expiry_days (the oldest is spent first).

The result has 24 decimals, and every day is rounded alike: so n days at once are n times one day, exactly.
"""

from decimal import Decimal, localcontext
from typing import Any, Dict, Sequence, Tuple

FINEST = Decimal(1).scaleb(-24)
LARGEST = Decimal(10) ** 12


def decay(
    balance: Decimal,
    days: int,
    policy: Dict[str, Any],
    moves: Sequence[Tuple[int, Decimal, Decimal]] = (),
) -> Decimal:
    """Tokens left; moves are (day, net, received), day 0 the first, those before it history that is in the balance.

    Raises ValueError with (message, detail, hint) where an input is out of range or the policy is not usable.
    """
    if (
        balance is None
        or not balance.is_finite()
        or not 0 <= balance <= LARGEST
        or days is None
        or not 0 <= days <= 100000
    ):
        raise ValueError(
            "balance or days are not usable",
            f"balance={'NULL' if balance is None else balance} days={'NULL' if days is None else days}",
            "Pass a balance of 0 to 1000000000000 tokens, and 0 to 100000 days.",
        )
    try:
        annual, exempt, told = (Decimal(policy[name]) for name in ("annual", "exempt", "expiry_days"))
        expiry, expiry_days = policy["expiry"], int(told)
        if not (
            0 <= annual <= 1
            and exempt >= 0
            and 1 <= expiry_days <= 100000
            and expiry_days == told
            and expiry in ("none", "activity", "rolling")
        ):
            raise ValueError("a constant is out of range")
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        raise ValueError(
            "decay policy is not usable",
            f"{type(error).__name__}: {error}",
            "It needs annual (0 to 1), exempt (from 0), expiry (none, activity, rolling), expiry_days (1 to 100000).",
        ) from error

    net = {day: amount for day, amount, _ in moves if day >= 0}
    received = {day: amount for day, _, amount in moves}
    active = max((day for day, _, _ in moves if day < 0), default=-expiry_days)
    recent = sum((amount for day, amount in received.items() if -expiry_days <= day < 0), Decimal(0))
    last = max(net, default=-1)
    with localcontext() as context:
        context.prec = 60
        kept = (1 - annual) ** (Decimal(1) / 365)
        for day in range(days):
            balance = max(Decimal(0), balance + net.get(day, 0))
            active = day if day in net else active
            recent += received.get(day, 0) - received.get(day - expiry_days, 0)
            over = balance - exempt
            if over > 0:
                over = (over * kept).quantize(FINEST)
                if expiry == "activity" and day - active >= expiry_days:
                    over = Decimal(0)
                if expiry == "rolling":
                    over = min(over, max(Decimal(0), recent - exempt))
                balance = exempt + over
            elif day >= last:
                break
        return balance.quantize(FINEST)
