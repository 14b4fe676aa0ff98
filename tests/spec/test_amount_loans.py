"""The money of plans started within the year, and by channel."""

KEY = "amount_loans"


def test_amounts_are_added_in_whole_rials(figure):
    found = figure(
        KEY,
        plans="""
        amount_rial      started_on
        123,456,789,012  1397/01/01
        0                1397/06/06
        1                1397/12/29
        5000             1398/01/01
    """,
    )
    assert (found.numerator, found.denominator, found.value) == (123456789013, None, "123456789013")
    assert set(found.published["unit"]) == {"rial"}


def test_amounts_by_channel_have_every_category(figure):
    found = figure(
        KEY,
        plans="""
        amount_rial  channel
        100          bank_loan
        20           bank_loan
        3            employer_incentive
        0            placement
    """,
    )
    assert found.by("channel") == {
        "bank_loan": "120",
        "emdad_velayat_fund": "0",
        "placement": "0",
        "job_leader": "0",
        "employer_incentive": "3",
    }


def test_those_who_received_money_are_its_contributors(figure):
    found = figure(
        KEY,
        plans="""
        amount_rial  channel
        100          bank_loan
        20           bank_loan
        0            placement
    """,
    )
    whole = found.counted.iloc[0]
    assert (whole["contributors"], whole["largest"]) == (2, 100)
    placement = found.counted.set_index("category").loc["placement"]
    assert (placement["contributors"], placement["largest"]) == (0, 0)


def test_without_plans_there_is_no_data(figure):
    found = figure(KEY)
    assert found.status == "no_data"
    assert set(found.by("channel").values()) == {"no_data"}
