"""Write what the simulated players found: as lines for a terminal, as plain data, and as the page docs/scenarios.md. PURE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course.content.text import Text
from course.roleplay.players import PLAYER_NAMES, PLAYERS
from course.roleplay.population import Portrait, Remark

_WORDS: Mapping[str, Mapping[str, str]] = {
    "ja": {
        "size": "  場面 {scenes} / 選択肢 {choices} / 結末 {endings} / 道 {paths}",
        "score": "  素点 {worst} 〜 {best}  平均 {means}",
        "ends": "  結末 {shares}",
        "lead": "  ! 熟練とでたらめの差が {value:.0f} 点しかありません（30 点は要ります）。",
        "rare": "  ! 結末「{ending}」に着く人が {percent:.1f}% しかいません（2% は要ります）。",
        "common": "  ! 結末「{ending}」に {percent:.0f}% の人が集まっています（60% までにします）。",
        "endless": "  ! {percent:.1f}% の人が、どの結末にも着きませんでした。",
        "endless_paths": "限りなし",
    },
    "en": {
        "size": "  scenes {scenes} / choices {choices} / endings {endings} / paths {paths}",
        "score": "  raw score {worst} to {best}  means {means}",
        "ends": "  endings {shares}",
        "lead": "  ! The expert is only {value:.0f} points ahead of the random player (30 are needed).",
        "rare": "  ! Only {percent:.1f}% come to the ending “{ending}” (2% are needed).",
        "common": "  ! {percent:.0f}% come to the ending “{ending}” (at most 60%).",
        "endless": "  ! {percent:.1f}% came to no ending at all.",
        "endless_paths": "endless",
    },
}
_HEAD = """# シナリオと、それを遊ぶ人たち / The scenarios and their players

*`ryorin survey --output docs/scenarios.md` が書いた頁です。直接書きかえないでください。*
*Written by `ryorin survey --output docs/scenarios.md`; do not edit.*

四通りの人が、一つのシナリオを {plays} 回ずつ遊びました（種 {seed}）。**でたらめ**はどれでも選びます。**慎重**は、待つ・聞くなどの
やわらかい一言へ、**押す**は、決断を迫る強い一言へ傾きます。**熟練**は、いちばん高い点がまだ取れる一言を選び、十回に一度は
うっかりします。平均は 0 から 100 の点、結末は全員の中の割合です。素点の最低と最高は、すべての道を調べた正確な値です。

Four kinds of people played each scenario {plays} times (seed {seed}). The **random** player takes any line. The **cautious**
one leans towards soft lines such as waiting and listening, the **pusher** towards hard ones. The **expert** takes the line
with which the best score can still be had, and slips one time in ten. Means are scores from 0 to 100; endings are shares
of everybody. The worst and the best raw score are exact, over every path.

| シナリオ / scenario | 場面 / scenes | 選択肢 / choices | 結末 / endings | 道 / paths | 素点 / raw | {players} |
| --- | --- | --- | --- | --- | --- | {rule} |
"""
_RULES = """
熟練はでたらめより 30 点以上高く、どの結末にも全体の 2% から 60% の人が着く。そうでないものには「!」が付いています。
The expert is at least 30 points ahead of the random player, and every ending is reached by 2% to 60% of the mix. What
is not so is marked with “!”.
"""


def as_lines(portraits: Sequence[Portrait], language: str) -> str:
    """Write portraits for people, one below the other."""
    return "\n\n".join("\n".join(_lines(portrait, language)) for portrait in portraits)


def _lines(portrait: Portrait, language: str) -> list[str]:
    words = _WORDS[language]
    paths = words["endless_paths"] if portrait.paths is None else f"{portrait.paths:,.0f}"
    means = " / ".join(
        f"{PLAYER_NAMES[player].to(language)} {portrait.means[player]:.0f}" for player in PLAYERS
    )
    shares = " / ".join(f"{ending} {100 * share:.1f}%" for ending, share in portrait.shares.items())
    return [
        f"{portrait.id}  {portrait.title.to(language)}",
        words["size"].format(
            scenes=portrait.scenes, choices=portrait.choices, endings=len(portrait.endings), paths=paths
        ),
        words["score"].format(worst=portrait.worst, best=portrait.best, means=means),
        words["ends"].format(shares=shares),
        *(said(remark, language) for remark in portrait.remarks),
    ]


def said(remark: Remark, language: str) -> str:
    """Put a remark in words."""
    template = _WORDS[language][remark.kind]
    return template.format(value=remark.value, percent=100 * remark.value, ending=remark.ending)


def as_data(portraits: Sequence[Portrait]) -> list[dict[str, Any]]:
    """Return portraits as JSON wants them."""
    return [
        {
            "id": portrait.id,
            "title": portrait.title.as_dict(),
            "scenes": portrait.scenes,
            "choices": portrait.choices,
            "endings": len(portrait.endings),
            "paths": portrait.paths,
            "worst": portrait.worst,
            "best": portrait.best,
            "means": {player: round(mean, 2) for player, mean in portrait.means.items()},
            "shares": _rounded(portrait.shares),
            "shares_of": {player: _rounded(shares) for player, shares in portrait.shares_of.items()},
            "remarks": [
                {"kind": remark.kind, "ending": remark.ending, "value": round(remark.value, 4)}
                for remark in portrait.remarks
            ],
        }
        for portrait in portraits
    ]


def _rounded(shares: Mapping[str, float]) -> dict[str, float]:
    return {ending: round(share, 4) for ending, share in shares.items()}


def page(portraits: Sequence[Portrait], *, plays: int, seed: int) -> str:
    """Write the whole page in Markdown."""
    players = " | ".join(_both(PLAYER_NAMES[player]) for player in PLAYERS)
    head = _HEAD.format(plays=plays, seed=seed, players=players, rule=" | ".join("---" for _ in PLAYERS))
    rows = [_row(portrait) for portrait in portraits]
    return "\n".join([head + "\n".join(rows), _RULES, *(_endings(portrait) for portrait in portraits)])


def _both(text: Text) -> str:
    return f"{text.to('ja')} / {text.to('en')}"


def _row(portrait: Portrait) -> str:
    paths = "∞" if portrait.paths is None else f"{portrait.paths:,.0f}"
    mark = " !" if portrait.remarks else ""
    cells = [
        f"[{portrait.id}](#{portrait.id}){mark}",
        str(portrait.scenes),
        str(portrait.choices),
        str(len(portrait.endings)),
        paths,
        f"{portrait.worst} … {portrait.best}".replace("-", "−"),
        *(f"{portrait.means[player]:.0f}" for player in PLAYERS),
    ]
    return f"| {' | '.join(cells)} |"


def _endings(portrait: Portrait) -> str:
    names = " | ".join(_both(PLAYER_NAMES[player]) for player in PLAYERS)
    rows = [
        f"| `{ending}` | {100 * share:.1f}% | "
        + " | ".join(f"{100 * portrait.shares_of[player][ending]:.1f}%" for player in PLAYERS)
        + " |"
        for ending, share in portrait.shares.items()
    ]
    remarks = [said(remark, language).strip() for language in ("ja", "en") for remark in portrait.remarks]
    return "\n".join(
        [
            f"## {portrait.id}",
            "",
            f"{portrait.title.to('ja')} / {portrait.title.to('en')}",
            "",
            f"| 結末 / ending | 全体 / all | {names} |",
            "| --- | --- | " + " | ".join("---" for _ in PLAYERS) + " |",
            *rows,
            "",
            *(line + "  " for line in remarks),
            *([""] if remarks else []),
        ]
    )
