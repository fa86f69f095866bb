"""Name the settings and their values in words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from course.laboratory.settings import AS_THE_TOWN, NEVER, SPECS, Settings, town_values, value_of
from course.pipeline.territories import TERRITORIES
from course.presentation import say

NAMES = {
    "town": _l("町"),
    "ask": _l("問うとき"),
    "share": _l("新しい人に先に取り分ける割合"),
    "new": _l("新しい人に使う上限"),
    "inquiries": _l("問い合わせに答える上限"),
    "flyers": _l("チラシを配る"),
    "fairs": _l("展示会"),
    "intros": _l("紹介をお願いする"),
    "unknown": _l("白黒のつかない人を手放す"),
    "later": _l("先の人を手放す"),
    "hold": _l("名簿の上限"),
    "event": _l("できごと"),
}
UNITS = {
    "share": "%",
    "new": _l("時間／週"),
    "inquiries": _l("時間／週"),
    "flyers": _l("時間／週"),
    "intros": _l("時間／週"),
    "hold": _l("人"),
}
ASKING = {
    "early": _l("知り合った週に問う"),
    "meeting": _l("会って話したあとに問う"),
    "trust": _l("信頼が育ってから問う"),
    "estimate": _l("見積りを渡してから問う"),
    "never": _l("問わない"),
}
EVENTS = {"none": _l("なし"), "drought": _l("日照り(3〜4 か月め)")}
NO_LIMIT = {
    "new": _l("残り全部"),
    "inquiries": _l("要るだけ"),
    "hold": _l("上限なし"),
}


def weeks(value: str) -> str:
    """Say after how many weeks somebody is let go."""
    return str(_("手放さない")) if value == NEVER else str(_("%(n)s 週で手放す", n=value))


def fairs(value: str, town: str) -> str:
    """Say how often exhibitions are attended."""
    if value == AS_THE_TOWN:
        return str(_("%(how)s(町のまま)", how=fairs(town_values(town)["fairs"], town)))
    return str(_("出ない")) if value == "0" else str(_("%(n)s 週ごとに出る", n=value))


def open_value(name: str, town: str) -> str:
    """Say what a number that is left out stands for."""
    return town_values(town)["flyers"] if name == "flyers" else str(NO_LIMIT[name])


def in_words(settings: Settings, name: str) -> str:
    """Give one setting's value in words."""
    value = value_of(settings, name)
    chosen = {
        "town": lambda: say(TERRITORIES[settings.town].name),
        "ask": lambda: str(ASKING[settings.ask]),
        "event": lambda: str(EVENTS[settings.event]),
        "fairs": lambda: fairs(settings.fairs, settings.town),
        "unknown": lambda: weeks(settings.unknown),
        "later": lambda: weeks(settings.later),
    }
    if name in chosen:
        return chosen[name]()
    number = open_value(name, settings.town) if value is None else str(value)
    if value is None and name in NO_LIMIT:
        return number
    return f"{number}%" if name == "share" else f"{number} {UNITS[name]}"


def deviations(settings: Settings) -> list[str]:
    """Name what is set otherwise than the territory has it, each with its value."""
    plain = Settings(town=settings.town)
    return [
        f"{NAMES[spec.name]}: {in_words(settings, spec.name)}"
        for spec in SPECS
        if value_of(settings, spec.name) != value_of(plain, spec.name)
    ]
