"""Codes of faults in the names of people. None stops publication."""

from __future__ import annotations

from course.content.faults import Example, register
from course.roleplay.codes_scenes import edit
from course.roleplay.samples import SCENARIO, SCENARIO_TREE

register(
    "scenario-name-variant",
    ja=(
        "「{found}」は、登場人物「{name}」の書きまちがいのようです。",
        "「{name}」にそろえてください。別の人なら、見分けのつく名前に変えてください。",
        "一人の名前が二通りに見えると、二人いるように読めます。",
    ),
    en=(
        "“{found}” looks like another spelling of “{name}”, who is in the cast.",
        "Make it “{name}”. If it is somebody else, give them a name that is easy to tell apart.",
        "One person with two spellings reads like two people.",
    ),
    examples=[
        edit("customer: {name: 森,", "customer: {name: 斎藤,")
        .then("森（困り）", "斎藤（困り）")
        .then("[asked] 森:", "[asked] 斎藤:")
        .then(
            "三度目の訪問です。冷蔵ケースの見積りを渡しました。\n",
            "三度目の訪問です。斉藤さんに、冷蔵ケースの見積りを渡しました。\n",
        ),
    ],
    blocks=False,
)
_OTHER_ID = SCENARIO.replace("id: sample", "id: second")
register(
    "scenario-customer-shared",
    ja=(
        "客の名前「{name}」は、別のシナリオ（{other}）の客と同じです。",
        "どちらかを変えてください。同じ客なら、company も同じにします。",
        "記録やいけすで、二人の客の見分けがつかなくなります。",
    ),
    en=(
        "The customer’s name “{name}” is also that of a customer in another scenario ({other}).",
        "Change one of them. If it is the same customer, let the company be the same too.",
        "In the records and in the tank the two could not be told apart.",
    ),
    examples=[
        Example(
            base={**SCENARIO_TREE, "roleplay/second.md": _OTHER_ID},
            path="roleplay/second.md",
            old="company: 森商店",
            new="company: 森工務店",
        )
    ],
    blocks=False,
)
