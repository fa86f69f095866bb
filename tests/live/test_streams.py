"""Streams down, votes up, over the real server: what comes when, and to whom."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from course.asgi import application
from course.extensions import db, utc_now
from course.headers import ALWAYS
from course.live.requests import Asked
from tests.live.delivery import (
    FROM_HERE,
    Hall,
    Listener,
    open_hall,
    served,
    session_cookie,
    vote,
)
from tests.people import Cast, Person

pytestmark = pytest.mark.server
QUICK = {"beat": 0.5, "look": 0.2, "access": 0.2, "presence": 0.1, "counts": 0.2, "host": 0.3, "grace": 0.3}
Served = tuple[str, Any]


@pytest.fixture
def hall(app: Flask, cast: Cast) -> Hall:
    return open_hall(app, cast)


@pytest.fixture
def server(app: Flask, cast: Cast) -> Iterator[Served]:
    with served(app, **QUICK) as running:
        yield running


def until(true: Callable[[], Any], seconds: float = 5.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def phone_path(hall: Hall, query: str = "") -> str:
    return f"/room/{hall.code}/stream{query}"


def host_path(hall: Hall, screen: str) -> str:
    return f"/rooms/{hall.room_id}/stream?screen={screen}"


def test_a_phone_gets_its_own_part_the_room_as_it_stands_and_every_step(server: Served, hall: Hall) -> None:
    base, hub = server
    chair = hall.seat("青木")
    with Listener(base, phone_path(hall), chair.cookies) as phone:
        assert phone.event()[0] == "beat"
        name, own = phone.event()
        assert (name, own["name"], own["votes"]) == ("own", "青木", {})
        before = phone.wait_for("state")
        assert before["seq"] == 0 and phone.id == before["version"]
        hall.question()
        after = phone.wait_for("state")
        assert after["seq"] == 1 and after["data"]["round"] == 1 and "思った" not in after["html"]
        assert phone.id == after["version"]
        hall.step("reveal")
        assert phone.wait_for("state")["seq"] == 2
    until(lambda: not hub.rooms)


def test_a_screen_that_comes_back_is_sent_only_what_it_has_not(server: Served, hall: Hall) -> None:
    base, _ = server
    chair = hall.seat("青木")
    with Listener(base, phone_path(hall), chair.cookies) as phone:
        version = phone.wait_for("state")["version"]
    for query, headers in (("", {"Last-Event-ID": version}), (f"?last={version}", {})):
        with Listener(base, phone_path(hall, query), chair.cookies, **headers) as phone:
            assert [phone.event()[0] for _ in range(3)] == ["beat", "own", "beat"]
    hall.question()
    with Listener(base, phone_path(hall), chair.cookies, **{"Last-Event-ID": version}) as phone:
        assert phone.wait_for("state")["seq"] == 1


def test_beats_come_and_carry_the_time(server: Served, hall: Hall) -> None:
    base, _ = server
    with Listener(base, phone_path(hall), hall.seat("青木").cookies) as phone:
        times = [phone.wait_for("beat")["now"] for _ in range(4)]
    assert times == sorted(times) and abs(times[-1] - time.time()) < 10
    assert 0.8 < times[3] - times[1] < 4


def test_a_screen_is_in_the_language_its_page_asks_for(
    app: Flask, cast: Cast, server: Served, hall: Hall
) -> None:
    base, _ = server
    hall.question()
    cookies = hall.seat("青木").cookies
    seen = {}
    for language, query, more in (
        ("en", "?lang=en", {}),
        ("ja", "?lang=ja", {"Accept-Language": "en"}),
        ("en", "", {"Accept-Language": "en-GB,en;q=0.9,ja;q=0.1"}),
        ("ja", "?lang=xx", {}),
    ):
        with Listener(base, phone_path(hall, query), cookies, **more) as phone:
            html = phone.wait_for("state")["html"]
            assert seen.setdefault(language, html) == html
    with Listener(base, phone_path(hall), {**cookies, "language": "en"}) as phone:
        assert phone.wait_for("state")["html"] == seen["en"] != seen["ja"]


def test_the_trainer_s_screens_count_at_most_five_times_a_second_and_phones_never(
    app: Flask, cast: Cast, server: Served, hall: Hall
) -> None:
    base, _ = server
    chairs = [hall.seat(f"{number}番") for number in range(12)]
    hall.question()
    host = session_cookie(app, cast.hayashi)
    with (
        Listener(base, host_path(hall, "projector"), host) as projector,
        Listener(base, phone_path(hall), chairs[0].cookies) as phone,
    ):
        projector.wait_for("state")
        phone.wait_for("state")
        begun = time.monotonic()
        for chair in chairs:
            assert vote(base, hall, chair.cookies, "a").json()["outcome"] == "kept"
        came = 0
        while True:
            name, data = projector.event()
            came += name == "counts"
            if name == "counts" and data["voted"] == len(chairs):
                break
        assert came <= (time.monotonic() - begun) / QUICK["counts"] + 1.5
        hall.step("lock")
        names = []
        while not names or names[-1] != "state":
            names.append(phone.event()[0])
        assert set(names) <= {"beat", "state"}


def test_a_trainer_s_picture_follows_what_happens_in_the_room(
    app: Flask, cast: Cast, server: Served, hall: Hall
) -> None:
    base, _ = server
    with Listener(base, host_path(hall, "remote"), session_cookie(app, cast.hayashi)) as remote:
        assert "青木" not in remote.wait_for("state")["html"]
        hall.seat("青木")
        while "青木" not in remote.wait_for("state")["html"]:
            pass


def test_a_closed_room_is_shown_once_more_and_its_streams_end(server: Served, hall: Hall) -> None:
    base, hub = server
    cookies = hall.seat("青木").cookies
    with Listener(base, phone_path(hall), cookies) as phone:
        phone.wait_for("state")
        hall.step("close")
        assert phone.wait_for("state")["data"]["closed"]
        until(lambda: not hub.rooms)
        assert phone.event() == ("end", None)
    with Listener(base, phone_path(hall), cookies) as phone:
        assert phone.wait_for("state")["data"]["closed"]
        assert phone.event() == ("end", None)


def lose_seat(app: Flask, cast: Cast, hall: Hall, chair: Any) -> None:
    hall.show_out(chair)


def sign_out(app: Flask, cast: Cast, hall: Hall, chair: Any) -> None:
    from course.accounts import sessions
    from course.accounts.models import User

    with app.app_context():
        sessions.end_all(db.session.get_one(User, cast.sasaki.id), utc_now())
        db.session.commit()


def switch_off(app: Flask, cast: Cast, hall: Hall, chair: Any) -> None:
    from course.accounts.models import User

    with app.app_context():
        db.session.get_one(User, cast.sasaki.id).active = False
        db.session.commit()


@pytest.mark.parametrize("lose", [lose_seat, sign_out, switch_off])
def test_a_phone_that_may_look_no_more_is_sent_away(
    app: Flask, cast: Cast, server: Served, hall: Hall, lose: Any
) -> None:
    base, _ = server
    chair = hall.seat("", cast.sasaki)
    cookies = {**chair.cookies, **session_cookie(app, cast.sasaki)}
    with Listener(base, phone_path(hall), cookies) as phone:
        phone.wait_for("state")
        lose(app, cast, hall, chair)
        begun = time.monotonic()
        phone.wait_for("gone")
        assert time.monotonic() - begun < 5 and phone.event() == ("end", None)
    with Listener(base, phone_path(hall), cookies) as phone:
        assert phone.answer.status_code == 404


def test_a_trainer_who_no_longer_leads_is_sent_away(
    app: Flask, cast: Cast, server: Served, hall: Hall
) -> None:
    from course.accounts.models import Membership

    base, _ = server
    with Listener(base, host_path(hall, "remote"), session_cookie(app, cast.hayashi)) as remote:
        remote.wait_for("state")
        with app.app_context():
            db.session.query(Membership).filter_by(user_id=cast.hayashi.id).delete()
            db.session.commit()
        remote.wait_for("gone")


def test_a_stream_whose_reader_has_gone_is_freed(server: Served, hall: Hall) -> None:
    base, hub = server
    cookies = hall.seat("青木").cookies
    for _ in range(3):
        with Listener(base, phone_path(hall), cookies) as phone:
            phone.wait_for("state")
            assert len(hub.rooms) == 1
        until(lambda: not hub.rooms)
    host, port = base.removeprefix("http://").split(":")
    torn = socket.create_connection((host, int(port)))  # the line is cut in the middle
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    torn.sendall(f"GET {phone_path(hall)} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n".encode())
    until(lambda: hub.rooms)
    torn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    torn.close()
    until(lambda: not hub.rooms)


def test_one_seat_does_not_open_streams_without_end(server: Served, hall: Hall) -> None:
    base, hub = server
    cookies = hall.seat("青木").cookies
    opened = [Listener(base, phone_path(hall), cookies) for _ in range(9)]
    assert [one.answer.status_code for one in opened] == [200] * 8 + [429]
    assert opened[-1].answer.headers["Retry-After"]
    for one in opened:
        one.__exit__()
    until(lambda: not hub.rooms)


def test_presence_follows_the_open_screens(app: Flask, server: Served, hall: Hall) -> None:
    from course.live.models import Participant

    base, _ = server
    chair = hall.seat("青木")

    def seen() -> float:
        with app.app_context():
            return (utc_now() - db.session.get_one(Participant, chair.id).seen_at).total_seconds()

    with app.app_context():
        db.session.get_one(Participant, chair.id).seen_at = utc_now().replace(year=2020)
        db.session.commit()
    with Listener(base, phone_path(hall), chair.cookies) as phone:
        phone.wait_for("state")
        until(lambda: seen() < 5)
    until(lambda: seen() >= 15)
    assert httpx.get(f"{base}/room/{hall.code}", cookies=chair.cookies).status_code == 200
    until(lambda: seen() < 5)


def test_a_ballot_is_locked_when_its_time_is_up(server: Served, hall: Hall) -> None:
    base, _ = server
    chair = hall.seat("青木")
    with Listener(base, phone_path(hall), chair.cookies) as phone:
        hall.question()
        hall.step("timer", act="start", seconds=1)
        while phone.wait_for("state")["data"]["round"] != 1:
            pass
        while phone.wait_for("state")["data"]["round"] is not None:
            pass
    assert vote(base, hall, chair.cookies, "a").json()["outcome"] == "late"


def test_what_no_news_told_is_found_by_looking(app: Flask, server: Served, hall: Hall) -> None:
    from course.live import bus

    base, hub = server
    chair = hall.seat("青木")
    with Listener(base, phone_path(hall), chair.cookies) as phone:
        phone.wait_for("state")
        until(lambda: hub.rooms[hall.room_id].look is not None)
        app.extensions.pop(bus.EXTENSION)  # as though another process had done it, and its news got lost
        hall.question()
        assert phone.wait_for("state")["seq"] == 1


def test_news_lost_before_the_first_look_is_found_too(app: Flask, cast: Cast, hall: Hall) -> None:
    from course.live import bus

    chair = hall.seat("青木")
    with served(app, look=1.0) as (base, _), Listener(base, phone_path(hall), chair.cookies) as phone:
        phone.wait_for("state")
        app.extensions.pop(bus.EXTENSION)
        hall.question()
        assert phone.wait_for("state")["seq"] == 1


def test_a_phone_that_gets_no_stream_asks_and_is_here(server: Served, hall: Hall) -> None:
    base, _ = server
    chair = hall.seat("青木")
    hall.question()
    path = f"{base}/room/{hall.code}/state"
    first = httpx.get(path, cookies=chair.cookies).json()
    assert first["state"]["seq"] == 1 and first["own"]["name"] == "青木" and first["now"] > 0
    again = httpx.get(path, cookies=chair.cookies, params={"last": first["state"]["version"]}).json()
    assert again["state"] is None
    vote(base, hall, chair.cookies, "a")
    assert httpx.get(path, cookies=chair.cookies).json()["own"]["votes"] == {"1.1": ["a"]}


def test_a_vote_by_form_is_sent_back_to_the_page(server: Served, hall: Hall) -> None:
    base, _ = server
    chair = hall.seat("青木")
    hall.question()
    form = {"round": "1", "ballot": "1", "choice": "a"}
    path = f"{base}/room/{hall.code.lower()}/votes"
    answer = httpx.post(path, data=form, cookies=chair.cookies, headers={"Origin": base})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/room/{hall.code}?said=kept")
    answer = httpx.post(path, data={**form, "choice": "z"}, cookies=chair.cookies, headers=FROM_HERE)
    assert answer.headers["Location"] == f"/room/{hall.code}?said=not_offered"
    answer = httpx.post(path, data=form, headers=FROM_HERE)
    assert answer.headers["Location"] == f"/room/{hall.code}?said=gone"
    assert hall.votes() == [(chair.id, 1, 1, ["a"], 0)]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "{base}"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"},
    ],
)
def test_a_vote_that_another_site_sends_is_refused(
    server: Served, hall: Hall, headers: dict[str, str]
) -> None:
    base, _ = server
    chair = hall.seat("青木")
    hall.question()
    fields = {"round": 1, "ballot": 1, "choice": "a"}
    sent = {name: value.format(base=base) for name, value in headers.items()}
    path = f"{base}/room/{hall.code}/votes"
    assert httpx.post(path, json=fields, cookies=chair.cookies, headers=sent).status_code == 403
    form = httpx.post(path, data=fields, cookies=chair.cookies, headers=sent)
    assert form.status_code == 403
    assert hall.votes() == []


def asked(**headers: str) -> Asked:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Asked({"headers": pairs, "query_string": b"a=1&a=2"})  # type: ignore[typeddict-item]


def test_behind_a_proxy_the_name_that_it_forwards_counts() -> None:
    told = asked(
        host="127.0.0.1:8000", origin="https://ryorin.example", x_forwarded_host="evil, ryorin.example"
    )
    assert told.is_from_here(1)
    assert not told.is_from_here(0) and not told.is_from_here(2)
    assert asked(host="ryorin.example", origin="https://ryorin.example").is_from_here(0)
    assert not asked(origin="https://").is_from_here(0)
    assert told.query == {"a": "2"}


@given(st.binary(max_size=60))
def test_any_cookie_at_all_is_read(cookie: bytes) -> None:
    found = Asked({"headers": [(b"cookie", cookie), (b"cookie", b"a=1")]})  # type: ignore[typeddict-item]
    assert found.cookies["a"] == "1" or b"a=" in cookie


def test_a_vote_that_is_no_vote_is_refused(server: Served, hall: Hall) -> None:
    base, _ = server
    chair = hall.seat("青木")
    path = f"{base}/room/{hall.code}/votes"
    for body, status in ((b"{", 400), (b"x" * 5000, 413)):
        headers = {**FROM_HERE, "Content-Type": "application/json"}
        answer = httpx.post(path, content=body, cookies=chair.cookies, headers=headers)
        assert answer.status_code == status


def test_a_hand_that_presses_without_end_is_slowed_down_and_no_other(server: Served, hall: Hall) -> None:
    base, _ = server
    mine, theirs = hall.seat("青木"), hall.seat("馬場")
    hall.question()
    with httpx.Client(base_url=base, cookies=mine.cookies, headers=FROM_HERE) as browser:
        fields = {"round": 1, "ballot": 1, "choice": "a"}
        answers = [browser.post(f"/room/{hall.code}/votes", json=fields) for _ in range(60)]
    slowed = [answer for answer in answers if answer.status_code == 429]
    assert slowed and slowed[0].headers["Retry-After"] == "1" and answers[0].status_code == 200
    assert vote(base, hall, theirs.cookies, "a").status_code == 200


def test_who_may_use_which_native_route(app: Flask, cast: Cast, server: Served, hall: Hall) -> None:
    """A stranger cannot tell a room that is not theirs from one that does not exist."""
    base, _ = server
    other = open_hall(app, cast, group=None)
    seat, stranger = hall.seat("青木"), other.seat("青木")
    mine = {**hall.seat("", cast.sasaki).cookies}
    hall.question()

    def signed(person: Person) -> dict[str, str]:
        return session_cookie(app, person)

    visitors: dict[str, tuple[dict[str, str], bool, bool]] = {  # cookies, may use the phone, may lead
        "anonymous": ({}, False, False),
        "participant": (seat.cookies, True, False),
        "signed-in participant": ({**mine, **signed(cast.sasaki)}, True, False),
        "their seat without their sign-in": (mine, False, False),
        "their seat with another's sign-in": ({**mine, **signed(cast.ono)}, False, False),
        "participant of another room": (stranger.cookies, False, False),
        "another room's seat under this room's name": ({seat.name: stranger.value}, False, False),
        "host": (signed(cast.hayashi), False, True),
        "manager of the group": (signed(cast.hori), False, True),
        "trainee": (signed(cast.sasaki), False, False),
        "stranger host": (signed(cast.stranger_trainer), False, False),
        "stranger manager": (signed(cast.stranger_manager), False, False),
        "admin": (signed(cast.admin), False, True),
    }
    nowhere = httpx.get(f"{base}/room/ZZZZZZ/state", cookies=seat.cookies)
    assert nowhere.status_code == 404
    for who, (cookies, phones, leads) in visitors.items():
        with httpx.Client(base_url=base, cookies=cookies, headers=FROM_HERE) as browser:
            for path, may in (
                (f"/room/{hall.code}/state", phones),
                (f"/room/{hall.code}/stream", phones),
                (f"/rooms/{hall.room_id}/state?screen=projector", leads),
                (f"/rooms/{hall.room_id}/stream?screen=remote", leads),
            ):
                with browser.stream("GET", path) as answer:
                    assert answer.status_code == (200 if may else 404), (who, path)
                    for name, value in ALWAYS.items():
                        assert answer.headers[name] == value
                    assert answer.headers["Cache-Control"] == "no-store"
                    if not may:
                        assert answer.read() == nowhere.content
            fields = {"round": 1, "ballot": 1, "choice": "a"}
            answer = browser.post(f"/room/{hall.code}/votes", json=fields)
            assert answer.status_code == (200 if phones else 404), who
            assert answer.headers["Cache-Control"] == "no-store"
    assert httpx.get(f"{base}/rooms/9999999999/state", cookies=signed(cast.admin)).status_code == 404


def test_a_wrong_method_is_told_the_right_one(server: Served, hall: Hall) -> None:
    base, _ = server
    for method, path, allow in (
        ("POST", f"/room/{hall.code}/stream", "GET"),
        ("DELETE", f"/room/{hall.code}/state", "GET"),
        ("GET", f"/room/{hall.code}/votes", "POST"),
        ("PUT", f"/rooms/{hall.room_id}/stream", "GET"),
        ("POST", f"/rooms/{hall.room_id}/state", "GET"),
    ):
        answer = httpx.request(method, base + path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, allow)
        assert answer.headers["Content-Security-Policy"]


def test_with_https_every_native_answer_says_so(app: Flask, cast: Cast) -> None:
    app.config["HTTPS"] = True
    with served(app) as (base, _):
        answer = httpx.get(f"{base}/room/ABCDEF/stream")
        assert answer.headers["Strict-Transport-Security"].startswith("max-age")


def test_a_server_that_stops_ends_its_streams_at_once(app: Flask, cast: Cast, hall: Hall) -> None:
    chair = hall.seat("青木")
    with served(app) as (base, _):
        phone = Listener(base, phone_path(hall), chair.cookies)
        phone.wait_for("state")
        begun = time.monotonic()
    assert time.monotonic() - begun < 3
    names = []
    while (event := phone.event()[0]) != "end":
        names.append(event)
    assert "gone" not in names  # it will come back
    phone.__exit__()


def test_the_application_can_be_joined_without_a_server(app: Flask) -> None:
    router = application(app)
    assert router.hub is app.extensions["live"]
