"""Draw up a company: branches of about five hundred, teams of about twelve, and who is what where. PURE."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

BRANCH_SIZE = 500
TEAM_SIZE = 12
COMPANY = "しおかぜ商事"
DEACTIVATED = 0.04
IN_TWO_GROUPS = 0.03
CITIES = (
    "名古屋", "東京", "大阪", "福岡", "札幌", "仙台", "広島", "横浜", "神戸", "京都", "静岡", "新潟", "金沢", "岡山", "高松", "熊本",
    "千葉", "さいたま", "浜松", "松山", "鹿児島", "長野", "宇都宮", "水戸", "前橋", "甲府", "岐阜", "津", "大津", "奈良", "和歌山",
    "鳥取", "松江", "山口", "徳島", "高知", "佐賀", "長崎", "大分", "宮崎", "那覇", "青森", "盛岡", "秋田", "山形", "福島", "富山", "福井",
)  # fmt: skip
SURNAMES = (
    "青木", "秋山", "浅野", "安藤", "石井", "石川", "市川", "今井", "岩崎", "上田", "内田", "梅原", "遠藤", "大島", "大西", "岡本",
    "小川", "奥村", "落合", "柏木", "片山", "金子", "川口", "菊地", "北村", "木下", "久保", "熊谷", "黒田", "小泉", "後藤", "小林",
    "斎藤", "坂本", "桜井", "佐野", "柴田", "島田", "清水", "白石", "菅原", "杉山", "関口", "高木", "高橋", "竹内", "田島", "田村",
    "千葉", "塚本", "土屋", "富田", "中川", "永井", "長尾", "西村", "野口", "野村", "橋本", "服部", "早川", "原田", "樋口", "平野",
    "藤井", "古川", "星野", "堀内", "本田", "前田", "松岡", "丸山", "三浦", "水野", "宮本", "村上", "望月", "森田", "矢野", "山口",
)  # fmt: skip
GIVEN_NAMES = (
    "陽太", "結", "拓", "真理子", "亮", "さくら", "航", "彩", "隼人", "千尋", "蓮", "葵", "健", "美咲", "直樹", "恵子", "翔", "由美",
    "隆", "大輔", "麻衣", "誠", "優子", "達也", "香織", "和也", "愛", "健太", "舞", "雄太", "明日香", "学", "京子", "浩", "友美", "剛",
    "里奈", "修", "智子", "聡", "奈々", "悠", "桃子", "樹", "凛", "湊", "紬", "律", "莉子", "朔",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Team:
    """Hold one team: its branch's place, its name, and how much better or worse than others its people begin."""

    branch: int
    name: str
    level: float


@dataclass(frozen=True, slots=True)
class Member:
    """Hold one person of the company. `places` are (group, role): the group is ("company" | "branch" | "team", number)."""

    number: int
    name: str
    places: tuple[tuple[tuple[str, int], str], ...]
    learns: bool
    active: bool = True
    level: float = 0.0
    demo: str = ""  # the key of a demo account that signs in with one click


@dataclass(slots=True)
class Company:
    """Hold the tree and everybody in it."""

    branches: list[str] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)


def draw_up(people: int, seed: int) -> Company:
    """Draw up a company of so many people, leaders and trainers included; the same every time."""
    chance = Random(f"{seed}/company")
    company = Company()
    count = max(1, round(people / BRANCH_SIZE))
    leaders = 1 + count + (count + 1) // 2
    learners = max(0, people - leaders)
    for branch in range(count):
        company.branches.append(_branch_name(branch))
        size = learners * (branch + 1) // count - learners * branch // count
        shift = chance.gauss(0, 0.25)
        for number in range(max(1, round(size / TEAM_SIZE))):
            company.teams.append(Team(branch, f"営業{number + 1}課", shift + chance.gauss(0, 0.3)))
    numbers = iter(range(people))
    company.members.extend(_leaders(company, numbers, chance))
    company.members.extend(_learners(company, numbers, learners, chance))
    return company


def _branch_name(number: int) -> str:
    again, city = divmod(number, len(CITIES))
    return f"{CITIES[city]}{'第' + '一二三四五六七八九'[again % 9] if again else ''}支店"


def _name(chance: Random) -> str:
    return f"{chance.choice(SURNAMES)} {chance.choice(GIVEN_NAMES)}"


def _leaders(company: Company, numbers: Iterator[int], chance: Random) -> Iterator[Member]:
    """Name the head of the company, a manager of each branch, and a trainer for every two."""
    yield Member(next(numbers), _name(chance), ((("company", 0), "manager"),), learns=False, demo="head")
    count = len(company.branches)
    for branch in range(count):
        demo = "manager" if branch == 0 else ""
        yield Member(
            next(numbers), _name(chance), ((("branch", branch), "manager"),), learns=False, demo=demo
        )
    for first in range(0, count, 2):
        places = tuple((("branch", branch), "trainer") for branch in range(first, min(first + 2, count)))
        yield Member(next(numbers), _name(chance), places, learns=False, demo="trainer" if first == 0 else "")


def _learners(company: Company, numbers: Iterator[int], learners: int, chance: Random) -> Iterator[Member]:
    """Spread the trainees over the teams; the first of a team leads it too, and a few are in a second one."""
    count = len(company.branches)
    for branch in range(count):
        teams = [place for place, team in enumerate(company.teams) if team.branch == branch]
        size = learners * (branch + 1) // count - learners * branch // count
        for place in range(size):
            team = teams[place * len(teams) // size]
            leads = place == 0 or teams[(place - 1) * len(teams) // size] != team
            places = [(("team", team), "trainee")]
            if leads:
                places.append((("team", team), "manager"))
            elif chance.random() < IN_TWO_GROUPS:
                pool = range(len(company.teams)) if chance.random() < 0.3 else teams
                other = chance.choice(pool)
                if other != team:
                    places.append((("team", other), "trainee"))
            demo = {0: "leader", 1: "trainee"}.get(place, "") if branch == 0 else ""
            yield Member(
                next(numbers),
                _name(chance),
                tuple(places),
                learns=True,
                active=leads or bool(demo) or chance.random() >= DEACTIVATED,
                level=company.teams[team].level,
                demo=demo,
            )
