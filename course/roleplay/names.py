"""See that everybody in a scenario is written one way, in each language. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from course.content.outline import Outline
from course.content.passages import Passage, passages
from course.content.text import SOURCE_LANGUAGE, Text
from course.content.translations import Reading
from course.roleplay import codes  # noqa: F401  registers the codes used here

FEWEST_LETTERS = 5  # shorter names are one letter away from too many other words
# Forms of one character that are used for one another in names.
_FORMS = (
    "斉斎齊齋", "辺邊邉", "高髙", "崎﨑嵜", "沢澤", "浜濱", "島嶋嶌", "広廣", "国國", "桜櫻", "富冨", "真眞", "恵惠",
    "栄榮", "滝瀧", "竜龍", "万萬", "条條", "豊豐", "鉄鐵", "寿壽", "礼禮", "円圓", "角⻆",
)  # fmt: skip
_OTHER_FORMS = {one: forms.replace(one, "") for forms in _FORMS for one in forms}
_WORD = re.compile(r"[A-Za-zĀāĒēĪīŌōŪū]+")
_TITLES = re.compile(r"(?:さん|様|君|くん|ちゃん|社長|課長|部長|専務|店長)$")
_MACRONS = str.maketrans("ĀāĒēĪīŌōŪū", "AaEeIiOoUu")


def check_names(reading: Reading, people: Iterable[tuple[Text, Text]]) -> None:
    """Report other spellings of a name; `people` are the (name, company) of everybody in the cast."""
    known = list(people)
    outlines = {SOURCE_LANGUAGE: reading.outline, **reading.translations}
    for language, outline in outlines.items():
        report = reading.report if language == SOURCE_LANGUAGE else reading.reports[language]
        names = [name.to(language) for name, _ in known if language in name.languages]
        others = [company.to(language) for _, company in known]
        told: set[tuple[str, str]] = set()
        for passage, at, found, name in _variants(outline, names, others):
            if (found, name) not in told:
                told.add((found, name))
                report("scenario-name-variant", *passage.place(at), found=found, name=name)


def _variants(
    outline: Outline, names: list[str], others: list[str]
) -> Iterator[tuple[Passage, int, str, str]]:
    """Give every other spelling of a name, with the passage and where in it."""
    texts = [(passage, passage.text) for passage in passages(outline) if passage.kind != "front"]
    whole = "\n".join(text for _, text in texts)
    forms = {other: name for other, name in _other_forms(names).items() if other in whole}
    words = set(_WORD.findall(whole))  # each is judged once, however often it stands there
    common = {word for word in words if word.islower()}
    exempt = {word for name in (*names, *others) for word in _WORD.findall(name)}
    wanted = sorted({word for name in names for word in _WORD.findall(name) if len(word) >= FEWEST_LETTERS})
    meant = {
        word: [name for name in wanted if is_variant(word, name)]
        for word in words
        if word[0].isupper() and not {word, word.removesuffix("s")} & exempt and word.lower() not in common
    }
    suspects = {word: close for word, close in meant.items() if close}
    for passage, text in texts:
        for other, name in forms.items():
            at = text.find(other)
            if at >= 0:
                yield passage, at, other, name
        for found in _WORD.finditer(text) if suspects else ():
            for name in suspects.get(found.group(), ()):
                yield passage, found.start(), found.group(), name


def _other_forms(names: Iterable[str]) -> Mapping[str, str]:
    """Write Japanese names with other forms of their characters: spelling → name."""
    result = {}
    for full in names:
        name = _TITLES.sub("", full)
        for place, character in enumerate(name):
            for other in _OTHER_FORMS.get(character, "") if len(name) > 1 else "":
                result[name[:place] + other + name[place + 1 :]] = name
    return result


def is_variant(word: str, name: str) -> bool:
    """Tell whether a word is another spelling of a name in Latin letters: one letter away, or romanised otherwise."""
    if _romanised(word) == _romanised(name):
        return True
    shorter, longer = sorted((word.lower(), name.lower()), key=len)
    if len(longer) - len(shorter) > 1 or len(longer) < FEWEST_LETTERS:
        return False
    start = next((i for i, letter in enumerate(shorter) if letter != longer[i]), len(shorter))
    return shorter[start:] == longer[start + 1 :] or (
        len(shorter) == len(longer) and shorter[start + 1 :] == longer[start + 1 :]
    )


def _romanised(word: str) -> str:
    """Fold long vowels and the common ways of writing them."""
    plain = word.translate(_MACRONS).lower()
    return re.sub(r"(?<=o)[uh](?![aeiou])|(?<=u)u|(?<=o)o", "", plain)
