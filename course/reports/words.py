"""Say in words why somebody is named, by which rule, and what helps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from course.content.catalogue import Catalogue
from course.presentation import language, say
from course.reports import rules
from course.reports.rules import Reason, Rules
from course.skills.labels import LABELS

OLD_WEEKS = 8  # a list's names are counted old from then on

TITLES = {
    rules.QUIET: _l("しばらく来ていない"),
    rules.NOT_BEGUN: _l("まだ始めていない"),
    rules.DUE: _l("期限が近い、過ぎた"),
    rules.SURE_WRONG: _l("自信ありの誤答"),
    rules.FALLING: _l("点が下がっている"),
    rules.STUCK: _l("同じ場面で止まっている"),
    rules.LOW_SKILL: _l("力が低い"),
    rules.FORECAST: _l("ヨミが外れている"),
    rules.STILL_LIST: _l("いけすが動いていない"),
}
ACTS = {
    rules.QUIET: _l("責めずに、いつ十五分取れるかを一緒に決めてください。"),
    rules.NOT_BEGUN: _l("最初のレッスンを、隣で一緒に開いてみてください。十分ほどで終わります。"),
    rules.DUE: _l(
        "残りを一緒に見て、今日やることを一つだけ決めてください。間に合わないなら、期限を動かすのも手です。"
    ),
    rules.SURE_WRONG: _l(
        "その答えを開いて、なぜそう考えたかを聞いてください。思い込みは、話すうちに自分でほどけます。"
    ),
    rules.FALLING: _l("難しいところに進んだだけかもしれません。点の下がった回を一緒に見てください。"),
    rules.STUCK: _l("その場面を開いて、何と言いたいかを聞いてください。迷う理由が手がかりになります。"),
    rules.LOW_SKILL: _l(
        "正しくなかった答えと、点を下げた一言を一緒に見て、次の商談で試すことを一つ決めてください。"
    ),
    rules.FORECAST: _l("ヨミの答え合わせを開き、一人を選んで、そう読んだ根拠を聞いてください。"),
    rules.STILL_LIST: _l("いちばん古い三人について、次にいつ何を聞くかを決めてください。"),
}

# What to say first: one question that can be said as it stands, and that blames nobody.
OPENERS = {
    rules.QUIET: _l("「今週、十五分取れそうなのは、いつですか」"),
    rules.NOT_BEGUN: _l("「最初のレッスンを、いま十分だけ一緒に開いてみませんか」"),
    rules.DUE: _l("「残りのうち、今日できそうなのはどれですか」"),
    rules.SURE_WRONG: _l("「この答えを選んだとき、どう考えましたか」"),
    rules.FALLING: _l("「点の下がった回は、どこが難しかったですか」"),
    rules.STUCK: _l("「あの場面で、本当は何と言いたかったですか」"),
    rules.LOW_SKILL: _l("「次の商談で、何を一つ試してみますか」"),
    rules.FORECAST: _l("「この人をそう読んだのは、どの言葉からですか」"),
    rules.STILL_LIST: _l("「いちばん古い三人に、次はいつ、何を聞きますか」"),
}


def sentence(reason: Reason, catalogue: Catalogue) -> str:
    """Say what was found, with its figures."""
    if reason.code == rules.STUCK:
        return _stuck(reason.figures, catalogue)
    return _SENTENCES[reason.code](reason.figures)


def behind(skill: str) -> str:
    """Name the way to the answers and lines by which a skill is low, by what is found there."""
    return _("「%(skill)s」で正しくなかった答えと、点を下げた一言を見る", skill=LABELS[skill])


def together(sentences: Sequence[str]) -> str:
    """Put sentences one after the other, as the reader's language does."""
    return (" " if language() == "en" else "").join(sentences)


def _due(figures: Mapping[str, Any]) -> str:
    left = figures["days_left"]
    if left < 0:
        said = ngettext(
            "「%(title)s」の期限を %(num)d 日過ぎて、進みは %(percent)d%% です。",
            "「%(title)s」の期限を %(num)d 日過ぎて、進みは %(percent)d%% です。",
            -left,
            **figures,
        )
    elif left == 0:
        said = _("「%(title)s」の期限は今日で、進みは %(percent)d%% です。", **figures)
    else:
        said = ngettext(
            "「%(title)s」の期限まで %(num)d 日、進みは %(percent)d%% です。",
            "「%(title)s」の期限まで %(num)d 日、進みは %(percent)d%% です。",
            left,
            **figures,
        )
    rest = figures["count"] - 1
    if not rest:
        return said
    between = " " if language() == "en" else ""
    return said + between + ngettext("ほかに %(num)d 件あります。", "ほかに %(num)d 件あります。", rest)


