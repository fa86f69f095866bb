"""Say what every route answers to every kind of person. Everything named here is 佐々木's, of 名古屋支店."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from course.api.resources import RESOURCES
from tests.people import PASSWORD

ROLES = (
    "anonymous",
    "trainee",  # the owner
    "other trainee",
    "trainer",
    "manager",
    "admin",
    "stranger trainee",
    "stranger trainer",
    "stranger manager",
)
SIGN_IN, DONE, REFUSED, HIDDEN = 303, 303, 403, 404
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Route:
    """Hold one route: where it is asked, what is posted, and what each of `ROLES` is answered."""

    method: str
    path: str
    statuses: tuple[int, ...]
    data: dict[str, Any] = field(default_factory=dict)
    by_visitor: dict[str, Any] | None = None  # what an anonymous visitor posts instead
    public: bool = False

    def expected(self, role: str) -> int:
        """Give the status for a role."""
        return self.statuses[ROLES.index(role)]


def everyone(status: int) -> tuple[int, ...]:
    return (status,) * len(ROLES)


def signed_in(status: int) -> tuple[int, ...]:
    return (SIGN_IN, *(status,) * (len(ROLES) - 1))


#                      visitor  owner  other    trainer  manager  admin    ---- of another group ----
READ_BY_READERS = (SIGN_IN, 200, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, HIDDEN)
READ_BY_OWNER = (SIGN_IN, 200, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
CHANGED_BY_OWNER = (SIGN_IN, DONE, HIDDEN, REFUSED, REFUSED, REFUSED, HIDDEN, HIDDEN, HIDDEN)
OWNER_ALONE_CHANGES = (SIGN_IN, DONE, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
READ_BY_LEADERS = (SIGN_IN, REFUSED, REFUSED, 200, 200, 200, HIDDEN, HIDDEN, HIDDEN)
CHANGED_BY_LEADERS = (SIGN_IN, REFUSED, REFUSED, DONE, DONE, DONE, HIDDEN, HIDDEN, HIDDEN)
BY_LEADERS_OF_PERSON = (SIGN_IN, REFUSED, HIDDEN, DONE, DONE, DONE, HIDDEN, HIDDEN, HIDDEN)
CHANGED_BY_MANAGERS = (SIGN_IN, REFUSED, REFUSED, REFUSED, DONE, DONE, HIDDEN, HIDDEN, HIDDEN)
READ_BY_MANAGER = (SIGN_IN, HIDDEN, HIDDEN, HIDDEN, 200, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
READ_BY_ADMINS = (SIGN_IN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, 200, HIDDEN, HIDDEN, HIDDEN)
CHANGED_BY_ADMINS = (SIGN_IN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, DONE, HIDDEN, HIDDEN, HIDDEN)
# Letters are stopped by mail programs, too, which have never seen a page: the address itself is the secret.
WITHOUT_TOKEN = frozenset({"mail.stop POST"})

READ_BY_TRAINERS = (SIGN_IN, HIDDEN, HIDDEN, 200, 200, 200, HIDDEN, 200, 200)
READ_BY_ROOM = (SIGN_IN, HIDDEN, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, HIDDEN)
CHANGED_BY_ROOM = (SIGN_IN, HIDDEN, HIDDEN, DONE, DONE, DONE, HIDDEN, HIDDEN, HIDDEN)
DONE_BY_SEATED = (HIDDEN, DONE, *(HIDDEN,) * 7)

NEW_PERSON = {"name": "新田 望", "email": "new@example.jp", "password": "a long pass phrase"}
ROUTES: dict[str, Route] = {
    "static GET": Route("GET", "/static/css/theme.css", everyone(200), public=True),
    "home.today GET": Route("GET", "/", (200, 200, 200, 303, 303, 200, 200, 303, 303), public=True),
    # accounts
    "security.login GET": Route("GET", "/sign-in", (200, *(DONE,) * 8), public=True),
    "security.login POST": Route(
        "POST", "/sign-in", everyone(DONE), {"email": "ono@example.jp", "password": PASSWORD}, public=True
    ),
    "security.logout POST": Route("POST", "/sign-out", signed_in(DONE)),
    "security.change_password GET": Route("GET", "/change-password", signed_in(200)),
    "security.change_password POST": Route(
        "POST",
        "/change-password",
        signed_in(DONE),
        {"password": PASSWORD, "new_password": "another long phrase"},
    ),
    "security.demo_sign_in POST": Route(
        "POST", "/demo/sign-in", everyone(HIDDEN), {"person": "{sasaki}"}, public=True
    ),
    "accounts.set_language POST": Route(
        "POST", "/language", everyone(DONE), {"language": "en", "next": "/"}, public=True
    ),
    "accounts.set_up GET": Route("GET", "/setup", everyone(HIDDEN), public=True),
    "accounts.set_up POST": Route(
        "POST", "/setup", everyone(HIDDEN), {"code": "x", **NEW_PERSON}, public=True
    ),
    "accounts.join GET": Route("GET", "/join/{token}", everyone(200), public=True),
    "accounts.join POST": Route("POST", "/join/{token}", everyone(DONE), by_visitor=NEW_PERSON, public=True),
    "accounts.new_password GET": Route("GET", "/new-password/{password_token}", everyone(200), public=True),
    "accounts.new_password POST": Route(
        "POST",
        "/new-password/{password_token}",
        everyone(DONE),
        {"password": "another long phrase"},
        public=True,
    ),
    "accounts.invites GET": Route("GET", "/groups/{group}/invites", READ_BY_LEADERS),
    "accounts.invites POST": Route(
        "POST",
        "/groups/{group}/invites",
        CHANGED_BY_LEADERS,
        {"role": "trainee", "days": "7", "people": "1"},
    ),
    "accounts.close_invite POST": Route("POST", "/groups/{group}/invites/{invite}/close", CHANGED_BY_LEADERS),
    "administration.index GET": Route("GET", "/admin", READ_BY_ADMINS),
    "accounts.admin_groups GET": Route("GET", "/admin/groups", READ_BY_ADMINS),
    "accounts.admin_groups POST": Route("POST", "/admin/groups", CHANGED_BY_ADMINS, {"name": "札幌支店"}),
    "accounts.admin_group GET": Route("GET", "/admin/groups/{group}", READ_BY_ADMINS),
    "accounts.rename_group POST": Route(
        "POST", "/admin/groups/{group}/name", CHANGED_BY_ADMINS, {"name": "名古屋営業所"}
    ),
    "accounts.add_member POST": Route(
        "POST",
        "/admin/groups/{group}/members",
        CHANGED_BY_ADMINS,
        {"email": "kuroda@example.jp", "role": "manager"},
    ),
    "accounts.set_member_roles POST": Route(
        "POST", "/admin/groups/{group}/members/{ono}/roles", CHANGED_BY_ADMINS, {"roles": "manager"}
    ),
    "accounts.move_group POST": Route(
        "POST", "/admin/groups/{group}/parent", CHANGED_BY_ADMINS, {"parent": "{other_group}"}
    ),
    "accounts.move_member POST": Route(
        "POST", "/admin/groups/{group}/members/{hayashi}/move", CHANGED_BY_ADMINS, {"target": "{other_group}"}
    ),
    "accounts.admin_people GET": Route("GET", "/admin/people?q=a", READ_BY_ADMINS),
    "accounts.admin_person GET": Route("GET", "/admin/people/{ono}", READ_BY_ADMINS),
    "accounts.join_group POST": Route(
        "POST",
        "/admin/people/{ono}/groups",
        CHANGED_BY_ADMINS,
        {"target": "{other_group}", "role": "trainer"},
    ),
    "accounts.set_admin POST": Route("POST", "/admin/people/{ono}/admin", CHANGED_BY_ADMINS),
    "accounts.account GET": Route("GET", "/account", signed_in(200)),
    "accounts.account POST": Route("POST", "/account", signed_in(DONE), {"name": "新しい名前"}),
    "accounts.remove_member POST": Route(
        "POST", "/admin/groups/{group}/members/{ono}/remove", CHANGED_BY_ADMINS
    ),
    "accounts.password_link GET": Route("GET", "/admin/people/{ono}/password-link", READ_BY_ADMINS),
    "accounts.password_link POST": Route("POST", "/admin/people/{ono}/password-link", CHANGED_BY_ADMINS),
    "accounts.set_active POST": Route("POST", "/admin/people/{ono}/active", CHANGED_BY_ADMINS),
    # roster
    "roster.upload GET": Route("GET", "/admin/people/import", READ_BY_ADMINS),
    "roster.upload POST": Route(
        "POST",
        "/admin/people/import",
        (SIGN_IN, *(HIDDEN,) * 4, 422, *(HIDDEN,) * 3),
    ),
    "roster.template GET": Route("GET", "/admin/people/import/template.csv", READ_BY_ADMINS),
    "roster.an_import GET": Route("GET", "/admin/people/imports/{import}", READ_BY_ADMINS),
    "roster.begin POST": Route("POST", "/admin/people/imports/{import}/begin", CHANGED_BY_ADMINS),
    "roster.go_on POST": Route("POST", "/admin/people/imports/{stopped_import}/go-on", CHANGED_BY_ADMINS),
    "roster.cancel POST": Route("POST", "/admin/people/imports/{stopped_import}/cancel", CHANGED_BY_ADMINS),
    "roster.problems POST": Route("POST", "/admin/people/imports/{faulty_import}/problems", READ_BY_ADMINS),
    "roster.first_links POST": Route("POST", "/admin/people/imports/{import}/links", READ_BY_ADMINS),
    "roster.export POST": Route("POST", "/admin/people/export", READ_BY_ADMINS, {"kind": "csv"}),
    # privacy
    "privacy.my_data POST": Route("POST", "/account/data", signed_in(200)),
    "privacy.their_data POST": Route("POST", "/admin/people/{ono}/data", READ_BY_ADMINS),
    "privacy.erase GET": Route("GET", "/admin/people/{stranger_trainee}/erase", READ_BY_ADMINS),
    "privacy.erase POST": Route(
        "POST", "/admin/people/{stranger_trainee}/erase", CHANGED_BY_ADMINS, {"name": "黒田 翔"}
    ),
    # audit
    "audit.entries GET": Route("GET", "/admin/audit", READ_BY_ADMINS),
    "audit.export POST": Route("POST", "/admin/audit/export", READ_BY_ADMINS),
    # lessons
    "lessons.course_map GET": Route("GET", "/course", signed_in(200)),
    "lessons.lesson GET": Route("GET", "/lessons/first", signed_in(200)),
    "lessons.glossary GET": Route("GET", "/glossary", signed_in(200)),
    "lessons.keep_place POST": Route("POST", "/lessons/first/place", signed_in(DONE), {"section": "idea"}),
    "lessons.finish POST": Route("POST", "/lessons/first/finish", signed_in(DONE)),
    "lessons.answer_check POST": Route(
        "POST",
        "/lessons/first/checks/check-1",
        signed_in(DONE),
        {"choice": "date", "version": "{lesson_version}"},
    ),
    # quizzes
    "quizzes.quiz GET": Route("GET", "/quizzes/first", signed_in(200)),
    "quizzes.begin POST": Route("POST", "/quizzes/first/attempts", signed_in(DONE)),
    "quizzes.attempt GET": Route("GET", "/attempts/{attempt}", READ_BY_READERS),
    "quizzes.answer POST": Route(
        "POST", "/attempts/{attempt}", CHANGED_BY_OWNER, {"question": "q2", "choice": "smile"}
    ),
    "quizzes.feedback GET": Route("GET", "/attempts/{attempt}/questions/q1", READ_BY_READERS),
    "quizzes.review GET": Route("GET", "/review", signed_in(200)),
    "quizzes.answer_review POST": Route(
        "POST",
        "/review/{card}",
        CHANGED_BY_OWNER,
        {"seq": "0", "version": "{quiz_version}", "choice": "{card_option}"},
    ),
    "quizzes.reviewed GET": Route("GET", "/review/answers/{review_answer}", READ_BY_OWNER),
    # roleplay
    "roleplay.index GET": Route("GET", "/roleplay", signed_in(200)),
    "roleplay.scenario GET": Route("GET", "/roleplay/sample", signed_in(200)),
    "roleplay.begin POST": Route("POST", "/roleplay/sample/runs", signed_in(DONE), {"mode": "practice"}),
    "roleplay.play GET": Route(
        "GET", "/runs/{run}", (SIGN_IN, 200, HIDDEN, DONE, DONE, DONE, HIDDEN, HIDDEN, HIDDEN)
    ),
    "roleplay.choose POST": Route(
        "POST", "/runs/{run}/choices", CHANGED_BY_OWNER, {"seq": "1", "choice": "when"}
    ),
    "roleplay.words POST": Route(
        "POST", "/runs/{wordy_run}/words", CHANGED_BY_OWNER, {"seq": "0", "words": "いつごろですか"}
    ),
    "roleplay.take_back POST": Route("POST", "/runs/{run}/undo", CHANGED_BY_OWNER, {"seq": "1"}),
    "roleplay.say_first POST": Route("POST", "/runs/{run}/say-first", CHANGED_BY_OWNER, {"wanted": "yes"}),
    "roleplay.debrief GET": Route("GET", "/runs/{ended_run}/debrief", READ_BY_READERS),
    "roleplay.replay GET": Route("GET", "/runs/{run}/replay/1", READ_BY_READERS),
    "roleplay.branch POST": Route("POST", "/runs/{ended_run}/branches", CHANGED_BY_OWNER, {"decision": "1"}),
    "roleplay.history GET": Route("GET", "/history", signed_in(200)),
    # quarter
    "quarter.index GET": Route("GET", "/quarters", signed_in(200)),
    "quarter.begin POST": Route("POST", "/quarters", signed_in(DONE), {"territory": "few-large"}),
    "quarter.again POST": Route("POST", "/quarters/{ended_quarter}/again", CHANGED_BY_OWNER),
    "quarter.week GET": Route(
        "GET", "/quarters/{quarter}", (SIGN_IN, 200, HIDDEN, DONE, DONE, DONE, HIDDEN, HIDDEN, HIDDEN)
    ),
    "quarter.past_week GET": Route("GET", "/quarters/{quarter}/weeks/0", READ_BY_READERS),
    "quarter.report GET": Route("GET", "/quarters/{ended_quarter}/report", READ_BY_READERS),
    "quarter.plan POST": Route(
        "POST",
        "/quarters/{quarter}/plan",
        CHANGED_BY_OWNER,
        {"week": "1", "seq": "2", "act": "two-wheels", "inbound": "2"},
    ),
    "quarter.live POST": Route(
        "POST", "/quarters/{quarter}/weeks", CHANGED_BY_OWNER, {"week": "1", "seq": "2", "inbound": "1"}
    ),
    "quarter.forecast POST": Route(
        "POST", "/quarters/{new_quarter}/forecasts", CHANGED_BY_OWNER, {"week": "0", "seq": "0"}
    ),
    "quarter.meet POST": Route(
        "POST",
        "/quarters/{quarter}/meetings",
        CHANGED_BY_OWNER,
        {"week": "1", "seq": "2", "scenario": "sample"},
    ),
    "quarter.call_off POST": Route(
        "POST", "/quarters/{meeting_quarter}/meetings/off", CHANGED_BY_OWNER, {"week": "0", "seq": "2"}
    ),
    # laboratory
    "laboratory.index GET": Route("GET", "/laboratory?hold=20", signed_in(200)),
    # live: a room of 林's, in which 佐々木 has a seat
    "live.index GET": Route("GET", "/rooms", READ_BY_TRAINERS),
    "live.new GET": Route("GET", "/rooms/new?kind=quiz&item=first&questions=q1", READ_BY_TRAINERS),
    "live.open_room POST": Route(
        "POST",
        "/rooms",
        (SIGN_IN, HIDDEN, HIDDEN, DONE, DONE, DONE, HIDDEN, DONE, DONE),
        {
            "item_kind": "quiz",
            "item": "first",
            "join_mode": "nickname",
            "peer": "1",
            "cap": "20",
            "teams": "0",
        },
    ),
    "live.remote GET": Route("GET", "/rooms/{room}", READ_BY_ROOM),
    "live.projector GET": Route("GET", "/rooms/{room}/projector", READ_BY_ROOM),
    "live.step POST": Route(
        "POST",
        "/rooms/{room}/steps",
        CHANGED_BY_ROOM,
        {"seq": "{room_seq}", "kind": "open", "round_kind": "question", "ref": "q2"},
    ),
    "live.moderate POST": Route(
        "POST", "/rooms/{room}/messages/{room_message}", CHANGED_BY_ROOM, {"state": "shown"}
    ),
    "live.hands_down POST": Route("POST", "/rooms/{room}/hands", CHANGED_BY_ROOM),
    "live.change_seat POST": Route(
        "POST", "/rooms/{room}/participants/{room_seat}", CHANGED_BY_ROOM, {"act": "out"}
    ),
    "live.notes POST": Route("POST", "/rooms/{room}/notes", CHANGED_BY_ROOM, {"notes": "次は q2 から"}),
    "live.again POST": Route("POST", "/rooms/{room}/again", CHANGED_BY_ROOM),
    "live.report_page GET": Route("GET", "/rooms/{room}/report", READ_BY_ROOM),
    "live.report_workbook GET": Route("GET", "/rooms/{room}/report.xlsx", READ_BY_ROOM),
    "live.report_table GET": Route("GET", "/rooms/{room}/report.csv?table=rounds", READ_BY_ROOM),
    "live.my_rooms GET": Route("GET", "/rooms/mine", signed_in(200)),
    "live.join GET": Route("GET", "/join", everyone(200), public=True),
    "live.join POST": Route("POST", "/join", everyone(DONE), {"code": "{room_code}"}, public=True),
    "live.phone GET": Route("GET", "/room/{room_code}", everyone(200), public=True),
    "live.take_seat POST": Route(
        "POST", "/room/{room_code}/seats", everyone(DONE), {"name": "みどり"}, public=True
    ),
    "live.hand POST": Route("POST", "/room/{room_code}/hand", DONE_BY_SEATED, {"up": "no"}, public=True),
    "live.write POST": Route(
        "POST",
        "/room/{room_code}/words",
        DONE_BY_SEATED,
        {"kind": "question", "words": "もう一度、お願いします"},
        public=True,
    ),
    # certificates: 佐々木 has finished the course, nobody else has
    "certificates.mine GET": Route("GET", "/certificates", signed_in(200)),
    "certificates.issue POST": Route("POST", "/certificates", (SIGN_IN, DONE, *(REFUSED,) * 7)),
    "certificates.verify GET": Route("GET", "/certificates/verify", everyone(200), public=True),
    "certificates.certificate GET": Route("GET", "/certificates/{certificate}", everyone(200), public=True),
    # reports
    "reports.groups GET": Route(
        "GET", "/groups", (SIGN_IN, HIDDEN, HIDDEN, DONE, DONE, 200, HIDDEN, DONE, DONE)
    ),
    "reports.group GET": Route("GET", "/groups/{group}", READ_BY_LEADERS),
    "reports.figure GET": Route("GET", "/groups/{group}/figures/quiet", READ_BY_LEADERS),
    "reports.person GET": Route("GET", "/groups/{group}/people/{sasaki}", READ_BY_LEADERS),
    "reports.evidence GET": Route(
        "GET", "/groups/{group}/people/{sasaki}/evidence?skill=trust", READ_BY_LEADERS
    ),
    "reports.rules GET": Route("GET", "/groups/{group}/rules", READ_BY_LEADERS),
    "reports.change_rules POST": Route(
        "POST",
        "/groups/{group}/rules",
        CHANGED_BY_MANAGERS,
        {
            "act": "save",
            "quiet_days": "14",
            "begin_days": "3",
            "due_days": "3",
            "due_percent": "50",
            "sure_wrong": "3",
            "fall_points": "15",
            "stuck_times": "2",
            "low_skill": "45",
            "forecast_points": "20",
            "old_percent": "50",
        },
    ),
    "reports.people_file POST": Route(
        "POST", "/groups/{group}/people-file", READ_BY_LEADERS, {"format": "csv"}
    ),
    "reports.exports GET": Route("GET", "/groups/{group}/exports", READ_BY_LEADERS),
    "reports.begin_export POST": Route(
        "POST", "/groups/{group}/exports", CHANGED_BY_LEADERS, {"format": "csv"}
    ),
    # asked for by the manager, and nobody else's
    "reports.export GET": Route("GET", "/exports/{export}", READ_BY_MANAGER),
    "reports.export_file GET": Route("GET", "/exports/{export}/file", READ_BY_MANAGER),
    # assignments
    "assignments.mine GET": Route("GET", "/assignments", signed_in(200)),
    "assignments.download GET": Route("GET", "/assignments.ics", signed_in(200)),
    "assignments.feed GET": Route("GET", "/calendar/{calendar_token}.ics", everyone(200), public=True),
    "assignments.make_calendar POST": Route("POST", "/assignments/calendar", signed_in(DONE)),
    "assignments.close_calendar POST": Route("POST", "/assignments/calendar/close", signed_in(DONE)),
    "assigning.group GET": Route("GET", "/groups/{group}/assignments", READ_BY_LEADERS),
    "assigning.new GET": Route("GET", "/groups/{group}/assignments/new", READ_BY_LEADERS),
    "assigning.new POST": Route(
        "POST",
        "/groups/{group}/assignments/new",
        CHANGED_BY_LEADERS,
        {"item": "lesson:first", "whom": "group", "due_on": "2099-01-01"},
    ),
    "assigning.one GET": Route("GET", "/groups/{group}/assignments/{assignment}", READ_BY_LEADERS),
    "assigning.change GET": Route("GET", "/groups/{group}/assignments/{assignment}/change", READ_BY_LEADERS),
    "assigning.change POST": Route(
        "POST",
        "/groups/{group}/assignments/{assignment}/change",
        CHANGED_BY_LEADERS,
        {"due_on": "2099-02-01"},
    ),
    "assigning.withdraw POST": Route(
        "POST", "/groups/{group}/assignments/{assignment}/withdrawal", CHANGED_BY_LEADERS
    ),
    "assigning.restore POST": Route(
        "POST", "/groups/{group}/assignments/{withdrawn_assignment}/withdrawal/undo", CHANGED_BY_LEADERS
    ),
    "assigning.exempt POST": Route(
        "POST",
        "/groups/{group}/assignments/{assignment}/exemptions",
        CHANGED_BY_LEADERS,
        {"person": "{sasaki}", "reason": "育休"},
    ),
    "assigning.end_exemption POST": Route(
        "POST", "/groups/{group}/assignments/{assignment}/exemptions/{ono}/end", CHANGED_BY_LEADERS
    ),
    # letters
    "mail.choices GET": Route("GET", "/mail", signed_in(200)),
    "mail.choices POST": Route("POST", "/mail", signed_in(DONE)),
    "mail.stop GET": Route("GET", "/mail/stop/{stop_token}", everyone(200), public=True),
    "mail.stop POST": Route("POST", "/mail/stop/{stop_token}", everyone(DONE), public=True),
    # notes: on 佐々木, by 堀; of the two the second is private
    "notes.mine GET": Route("GET", "/notes", signed_in(200)),
    "notes.about GET": Route(
        "GET", "/people/{sasaki}/notes", (SIGN_IN, DONE, HIDDEN, 200, 200, 200, HIDDEN, HIDDEN, HIDDEN)
    ),
    "notes.write POST": Route("POST", "/people/{sasaki}/notes", BY_LEADERS_OF_PERSON, {"text": "様子を見る"}),
    "notes.nudge POST": Route("POST", "/people/{sasaki}/nudges", BY_LEADERS_OF_PERSON, {"template": "back"}),
    "notes.read POST": Route("POST", "/notes/{note}/read", CHANGED_BY_OWNER),
    "notes.withdraw POST": Route(
        "POST",
        "/notes/{note}/withdrawal",
        (SIGN_IN, REFUSED, HIDDEN, REFUSED, DONE, REFUSED, HIDDEN, HIDDEN, HIDDEN),
    ),
    "notes.restore POST": Route(
        "POST",
        "/notes/{withdrawn_note}/withdrawal/undo",
        (SIGN_IN, HIDDEN, HIDDEN, REFUSED, DONE, REFUSED, HIDDEN, HIDDEN, HIDDEN),
    ),
    # coaching: 佐々木 has typed a line in a run that is over, and written a little of their own behaviour
    "coaching.index GET": Route(
        "GET", "/coaching", (SIGN_IN, HIDDEN, HIDDEN, DONE, DONE, 200, HIDDEN, DONE, DONE)
    ),
    "coaching.group GET": Route("GET", "/groups/{group}/coaching", READ_BY_LEADERS),
    "coaching.keep_plan POST": Route("POST", "/groups/{group}/coaching/plans", CHANGED_BY_LEADERS),
    "coaching.plan GET": Route("GET", "/groups/{group}/coaching/plans/{plan}", READ_BY_LEADERS),
    "coaching.lines GET": Route("GET", "/groups/{group}/coaching/lines", READ_BY_LEADERS),
    "coaching.review POST": Route(
        "POST",
        "/groups/{group}/coaching/lines/{typed_line}",
        CHANGED_BY_LEADERS,
        {"mark": "good", "comment": "よく聞けています"},
    ),
    "coaching.read_reviews POST": Route("POST", "/runs/{spoken_run}/reviews/read", CHANGED_BY_OWNER),
    "coaching.behaviours GET": Route("GET", "/people/{sasaki}/behaviours", READ_BY_READERS),
    "coaching.behaviour GET": Route("GET", "/people/{sasaki}/behaviours/pause", READ_BY_READERS),
    "coaching.sign_off POST": Route(
        "POST",
        "/people/{sasaki}/behaviours/pause/sign-offs",
        (SIGN_IN, REFUSED, HIDDEN, DONE, DONE, DONE, HIDDEN, HIDDEN, HIDDEN),
        {"observed_on": "2026-11-02", "occasion": "visit", "text": "待てた", "result": "done"},
    ),
    "coaching.give_evidence POST": Route(
        "POST",
        "/people/{sasaki}/behaviours/pause/evidence",
        CHANGED_BY_OWNER,
        {"observed_on": "2026-11-02", "occasion": "phone", "text": "待てました"},
    ),
    # the API: without a token, whoever asks is nobody; its description is for people who are signed in, too
    "api.describe GET": Route("GET", "/api/v1/openapi.json", (401, *(200,) * 8), public=True),
    **{f"api.{name} GET": Route("GET", f"/api/v1/{name}", everyone(401), public=True) for name in RESOURCES},
    "tokens.guide GET": Route("GET", "/api", signed_in(200)),
    "tokens.index GET": Route("GET", "/account/tokens", signed_in(200)),
    "tokens.make POST": Route("POST", "/account/tokens", signed_in(DONE), {"name": "集計", "days": "30"}),
    "tokens.revoke POST": Route("POST", "/account/tokens/{api_token}/revoke", OWNER_ALONE_CHANGES),
    # the rest
    "search.results GET": Route("GET", "/search?q=商談", signed_in(200)),
    "content_admin.faults GET": Route(
        "GET", "/content/faults", (SIGN_IN, HIDDEN, HIDDEN, 200, HIDDEN, 200, HIDDEN, 200, HIDDEN)
    ),
}
