import sys, time, zlib, random
from typing import Any
def main():
    from course import create_app, schema, logs
    from course.config import CHECKOUT
    from course.serving import listen_on, server, allow_many_connections, address_of
    import course.live.hub as hubmod
    from course.live import desk as deskmod, queries, operations, seating, seats
    from course.live.models import Room, Participant
    from course.extensions import db, utc_now, csrf
    from course.accounts.access import public
    from flask import request, make_response
    logs.configure(); allow_many_connections()
    app = create_app({"TESTING": False, "WTF_CSRF_ENABLED": False})
    schema.upgrade(app)
    real = deskmod.desk_of(app)
    def payload(room_id, screen, language):
        with app.app_context():
            room = db.session.get(Room, room_id)
            state = queries.state_of(room)
            att = queries.attendance(room, state.round, utc_now())
            html = "<p>質問です</p>" * 400
            return {"seq": room.seq, "version": f"{room.seq}.x", "html": html, "data": {"closed": state.closed, "round": room.open_round, "ballot": room.open_ballot}}
    def counts(room_id):
        with app.app_context():
            room = db.session.get(Room, room_id); state = queries.state_of(room)
            a = queries.attendance(room, state.round, utc_now())
            return {"voted": a.voted, "present": a.present}
    def own(pid):
        with app.app_context():
            p = db.session.get(Participant, pid)
            return {"name": p.name, "votes": {f"{v.round}.{v.ballot}": v.chosen for v in queries.own_votes(pid)}}
    fake = deskmod.Desk(payload, counts, own, real.offer, real.time_up)
    hubmod.desk_of = lambda app: fake
    @app.post("/test/open")
    @public
    def t_open():
        from course.accounts import operations as acc
        from course.accounts.models import User
        from sqlalchemy import select
        u = db.session.scalar(select(User).limit(1)) or acc.create_person(email="a@example.jp", name="林", password_hash=None, now=utc_now())
        entry = app.extensions["catalogue"].quizzes["test-close"]
        room = operations.open_room(u, entry, group=None, join_mode="anonymous", names_shown=True, peer=True, cap=5000, teams=0, rng=random.Random(), now=utc_now())
        return {"id": room.id, "code": room.code, "questions": [q.id for q in entry.item.questions]}
    @app.post("/test/<int:rid>/seat")
    @public
    def t_seat(rid):
        room = db.session.get(Room, rid)
        seat = seating.take_seat(room, None, name="", rng=random.Random(), now=utc_now())
        r = make_response({"id": seat.id}); r.set_cookie(seats.cookie_name(rid), seats.seal(app.config["SECRET_KEY"], seat.id, seat.key)); return r
    @app.post("/test/<int:rid>/step")
    @public
    def t_step(rid):
        room = db.session.get(Room, rid)
        j = request.get_json()
        st = operations.step(room, seq=room.seq, kind=j["kind"], body=j["body"], now=utc_now())
        o = queries.offer(rid)
        return {"seq": st.seq, "ids": sorted(o.ids) if o else [], "round": o.round if o else None, "ballot": o.ballot if o else None}
    listener = listen_on("127.0.0.1", int(sys.argv[1]))
    print("Ryorin:", address_of(listener), flush=True)
    from course.serving import set_memory_aside; set_memory_aside()
    server(app).run(sockets=[listener])
main()
