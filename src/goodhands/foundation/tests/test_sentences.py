"""Sentences of rules: English as they stand, and ready for other languages."""

import ast
import copy
import json
import pickle
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import goodhands
from goodhands.foundation.rules.sentences import Refused, Sentence, retold, said
from goodhands.foundation.rules.strict import Fault, choice, items, table, whole

RULES = sorted(Path(goodhands.__file__).parent.rglob("rules/*.py"))
SPEAKING = {"Fault", "NotBuiltYet", "Unreadable", "UnclearFormat", "UnknownPlace", "Problem"}


def test_a_sentence_is_its_english_text() -> None:
    sentence = said("has {cells:,} cells where the heading has {width}", cells=1200, width=3)
    assert sentence == "has 1,200 cells where the heading has 3"
    assert sentence.template == "has {cells:,} cells where the heading has {width}"
    assert sentence.values == {"cells": 1200, "width": 3}
    assert json.dumps([sentence, said("is missing")]) == '["has 1,200 cells where the heading has 3", "is missing"]'


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda sentence: pickle.loads(pickle.dumps(sentence))])
def test_a_copy_knows_what_it_is_made_of(copied: object) -> None:
    sentence = said("stands in row {row} already", row=7)
    assert callable(copied)
    other = copied(sentence)
    assert (other, other.template, other.values) == (sentence, sentence.template, sentence.values)


def test_it_is_said_in_another_language_with_the_sentences_inside_it() -> None:
    words = {"must be a list, not {found}": "attendu: une liste, pas {found}", "the text {text}": "le texte {text}"}
    with pytest.raises(Fault) as fault:
        items("a {strange} text", "x")
    assert str(fault.value) == 'x: must be a list, not the text "a {strange} text"'
    french = retold(fault.value.message, lambda template: words.get(template, template))
    assert french == 'attendu: une liste, pas le texte "a {strange} text"'
    assert retold("not of a rule", str.upper) == "not of a rule"


def test_a_refusal_keeps_its_sentence() -> None:
    sentence = said("{file} is empty", file="t.csv")
    refused = Refused(sentence)
    assert refused.sentence is sentence
    assert str(refused) == "t.csv is empty"
    assert isinstance(str(refused), Sentence)


@pytest.mark.parametrize("bad", [
    lambda: table([], ""), lambda: table({}, "", ["a"]), lambda: table({"b": 1}, "", [], ["a"]), lambda: items(None, ""),
    lambda: choice("x", "", ["y", "z"]), lambda: whole("1", "", 0, 9), lambda: whole(10, "", 0, 9),
])  # fmt: skip
def test_what_is_wrong_with_a_document_can_be_translated(bad: object) -> None:
    assert callable(bad)
    with pytest.raises(Fault) as fault:
        bad()
    assert isinstance(fault.value.message, Sentence)


# The code of all rules


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node


def names_in(template: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]


def test_every_template_stands_literally_and_has_its_values() -> None:
    found = [(path.name, call) for path in RULES for name, call in calls(path) if name == "said"]
    assert len(found) > 60
    for file, call in found:
        (template,) = call.args
        assert isinstance(template, ast.Constant), (file, call.lineno)
        assert set(names_in(template.value)) == {value.arg for value in call.keywords}, (file, call.lineno)


def test_no_rule_complains_in_a_bare_text() -> None:
    bare = [
        (path.name, call.lineno)
        for path in RULES
        for name, call in calls(path)
        if name in SPEAKING
        for text in [*call.args[-1:], *(value.value for value in call.keywords if value.arg == "reason")]
        if isinstance(text, ast.JoinedStr) or (isinstance(text, ast.Constant) and isinstance(text.value, str))
    ]
    assert bare == []
