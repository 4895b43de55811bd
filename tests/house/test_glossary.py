"""The words that pages explain are those of GLOSSARY.md, and the help on each stage is short and complete."""

import re
from pathlib import Path

import pytest
from django.template import engines

from goodhands.foundation.ui.words import BY_KEY, WORDS
from goodhands.home.help_texts import HELP
from goodhands.stages.lifecycle import STAGES

ROOT = Path(__file__).parents[2]
TERM = re.compile(r'\{% term "([\w-]+)"')
EXPLAINS = re.compile(r'\{% sort_heading .*?(?:"num" |explains=)"([\w-]+)" %\}')


def in_the_file() -> dict[str, str]:
    rows = [line.strip("|\n ").split(" | ") for line in (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines()
            if line.startswith("| ")]  # fmt: skip
    return {word.strip(): meaning.strip(" |") for word, meaning, *_ in rows}


def test_a_word_means_on_the_pages_what_it_means_in_the_glossary() -> None:
    said = in_the_file()
    assert {str(one.word): said.get(str(one.word)) for one in WORDS} == {str(one.word): one.meaning for one in WORDS}


def test_a_word_stands_in_the_glossary_once() -> None:
    lines = [line.split(" | ")[0] for line in (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines() if "|" in line]
    assert sorted(set(lines)) == sorted(lines)
    assert len(BY_KEY) == len(WORDS)
    assert [one.key for one in WORDS] == [str(one.word).replace(" ", "-") for one in WORDS]


def test_words_that_pages_explain_are_in_the_glossary() -> None:
    used = {
        (template.parent.name, key)
        for template in (ROOT / "src").rglob("templates/**/*.html")
        for pattern in (TERM, EXPLAINS)
        for key in pattern.findall(template.read_text("utf-8"))
    }
    assert {key for _, key in used} <= set(BY_KEY)
    assert {place for place, _ in used} >= {"operate", "contract"}, "no page explains a word where it stands"


@pytest.mark.parametrize("stage", [stage.key for stage in STAGES])
def test_help_on_a_stage_has_250_words_at_most(stage: str) -> None:
    text = HELP[stage]
    page = engines["django"].get_template("home/help_page.html").template.source
    of_the_frame = " ".join(re.findall(r'translate "([^"]+)"|_\("([^"]+)"\)', page)[0])
    one = next(each for each in STAGES if each.key == stage)
    said = [one.question, one.will_answer, of_the_frame, text.purpose, text.first_step]
    said += [words for pitfall in text.pitfalls for words in (pitfall.words, pitfall.source)]
    said += [words for key in text.words for words in (BY_KEY[key].word, BY_KEY[key].meaning)]
    assert sum(len(str(words).split()) for words in said) <= 250
    assert 3 <= len(text.pitfalls) <= 4
    assert 4 <= len(text.words) <= 6
    assert bool(text.first_step) == one.built
