"""Name the people and firms of a territory. All invented; written in Japanese and in the Latin alphabet."""

from __future__ import annotations

from course.content.text import Text
from course.pipeline.luck import shuffled

_SURNAMES = (
    ("青木", "Aoki"), ("秋山", "Akiyama"), ("浅野", "Asano"), ("安藤", "Ando"), ("石井", "Ishii"),
    ("石川", "Ishikawa"), ("市川", "Ichikawa"), ("今井", "Imai"), ("岩崎", "Iwasaki"), ("上田", "Ueda"),
    ("内田", "Uchida"), ("梅原", "Umehara"), ("遠藤", "Endo"), ("大島", "Oshima"), ("大西", "Onishi"),
    ("岡本", "Okamoto"), ("小川", "Ogawa"), ("奥村", "Okumura"), ("落合", "Ochiai"), ("柏木", "Kashiwagi"),
    ("片山", "Katayama"), ("金子", "Kaneko"), ("川口", "Kawaguchi"), ("菊地", "Kikuchi"), ("北村", "Kitamura"),
    ("木下", "Kinoshita"), ("久保", "Kubo"), ("熊谷", "Kumagai"), ("黒田", "Kuroda"), ("小泉", "Koizumi"),
    ("後藤", "Goto"), ("小林", "Kobayashi"), ("斎藤", "Saito"), ("坂本", "Sakamoto"), ("桜井", "Sakurai"),
    ("佐野", "Sano"), ("柴田", "Shibata"), ("島田", "Shimada"), ("清水", "Shimizu"), ("白石", "Shiraishi"),
    ("菅原", "Sugawara"), ("杉山", "Sugiyama"), ("関口", "Sekiguchi"), ("高木", "Takagi"), ("高橋", "Takahashi"),
    ("竹内", "Takeuchi"), ("田島", "Tajima"), ("田村", "Tamura"), ("千葉", "Chiba"), ("塚本", "Tsukamoto"),
    ("土屋", "Tsuchiya"), ("富田", "Tomita"), ("中川", "Nakagawa"), ("永井", "Nagai"), ("長尾", "Nagao"),
    ("西村", "Nishimura"), ("野口", "Noguchi"), ("野村", "Nomura"), ("橋本", "Hashimoto"), ("服部", "Hattori"),
    ("早川", "Hayakawa"), ("原田", "Harada"), ("樋口", "Higuchi"), ("平野", "Hirano"), ("藤井", "Fujii"),
    ("古川", "Furukawa"), ("星野", "Hoshino"), ("堀内", "Horiuchi"), ("本田", "Honda"), ("前田", "Maeda"),
    ("松岡", "Matsuoka"), ("丸山", "Maruyama"), ("三浦", "Miura"), ("水野", "Mizuno"), ("宮本", "Miyamoto"),
    ("村上", "Murakami"), ("望月", "Mochizuki"), ("森田", "Morita"), ("矢野", "Yano"), ("山口", "Yamaguchi"),
    ("山崎", "Yamazaki"), ("横山", "Yokoyama"), ("吉田", "Yoshida"), ("和田", "Wada"), ("渡辺", "Watanabe"),
)  # fmt: skip
_FIRMS = (
    ("製作所", "Works"), ("工業", "Industries"), ("精機", "Precision"), ("金属", "Metals"), ("建設", "Construction"),
    ("工務店", "Builders"), ("電機", "Electric"), ("印刷", "Printing"), ("運輸", "Transport"), ("食品", "Foods"),
    ("商会", "Trading"), ("化成", "Chemicals"), ("木工", "Woodwork"), ("設備", "Fittings"), ("倉庫", "Storage"),
    ("紙工", "Paperware"),
)  # fmt: skip


_AREAS = (
    ("東町", "East"), ("西町", "West"), ("南町", "South"), ("北町", "North"), ("中町", "Centre"), ("本町", "Main St"),
)  # fmt: skip


def draw_names(seed: int, number: int, *, people: bool, taken: tuple[str, ...] = ()) -> list[Text]:
    """Draw that many different names: of people, or of firms. None holds a Japanese name in `taken`.

    A shorter list is the beginning of a longer one. When the surnames run out they come again, with another kind of
    firm, or with the part of town.
    """
    free = [
        pair for pair in _SURNAMES if not any(pair[0] in name or name in pair[0] for name in taken if name)
    ]
    surnames = shuffled(free, seed)
    firms = shuffled(_FIRMS, seed ^ 0x5DEECE66D)
    return [_name(surnames, firms, place, people) for place in range(number)]


def _name(surnames: list[tuple[str, str]], firms: list[tuple[str, str]], place: int, people: bool) -> Text:
    again, first = divmod(place, len(surnames))
    ja, en = surnames[first]
    if not people:
        firm_ja, firm_en = firms[(first + 5 * again) % len(firms)]
        return Text({"ja": ja + firm_ja, "en": f"{en} {firm_en}"})
    if not again:
        return Text({"ja": f"{ja} 様", "en": en})
    area_ja, area_en = _AREAS[(again - 1) % len(_AREAS)]
    return Text({"ja": f"{ja} 様({area_ja})", "en": f"{en} ({area_en})"})
