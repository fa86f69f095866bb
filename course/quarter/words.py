"""Say in sentences what happened in a week, what a post was refused for, and how the boss takes a forecast."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from course.presentation import say, yen
from course.quarter.happenings import Happening
from course.quarter.labels import CHANNELS, TODOS, UNKNOWNS
from course.quarter.people import Profile
from course.quarter.plan import Refused

TONES = {
    "signed": "good", "raised-hand": "good", "can-buy": "good", "learnt": "key", "met": "key", "came": "key",
    "cancelled": "bad", "railroaded": "warn", "lost": "bad", "early": "warn", "no-time": "warn", "refused": "warn",
    "half-done": "warn", "inquiry-lost": "warn",
}  # fmt: skip
TOGETHER = (
    "let-go",
    "kept-up",
    "called",
    "declined",
    "vague",
    "estimated",
    "no-time",
)  # told by number when there are several
SEVERAL = 3


@dataclass(frozen=True, slots=True)
class Told:
    """Hold one sentence of a week's account."""

    tone: str
    sentence: str


def tell(happened: Sequence[Happening], profiles: Mapping[str, Profile]) -> list[Told]:
    """Tell a week, the most important first; what happened to many is told once."""
    told = []
    several = {kind for kind in TOGETHER if sum(one.kind == kind for one in happened) >= SEVERAL}
    done: set[str] = set()
    for one in happened:
        if one.kind in several:
            if one.kind not in done:
                names = [say(profiles[other.key].name) for other in happened if other.kind == one.kind]
                told.append(Told(TONES.get(one.kind, ""), _together(one.kind, names)))
            done.add(one.kind)
        elif not one.key:
            told.append(Told(TONES.get(one.kind, ""), _OF_CHANNELS[one.kind](one.details)))
        else:
            told.append(Told(TONES.get(one.kind, ""), _SENTENCES[one.kind](one, profiles[one.key])))
    return told


def _together(kind: str, names: list[str]) -> str:
    listed = _("、").join(names[:SEVERAL])
    more = len(names) - SEVERAL
    if more > 0:
        listed = _("%(names)s ほか %(n)d 人", names=listed, n=more)
    return {
        "let-go": _("手放した人: %(names)s。", names=listed),
        "kept-up": _("訪ねた人: %(names)s。", names=listed),
        "called": _("ひと声かけた人: %(names)s。", names=listed),
        "declined": _("誘ったが、今週は断られた人: %(names)s。", names=listed),
        "vague": _("聞いたが、返事が「検討します」だった人: %(names)s。", names=listed),
        "estimated": _("見積りを渡した人: %(names)s。", names=listed),
        "no-time": _("手が回らなかった人: %(names)s。", names=listed),
    }[kind]


def _newcomers(details: Mapping[str, Any]) -> str:
    ways = _("、").join(f"{CHANNELS[name]} {number}" for name, number in details["channels"].items())
    number = int(details["number"])
    if not number:
        return _("新しく名簿に載った人はいませんでした。")
    return ngettext("新しく %(num)d 人(%(ways)s)。", "新しく %(num)d 人(%(ways)s)。", number, ways=ways)


def _unknowns(names: Sequence[str]) -> str:
    return _("・").join(str(UNKNOWNS[name]) for name in names)


def _signed(one: Happening, person: Profile) -> str:
    name, amount = say(person.name), yen(person.amount)
    if one.details.get("meeting"):
        return _("%(name)sと、商談の席で契約。%(amount)s。", name=name, amount=amount)
    return _("%(name)sと契約。%(amount)s。", name=name, amount=amount)


def _railroaded(one: Happening, person: Profile) -> str:
    name = say(person.name)
    if one.details.get("stands"):
        return _(
            "%(name)sは、聞かれた勢いでその場で契約。数字にはなりましたが、決めたのはだれでしょう。",
            name=name,
        )
    return _("%(name)sは、聞かれた勢いで契約し、週の終わりに取り消してきました。", name=name)


def _lost(one: Happening, person: Profile) -> str:
    name = say(person.name)
    if one.details.get("asked"):
        return _(
            "%(name)sは、いま買えると分かり、契約をお願いしました。返事は「今回は見送ります」。名簿から外れます。",
            name=name,
        )
    return _("%(name)sに契約をお願いし、「今回は見送ります」。名簿から外れます。", name=name)


def _said_no(one: Happening, person: Profile) -> str:
    name = say(person.name)
    reasons = {
        "need": _("要らないのだと分かりました"),
        "budget": _("お金が出ないと分かりました"),
        "authority": _("決められる立場になく、上も動かないと分かりました"),
        "timing": _("話はもう流れていました"),
    }
    lacking = one.details.get("lacking") or []
    why = _("、").join(reasons[reason] for reason in lacking) or _("買わないと分かりました")
    return _("%(name)sは、%(why)s。白黒がついたので、名簿から外れます。", name=name, why=why)


def _can_buy(one: Happening, person: Profile) -> str:
    if one.details.get("came"):
        return _("%(name)sと商談。いま買えると分かりました。", name=say(person.name))
    return _("%(name)sは、いま買えると分かりました。", name=say(person.name))


def _learnt(one: Happening, person: Profile) -> str:
    name, what = say(person.name), _unknowns(one.details["learnt"])
    if not one.details.get("later"):
        return _("%(name)sについて、分かったこと: %(what)s。", name=name, what=what)
    if one.details.get("soon"):
        return _(
            "%(name)sについて、分かったこと: %(what)s。買い時はまだですが、遠くありません。",
            name=name,
            what=what,
        )
    return _("%(name)sについて、分かったこと: %(what)s。買い時はだいぶ先です。", name=name, what=what)


