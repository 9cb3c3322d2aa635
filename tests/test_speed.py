"""The two measures that do not wobble: what a check loads (test_architecture) and what reading costs beside PyYAML."""

import gc
import time
from collections.abc import Callable
from statistics import median

import pytest
import yaml

from charter_cli.read.declarations import read_declaration
from charter_cli.read.strict_yaml import parse
from charter_cli.read.yaml_events import HAS_C_PARSER, read_events
from tests.bench import generate

ROUNDS = 31


def seconds(step: object, contents: list[bytes]) -> float:
    start = time.perf_counter()
    for content in contents:
        step(content)  # type: ignore[operator]
    return time.perf_counter() - start


@pytest.mark.parametrize(
    ("reader", "share"),
    [
        # 0.15 when this was written: the second time a line is met, what it says is known.
        (lambda content: parse(content, "x"), 0.4),
        # 0.53
        (lambda content: read_events(content.decode(), "x"), 0.8),
    ],
)
def test_reading_with_positions_costs_a_part_of_yaml_load(reader: Callable[[bytes], object], share: float) -> None:
    assert HAS_C_PARSER
    contents = [generate.declaration(number).encode() for number in range(10)]
    gc.collect()
    gc.freeze()
    ratios = []
    for _ in range(ROUNDS):
        theirs = seconds(lambda content: yaml.load(content, yaml.CSafeLoader), contents)
        ratios.append(seconds(reader, contents) / theirs)
    # The two take turns, so that a slower spell of the machine meets both.
    assert median(ratios) <= share


def test_the_benchmarks_declarations_have_the_right_form_and_are_the_same_each_time() -> None:
    for number in range(20):
        text = generate.declaration(number)
        assert read_declaration("x.charter.yaml", text.encode()).problems == ()
        assert generate.declaration(number) == text
