"""Division, last of all: how a share or rate is rounded."""


def ratio(numerator: int, denominator: int, per: int) -> str:
    """per × numerator ÷ denominator with one decimal, half to even."""
    tenths, rest = divmod(int(numerator) * per * 10, int(denominator))
    tenths += (2 * rest > denominator) or (2 * rest == denominator and tenths % 2)
    return f"{tenths // 10}.{tenths % 10}"