def _early(one: Happening, person: Profile) -> str:
    return _(
        "%(name)sに聞いたのは、まだ早かったようです。返事はにごり、少し身を引かれました。",
        name=say(person.name),
    )


_SENTENCES: dict[str, Callable[[Happening, Profile], str]] = {
    "signed": _signed,
    "cancelled": lambda one, person: _(
        "%(name)sと契約しましたが、数日後に取り消しの電話がありました。", name=say(person.name)
    ),
    "railroaded": _railroaded,
    "lost": _lost,
    "said-no": _said_no,
    "refused": lambda one, person: _(
        "%(name)sから「もう来なくていい」と言われました。", name=say(person.name)
    ),
    "raised-hand": lambda one, person: _(
        "%(name)sのほうから「話を進めたい」と電話がありました。", name=say(person.name)
    ),
    "not-now": lambda one, person: _(
        "%(name)sに契約をお願いしましたが、まだ決められないそうです。", name=say(person.name)
    ),
    "can-buy": _can_buy,
    "learnt": _learnt,
    "early": _early,
    "vague": lambda one, person: _("%(name)sに聞いた返事は「検討します」。", name=say(person.name)),
    "met": lambda one, person: _("%(name)sと商談。話は聞いてもらえました。", name=say(person.name)),
    "declined": lambda one, person: _("%(name)sを誘いましたが、今週は断られました。", name=say(person.name)),
    "estimated": lambda one, person: _("%(name)sに見積りを渡しました。", name=say(person.name)),
    "no-time": lambda one, person: _("%(name)sまでは手が回りませんでした。", name=say(person.name)),
    "half-done": lambda one, person: _(
        "%(name)sとは、話が進んだところで今週の時間が切れました。続きは来週です。", name=say(person.name)
    ),
    "kept-up": lambda one, person: _("%(name)sを訪ねました。", name=say(person.name)),
    "called": lambda one, person: _("%(name)sにひと声かけました。", name=say(person.name)),
    "let-go": lambda one, person: _("%(name)sを手放しました。", name=say(person.name)),
}


_OF_CHANNELS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "came": _newcomers,
    "fair": lambda details: _("展示会で名刺を交わしてきました。名簿に載るのは来週です。"),
    "inquiry-lost": lambda details: _(
        "返事が間に合わず、反響 %(n)d 件が消えました。", n=int(details["number"])
    ),
}


def refusal(refused: Refused) -> str:
    """Say why a post was refused, and what to do; nothing of the quarter has changed."""
    details = refused.details
    name = say(details["name"]) if "name" in details else ""
    todo = str(TODOS.get(details.get("todo", ""), details.get("todo", "")))
    return {
        "hours": lambda: _(
            "今週使えるのは %(free)s 時間、計画は %(planned)s 時間です。どれかを減らしてから、もう一度進めてください。",
            free=f"{round(details['free'], 2):g}",
            planned=f"{round(details['planned'], 2):g}",
        ),
        "hours-number": lambda: _(
            "時間は 0〜40、0.5 時間きざみで入れてください。計画は前のまま残っています。"
        ),
        "person": lambda: _("名簿にいない人への予定がありました。計画は前のまま残っています。"),
        "not-with-them": lambda: _(
            "%(name)sに「%(todo)s」は、いまはできません。計画は前のまま残っています。", name=name, todo=todo
        ),
        "todo": lambda: _("「%(todo)s」という予定はありません。計画は前のまま残っています。", todo=todo),
        "line": lambda: _("選ばれた聞き方がありません。計画は前のまま残っています。"),
        "no-fair": lambda: _("今週、展示会はありません。計画は前のまま残っています。"),
        "forecast-first": lambda: _("先に、営業会議でヨミを伝えてください。"),
        "meeting-open": lambda: _("商談の途中です。終えるか、見送ってから週を進めてください。"),
        "no-meeting": lambda: _("この週に営業会議はありません。"),
        "grade": lambda: _("ヨミは A・B・C か、空欄のどれかです。"),
        "no-account": lambda: _("その商談は、いまは始められません。"),
        "no-hours-to-meet": lambda: _(
            "商談には 3 時間以上要ります。今週の残りは %(free)s 時間です。", free=f"{details['free']:.1f}"
        ),
    }[refused.reason]()


def boss(mood: str, names: int, last: tuple[float, int, int] | None) -> list[str]:
    """Give what the boss says once the forecast is on the table.

    `last` is what was forecast last month, how many contracts came, and how many of them from graded names.
    """
    said = []
    if last is not None:
        forecast, came, named = last
        if forecast >= came + 1:
            said.append(
                _("「先月は %(f)s 件の読みで %(c)d 件か。まあ、数は出てた。」", f=f"{forecast:.1f}", c=came)
            )
        elif came >= forecast + 1:
            said.append(
                _(
                    "「先月は %(f)s 件の読みで %(c)d 件も入ったのか。出し惜しみはよくないな。」",
                    f=f"{forecast:.1f}",
                    c=came,
                )
            )
        elif came and not named:
            said.append(_("「先月、数は合ったな。名前は一つも合ってなかったが。」"))
        else:
            said.append(
                _(
                    "「先月は %(f)s 件の読みで %(c)d 件。読みどおりだな。……で、今月は?」",
                    f=f"{forecast:.1f}",
                    c=came,
                )
            )
    said.append(
        {
            "pleased": _("「%(n)d 件! いいねえ。これだけあれば安心だ。みんなも見習うように。」", n=names),
            "so-so": _("「%(n)d 件か。もう二、三、書けるだろう。気持ちの問題だぞ。」", n=names),
            "displeased": _("「%(n)d 件……。白い欄が目立つなあ。やる気はあるんだよな?」", n=names),
        }[mood]
    )
    return said
