"""List the parameters: name, few-large, many-small, unit, source, Japanese, English."""

from __future__ import annotations

A = "assumption"
C = "calibrated to the preset's ratio"
_RATIO = "practitioners' ratio of contacts to potentials, about one in ten; calibrated"
_MIX = "housing leads: 30 soon to 60 late"
_CLOSES = "direction: closing techniques lower trust (Hawes et al.); size: assumption"

# fmt: off
TABLE: tuple[tuple[str, float, float, str, str, str, str], ...] = (
    # The week.
    ("hours", 40, 40, "h/week", A, "一週間の労働時間", "hours in a week"),
    ("admin", 10, 10, "h/week", "27% of rep time (Proudfoot 2005)", "事務にかかる時間", "office work"),
    ("report", 0.05, 0.05, "h", A, "名簿の一人につき、報告にかかる時間", "reporting, per person listed and week"),
    # What an act costs.
    ("h_contact", 0.15, 0.20, "h", C, "新規の接触一回", "one new contact"),
    ("h_invite", 0.25, 0.15, "h", A, "商談への誘い", "inviting to a meeting"),
    ("h_present", 2.0, 1.0, "h", A, "商談・説明", "the meeting itself"),
    ("h_estimate", 3.0, 0.5, "h", A, "見積りの作成と説明", "making and handing over an estimate"),
    ("h_test", 0.25, 0.15, "h", A, "テストクロージング（話のついで。単独なら二倍）", "a test close within a talk; twice that alone"),
    ("h_close", 1.5, 0.75, "h", A, "クロージング", "asking for the contract"),
    ("h_nurture", 0.6, 0.35, "h", A, "関係づくりの訪問", "a visit to build trust"),
    ("h_touch", 0.25, 0.15, "h", A, "軽い接触", "a light touch"),
    ("h_inquiry", 0.5, 0.5, "h", A, "反響一件への返答", "answering one inquiry"),
    # Who people are.
    ("p_potential", 0.11, 0.225, "chance", _RATIO, "接触した人が潜在客になる割合", "a contact becomes a potential customer"),
    ("budget", 0.70, 0.90, "chance", A, "予算がある", "has the budget"),
    ("authority", 0.75, 0.95, "chance", A, "決められる立場にある", "has the authority"),
    ("need_min", 0.40, 0.30, "share", A, "買うのに要る必要度の下限（必要度は Beta(2,2)）", "least need that buys (need is Beta(2, 2))"),
    ("soon", 0.33, 0.50, "chance", _MIX, "買い時が近い人の割合", "buys soon rather than late"),
    ("weeks_soon", 3.0, 2.0, "weeks", A, "近い人の買い時までの平均", "mean wait of the soon"),
    ("weeks_late", 30.0, 16.0, "weeks", A, "遠い人の買い時までの平均", "mean wait of the late"),
    ("death", 0.03, 0.03, "chance/week", A, "買い時の前に、話が静かに消える", "dies silently before the window opens"),
    ("tell", 0.06, 0.06, "chance", A, "買わない人が、聞かれずにそう言う（接触ごと）", "one who will not buy says so unasked, per touch"),
    # Trust.
    ("trust_first", 0.15, 0.15, "trust", A, "初対面の信頼", "trust at first"),
    ("trust_min", -0.5, -0.5, "trust", A, "信頼の下限", "lowest trust"),
    ("decay", 0.04, 0.04, "chance/week", A, "放っておいた週に薄れる信頼の割合", "share of trust lost in a week without contact"),
    ("gain_nurture", 0.15, 0.15, "share", A, "訪問で縮まる、完全な信頼までの距離", "a visit closes this share of the gap to full trust"),
    ("gain_touch", 0.05, 0.05, "share", A, "同じく、軽い接触", "the same, a light touch"),
    ("gain_present", 0.20, 0.20, "share", A, "同じく、商談", "the same, a meeting"),
    ("gain_estimate", 0.10, 0.10, "share", A, "同じく、見積り", "the same, an estimate"),
    ("gain_test", 0.04, 0.04, "share", A, "同じく、時を得た問い", "the same, a test close at the right time"),
    ("cost_early", 0.45, 0.45, "trust", _CLOSES, "早すぎる問いで失う信頼の最大", "most trust lost by a test close that comes too early"),
    ("cost_close", 0.30, 0.30, "trust", _CLOSES, "買えない人へのクロージングで失う信頼", "trust lost by closing one who cannot buy now"),
    ("refuse", 0.30, 0.30, "chance/week", A, "不信（信頼 −1 あたり）で出入りを断られる", "refused for good, per unit of distrust"),
    # Signs and answers.
    ("hand", 0.50, 0.50, "chance/week", A, "買い時の人が自分から言う（信頼 1 のとき）", "speaks up when the window is open, at full trust"),
    ("accept_open", 0.90, 0.90, "chance", A, "誘いに応じる：いま買える人", "accepts an invitation: can buy now"),
    ("accept_later", 0.35, 0.35, "chance", A, "誘いに応じる：先で買う人", "accepts: buys later"),
    ("accept_never", 0.15, 0.15, "chance", A, "誘いに応じる：買わない人", "accepts: will never buy"),
    ("reveal", 0.20, 0.20, "chance", A, "問いで本当のことが分かる：基礎", "a test close brings out the truth: base"),
    ("reveal_trust", 0.45, 0.45, "chance", A, "同じく、信頼 1 につき", "the same, per unit of trust"),
    ("reveal_presented", 0.20, 0.20, "chance", A, "同じく、商談のあと", "the same, after a meeting"),
    ("reveal_estimated", 0.15, 0.15, "chance", A, "同じく、見積りのあと", "the same, after an estimate"),
    ("ready", 0.40, 0.40, "share", A, "問うてよい下地（これ未満は早すぎる）", "readiness from which a test close is not too early"),
    ("ready_trust", 0.50, 0.50, "share", A, "下地のうち、信頼の重み", "readiness: weight of trust"),
    ("ready_presented", 0.25, 0.25, "share", A, "下地のうち、商談の重み", "readiness: weight of the meeting"),
    ("ready_estimated", 0.25, 0.25, "share", A, "下地のうち、見積りの重み", "readiness: weight of the estimate"),
    # The decision.
    ("win", 0.0, 0.0, "chance", C, "クロージングが通る：基礎", "closing succeeds: base"),
    ("win_trust", 0.20, 0.24, "chance", C, "同じく、信頼 1 につき", "the same, per unit of trust"),
    ("win_presented", 0.05, 0.05, "chance", C, "同じく、商談のあと", "the same, after a meeting"),
    ("win_estimated", 0.05, 0.05, "chance", C, "同じく、見積りのあと", "the same, after an estimate"),
    ("win_momentum", 0.10, 0.10, "chance", A, "同じく、問いへの前向きな返事のあと", "the same, after a yes to a test close"),
    ("win_max", 0.90, 0.90, "chance", A, "同じく、上限", "the same, at most"),
    ("lose", 0.70, 0.70, "chance", A, "断られた商談が終わる", "a failed close ends it"),
    ("window_loss", 0.12, 0.12, "chance/week", "direction: 40–60% end in no decision; size: assumption", "買い時が閉じる（他社か、見送り）", "the window shuts: a rival, or no decision"),
    ("window_trust", 0.60, 0.60, "share", A, "信頼 1 で、それが減る割合", "how much of that full trust prevents"),
    ("naive", 0.10, 0.10, "chance", A, "人がいい買い手の割合", "is easily railroaded"),
    ("railroad", 0.30, 0.30, "chance", A, "人がいい買い手が、早すぎる問いで契約してしまう", "such a buyer signs at a test close that comes too early"),
    ("regret", 0.02, 0.02, "chance", A, "契約後の取り消し：基礎", "a contract is cancelled: base"),
    ("regret_unready", 0.40, 0.40, "chance", A, "同じく、下地がまったく無いとき", "the same, added when nothing was ready"),
    ("regret_margin", 0.15, 0.15, "share", A, "取り消しが増えない下地の余裕", "readiness beyond which regret does not fall further"),
    # The market.
    ("market_memory", 0.92, 0.92, "share", A, "市場の波が翌週に残る割合", "how much of a market swing lasts into the next week"),
    ("market_sd", 0.55, 0.55, "log", A, "市場の波の大きさ（対数の標準偏差）", "size of market swings (standard deviation of the log)"),
    # The line that the policies ask with.
    ("pressure", 0.5, 0.5, "share", A, "問いの圧力（0.5 が標準）", "pressure of the line (0.5 is the standard)"),
    ("shows_need", 1.0, 1.0, "chance", A, "答えから必要度が分かる", "an answer shows the need"),
    ("shows_budget", 1.0, 1.0, "chance", A, "答えから予算が分かる", "an answer shows the budget"),
    ("shows_authority", 1.0, 1.0, "chance", A, "答えから決裁が分かる", "an answer shows who decides"),
    ("shows_timing", 1.0, 1.0, "chance", A, "答えから時期が分かる", "an answer shows the timing"),
    ("shuts", 0.0, 0.0, "chance", A, "まだ先の人が、その問いをしおに断ってしまう", "one whose window is not open takes the way out"),
    # The policy's own knobs.
    ("share", 0.35, 0.35, "share", A, "新規開拓のために先に取っておく時間の割合", "share of hours kept for new people"),
    ("limit_unknown", 6, 6, "weeks", A, "分からないまま持っている週数の上限", "weeks an unknown is kept"),
    ("limit_future", 40, 40, "weeks", A, "先の客を持っている週数の上限", "weeks a later buyer is kept"),
    ("list_max", 0, 0, "people", A, "名簿の上限（0 は上限なし）", "most people listed (0: no limit)"),
    ("new_hours", 0, 0, "h/week", A, "新規に使う時間を固定する（0 は残り全部）", "fixed hours for new people (0: all that is left)"),
    ("ask_from", -1, -1, "readiness", A, "この下地に届くまでは問わない（−1 は待たない）", "asks nobody whose readiness is below this (−1: does not wait)"),
    ("estimate_first", 0, 0, "share", A, "1 なら、見積りを出してから問う", "1: hands over an estimate before asking"),
    # The other channels. All off in the calibrated presets.
    ("warm_trust", 0.30, 0.30, "trust", A, "紹介・反響で来た人の、信頼の上乗せ", "trust added for referrals and inquiries"),
    ("warm_fit", 1.4, 1.4, "factor", "direction: housing referrals close about three times as often as web leads", "同じく、予算・決裁の倍率", "the same, factor on budget and authority"),
    ("warm_soon", 1.8, 1.8, "factor", A, "同じく、買い時が近い割合の倍率", "the same, factor on the share of soon buyers"),
    ("fair_trust", 0.10, 0.10, "trust", A, "展示会で会った人の、信頼の上乗せ", "trust added for people met at an exhibition"),
    ("fair_soon", 1.2, 1.2, "factor", A, "同じく、買い時が近い割合の倍率", "the same, factor on the share of soon buyers"),
    ("refer", 0, 0, "chance", A, "契約した人が紹介をくれる（信頼 1 のとき）", "a contract brings a referral, at full trust"),
    ("refer_week", 0.25, 0.25, "chance/week", A, "約束された紹介が届く", "a promised referral arrives"),
    ("refer_hours", 0, 0, "h/week", A, "契約した人に紹介をお願いする時間", "hours spent asking customers for introductions"),
    ("h_refer", 1.0, 0.5, "h", A, "一人にお願いするのにかかる時間（一人に一度だけ）", "asking one customer, once each"),
    ("refer_ask", 0.25, 0.25, "chance", A, "お願いした人が、だれかを紹介してくれる", "a customer who is asked introduces somebody"),
    ("inquiry_hours", 0, 0, "h/week", A, "反響への返事に使う時間の上限（0 は要るだけ）", "most hours for answering inquiries (0: as many as it takes)"),
    ("inquiries", 0, 0, "people/week", A, "ひとりでに届く反響", "inquiries that come by themselves"),
    ("inquiry_kept", 0.5, 0.5, "share", "direction: an answer within the hour qualifies seven times as often (Oldroyd 2011)", "その週に返事をしなくても待っている割合", "share still there when not answered within the week"),
    ("flyer_hours", 0, 0, "h/week", A, "チラシに使う時間", "hours spent on flyers"),
    ("flyer_yield", 0.0375, 0.0375, "people/h", A, "チラシ一時間が増やす、週あたりの反響", "inquiries a week added by an hour of flyers, two to six weeks later"),
    ("flyer_decay", 0.20, 0.20, "chance/week", A, "チラシの効き目が薄れる割合", "share of that effect lost a week"),
    ("fair_every", 0, 0, "weeks", A, "展示会の間隔（0 は出ない）", "weeks between exhibitions (0: none)"),
    ("fair_hours", 16, 16, "h", A, "展示会一回にかかる時間", "hours one exhibition takes"),
    ("fair_contacts", 60, 60, "people", A, "展示会一回で会う人数", "people met at one exhibition"),
    ("p_fair", 0.25, 0.25, "chance", A, "展示会で会った人が潜在客になる割合", "such a person becomes a potential customer"),
    # A shock to demand, for experiments.
    ("shock_from", 0, 0, "weeks", A, "不況の始まる週", "first week of a drought"),
    ("shock_to", 0, 0, "weeks", A, "不況の終わる週", "week after its last"),
    ("shock_factor", 1, 1, "factor", A, "不況のあいだの、新規の手ごたえの倍率", "factor on the yield of new contacts meanwhile"),
)
