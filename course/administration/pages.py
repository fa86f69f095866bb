"""Put together the list of what an admin looks after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from course.administration import queries
from course.content.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Task:
    """Hold one thing an admin looks after: how it stands, if that is known, and where it is done (None: on no page).

    `waiting` says that it stands so that somebody should look.
    """

    title: str
    words: str
    href: str | None
    state: str = ""
    waiting: bool = False


def tasks(catalogue: Catalogue, has_mail_server: bool, now: datetime) -> list[Task]:
    """List what an admin looks after, the most usual first."""
    return [*_people(), *_records(catalogue), _mail(has_mail_server, now), _tools()]


def _people() -> list[Task]:
    people, groups, imports = queries.people_count(), queries.group_count(), queries.open_imports()
    return [
        Task(
            _("グループと人"),
            _("グループを作り、招待リンクを渡し、役割を決めます。"),
            url_for("accounts.admin_groups"),
            ngettext("グループ %(num)d つ", "グループ %(num)d つ", groups),
        ),
        Task(
            _("人を探す"),
            _(
                "名前やアドレスで探して、止める、移す、消去する、パスワードのリンクを渡す。一覧も受け取れます。"
            ),
            url_for("accounts.admin_people"),
            ngettext("%(num)d 人", "%(num)d 人", people),
        ),
        Task(
            _("人の一覧を取り込む"),
            _("CSV か XLSX の一覧から、何千人でもまとめて登録します。まず確かめてから始まります。"),
            url_for("roster.upload"),
            ngettext("途中のもの %(num)d 件", "途中のもの %(num)d 件", imports) if imports else "",
            waiting=imports > 0,
        ),
    ]


def _records(catalogue: Catalogue) -> list[Task]:
    faults = len(catalogue.faults)
    return [
        Task(
            _("すべてのグループの数字"),
            _("だれがどこまで進み、だれに声をかけるとよいか。ファイルにも書き出せます。"),
            url_for("reports.groups"),
        ),
        Task(
            _("監査の記録"),
            _("だれがだれの答えを見たか、何を変えたか、何を受け取ったかが残っています。"),
            url_for("audit.entries"),
        ),
        Task(
            _("教材の状態"),
            _("レッスン、クイズ、ロールプレイのファイルに直すところがあれば、ここに出ます。"),
            url_for("content_admin.faults"),
            ngettext("直すところ %(num)d か所", "直すところ %(num)d か所", faults)
            if faults
            else _("すべて使えています"),
            waiting=faults > 0,
        ),
    ]


def _mail(has_server: bool, now: datetime) -> Task:
    waiting, lost = queries.letters(now)
    words = (
        _("お知らせと週のまとめは、設定されたメールサーバーから送られます。数は、この 30 日のものです。")
        if has_server
        else _(
            "メールサーバーがまだ設定されていません。メールは送られず、サーバーの中のフォルダーに書き出されます。"
        )
    )
    if not has_server:
        state = _("未設定")
    elif lost:
        state = ngettext("届かなかったかもしれない %(num)d 通", "届かなかったかもしれない %(num)d 通", lost)
    else:
        state = ngettext("送るのを待つ %(num)d 通", "送るのを待つ %(num)d 通", waiting)
    return Task(_("メール"), words, None, state, waiting=lost > 0 or not has_server)


def _tools() -> Task:
    return Task(
        _("ほかの道具とつなぐ"),
        _("会社のほかの道具が記録を読むための API と、そのためのトークンです。"),
        url_for("tokens.index"),
    )