def _stuck(figures: Mapping[str, Any], catalogue: Catalogue) -> str:
    entry = catalogue.scenarios.get(figures["scenario_id"])
    title = say(entry.item.title) if entry is not None else figures["scenario_id"]
    scene = entry.item.scenes.get(figures["scene_id"]) if entry is not None else None
    if scene is None:
        return _("「%(title)s」の同じ場面で、%(times)d 回続けてつまずいています。", title=title, **figures)
    return _(
        "「%(title)s」の「%(scene)s」で、%(times)d 回続けてつまずいています。",
        title=title,
        scene=say(scene.title),
        **figures,
    )


def _low(skills: Mapping[str, int]) -> str:
    named = [
        _("「%(skill)s」が %(n)d", skill=LABELS[skill], n=percent)
        for skill, percent in sorted(skills.items(), key=lambda pair: pair[1])
    ]
    return _("五つの力のうち、%(skills)s です。", skills=_("、").join(named))


def _far(figures: Mapping[str, Any]) -> str:
    if figures["points"] > 0:
        return _("四半期のヨミが、実際より平均 %(points)d ポイント高めでした。", **figures)
    return _("四半期のヨミが、実際より平均 %(n)d ポイント低めでした。", n=-figures["points"])


_SENTENCES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    rules.QUIET: lambda figures: ngettext(
        "%(num)d 日間、何も開いていません。", "%(num)d 日間、何も開いていません。", figures["days"]
    ),
    rules.NOT_BEGUN: lambda figures: ngettext(
        "登録から %(num)d 日、まだ何も始めていません。",
        "登録から %(num)d 日、まだ何も始めていません。",
        figures["days"],
    ),
    rules.DUE: _due,
    rules.SURE_WRONG: lambda figures: ngettext(
        "この %(weeks)d 週で、自信ありの誤答が %(num)d 問あります。",
        "この %(weeks)d 週で、自信ありの誤答が %(num)d 問あります。",
        figures["count"],
        weeks=figures["weeks"],
    ),
    rules.FALLING: lambda figures: _(
        "点の平均が、その前の %(weeks)d 週の %(before)d から、この %(weeks)d 週は %(lately)d に下がりました。",
        **figures,
    ),
    rules.LOW_SKILL: lambda figures: _low(figures["skills"]),
    rules.FORECAST: _far,
    rules.STILL_LIST: lambda figures: _(
        "いけすの %(percent)d%% が、%(weeks)d 週を越えて動いていません。", weeks=OLD_WEEKS, **figures
    ),
}
_RULES: Mapping[str, Callable[[Rules], str]] = {
    rules.QUIET: lambda used: _("%(n)d 日以上、何もしていない(コースを終えた人は除く)", n=used.quiet_days),
    rules.NOT_BEGUN: lambda used: _("登録から %(n)d 日を過ぎても、始めていない", n=used.begin_days),
    rules.DUE: lambda used: _(
        "期限を過ぎたか、期限まで %(days)d 日以内で進みが %(percent)d%% 未満",
        days=used.due_days,
        percent=used.due_percent,
    ),
    rules.SURE_WRONG: lambda used: _(
        "%(weeks)d 週のうちに、自信ありの誤答が %(n)d 問以上", weeks=rules.RECENT_WEEKS, n=used.sure_wrong
    ),
    rules.FALLING: lambda used: _(
        "この %(weeks)d 週の点の平均が、その前の %(weeks)d 週より %(n)d 点以上低い",
        weeks=rules.RECENT_WEEKS,
        n=used.fall_points,
    ),
    rules.STUCK: lambda used: _("同じ場面で %(n)d 回以上続けて、よくない終わり方をした", n=used.stuck_times),
    rules.LOW_SKILL: lambda used: _("三回以上の証拠がある力が %(n)d 未満", n=used.low_skill),
    rules.FORECAST: lambda used: _(
        "四半期のヨミが、実際より平均 %(n)d ポイント以上ずれた", n=used.forecast_points
    ),
    rules.STILL_LIST: lambda used: _(
        "四半期の終わりに、名簿の %(n)d%% 以上が %(weeks)d 週を越えている",
        n=used.old_percent,
        weeks=OLD_WEEKS,
    ),
}


def rule(code: str, used: Rules) -> str:
    """Say a rule with the thresholds in use."""
    return _RULES[code](used)
