"""Say actions in words. An action that has none is shown by its own name."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from course.audit.seen import SEEN

ACTIONS = {
    SEEN: _l("答えや記録を見た"),
    "account.close": _l("アカウントを止めた"),
    "account.open": _l("アカウントを再開した"),
    "admin.grant": _l("管理者にした"),
    "admin.revoke": _l("管理者から外した"),
    "assignment.change": _l("課題を変えた"),
    "assignment.end_exemption": _l("課題の免除をやめた"),
    "assignment.exempt": _l("課題を免除した"),
    "assignment.make": _l("課題を出した"),
    "assignment.restore": _l("取り下げた課題を戻した"),
    "assignment.withdraw": _l("課題を取り下げた"),
    "audit.export": _l("監査の記録を受け取った"),
    "behaviour.correct": _l("行動の記録を訂正した"),
    "behaviour.sign_off": _l("行動を記録した"),
    "figures.export": _l("数字のファイルを受け取った"),
    "group.create": _l("グループを作った"),
    "group.join": _l("招待でグループに入った"),
    "group.move": _l("グループを移した"),
    "group.rename": _l("グループの名前を変えた"),
    "installation.set_up": _l("最初の準備をした"),
    "invite.close": _l("招待リンクを閉じた"),
    "invite.create": _l("招待リンクを作った"),
    "member.add": _l("グループに加えた"),
    "member.change": _l("役割を変えた"),
    "member.move": _l("別のグループに移した"),
    "member.remove": _l("グループから外した"),
    "name.change": _l("自分の名前を変えた"),
    "note.restore": _l("取り消したメモを戻した"),
    "note.withdraw": _l("メモを取り消した"),
    "note.write": _l("メモを書いた"),
    "nudge.send": _l("声をかけた"),
    "nudge.withdraw": _l("声かけを取り消した"),
    "password.change": _l("パスワードを変えた"),
    "password_link.create": _l("パスワードのリンクを作った"),
    "password_link.export": _l("最初のリンクを受け取った"),
    "people.export": _l("人の一覧を受け取った"),
    "people.import": _l("人の一覧を取り込んだ"),
    "people.import_cancel": _l("取り込みを取り消した"),
    "people.import_problems": _l("取り込みで直すところを受け取った"),
    "people.import_resume": _l("取り込みを続けた"),
    "person.erase": _l("人を消去した"),
    "person.export": _l("個人の記録を受け取った"),
    "person.import": _l("一覧から登録した、または変えた"),
    "plan.keep": _l("進行案を残した"),
    "rules.change": _l("名前が挙がるきまりを変えた"),
    "rules.drop": _l("名前が挙がるきまりを上のグループのものに戻した"),
    "token.make": _l("API のトークンを作った"),
    "token.revoke": _l("API のトークンを取り消した"),
    "words.review": _l("先に書いた言葉にコメントした"),
}
SUBJECTS = {
    "person": _l("人"),
    "group": _l("グループ"),
    "assignment": _l("出した課題"),
    "import": _l("取り込み"),
    "people": _l("人の一覧"),
    "audit": _l("監査"),
    "token": _l("トークン"),
}


def action(name: str) -> str:
    """Name an action."""
    return str(ACTIONS.get(name, name))


def subject(name: str) -> str:
    """Name a kind of subject."""
    return str(SUBJECTS.get(name, name))
