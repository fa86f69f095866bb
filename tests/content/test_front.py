"""Front matter: plain values with places, and refusal of everything else."""

from __future__ import annotations

import pytest

from course.content.faults import Reporter
from course.content.fields import Fields
from course.content.front import Front, parse_front


def read(text: str) -> tuple[Front, list[tuple[str, int, int]]]:
    report = Reporter("x.md")
    front = parse_front(text, 2, report)
    return front, [(fault.code, fault.line, fault.column) for fault in report.faults]


def test_values_and_places() -> None:
    front, faults = read('id: price\ncustomer: {name: 森下, age: 40}\nflags: [a, b]\nsay: "no"\n')
    assert faults == []
    assert front.values == {
        "id": "price",
        "customer": {"name": "森下", "age": 40},
        "flags": ["a", "b"],
        "say": "no",
    }
    assert front.key_place("customer", "name") == (3, 12)
    assert front.place("customer", "name") == (3, 18)
    assert front.place("flags", 1) == (4, 12)
    assert front.place("customer", "absent") == (3, 11)
    assert front.place("absent") == (2, 1)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("12", 12),
        ("-3", -3),
        ("1.5", 1.5),
        ("1:30", "1:30"),
        ("2026-01-02", "2026-01-02"),
        ("0x10", "0x10"),
        ("012", "012"),
        ("12345678e9", "12345678e9"),
        ("1_000", "1_000"),
        ("~", None),
        ('"12"', "12"),
        (".inf", ".inf"),
        ("9" * 40, "9" * 40),
    ],
)
def test_scalars_mean_what_they_look_like(written: str, value: object) -> None:
    front, faults = read(f"k: {written}\n")
    assert faults == []
    assert front.values["k"] == value
    assert type(front.values["k"]) is type(value)


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (BOMB, "front-alias", 2),
        ("a: *b\n", "front-alias", 2),
        ("a: !!python/object/apply:os.system [ls]\n", "front-tag", 2),
        ("a: ! x\n", "front-tag", 2),
        ("x: 1\na: 1\na: 2\n", "front-key-repeated", 4),
        ("a: [[[[[[1]]]]]]\n", "front-too-deep", 2),
        ("[" * 16_000, "front-too-deep", 2),
        ("a: {" * 4_000, "front-too-deep", 2),
        ("- " * 8_000, "front-too-deep", 2),
        ("? " * 8_000, "front-key-odd", 2),
        ("[a]: 1\n", "front-key-odd", 2),
        ("a: 1\n" * 4_000, "front-too-large", 2),
        ("a: 'x\n", "front-invalid", 3),
        ("a: 1\n... \n--- \nb: 2\n", "front-invalid", 4),
        ("\ta: 1\n", "front-invalid", 2),
        ("%YAML 1.1\n", "front-invalid", 3),
        ("words\n", "front-not-mapping", 2),
        ("", "front-not-mapping", 2),
        ("@\n", "front-invalid", 2),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_refused(text: str, code: str, line: int) -> None:
    front, faults = read(text)
    assert [fault[0] for fault in faults] == [code]
    assert faults[0][1] == line
    assert front.broken == (code not in ("front-key-repeated",))


def test_fields_report_each_problem_where_it_stands() -> None:
    report = Reporter("x.md")
    front = parse_front(
        "id: Bad\nminutes: 500\nlevel: high\npreset: few-larg\nflags: [1, a]\nextra: 1\ncustomer: x\nok: 1\n",
        2,
        report,
    )
    fields = Fields(front, report)
    assert fields.identifier("id") == ""
    assert fields.integer("minutes", low=1, high=60) == 1
    assert fields.integer("level", low=1, high=3, default=2) == 1
    assert fields.choice("preset", ("few-large", "many-small")) == "few-large"
    assert fields.texts("flags") == ["a"]
    assert fields.mapping("customer").values == {}
    assert fields.boolean("ok") is False
    assert fields.text("title") == ""
    fields.finish()
    assert [(fault.code, fault.line) for fault in report.faults] == [
        ("id-malformed", 2),
        ("front-value-wrong", 3),
        ("front-value-wrong", 4),
        ("front-option-unknown", 5),
        ("front-value-wrong", 6),
        ("front-value-wrong", 8),
        ("front-value-wrong", 9),
        ("front-key-absent", 2),
        ("front-key-unknown", 7),
    ]
    assert "few-large" in report.faults[3].suggestion("ja")
