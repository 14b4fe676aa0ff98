"""
Small worlds, all of them: every table that could be true, counted out one by one.

`size` of a world is the largest of the numbers that were counted up to make it.
"""

from collections.abc import Iterator
from itertools import product

AREAS = ("2601", "2602")


def places(most: int) -> Iterator[dict]:
    """Jobs of women and men in two counties and their province."""
    for women, men, women_there, men_there in product(range(most + 1), repeat=4):
        yield {
            "2601/count_jobs/operator_sex/female": women,
            "2601/count_jobs/operator_sex/male": men,
            "2602/count_jobs/operator_sex/female": women_there,
            "2602/count_jobs/operator_sex/male": men_there,
            "26/count_jobs/operator_sex/female": women + women_there,
            "26/count_jobs/operator_sex/male": men + men_there,
            "2601/count_jobs": women + men,
            "2602/count_jobs": women_there + men_there,
            "26/count_jobs": women + men + women_there + men_there,
            "size": max(women, men, women_there, men_there),
        }


def plans(most: int) -> Iterator[dict]:
    """Two years of plans, of which some deviate, some after they came to their end."""
    for supervised, deviated, ended, both, none_seen in product(*[range(most + 1)] * 4, (False, True)):
        gone = deviated + ended - both
        if both > min(deviated, ended) or gone > supervised:
            continue
        for started in range(supervised + 1):
            yield {
                "1396/2601/count_active_plans": supervised - started,
                "2601/count_plans_started": started,
                "2601/count_plans_supervised": supervised,
                "2601/count_active_plans": supervised - gone,
                "2601/count_plans_deviated": deviated,
                "2601/share_plans_all_stages": (0 if none_seen else ended, ended),
                "both": both,
                "size": supervised,
            }


def loans(most: int) -> Iterator[dict]:
    """Plans, their jobs by two groups of operators, what they were lent."""
    for plans_, women, men, lent in product(range(most + 1), repeat=4):
        there = (women > 0) + (men > 0)
        if not there <= plans_ <= women + men or (lent and not plans_):
            continue
        yield {
            "2601/count_plans_started": plans_,
            "2601/count_jobs": women + men,
            "2601/count_jobs/operator_sex/female": women,
            "2601/count_jobs/operator_sex/male": men,
            "2601/amount_loans": lent,
            "size": max(plans_, women, men, lent),
        }


def purchases(most: int) -> Iterator[dict]:
    """Purchases of carpets and kilims, a rial or more each."""
    nothing = {
        f"2601/{i}_purchases/product/{p}": 0 for i in ("count", "amount") for p in ("tableau_carpet", "other")
    }
    for carpets, kilims, paid, paid_for_kilims in product(range(most + 1), repeat=4):
        if (
            paid < carpets
            or paid_for_kilims < kilims
            or (not carpets and paid)
            or (not kilims and paid_for_kilims)
        ):
            continue
        yield nothing | {
            "2601/count_purchases": carpets + kilims,
            "2601/count_purchases/product/carpet": carpets,
            "2601/count_purchases/product/kilim": kilims,
            "2601/amount_purchases": paid + paid_for_kilims,
            "2601/amount_purchases/product/carpet": paid,
            "2601/amount_purchases/product/kilim": paid_for_kilims,
            "size": max(paid, paid_for_kilims),
        }


def households(most: int) -> Iterator[dict]:
    """Supported households, their persons, who can work, who has no plan of the active ones."""
    for supported, more, employable, without, active in product(range(most + 1), repeat=5):
        if employable > supported or without > employable or employable - without > active:
            continue
        if more > 29 * supported:
            continue
        yield {
            "2601/count_supported_households": supported,
            "2601/count_supported_persons": supported + more,
            "2601/count_employable_households": employable,
            "2601/share_employable": (employable, supported),
            "2601/count_employable_without_plan": without,
            "2601/count_active_plans": active,
            "size": max(supported, more, active),
        }


WORLDS = {"places": places, "plans": plans, "loans": loans, "purchases": purchases, "households": households}
