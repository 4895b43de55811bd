"""Words find each other however they are written, and nothing that is typed is ever too odd."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodhands.foundation.rules.words import (
    LONGEST_QUESTION,
    LONGEST_WORD,
    MOST_WORDS,
    ROOM,
    excerpt,
    marked,
    question,
    words_of,
)

ODD = st.text(max_size=400)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Harbourline IT", ["harbourline", "it"]),
        ("São João, café", ["sao", "joao", "cafe"]),
        ("Cafe\u0301", ["cafe"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("Łódź, Ærø & Ørsted", ["lodz", "aero", "orsted"]),
        ("INC-0012 ana@example.org", ["inc", "0012", "ana", "example", "org"]),
        ("pass\u200bword \u202eright\u202c", ["password", "right"]),
        ("\ufb01ne \u2460 \uff12", ["fine", "1", "2"]),
        ("Привет мир", ["привет", "мир"]),
        ("' OR 1=1 --", ["or", "1", "1"]),
        ("\0 \ud800 !?", []),
        ("", []),
    ],
)
def test_words_are_plain_small_letters_and_digits(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@given(ODD)
def test_what_was_made_plain_once_stays_so_and_has_nothing_that_an_index_could_take_for_an_operator(text: str) -> None:
    words = words_of(text)
    assert all(word.isalnum() and words_of(word) == [word] for word in words)
    assert all(len(word) <= LONGEST_WORD for word in words)
    assert not set("\"'*:&|()^ \0\n") & set("".join(words))


@given(ODD)
def test_a_text_is_found_by_its_own_words_and_by_how_the_last_one_begins(text: str) -> None:
    words = words_of(text)[:MOST_WORDS]
    if words and len(text) <= LONGEST_QUESTION:
        wanted = question(" ".join([*words[:-1], words[-1][:2]]))
        assert all(wanted.fits(word) for word in words)


def test_a_question_has_so_many_words_and_letters_at_most_and_says_so() -> None:
    assert question("harbour  HARBOUR it").words == ("harbour", "it")
    assert question("it harbour it").words == ("it", "harbour", "it")
    assert not question("two words").cut
    long = question("x" * 10_000)
    assert (len(long.words[0]), long.cut) == (LONGEST_WORD, True)
    many = question(" ".join(map(str, range(100, 140))))
    assert (len(many.words), many.cut) == (MOST_WORDS, True)
    assert question("!?").words == ()


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("Harbourline IT", "harb", "[Harb]ourline IT"),
        ("Harbourline IT", "it", "Harbourline [IT]"),
        ("Café, cafeteria", "café", "[Café], [cafe]teria"),
        ("Cafe\u0301teria", "cafe", "[Cafe\u0301]teria"),
        ("Straße 7", "strass 7", "Straße [7]"),
        ("Straßenbahn", "strass", "[Straß]enbahn"),
        ("pass\u200bword reset", "password", "[pass\u200bword] reset"),
        ("one two three", "two three", "one [two] [three]"),
        ("nothing", "else", "nothing"),
    ],
)
def test_words_that_fit_are_marked_as_far_as_they_were_typed(text: str, typed: str, shown: str) -> None:
    pieces = marked(text, question(typed))
    assert "".join(f"[{piece}]" if fits else piece for piece, fits in pieces) == shown


@given(ODD, ODD)
def test_marking_loses_and_adds_nothing(text: str, typed: str) -> None:
    assert "".join(piece for piece, _ in marked(text, question(typed))) == text


@given(ODD, st.text("abcdef ", max_size=300), ODD)
def test_an_excerpt_is_short_and_shows_what_fits(before: str, middle: str, after: str) -> None:
    text = f"{before} {middle} needle {after}"
    pieces = excerpt(text, question("needle"))
    assert any(fits for _, fits in pieces)
    assert sum(len(piece) for piece, _ in pieces) <= ROOM + 2
    assert "".join(piece for piece, _ in pieces).strip("…") in text or "…" in text


def test_an_excerpt_begins_with_a_word_and_is_nothing_where_nothing_fits() -> None:
    text = "The contract of a very long and winding kind ends in a needle in a haystack. " + "More follows. " * 20
    said = "".join(piece for piece, _ in excerpt(text, question("needle")))
    assert said.startswith("…a very long and winding kind ends in a needle")
    assert said.endswith("…")
    assert excerpt(text, question("thread")) == []
